// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/media/Mp4.h"
#include "core/media/VoiceReader.h"
#include "tests/support/MediaFiles.h"
#include "tests/support/MovieFiles.h"

#include <QTemporaryDir>
#include <QTest>

#include <cmath>
#include <limits>
#include <memory>
#include <string>

using namespace studio;
using namespace studio::media;
using test::format;
using test::framesIn;
using test::Heard;
using test::kRate;
using test::listen;
using test::write;

namespace {

// The sound of a movie that MovieWriter writes.
class TestMovieSound : public QObject {
    Q_OBJECT

    std::unique_ptr<QTemporaryDir> m_folder;

    [[nodiscard]] std::filesystem::path file(const char* name) const
    {
        return std::filesystem::path(m_folder->path().toStdString()) / name;
    }

private Q_SLOTS:
    void init() { m_folder = std::make_unique<QTemporaryDir>(); }

    void soundBeginsAtZeroAndEndsWithThePicture_data()
    {
        QTest::addColumn<int>("rate");
        QTest::addColumn<int>("frames");
        for (const int rate : {16000, 37800, 44100, 48000, 192000}) {
            for (const int frames : {45, 64})
                QTest::addRow("%d Hz, %d frames", rate, frames) << rate << frames;
        }
    }
    void soundBeginsAtZeroAndEndsWithThePicture()
    {
        QFETCH(int, rate);
        QFETCH(int, frames);
        const std::vector<float> samples = test::click(4, 1, rate);
        test::writeWav(file("click.wav"), {samples, samples}, rate);
        MovieFormat wanted = format();
        wanted.sound = file("click.wav");
        QVERIFY(bool(write(file("a.mp4"), wanted, frames)));
        const Heard heard = listen(file("a.mp4"));
        QVERIFY(std::abs(heard.clickAt - 1) < 0.001);
        QVERIFY(std::abs(heard.seconds - frames / 25.0) < 1e-4);
        QCOMPARE(framesIn(file("a.mp4")), frames);
        QVERIFY(MovieReader::open(file("a.mp4"))->info().hasSound);
    }

    void soundIsAsLoudAsTheVoiceWasMade()
    {
        std::vector<float> samples(size_t{4} * kRate);
        for (size_t i = 0; i < samples.size(); ++i) { // syllables
            const double t = static_cast<double>(i) / kRate;
            samples[i] = static_cast<float>(0.01 * std::pow(std::sin(M_PI * 4 * t), 2) * std::sin(2 * M_PI * 220 * t));
        }
        test::writeWav(file("voice.wav"), {samples, samples}, kRate);
        const Result<Voice> voice = readVoice(file("voice.wav"), kVoiceRate, {}, {.level = VoiceLevel::to(-16)});
        QVERIFY(bool(voice));
        MovieFormat wanted = format();
        wanted.sound = file("voice.wav");
        wanted.soundTreatment = voice->found.treatment;
        QVERIFY(bool(write(file("a.mp4"), wanted, 100)));
        const Result<Voice> film = readVoice(file("a.mp4"), kVoiceRate, {}, {.level = VoiceLevel::asRecorded()});
        QVERIFY(bool(film) && film->found.loudness);
        QVERIFY2(std::abs(*film->found.loudness + 16) < 0.5, qPrintable(QString::number(*film->found.loudness)));
        QVERIFY2(film->found.peak < std::pow(10, -1 / 20.0), qPrintable(QString::number(film->found.peak)));
    }

    void soundAfterTheLastFrameIsLeftOut()
    {
        // A second click right behind the end of frame 33, and one well before.
        std::vector<float> samples = test::click(4, 1, kRate);
        const std::vector<float> second = test::click(4, 33 / 25.0 + 0.002, kRate);
        for (size_t i = 0; i < samples.size(); ++i)
            samples[i] += second[i];
        test::writeWav(file("click.wav"), {samples}, kRate);
        MovieFormat wanted = format();
        wanted.sound = file("click.wav");
        QVERIFY(bool(write(file("a.mp4"), wanted, 33)));
        const Heard heard = listen(file("a.mp4"));
        QVERIFY(heard.loudest(0.9, 1.1) > 0.5);
        QVERIFY(heard.loudest(1.2, 9) < 0.05);
    }

