// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/media/FFmpeg.h"
#include "core/media/SoundStream.h"
#include "core/media/VoiceReader.h"
#include "core/media/Waveform.h"
#include "tests/support/MediaFiles.h"

#include <QTemporaryDir>
#include <QTest>

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <numbers>

#include <dlfcn.h>

using namespace studio;
using namespace studio::media;

namespace {

// How many more times a decoder has the memory that it needs.
int decodesLeft = std::numeric_limits<int>::max();

} // namespace

// Stands for libavcodec's in this program.
extern "C" int avcodec_receive_frame(AVCodecContext* decoder, AVFrame* frame)
{
    static auto* const real
        = reinterpret_cast<int (*)(AVCodecContext*, AVFrame*)>(::dlsym(RTLD_NEXT, "avcodec_receive_frame"));
    if (decodesLeft <= 0)
        return AVERROR(ENOMEM);
    --decodesLeft;
    return real(decoder, frame);
}

namespace {

// Made with ffmpeg; tests/data/sound/NOTES.md says how.
const std::string kSounds = TEST_DATA "/sound/";

struct Heard {
    std::vector<float> samples; // of the first channel
    int rate = 0;

    [[nodiscard]] double seconds() const { return static_cast<double>(samples.size()) / rate; }
    [[nodiscard]] double loudest(double begin, double end) const
    {
        float peak = 0;
        for (auto i = static_cast<size_t>(begin * rate); i < std::min(samples.size(), static_cast<size_t>(end * rate));
             ++i)
            peak = std::max(peak, std::abs(samples[i]));
        return peak;
    }
    // Of a tone, between 0.2 and 0.6 s.
    [[nodiscard]] double hertz() const
    {
        int crossings = 0;
        for (auto i = static_cast<size_t>(0.2 * rate); i < static_cast<size_t>(0.6 * rate); ++i)
            crossings += samples[i] < 0 && samples[i + 1] >= 0 ? 1 : 0;
        return crossings / 0.4;
    }
};

Heard listen(SoundStream& stream)
{
    Heard heard{.samples = {}, .rate = stream.sampleRate()};
    for (Planes piece = stream.next(); !piece.empty(); piece = stream.next())
        heard.samples.insert(heard.samples.end(), piece.front().begin(), piece.front().end());
    return heard;
}

std::vector<float> tone(double seconds, int rate)
{
    std::vector<float> samples(static_cast<size_t>(seconds * rate));
    for (size_t i = 0; i < samples.size(); ++i)
        samples[i] = static_cast<float>(0.5 * std::sin(2 * std::numbers::pi * 440 * double(i) / rate));
    return samples;
}

// A WAVE_FORMAT_EXTENSIBLE of mono PCM whose samples have fewer valid bits than room.
void writeExtensible(const std::filesystem::path& path, const std::vector<float>& samples, uint16_t bits,
                     uint16_t validBits)
{
    constexpr uint32_t kRate = 16000;
    constexpr std::array<uint8_t, 16> kPcm{1, 0, 0, 0, 0, 0, 0x10, 0, 0x80, 0, 0, 0xaa, 0, 0x38, 0x9b, 0x71};
    const auto bytesEach = static_cast<uint16_t>(bits / 8);
    const auto data = static_cast<uint32_t>(samples.size() * bytesEach);
    std::vector<uint8_t> bytes;
    const auto number = [&](auto value) { test::append(bytes, &value, sizeof value); };
    test::append(bytes, "RIFF", 4);
    number(uint32_t{60 + 12 + data});
    test::append(bytes, "WAVEJUNK", 8); // Recorders put their own chunks in front.
    number(uint32_t{4});
    number(uint32_t{0});
    test::append(bytes, "fmt ", 4);
    number(uint32_t{40});
    number(uint16_t{0xfffe});
    number(uint16_t{1});
    number(kRate);
    number(uint32_t{kRate * bytesEach});
    number(bytesEach);
    number(bits);
    number(uint16_t{22});
    number(validBits);
    number(uint32_t{4});
    test::append(bytes, kPcm.data(), kPcm.size());
    test::append(bytes, "data", 4);
    number(data);
    for (const float sample : samples) {
        const auto whole = static_cast<int32_t>(std::lround(sample * 32767.0F)) << 16;
        for (int shift = 32 - bits; shift < 32; shift += 8)
            number(static_cast<uint8_t>(whole >> shift));
    }
    test::writeBytes(path, bytes);
}

class TestSoundStream : public QObject {
    Q_OBJECT

private:
    QTemporaryDir m_folder;

    [[nodiscard]] std::filesystem::path file(const char* name) const
    {
        return std::filesystem::path(m_folder.path().toStdString()) / name;
    }

private Q_SLOTS:
    void theDefaultTrackIsTaken()
    {
        auto stream = SoundStream::open(kSounds + "tracks.mka");
        QVERIFY(bool(stream));
        QCOMPARE(stream->track(), 3);
        QCOMPARE(stream->tracks().size(), size_t{3});
        QCOMPARE(stream->tracks()[0].title, std::string("Talk about it"));
        QCOMPARE(stream->tracks()[2].language, std::string("deu"));
        QVERIFY(std::abs(listen(*stream).hertz() - 1320) < 10);
    }

    void commentaryIsPassedOverEvenAsDefault()
    {
        auto stream = SoundStream::open(kSounds + "commentary.mka");
        QVERIFY(bool(stream));
        QCOMPARE(stream->track(), 2);
        QVERIFY(std::abs(listen(*stream).hertz() - 880) < 10);
    }

