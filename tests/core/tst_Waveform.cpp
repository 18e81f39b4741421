// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/jobs/InputFacts.h"
#include "core/media/FaceFinder.h"
#include "core/media/Thumbnail.h"
#include "core/media/Waveform.h"
#include "tests/support/ClapFilm.h"

#include <QTemporaryDir>
#include <QTest>

using namespace studio;
using namespace studio::media;
namespace fs = std::filesystem;

namespace {

class TestWaveform : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase()
    {
        test::writeClick(folder() / "click.wav", 3, 1.2);
        QVERIFY(test::writeClapFilm(folder() / "film.mp4", folder() / "click.wav", 75, 30));
    }

    void aClickIsWhereItIsHeard()
    {
        for (const char* const file : {"click.wav", "film.mp4"}) { // Also of a video.
            const Result<Waveform> waveform = readWaveform(folder() / file);
            QVERIFY(waveform);
            QCOMPARE(waveform->sampleRate, test::kClapRate);
            QVERIFY(std::abs(waveform->seconds() - 3) < 0.03);
            QVERIFY(std::abs(waveform->peak - 0.8F) < 0.15F);
            for (size_t level = 0; level < waveform->levels.size(); ++level) {
                const double wide = waveform->secondsPerExtent(level);
                const auto at = static_cast<size_t>(1.2025 / wide);
                QVERIFY(waveform->levels[level].size() > at);
                QVERIFY(waveform->levels[level][at].high > 80);
                QVERIFY(waveform->levels[level][at].low < -80);
            }
            QVERIFY(waveform->levels[0][static_cast<size_t>(0.5 / waveform->secondsPerExtent(0))].high <= 1);
            QCOMPARE(waveform->levels.back().size(), size_t{1});
        }
    }

    void aQuietVoiceKeepsItsShape()
    {
        test::writeClick(folder() / "soft.wav", 3, 1.2, 0.002); // -54 dB
        const Result<Waveform> waveform = readWaveform(folder() / "soft.wav", {}, {.level = VoiceLevel::asRecorded()});
        QVERIFY(waveform);
        QVERIFY(waveform->peak < 0.003F);
        const double wide = waveform->secondsPerExtent(0);
        QVERIFY(waveform->levels[0][static_cast<size_t>(1.2025 / wide)].high > 80);
        QVERIFY(waveform->levels[0][static_cast<size_t>(0.5 / wide)].high <= 1);
    }

    void theLevelFitsThePixels()
    {
        const Result<Waveform> waveform = readWaveform(folder() / "click.wav");
        QVERIFY(waveform);
        QCOMPARE(waveform->levelFor(1e-6), size_t{0});
        QCOMPARE(waveform->levelFor(1e6), waveform->levels.size() - 1);
        for (const double pixel : {0.003, 0.01, 0.1}) {
            const size_t level = waveform->levelFor(pixel);
            QVERIFY(waveform->secondsPerExtent(level) <= pixel);
            QVERIFY(waveform->secondsPerExtent(level + 1) > pixel);
        }
    }

    void readingCanBeStopped()
    {
        std::stop_source stop;
        stop.request_stop();
        const Result<Waveform> waveform = readWaveform(folder() / "click.wav", stop.get_token());
        QVERIFY(!waveform);
        QVERIFY(waveform.error().code == ErrorCode::Cancelled);
    }

    void errorsAreThoseOfTheFile()
    {
        QVERIFY(readWaveform(folder() / "gone.wav").error().code == ErrorCode::FileMissing);
        QVERIFY(readWaveform(TEST_DATA "/goldens/inputs/grey.png").error().code == ErrorCode::NoAudio);
    }

    void factsFollowTrimAndClips()
    {
        const Result<Waveform> voice = readWaveform(DEMO_DATA "/voices/welcome_en.wav");
        QVERIFY(voice);
        const jobs::VoiceFacts whole = jobs::voiceFacts(*voice, {}, 0);
        QVERIFY(std::abs(whole.usedSeconds - voice->seconds()) < 1e-9);
        QVERIFY(std::abs(static_cast<double>(whole.frames) - whole.seconds * 25) <= 2);
        QCOMPARE(whole.clips, (whole.frames + 47) / 48);
        QVERIFY(!whole.silent && !whole.tooShort);
        const jobs::VoiceFacts two = jobs::voiceFacts(*voice, {}, 2);
        QCOMPARE(two.clips, 2);
        QCOMPARE(two.frames, 96);
        const jobs::VoiceFacts trimmed = jobs::voiceFacts(*voice, {1.0, 2.0}, 0);
        QVERIFY(std::abs(trimmed.usedSeconds - 1.0) < 1e-9);
        QVERIFY(trimmed.frames <= 26 && trimmed.frames >= 24);
        QVERIFY(jobs::voiceFacts(*voice, {1.0, 1.3}, 0).tooShort);
        QVERIFY(jobs::voiceFacts(*voice, {99.0, {}}, 0).tooShort);
    }