    void soundThatIsShorterEndsOrIsFilledOrEndsThePicture()
    {
        test::writeWav(file("click.wav"), {test::click(1.5, 1, kRate)}, kRate);
        MovieFormat wanted = format();
        wanted.sound = file("click.wav");
        QCOMPARE(write(file("as.mp4"), wanted, 60)->frames, 60);
        QVERIFY(std::abs(listen(file("as.mp4")).seconds - 1.5) < 1e-4);

        wanted.soundEnd = SoundEnd::Silence;
        QCOMPARE(write(file("silence.mp4"), wanted, 60)->frames, 60);
        const Heard filled = listen(file("silence.mp4"));
        QVERIFY(std::abs(filled.seconds - 2.4) < 1e-4);
        QVERIFY(filled.loudest(1.6, 9) < 0.01);

        wanted.soundEnd = SoundEnd::EndsPicture;
        const auto ended = write(file("ends.mp4"), wanted, 60);
        QVERIFY(bool(ended));
        QCOMPARE(ended->frames, 38); // Frame 37 begins at 1.48 s.
        QCOMPARE(ended->framesLeftOut, 22);
        QCOMPARE(framesIn(file("ends.mp4")), 38);
    }

    // A voice ends where it ends, seldom on a thousandth of a second, in which MP4s are usually measured.
    void soundOfAnyLengthLetsTheIndexStandInFront_data()
    {
        QTest::addColumn<int>("rate");
        QTest::addColumn<int>("samples");
        QTest::newRow("the demo's voice") << 16000 << 147159;
        QTest::newRow("a sample less than a frame") << 48000 << 1919;
        QTest::newRow("a prime number") << 44100 << 44101;
        QTest::newRow("an old rate") << 11025 << 20001;
    }
    void soundOfAnyLengthLetsTheIndexStandInFront()
    {
        QFETCH(const int, rate);
        QFETCH(const int, samples);
        std::vector<float> sound = test::click(samples / static_cast<double>(rate), 0.01, rate);
        sound.resize(static_cast<size_t>(samples));
        test::writeWav(file("voice.wav"), {sound}, rate);
        MovieFormat wanted = format();
        wanted.sound = file("voice.wav");
        const int frames = samples * wanted.frameRate / rate + 1;
        const auto made = write(file("a.mp4"), wanted, frames);
        QVERIFY(bool(made));
        QVERIFY(!made->doubt);
        QVERIFY(made->indexInFront);
        QCOMPARE(made->frames, frames);
        QCOMPARE(movieContent(file("a.mp4"))->soundSamples, samples);
    }

    void soundCanStartLater()
    {
        test::writeWav(file("click.wav"), {test::click(4, 1, kRate)}, kRate);
        MovieFormat wanted = format();
        wanted.sound = file("click.wav");
        wanted.soundStart = 0.12;
        QVERIFY(bool(write(file("a.mp4"), wanted, 50)));
        QVERIFY(std::abs(listen(file("a.mp4")).clickAt - 0.88) < 0.001);
    }

    void oddNumbersOfChannelsAreWritten()
    {
        const std::vector<float> samples = test::click(2, 1, 48000);
        for (const size_t channels : {size_t{1}, size_t{3}, size_t{6}, size_t{7}, size_t{11}}) {
            test::writeWav(file("many.wav"), std::vector<std::vector<float>>(channels, samples), 48000);
            MovieFormat wanted = format();
            wanted.sound = file("many.wav");
            wanted.existing = Existing::Replace;
            const auto summary = write(file("a.mp4"), wanted, 40);
            QVERIFY2(summary, std::to_string(channels).c_str());
            QVERIFY(std::abs(listen(file("a.mp4")).clickAt - 1) < 0.001);
        }
    }

