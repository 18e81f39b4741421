// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/Log.h"
#include "core/media/SoundStream.h"
#include "core/media/VoiceReader.h"
#include "tests/support/Goldens.h"
#include "tests/support/MediaFiles.h"

#include <QTemporaryDir>
#include <QTest>

#include <cmath>
#include <numbers>

using namespace studio;
using namespace studio::media;

namespace {

const std::string kInputs = test::kGoldens + "inputs/";

std::vector<float> tone(double seconds, int sampleRate, double amplitude = 0.5)
{
    std::vector<float> samples(static_cast<size_t>(seconds * sampleRate));
    for (size_t i = 0; i < samples.size(); ++i)
        samples[i] = static_cast<float>(amplitude * std::sin(2 * std::numbers::pi * 440 * double(i) / sampleRate));
    return samples;
}

class TestVoiceReader : public QObject {
    Q_OBJECT

private:
    QTemporaryDir m_folder;
    int m_warnings = 0;

    [[nodiscard]] std::filesystem::path file(const char* name) const
    {
        return std::filesystem::path(m_folder.path().toStdString()) / name;
    }

private Q_SLOTS:
    // soxr would write to address 0 at such a rate.
    void aRateThatNoRecordingHasIsRefused()
    {
        const auto voice = media::readVoice(TEST_DATA "/damaged/fifteen_hertz.wav");
        QVERIFY(!voice);
        QCOMPARE(voice.error().code, ErrorCode::MediaDamaged);
    }

    void initTestCase()
    {
        log::setSink([this](log::Level level, std::string_view) { m_warnings += level == log::Level::Warning; });
    }
    void init() { m_warnings = 0; }

    void samplesAreTheReferences_data()
    {
        QTest::addColumn<QString>("name");
        QTest::newRow("mono, 16 kHz") << QStringLiteral("speech_16k");
        QTest::newRow("stereo, 44.1 kHz") << QStringLiteral("speech_44k_stereo");
    }
    void samplesAreTheReferences()
    {
        QFETCH(QString, name);
        const auto voice = readVoice(kInputs + name.toStdString() + ".wav");
        QVERIFY(bool(voice));
        const at::Tensor wanted = test::golden("audio/audio.safetensors").at(name.toStdString() + "/waveform");
        QCOMPARE(static_cast<int64_t>(voice->samples.size()), wanted.size(0));
        QCOMPARE(voice->sampleRate, kVoiceRate);
        QCOMPARE(voice->seconds, static_cast<double>(wanted.size(0)) / kVoiceRate);
        double worst = 0;
        for (size_t i = 0; i < voice->samples.size(); ++i)
            worst = std::max(worst, std::abs(double{voice->samples[i]} - wanted.const_data_ptr<float>()[i]));
        std::printf("%-40s %.2e absolute\n", qPrintable(name), worst);
        QVERIFY(worst <= 1e-6); // Measured: 0, soxr on both sides.
    }

    void mixesTheMeanOfChannelsWithoutAMeaning()
    {
        test::writeWav(file("three.wav"), {tone(1, 16000, 0.6), tone(1, 16000, 0.3), tone(1, 16000, 0.3)}, 16000);
        const auto voice = readVoice(file("three.wav"));
        QVERIFY(bool(voice));
        const std::vector<float> wanted = tone(1, 16000, 0.4);
        QCOMPARE(voice->samples.size(), wanted.size());
        for (size_t i = 0; i < wanted.size(); ++i)
            QVERIFY(std::abs(voice->samples[i] - wanted[i]) < 1e-6F);
    }

    void anyRateKeepsTheSoundInItsPlace_data()
    {
        QTest::addColumn<int>("rate");
        for (const int rate : {8000, 11025, 22050, 37800, 48000, 96000, 192000})
            QTest::newRow(std::to_string(rate).c_str()) << rate;
    }
    void anyRateKeepsTheSoundInItsPlace()
    {
        QFETCH(int, rate);
        test::writeWav(file("tone.wav"), {tone(1.37, rate)}, rate);
        const auto voice = readVoice(file("tone.wav"));
        QVERIFY(bool(voice));
        const auto length = static_cast<size_t>(1.37 * rate); // Rounded up at the new rate.
        QCOMPARE(voice->samples.size(), (length * 16000 + size_t(rate) - 1) / size_t(rate));
        const std::vector<float> wanted = tone(1.38, 16000);
        for (size_t i = 800; i + 800 < voice->samples.size(); ++i)
            QVERIFY(std::abs(voice->samples[i] - wanted[i]) < 1e-3F);
    }