    void silenceIsBelowSixtyDecibels()
    {
        test::writeClick(folder() / "quiet.wav", 3, 1.2, 0.0005); // -66 dB
        test::writeClick(folder() / "soft.wav", 3, 1.2, 0.002); // -54 dB
        QVERIFY(jobs::voiceFacts(*readWaveform(folder() / "quiet.wav"), {}, 0).silent);
        QVERIFY(!jobs::voiceFacts(*readWaveform(folder() / "soft.wav"), {}, 0).silent);
        // Where the trim leaves the click out.
        const jobs::VoiceFacts facts = jobs::voiceFacts(*readWaveform(folder() / "soft.wav"), {0, 1.1}, 0);
        QVERIFY(facts.silent);
        QCOMPARE(facts.peakDecibels, -200.0);
    }

    void portraitsSayWhatTheSizeKeeps()
    {
        const fs::path portrait = TEST_DATA "/goldens/inputs/exif_orientation6.jpg";
        const Result<jobs::PortraitFacts> upright = jobs::portraitFacts(portrait, {}, 384 * 256);
        QVERIFY(upright);
        QVERIFY(upright->height > upright->width || upright->width > upright->height);
        QCOMPARE(upright->outputWidth % 64, 0);
        QCOMPARE(upright->outputHeight % 64, 0);
        const double kept = upright->kept.width * upright->width; // of the file, which is read as it is
        QVERIFY(std::abs(upright->sharpness - kept / upright->outputWidth) < 0.01);
        const project::CropRect left{0, 0, 0.5, 1};
        const Result<jobs::PortraitFacts> half = jobs::portraitFacts(portrait, left, 384 * 256);
        QVERIFY(half);
        QVERIFY(std::abs(half->cropWidth * 2 - upright->width) <= 1);
        QVERIFY(half->kept.x >= 0 && half->kept.x + half->kept.width <= 0.5 + 1.0 / upright->width);
        const double shape = half->kept.width * half->width / (half->kept.height * half->height);
        const double film = static_cast<double>(half->outputWidth) / half->outputHeight;
        QVERIFY2(std::abs(shape / film - 1) < 0.02, qPrintable(QString::number(shape)));
        QVERIFY(jobs::portraitFacts(folder() / "click.wav", {}, 10000).error().code == ErrorCode::NotAnImage);
    }

    // From the left, with room for the head, up to the middle between two.
    void peopleAreAroundTheirFaces()
    {
        QVERIFY(jobs::areasAround({}).empty());
        const auto one = jobs::areasAround({{0.4, 0.4, 0.2, 0.2}});
        QCOMPARE(one.size(), size_t{1});
        const auto isNear = [](const project::CropRect& found, const project::CropRect& wanted) {
            return std::abs(found.x - wanted.x) + std::abs(found.y - wanted.y) + std::abs(found.width - wanted.width)
                + std::abs(found.height - wanted.height)
                < 1e-9;
        };
        QVERIFY(isNear(one[0], {0.3, 0.3, 0.4, 0.45}));
        const auto two = jobs::areasAround({{0.5, 0.1, 0.2, 0.4}, {0.25, 0.5, 0.2, 0.3}});
        QCOMPARE(two.size(), size_t{2});
        QVERIFY(isNear(two[0], {0.15, 0.35, 0.325, 0.65})); // to 0.475, and down to the edge
        QVERIFY(isNear(two[1], {0.475, 0, 0.325, 0.8}));
        // Found in a small portrait, too.
        const Result<std::vector<project::CropRect>> ada = jobs::areasOfFaces(DEMO_DATA "/portraits/ada.png");
        QVERIFY(ada);
        if (media::canFindFaces()) {
            QCOMPARE(ada->size(), size_t{1});
            QVERIFY(ada->front().x < 0.4 && ada->front().x + ada->front().width > 0.6);
        }
        QVERIFY(!jobs::areasOfFaces(folder() / "click.wav"));
    }

    void thumbnailsAreSmallAndKeepTheirShape()
    {
        const Result<Picture> picture = pictureThumbnail(DEMO_DATA "/portraits/ada.png", 100);
        QVERIFY(picture);
        QCOMPARE(std::max(picture->width, picture->height), 100);
        const Result<Picture> frame = movieThumbnail(folder() / "film.mp4", 32, 1.2);
        QVERIFY(frame);
        QCOMPARE(frame->width, 32);
        QVERIFY(frame->rgb[0] > 200); // The white one.
        QCOMPARE(movieThumbnail(folder() / "film.mp4", 5000)->width, test::kClapSide); // Never larger.
    }

private:
    [[nodiscard]] fs::path folder() const { return m_folder.path().toStdString(); }

    QTemporaryDir m_folder;
};

} // namespace

QTEST_GUILESS_MAIN(TestWaveform)
#include "tst_Waveform.moc"