    // What phones and browsers play.
    void soundIsWhatEveryPlayerTakes_data()
    {
        QTest::addColumn<int>("rate");
        QTest::addColumn<int>("channels");
        QTest::addColumn<int>("rateInFilm");
        QTest::addColumn<int>("channelsInFilm");
        QTest::newRow("16 kHz, mono") << 16000 << 1 << 16000 << 1;
        QTest::newRow("44.1 kHz, stereo") << 44100 << 2 << 44100 << 2;
        QTest::newRow("88.2 kHz") << 88200 << 1 << 44100 << 1;
        QTest::newRow("96 kHz, stereo") << 96000 << 2 << 48000 << 2;
        QTest::newRow("192 kHz, 5.1") << 192000 << 6 << 48000 << 6;
        QTest::newRow("7350 Hz") << 7350 << 1 << 48000 << 1;
        QTest::newRow("eight tracks") << 48000 << 8 << 48000 << 1;
    }
    void soundIsWhatEveryPlayerTakes()
    {
        QFETCH(const int, rate);
        QFETCH(const int, channels);
        QFETCH(const int, rateInFilm);
        QFETCH(const int, channelsInFilm);
        const std::vector<float> samples = test::click(2, 1, rate);
        test::writeWav(file("many.wav"), std::vector<std::vector<float>>(static_cast<size_t>(channels), samples), rate);
        MovieFormat wanted = format();
        wanted.sound = file("many.wav");
        const auto made = write(file("a.mp4"), wanted, 45);
        QVERIFY(bool(made));
        QVERIFY(!made->doubt);
        auto sound = SoundStream::open(file("a.mp4"));
        QVERIFY(bool(sound));
        QCOMPARE(sound->sampleRate(), rateInFilm);
        QCOMPARE(sound->channels(), channelsInFilm);
        QVERIFY(std::abs(listen(file("a.mp4")).clickAt - 1) < 0.002);
    }

    void noSampleMakesTheEncoderFail()
    {
        std::vector<float> samples = test::click(2, 1, kRate);
        samples[5000] = 1e30F;
        samples[5001] = -std::numeric_limits<float>::infinity();
        samples[5002] = std::numeric_limits<float>::max();
        test::writeWav(file("wild.wav"), {samples}, kRate);
        MovieFormat wanted = format();
        wanted.sound = file("wild.wav");
        const auto made = write(file("a.mp4"), wanted, 45);
        QVERIFY(bool(made));
        QVERIFY(!made->doubt);
        QCOMPARE(made->frames, 45);
    }

    void soundIsTreatedAsTheVoiceWas()
    {
        std::vector<float> samples = test::click(2, 1, kRate);
        for (float& sample : samples)
            sample *= 32768;
        test::writeWav(file("scale.wav"), {samples}, kRate);
        MovieFormat wanted = format();
        wanted.sound = file("scale.wav");
        wanted.soundTreatment.scale = 1.0F / 32768;
        QVERIFY(bool(write(file("a.mp4"), wanted, 45)));
        const Heard heard = listen(file("a.mp4"));
        QVERIFY(heard.loudest(0, 2) < 1.3);
        QVERIFY(std::abs(heard.clickAt - 1) < 0.002);
    }

    void channelsThatCancelBecomeTheVoice()
    {
        const std::vector<float> left = test::click(2, 1, kRate);
        std::vector<float> right = left;
        for (float& sample : right)
            sample = -sample;
        test::writeWav(file("inverted.wav"), {right, left}, kRate);
        MovieFormat wanted = format();
        wanted.sound = file("inverted.wav");
        wanted.soundTreatment.channels = {1};
        wanted.soundTreatment.reason = MixReason::Loudest;
        QVERIFY(bool(write(file("a.mp4"), wanted, 45)));
        QCOMPARE(SoundStream::open(file("a.mp4"))->channels(), 1);
        QVERIFY(std::abs(listen(file("a.mp4")).clickAt - 1) < 0.002);
    }
};

} // namespace

QTEST_GUILESS_MAIN(TestMovieSound)
#include "tst_MovieSound.moc"