    void streamKeepsChannelsAndRate()
    {
        const std::vector<float> left = tone(0.7, 44100);
        const std::vector<float> right = tone(0.7, 44100, 0.1);
        test::writeWav(file("stereo.wav"), {left, right}, 44100);
        auto stream = SoundStream::open(file("stereo.wav"));
        QVERIFY(bool(stream));
        QCOMPARE(stream->channels(), 2);
        QCOMPARE(stream->sampleRate(), 44100);
        QVERIFY(std::abs(stream->statedSeconds() - 0.7) < 1e-3);
        std::vector<std::vector<float>> whole(2);
        for (auto piece = stream->next(); !piece.empty(); piece = stream->next()) {
            for (size_t c = 0; c < 2; ++c)
                whole[c].insert(whole[c].end(), piece[c].begin(), piece[c].end());
        }
        QVERIFY(whole[0] == left);
        QVERIFY(whole[1] == right);
        QVERIFY(!stream->damaged());

        const auto info = probeSound(file("stereo.wav"));
        QVERIFY(bool(info));
        QCOMPARE(info->channels, 2);
        QCOMPARE(info->sampleRate, 44100);
    }

    void nanSamplesBecomeSilence()
    {
        std::vector<float> samples = tone(1, 16000);
        samples[100] = std::numeric_limits<float>::quiet_NaN();
        samples[200] = std::numeric_limits<float>::infinity();
        test::writeWav(file("nan.wav"), {samples}, 16000);
        const auto voice = readVoice(file("nan.wav"));
        QVERIFY(bool(voice));
        QCOMPARE(voice->samples[100], 0.0F);
        QCOMPARE(voice->samples[200], 0.0F);
        QCOMPARE(voice->samples[201], tone(1, 16000)[201]);
    }

    void aStopIsHeardWhileTheVoiceIsRead()
    {
        std::stop_source stop;
        stop.request_stop();
        const auto voice = readVoice(kInputs + "speech_16k.wav", media::kVoiceRate, stop.get_token());
        QVERIFY(!voice);
        QCOMPARE(voice.error().code, ErrorCode::Cancelled);
    }

    void aCutOffFileIsUsedAsFarAsItGoes()
    {
        const std::vector<uint8_t> whole = test::readBytes(kInputs + "speech_16k.wav");
        test::writeBytes(file("cut.wav"), std::span(whole).first(whole.size() / 2 + 1));
        const auto voice = readVoice(file("cut.wav"));
        QVERIFY(bool(voice));
        QVERIFY(std::abs(voice->seconds - 2.45) < 0.01);
        QCOMPARE(m_warnings, 1);

        test::writeBytes(file("stump.wav"), std::span(whole).first(44 + 3001));
        const auto stump = readVoice(file("stump.wav"));
        QVERIFY(!stump);
        QCOMPARE(stump.error().code, ErrorCode::MediaDamaged);
    }

    void namesWhatIsWrongWithAFile()
    {
        const auto code = [](const std::filesystem::path& path) {
            const auto voice = readVoice(path);
            return voice ? ErrorCode::Internal : voice.error().code;
        };
        const std::vector<uint8_t> whole = test::readBytes(kInputs + "speech_16k.wav");
        QCOMPARE(code(file("missing.wav")), ErrorCode::FileMissing);
        QCOMPARE(code(m_folder.path().toStdString()), ErrorCode::FileUnreadable);
        test::writeBytes(file("empty.wav"), {});
        QCOMPARE(code(file("empty.wav")), ErrorCode::NoAudio);
        const std::string text(3000, 'a');
        test::writeBytes(file("text.wav"), {reinterpret_cast<const uint8_t*>(text.data()), text.size()});
        QCOMPARE(code(file("text.wav")), ErrorCode::NoAudio);
        QCOMPARE(code(kInputs + "grey.png"), ErrorCode::NoAudio);
        test::writeBytes(file("header.wav"), std::span(whole).first(44));
        QCOMPARE(code(file("header.wav")), ErrorCode::AudioEmpty);
        QCOMPARE(readVoice(kInputs + "speech_16k.wav", 7).error().code, ErrorCode::BadOption);
    }

    void aPlaylistReachesNoNetwork()
    {
        const std::string list
            = "#EXTM3U\n#EXT-X-TARGETDURATION:9\n#EXTINF:9,\nhttp://127.0.0.1:9/a.ts\n#EXT-X-ENDLIST\n";
        test::writeBytes(file("list.m3u8"), {reinterpret_cast<const uint8_t*>(list.data()), list.size()});
        QVERIFY(!readVoice(file("list.m3u8")));
    }

    void damagedBytesGiveAVoiceOrAnError()
    {
        const std::vector<uint8_t> whole = test::readBytes(kInputs + "speech_44k_stereo.wav");
        uint32_t random = 1;
        for (int round = 0; round < 60; ++round) {
            std::vector<uint8_t> bytes(whole.begin(), whole.begin() + 20000);
            for (int i = 0; i < 3; ++i) {
                random = random * 1664525 + 1013904223;
                bytes[(random >> 8) % 44] = static_cast<uint8_t>(random);
            }
            test::writeBytes(file("damaged.wav"), bytes);
            const auto voice = readVoice(file("damaged.wav"));
            if (voice)
                QCOMPARE(voice->sampleRate, kVoiceRate);
            else
                QCOMPARE(voice.error().subject, file("damaged.wav").string());
        }
    }
};

} // namespace

QTEST_GUILESS_MAIN(TestVoiceReader)
#include "tst_VoiceReader.moc"
