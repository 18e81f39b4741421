// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/controllers/PlayerController.h"

#include "core/media/MovieWriter.h"
#include "ui/controllers/VoicePlayer.h"
#include "ui/services/SoundReader.h"

#include "tests/support/FakePlayback.h"
#include "tests/support/MediaFiles.h"
#include "tests/support/WatchedApplication.h"
#include "ui/widgets/VideoView.h"

#include <QAudioDevice>
#include <QElapsedTimer>
#include <QMediaDevices>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>
#include <QThread>

#include <cmath>

using namespace studio;
using namespace studio::ui;
using test::FakeClock;
using test::FakeFilm;
using test::indexIn;
using Rig = test::PlayerRig;

namespace {

constexpr int kRate = test::kFakeRate;

// Ten bars, dark or bright: the frame's number in binary, which survives H.264.
std::vector<uint8_t> numberedPicture(int number, int width, int height)
{
    std::vector<uint8_t> rgb(size_t{3} * static_cast<size_t>(width) * static_cast<size_t>(height));
    for (int y = 0; y < height; ++y) {
        for (int x = 0; x < width; ++x) {
            const int bit = x * 10 / width;
            const auto value = static_cast<uint8_t>((number >> bit & 1) != 0 ? 210 : 40);
            for (int c = 0; c < 3; ++c)
                rgb[(static_cast<size_t>(y) * static_cast<size_t>(width) + static_cast<size_t>(x)) * 3
                    + static_cast<size_t>(c)]
                    = value;
        }
    }
    return rgb;
}

int numberIn(const media::Picture& picture)
{
    int number = 0;
    for (int bit = 0; bit < 10; ++bit) {
        const auto x = static_cast<size_t>((bit * 2 + 1) * picture.width / 20);
        const size_t at = (static_cast<size_t>(picture.height / 2) * static_cast<size_t>(picture.width) + x) * 3;
        number |= picture.rgb[at] > 125 ? 1 << bit : 0;
    }
    return number;
}

class TestPlayerController : public QObject {
    Q_OBJECT

private:
    QTemporaryDir m_folder;
    std::filesystem::path m_movie;
    static constexpr int kFrames = 200;

private Q_SLOTS:
    void initTestCase()
    {
        m_movie = std::filesystem::path(m_folder.path().toStdString()) / "numbered.mp4";
        media::MovieFormat format;
        format.width = 320;
        format.height = 64;
        format.frameRate = kRate;
        auto writer = media::MovieWriter::open(m_movie, format);
        QVERIFY(bool(writer));
        for (int i = 0; i < kFrames; ++i)
            QVERIFY(bool(writer->writeFrame(numberedPicture(i, 320, 64))));
        QVERIFY(bool(writer->finish()));
    }

    // Files ------------------------------------------------------------------------------------------------------

    void everyFrameOfAMovieIsFoundExactlyInAnyOrder()
    {
        MovieFilmSource film(m_movie);
        QVERIFY(bool(film.open()));
        QCOMPARE(film.facts().made, int64_t{kFrames});
        QCOMPARE(film.facts().frameRate, double{kRate});
        QVERIFY(!film.facts().growing);
        std::vector<int64_t> order;
        for (int64_t i = 0; i < kFrames; ++i)
            order.push_back(i * 77 % kFrames); // each once, far apart
        for (int64_t i = kFrames - 1; i >= 0; --i)
            order.push_back(i);
        for (int64_t i = 0; i < kFrames; i += 3)
            order.push_back(i);
        for (const int64_t index : order) {
            auto frame = film.frame(index);
            QVERIFY2(bool(frame), qPrintable(QString::number(index)));
            QCOMPARE(numberIn(**frame), static_cast<int>(index));
        }
        QVERIFY(!film.frame(kFrames));
        QVERIFY(!film.frame(-1));
    }

