// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/Process.h"
#include "core/media/Waveform.h"
#include "ui/services/SoundFile.h"
#include "ui/services/SoundLoader.h"
#include "ui/services/SoundReader.h"

#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

#include <cmath>
#include <fstream>

using namespace studio;
using namespace studio::ui;

namespace {

constexpr int kRate = 24000;
constexpr int64_t kMinutes = 70;
constexpr int64_t kLength = kMinutes * 60 * kRate; // samples
constexpr int64_t kClick = 65 * 60 * kRate; // where one is, and another one at the beginning

int16_t sampleAt(int64_t index)
{
    constexpr int64_t kSamples = 8; // a single sample would be taken for a wild one
    const bool isClick = (index >= kClick && index < kClick + kSamples) || (index >= 100 && index < 100 + kSamples);
    return isClick ? 30000 : static_cast<int16_t>(index % 1000 - 500); // no constant part, which is removed
}

// To the rounding of 16 bits and back.
bool isSampleAt(int64_t index, float heard)
{
    return std::abs(heard * 32768 - static_cast<float>(sampleAt(index))) < 1.5F;
}

// A talk of more than an hour is played and drawn without being held.
class TestLongSound : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase()
    {
        m_file = m_folder.filePath(QStringLiteral("talk.wav")).toStdString();
        std::ofstream out(m_file, std::ios::binary);
        const auto number = [&](auto value) { out.write(reinterpret_cast<const char*>(&value), sizeof value); };
        const auto bytes = static_cast<uint32_t>(2 * kLength);
        out.write("RIFF", 4);
        number(36 + bytes);
        out.write("WAVEfmt ", 8);
        number(uint32_t{16});
        number(uint16_t{1}); // PCM
        number(uint16_t{1});
        number(uint32_t{kRate});
        number(uint32_t{2 * kRate});
        number(uint16_t{2});
        number(uint16_t{16});
        out.write("data", 4);
        number(bytes);
        std::vector<int16_t> minute(size_t{60} * kRate);
        for (int64_t m = 0; m < kMinutes; ++m) {
            for (size_t i = 0; i < minute.size(); ++i)
                minute[i] = sampleAt(m * 60 * kRate + static_cast<int64_t>(i));
            out.write(reinterpret_cast<const char*>(minute.data()), static_cast<std::streamsize>(2 * minute.size()));
        }
        QVERIFY(out.good());
    }

    void anHourIsPlayedFromItsFile()
    {
        startPeakResident();
        const int64_t before = *peakResidentSinceStart();
        SoundLoader loader;
        QSignalSpy loaded(&loader, &SoundLoader::loaded);
        loader.load(QString::fromStdString(m_file));
        QCOMPARE(loaded.size(), 0); // Whoever asks doesn't wait.
        QVERIFY(loaded.wait(test::kPatience));
        const auto sound = loaded[0][1].value<std::shared_ptr<const Sound>>();
        QCOMPARE(sound->sampleRate, kRate);
        QVERIFY(sound->file && sound->samples.empty());

        // It can be heard before the rest is there, and the end when that is.
        QTRY_VERIFY(sound->file->count() > kRate);
        SoundReader start(sound, 0, 1, kRate);
        std::vector<float> heard(20000);
        start.read(heard);
        for (size_t i = 0; i < heard.size(); ++i)
            QVERIFY(isSampleAt(static_cast<int64_t>(i), heard[i]));
        QTRY_COMPARE(sound->file->count(), kLength);
        SoundReader late(sound, static_cast<double>(kClick - 5) / kRate, 1, kRate);
        late.read(std::span(heard).first(20));
        for (int i = 0; i < 20; ++i)
            QVERIFY(isSampleAt(kClick - 5 + i, heard[static_cast<size_t>(i)]));
        // At another rate and speed, over the end.
        SoundReader fast(sound, kMinutes * 60 - 0.1, 1.5, 48000);
        fast.read(heard);
        QCOMPARE(heard.back(), 0.0F);

        const double grown = static_cast<double>(*peakResidentSinceStart() - before) / 1e6;
        qInfo("%.1f MB more in memory", grown);
        QVERIFY2(grown < 32, qPrintable(QString::number(grown)));
    }

    void itsWaveformIsDrawnFromLittle()
    {
        startPeakResident();
        const int64_t before = *peakResidentSinceStart();
        const auto read = media::readWaveform(m_file);
        QVERIFY(read);
        QCOMPARE(read->samples, kLength);
        QVERIFY(read->peakBetween(double{kClick} / kRate - 0.1, double{kClick} / kRate + 0.1) > 0.9F);
        QVERIFY(read->peakBetween(60, 120) < 0.1F);
        const double grown = static_cast<double>(*peakResidentSinceStart() - before) / 1e6;
        qInfo("%.1f MB more in memory", grown);
        QVERIFY2(grown < 32, qPrintable(QString::number(grown)));
    }

    void shortSoundStaysInMemory()
    {
        SoundLoader loader;
        QSignalSpy loaded(&loader, &SoundLoader::loaded);
        loader.load(QStringLiteral(DEMO_DATA "/voices/fox_en.wav"));
        QVERIFY(loaded.wait(test::kPatience));
        const auto sound = loaded[0][1].value<std::shared_ptr<const Sound>>();
        QVERIFY(!sound->file && sound->samples.size() > 1000);
    }

private:
    QTemporaryDir m_folder;
    std::string m_file;
};

} // namespace

QTEST_GUILESS_MAIN(TestLongSound)
#include "tst_LongSound.moc"