    void anyTrackCanBeChosen()
    {
        for (int track = 1; track <= 3; ++track) {
            auto stream = SoundStream::open(kSounds + "tracks.mka", track);
            QVERIFY(bool(stream));
            QCOMPARE(stream->track(), track);
            QVERIFY(std::abs(listen(*stream).hertz() - 440 * track) < 10);
            const auto voice = readVoice(kSounds + "tracks.mka", kVoiceRate, {}, {.track = track});
            QVERIFY(bool(voice));
            QCOMPARE(voice->found.treatment.track, track);
        }
        const auto none = SoundStream::open(kSounds + "tracks.mka", 4);
        QVERIFY(!none);
        QCOMPARE(none.error().code, ErrorCode::BadOption);
    }

    void aGapInTheTimeStampsIsSilence_data()
    {
        QTest::addColumn<QString>("name");
        QTest::newRow("Matroska, Opus") << QStringLiteral("gap.mka");
        QTest::newRow("MP4, AAC") << QStringLiteral("gap.m4a");
    }
    void aGapInTheTimeStampsIsSilence()
    {
        QFETCH(const QString, name);
        auto stream = SoundStream::open(kSounds + name.toStdString());
        QVERIFY(bool(stream));
        const Heard heard = listen(*stream);
        QVERIFY2(std::abs(heard.seconds() - 2) < 0.05, std::to_string(heard.seconds()).c_str());
        QVERIFY(heard.loudest(0.2, 0.6) > 0.05);
        QVERIFY(heard.loudest(0.85, 1.1) < 0.01);
        QVERIFY(heard.loudest(1.4, 1.8) > 0.05);
    }

    void soundThatBeginsAfterThePictureStaysThere_data()
    {
        QTest::addColumn<QString>("name");
        QTest::newRow("Matroska, Opus") << QStringLiteral("late.mkv");
        QTest::newRow("MP4, AAC") << QStringLiteral("late.mp4");
    }
    void soundThatBeginsAfterThePictureStaysThere()
    {
        QFETCH(const QString, name);
        auto stream = SoundStream::open(kSounds + name.toStdString());
        QVERIFY(bool(stream));
        const Heard heard = listen(*stream);
        QVERIFY2(std::abs(heard.seconds() - 1.5) < 0.08, std::to_string(heard.seconds()).c_str());
        QVERIFY(heard.loudest(0, 0.42) < 0.01);
        QVERIFY(heard.loudest(0.55, 1.3) > 0.05);
    }

    void bitsOfAnExtensibleWavAreThoseOfItsContainer_data()
    {
        QTest::addColumn<int>("bits");
        QTest::addColumn<int>("validBits");
        QTest::newRow("24 in 32") << 32 << 24;
        QTest::newRow("20 in 32") << 32 << 20;
        QTest::newRow("16 in 32") << 32 << 16;
        QTest::newRow("16 in 24") << 24 << 16;
        QTest::newRow("20 in 24") << 24 << 20;
        QTest::newRow("24 in 24") << 24 << 24;
    }
    void bitsOfAnExtensibleWavAreThoseOfItsContainer()
    {
        QFETCH(const int, bits);
        QFETCH(const int, validBits);
        const std::vector<float> wanted = tone(1, 16000);
        writeExtensible(file("extensible.wav"), wanted, static_cast<uint16_t>(bits), static_cast<uint16_t>(validBits));
        auto stream = SoundStream::open(file("extensible.wav"));
        QVERIFY(bool(stream));
        QVERIFY(std::abs(stream->statedSeconds() - 1) < 1e-3);
        const Heard heard = listen(*stream);
        QCOMPARE(heard.samples.size(), wanted.size());
        for (size_t i = 0; i < wanted.size(); ++i)
            QVERIFY(std::abs(heard.samples[i] - wanted[i]) < 1e-4F);
    }

    // Frames of 33 bytes, 160 samples at 8 kHz each; the last is cut off, which FFmpeg calls an input/output error.
    void aTruncatedRecordingIsUsedAsFarAsItGoes()
    {
        std::vector<uint8_t> bytes;
        for (int frame = 0; frame < 60; ++frame) {
            bytes.push_back(0xd5);
            for (int i = 1; i < 33; ++i)
                bytes.push_back(static_cast<uint8_t>(37 * i + 11 * frame));
        }
        bytes.insert(bytes.end(), 10, 0xd5);
        test::writeBytes(file("cut.gsm"), bytes);
        const auto voice = readVoice(file("cut.gsm"));
        QVERIFY2(bool(voice), voice ? "" : voice.error().detail.c_str());
        QVERIFY(voice->found.damaged);
        QVERIFY(std::abs(voice->seconds - 1.2) < 0.05);
        QVERIFY(bool(readWaveform(file("cut.gsm"))));
    }

    // It isn't damage either, over which the sound goes on.
    void memoryThatRunsOutIsNotTheEndOfTheSound()
    {
        test::writeWav(file("long.wav"), {tone(5, 16000)}, 16000);
        for (const int left : {0, 1, 7}) {
            auto stream = SoundStream::open(file("long.wav"));
            QVERIFY(bool(stream));
            decodesLeft = left;
            const Heard heard = listen(*stream);
            decodesLeft = std::numeric_limits<int>::max();
            QVERIFY(heard.seconds() < 5);
            QVERIFY(stream->readError());
            QCOMPARE(stream->readError()->code, ErrorCode::OutOfMemory);
            QCOMPARE(stream->readError()->subject, file("long.wav").string());
        }
        decodesLeft = 3;
        const auto voice = readVoice(file("long.wav"));
        decodesLeft = std::numeric_limits<int>::max();
        QVERIFY(!voice);
        QCOMPARE(voice.error().code, ErrorCode::OutOfMemory);
    }
};

} // namespace

QTEST_GUILESS_MAIN(TestSoundStream)
#include "tst_SoundStream.moc"