    void aFileThatIsNoMovieIsAnError()
    {
        const std::filesystem::path path = m_movie.parent_path() / "text.mp4";
        test::writeBytes(path, std::vector<uint8_t>(100, 65));
        PlayerController player(std::make_unique<FakeClock>(std::make_shared<FakeClock::State>()));
        QSignalSpy failed(&player, &PlayerController::failed);
        player.open(std::make_shared<MovieFilmSource>(path));
        QTRY_COMPARE(failed.count(), 1);
        QVERIFY(!player.isPlayable());
    }

    void anHourOfSeekingKeepsFewFrames()
    {
        // Scrubbing: latest wins, so that far fewer are decoded than were asked for.
        Rig rig;
        auto film = std::make_shared<FakeFilm>(90000);
        rig.player.open(film);
        QVERIFY(rig.sees(0));
        for (int i = 0; i < 5000; ++i)
            rig.player.seek(i * 0.7);
        QVERIFY(rig.sees(static_cast<int64_t>(4999 * 0.7 * kRate + 1e-3)));
        QVERIFY2(film->asked < 4000, qPrintable(QString::number(film->asked)));
    }

    // Playing ----------------------------------------------------------------------------------------------------

    void theFirstFrameIsShownAndNothingIsDecodedOnTheGuiThread()
    {
        Rig rig;
        auto film = std::make_shared<FakeFilm>(50);
        rig.player.open(film);
        QVERIFY(rig.sees(0));
        rig.player.play();
        QVERIFY(rig.passTo(1.0, 25));
        rig.player.seek(0.4);
        QVERIFY(rig.sees(10));
        QCOMPARE(film->onGuiThread.load(), 0);
        QVERIFY(film->asked >= 3);
    }

    void theFrameIsThatOfTheClockAtEveryMoment()
    {
        Rig rig;
        rig.player.open(std::make_shared<FakeFilm>(100));
        QVERIFY(rig.sees(0));
        rig.player.play();
        for (int i = 1; i < 99; ++i) {
            // Just before the frame's end, which is the worst moment to round.
            QVERIFY2(rig.passTo((i + 1) / double{kRate} - 0.001, i), qPrintable(QString::number(i)));
            QVERIFY(std::abs(rig.player.position() - rig.clock->now) < 1e-9);
        }
    }

    void aFinishedFilmStopsAtItsEndAndBeginsAgain()
    {
        Rig rig;
        rig.player.open(std::make_shared<FakeFilm>(50));
        QVERIFY(rig.sees(0));
        rig.player.play();
        QVERIFY(rig.passTo(2.0, 49));
        QTRY_VERIFY(!rig.player.isPlaying());
        QCOMPARE(rig.player.frame(), 49);
        rig.player.play();
        QVERIFY(rig.sees(0));
        QVERIFY(rig.player.isPlaying());
    }

    void aGrowingFilmWaitsAndGoesOnByItself()
    {
        Rig rig;
        auto film = std::make_shared<FakeFilm>(24, true, 60);
        rig.player.open(film);
        QVERIFY(rig.sees(0));
        rig.player.play();
        QVERIFY(rig.passTo(0.96, 23));
        QTRY_VERIFY(rig.player.isWaiting());
        QVERIFY(rig.player.isPlaying());
        QVERIFY(!rig.clock->running);
        QCOMPARE(rig.player.waitingBlock(), 2);

        film->grow(36, true);
        rig.player.updateFacts();
        QVERIFY(!rig.player.isWaiting());
        QVERIFY(rig.clock->running);
        QVERIFY(rig.passTo(1.2, 30));
        QVERIFY(rig.passTo(1.44, 35));
        QTRY_VERIFY(rig.player.isWaiting());

        film->grow(60, false);
        rig.player.updateFacts();
        QVERIFY(rig.passTo(2.4, 59));
        QTRY_VERIFY(!rig.player.isPlaying());
    }

    void nothingMadeYetIsNotPlayableUntilItIs()
    {
        Rig rig;
        auto film = std::make_shared<FakeFilm>(0, true, 60);
        rig.player.open(film);
        rig.player.play();
        QVERIFY(!rig.player.isPlaying());
        film->grow(12, true);
        rig.player.updateFacts();
        QVERIFY(rig.player.isPlayable());
        QVERIFY(rig.sees(0));
    }

    void theWholeFilmTakesTheGrowingOnesPlace()
    {
        Rig rig;
        rig.player.open(std::make_shared<FakeFilm>(48, true, 60));
        QVERIFY(rig.sees(0));
        rig.player.play();
        QVERIFY(rig.passTo(1.0, 25));
        rig.player.open(std::make_shared<FakeFilm>(60), PlayerController::StartAt::SamePlace);
        QTRY_VERIFY(rig.player.isPlaying());
        QVERIFY(std::abs(rig.clock->now - 1.0) < 1e-9);
        QVERIFY(rig.sees(25));
    }

    // A take that is stopped while it is watched: nothing more comes, and the playhead stays.
    void aFilmThatIsOverStaysAtItsEnd()
    {
        Rig rig;
        rig.player.open(std::make_shared<FakeFilm>(48, true, 60));
        QVERIFY(rig.sees(0));
        rig.player.play();
        QVERIFY(rig.passTo(47.5 / 25, 47));
        rig.clock->now = 2;
        QTRY_VERIFY(rig.player.isWaiting());
        rig.player.open(std::make_shared<FakeFilm>(48), PlayerController::StartAt::SamePlace);
        QTRY_VERIFY(rig.player.isPlayable());
        QVERIFY(!rig.player.isPlaying());
        QCOMPARE(rig.player.frame(), int64_t{47});
        rig.player.play(); // By a person: again from the start.
        QVERIFY(rig.player.isPlaying());
        QCOMPARE(rig.player.frame(), int64_t{0});
    }

    void keysStepByFrameSecondAndBlock()
    {
        Rig rig;
        rig.player.open(std::make_shared<FakeFilm>(100));
        QVERIFY(rig.sees(0));
        rig.player.stepFrames(1);
        QVERIFY(rig.sees(1));
        rig.player.stepSeconds(1);
        QVERIFY(rig.sees(26));
        rig.player.stepBlocks(1);
        QVERIFY(rig.sees(36));
        rig.player.stepFrames(3);
        rig.player.stepBlocks(-1);
        QVERIFY(rig.sees(36));
        rig.player.stepBlocks(-1);
        QVERIFY(rig.sees(24));
        rig.player.stepFrames(-100);
        QVERIFY(rig.sees(0));
        rig.player.toEnd();
        QVERIFY(rig.sees(99));
        rig.player.stepFrames(5);
        QCOMPARE(rig.player.frame(), 99);
        rig.player.toStart();
        QVERIFY(rig.sees(0));
    }

    void everyFrameIsReachedBySteps()
    {
        Rig rig;
        rig.player.open(std::make_shared<FakeFilm>(2000));
        QVERIFY(rig.sees(0));
        for (int64_t i = 1; i < 2000; ++i) {
            rig.player.stepFrames(1);
            QCOMPARE(rig.player.frame(), i);
        }
        for (int64_t i = 1998; i >= 0; --i) {
            rig.player.stepFrames(-1);
            QCOMPARE(rig.player.frame(), i);
        }
    }

    void shuttlingDoublesAndTurnsRound()
    {
        Rig rig;
        rig.player.open(std::make_shared<FakeFilm>(1000));
        QVERIFY(rig.sees(0));
        rig.player.seek(20);
        for (const double rate : {1.0, 2.0, 4.0, 8.0, 8.0}) {
            rig.player.shuttle(1);
            QCOMPARE(rig.player.rate(), rate);
            QCOMPARE(rig.clock->rate, rate);
        }
        rig.player.shuttle(-1);
        QCOMPARE(rig.player.rate(), -1.0);
        rig.player.shuttle(-1);
        QCOMPARE(rig.player.rate(), -2.0);
        QVERIFY(rig.passTo(10, 250));
        rig.player.pause();
        QCOMPARE(rig.player.rate(), 0.0);
        rig.player.shuttle(-1);
        rig.clock->now = -0.1;
        QTRY_VERIFY(!rig.player.isPlaying());
        QCOMPARE(rig.player.frame(), 0);
    }

    void aLoopGoesRoundItsEnds()
    {
        Rig rig;
        rig.player.open(std::make_shared<FakeFilm>(100));
        QVERIFY(rig.sees(0));
        rig.player.seek(1);
        rig.player.setLoopIn();
        rig.player.seek(1.96);
        rig.player.setLoopOut();
        QVERIFY(rig.player.isLooping());
        QCOMPARE(rig.player.loop(), std::optional(TimeRange{1, 2}));
        rig.player.goToLoopIn();
        QCOMPARE(rig.player.frame(), 25);
        rig.player.goToLoopOut();
        QCOMPARE(rig.player.frame(), 49);
        rig.player.play();
        rig.clock->now = 2.1;
        QTRY_VERIFY(rig.clock->now < 2);
        QVERIFY(std::abs(rig.clock->now - 1.1) < 1e-6);
        QVERIFY(rig.sees(27));
        rig.player.clearLoop();
        QVERIFY(!rig.player.loop());
        rig.clock->now = 4.01; // Now all of it is the loop.
        QTRY_VERIFY(rig.clock->now < 1);
        rig.player.setLooping(false);
        rig.clock->now = 4.01;
        QTRY_VERIFY(!rig.player.isPlaying());
    }

    void scrubbingHoldsStillAndGoesOn()
    {
        Rig rig;
        rig.player.open(std::make_shared<FakeFilm>(100));
        QVERIFY(rig.sees(0));
        rig.player.play();
        rig.player.beginScrub();
        QVERIFY(!rig.clock->running);
        rig.player.seek(2);
        QVERIFY(rig.sees(50));
        QVERIFY(!rig.clock->running);
        rig.player.seek(99); // Only what exists.
        QVERIFY(rig.sees(99));
        rig.player.seek(1);
        rig.player.endScrub();
        QVERIFY(rig.player.isPlaying());
        QVERIFY(std::abs(rig.clock->now - 1) < 1e-9);
    }

    void speedAndVolumeReachTheClock()
    {
        Rig rig;
        rig.player.open(std::make_shared<FakeFilm>(100));
        QVERIFY(rig.sees(0));
        rig.player.stepSpeed(1);
        QCOMPARE(rig.player.speed(), 1.25);
        rig.player.play();
        QCOMPARE(rig.clock->rate, 1.25);
        rig.player.stepSpeed(-1);
        rig.player.stepSpeed(-1);
        QCOMPARE(rig.player.speed(), 0.75);
        QCOMPARE(rig.clock->rate, 0.75);
        rig.player.setVolume(0.5);
        QCOMPARE(rig.clock->volume, 0.25);
        rig.player.setMuted(true);
        QCOMPARE(rig.clock->volume, 0.0);
        QCOMPARE(rig.player.volume(), 0.5);
    }

    void framesComeScaledToTheTarget()
    {
        Rig rig;
        rig.player.setTargetSize({40, 20});
        QSignalSpy shown(&rig.player, &PlayerController::frameShown);
        rig.player.open(std::make_shared<FakeFilm>(100));
        QTRY_VERIFY(shown.count() > 0);
        QCOMPARE(shown.last()[0].value<QImage>().size(), QSize(40, 20));
        QCOMPARE(shown.last()[1].toSize(), QSize(4, 2));
        rig.player.setTargetSize({});
        QTRY_COMPARE(shown.last()[0].value<QImage>().size(), QSize(4, 2));
    }

    void aSlowHandlerIsSeenAsAStall()
    {
        auto* const application = static_cast<tests::WatchedApplication*>(qApp);
        double now = 0; // ms; only the handler takes time
        const auto real = std::exchange(application->clock, [&now] { return now; });
        application->beginWatch();
        bool done = false;
        QMetaObject::invokeMethod(
            this,
            [&] {
                now += 40;
                done = true;
            },
            Qt::QueuedConnection);
        QTRY_VERIFY(done);
        const tests::GuiStalls stalls = application->endWatch();
        application->clock = real;
        QCOMPARE(stalls.at(1), 40.0);
        QCOMPARE(stalls.longestEvent, 40.0);
        QVERIFY(stalls.longestWas.contains("TestPlayerController"));
    }

    // With the real clock. How late they are is only printed: a busy machine shows fewer of them, and later.
    void picturesFollowTheClockAndAreNeverEarly()
    {
        PlayerController player(makeTimerClock());
        std::vector<double> late; // ms after the moment the frame is due
        QElapsedTimer timer;
        double from = 0;
        connect(&player, &PlayerController::frameShown, this, [&](const QImage& image, QSize, qint64 index) {
            QVERIFY(!image.isNull());
            if (timer.isValid())
                late.push_back(timer.nsecsElapsed() / 1e6 - (static_cast<double>(index) / kRate - from) * 1000);
        });
        Theme theme;
        VideoView view(theme);
        view.resize(1280, 720);
        view.setState({VideoState::Mode::Take, {}, {}});
        connect(&view, &VideoView::targetSizeChanged, &player, &PlayerController::setTargetSize);
        connect(&player, &PlayerController::frameShown, &view,
                [&view](const QImage& image, QSize source, qint64) { view.setFrame(image, source); });
        view.show();
        QVERIFY(QTest::qWaitForWindowExposed(&view, test::kPatience));
        player.open(std::make_shared<MovieFilmSource>(m_movie));
        QTRY_VERIFY(player.isPlayable());
        QTRY_VERIFY(!player.image().isNull());
        from = player.position();
        auto* const application = static_cast<tests::WatchedApplication*>(qApp);
        application->beginWatch();
        timer.start();
        player.play();
        QTRY_VERIFY(player.position() > 2.0);
        player.pause();
        application->endWatch().print();
        std::sort(late.begin(), late.end());
        QVERIFY(!late.empty());
        qInfo("picture after its time: p50=%.1f ms p99=%.1f ms max=%.1f ms, %zu of 50 frames shown",
              late[late.size() / 2], late[late.size() * 99 / 100], late.back(), late.size());
        QVERIFY(late.front() > -1); // of rounding
    }

    // Sound ------------------------------------------------------------------------------------------------------

    void soundIsReadExactlyAtItsOwnRateAndFasterAtASpeed()
    {
        auto sound = std::make_shared<Sound>();
        sound->sampleRate = 1000;
        for (int i = 0; i < 1000; ++i)
            sound->samples.push_back(static_cast<int16_t>(i * 32));
        std::vector<float> read(4);
        SoundReader(sound, 0.5, 1, 1000).read(read);
        QCOMPARE(
            read,
            (std::vector<float>{500 * 32 / 32768.0F, 501 * 32 / 32768.0F, 502 * 32 / 32768.0F, 503 * 32 / 32768.0F}));
        SoundReader(sound, 0, 2, 1000).read(read);
        QCOMPARE(read[3], 6 * 32 / 32768.0F);
        SoundReader(sound, 0, 1, 2000).read(read);
        QVERIFY(std::abs(read[1] - 0.5F * 32 / 32768.0F) < 1e-6F);
        SoundReader(sound, 0.998, 1, 1000).read(read);
        QCOMPARE(read[2], 0.0F); // silence after the end
        SoundReader(sound, -0.002, 1, 1000).read(read);
        QCOMPARE(read[0], 0.0F);
        sound->begin = 0.25; // a voice whose front is left out
        SoundReader(sound, 0, 1, 1000).read(read);
        QCOMPARE(read[0], 250 * 32 / 32768.0F);
    }

    void theSoundOfAMovieIsLoadedForItsClock()
    {
        const std::filesystem::path voice = m_movie.parent_path() / "voice.wav";
        test::writeWav(voice, {std::vector<float>(16000, 0.25F)}, 16000);
        const std::filesystem::path path = m_movie.parent_path() / "sounding.mp4";
        media::MovieFormat format;
        format.width = 64;
        format.height = 64;
        format.frameRate = kRate;
        format.sound = voice;
        auto writer = media::MovieWriter::open(path, format);
        QVERIFY(bool(writer));
        for (int i = 0; i < 25; ++i)
            QVERIFY(bool(writer->writeFrame(numberedPicture(i, 64, 64))));
        QVERIFY(bool(writer->finish()));
        Rig rig;
        QObject::disconnect(&rig.player, &PlayerController::frameShown, nullptr, nullptr);
        rig.player.open(std::make_shared<MovieFilmSource>(path));
        QTRY_VERIFY(rig.clock->hasSound);
        rig.player.open(nullptr);
        QVERIFY(!rig.clock->hasSound);
    }

    void withoutAnOutputTheClockRunsAllTheSame()
    {
        const auto clock = makeSoundClock();
        clock->start(3, 2);
        QTRY_VERIFY(clock->seconds() > 3.05);
        clock->stop();
        const double at = clock->seconds();
        QCOMPARE(clock->seconds(), at);
        clock->start(1, -1);
        QTRY_VERIFY(clock->seconds() < 0.98);
    }

    void withAnOutputTheClockRunsWithTheSound()
    {
        if (QMediaDevices::defaultAudioOutput().isNull())
            QSKIP("no sound output here");
        auto sound = std::make_shared<Sound>();
        sound->sampleRate = 48000;
        sound->samples.resize(48000 * 10);
        const auto clock = makeSoundClock();
        clock->setSound(sound);
        clock->start(2, 1);
        QElapsedTimer timer;
        timer.start();
        double ahead = 0; // of the monotonic clock
        QTRY_VERIFY([&] {
            const double now = clock->seconds();
            ahead = std::max(ahead, now - 2 - static_cast<double>(timer.nsecsElapsed()) / 1e9);
            return now > 5;
        }());
        QVERIFY2(ahead < 0.3, qPrintable(QString::number(ahead))); // its buffer; behind it may be on a busy machine
    }

    void theVoiceAlonePlaysWithinItsTrim()
    {
        const std::filesystem::path voice = m_movie.parent_path() / "alone.wav";
        test::writeWav(voice, {std::vector<float>(32000, 0.25F)}, 16000);
        auto clock = std::make_shared<FakeClock::State>();
        VoicePlayer player(std::make_unique<FakeClock>(clock));
        QSignalSpy playing(&player, &VoicePlayer::playingChanged);
        player.setVoice(QString::fromStdString(voice.string()));
        player.setTrim({0.5, 1.5});
        player.play();
        QVERIFY(player.isPlaying());
        QCOMPARE(clock->now, 0.5);
        QTRY_VERIFY(clock->hasSound);
        clock->now = 1.0;
        QTRY_COMPARE(player.position(), 1.0);
        clock->now = 1.6;
        QTRY_VERIFY(!player.isPlaying());
        QCOMPARE(playing.count(), 2);
        QCOMPARE(player.position(), 0.5);
    }
};

} // namespace

int main(int argc, char** argv)
{
    tests::WatchedApplication application(argc, argv);
    TestPlayerController test;
    return QTest::qExec(&test, argc, argv);
}

#include "tst_PlayerController.moc"
