// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/media/VoiceMix.h"
#include "core/media/VoiceReader.h"
#include "tests/support/MediaFiles.h"

#include <QFile>
#include <QTemporaryDir>
#include <QTest>

#include <cmath>
#include <filesystem>
#include <numbers>

using namespace studio;
namespace fs = std::filesystem;

namespace {

std::vector<float> tone(double frequency, double seconds, int rate, float loudness)
{
    std::vector<float> samples(static_cast<size_t>(seconds * rate));
    for (size_t i = 0; i < samples.size(); ++i)
        samples[i]
            = loudness * static_cast<float>(std::sin(2 * std::numbers::pi * frequency * static_cast<double>(i) / rate));
    return samples;
}

class TestVoiceMix : public QObject {
    Q_OBJECT

private Q_SLOTS:
    // Of other sample rates, channels and lengths: each keeps its level and its place.
    void voicesAreHeardTogether()
    {
        test::writeWav(path("a.wav"), {tone(200, 1.0, 16000, 0.3F)}, 16000);
        const std::vector<float> other = tone(1000, 2.5, 44100, 0.4F);
        test::writeWav(path("b.wav"), {other, other}, 44100);
        const Result<double> mixed = mix({path("a.wav"), path("b.wav")});
        QVERIFY(mixed);
        QVERIFY(std::abs(*mixed - 2.5) < 1e-3);
        const Result<media::Voice> sound = media::readVoice(path("mix.wav"), 48000);
        QVERIFY(sound);
        const auto magnitude = [&](double frequency, double from, double to) {
            double re = 0;
            double im = 0;
            const auto begin = static_cast<size_t>(from * 48000);
            const auto end = static_cast<size_t>(to * 48000);
            for (size_t i = begin; i < end; ++i) {
                const double angle = 2 * std::numbers::pi * frequency * static_cast<double>(i) / 48000;
                re += double{sound->samples[i]} * std::cos(angle);
                im += double{sound->samples[i]} * std::sin(angle);
            }
            return 2 * std::hypot(re, im) / static_cast<double>(end - begin);
        };
        QVERIFY(std::abs(magnitude(200, 0.2, 0.8) - 0.3) < 0.01);
        QVERIFY(std::abs(magnitude(1000, 0.2, 0.8) - 0.4) < 0.01);
        QVERIFY(std::abs(magnitude(1000, 1.2, 2.2) - 0.4) < 0.01);
        QVERIFY(magnitude(200, 1.2, 2.2) < 0.005);
    }

    // The sum of loud voices isn't clipped.
    void loudVoicesBecomeSofter()
    {
        test::writeWav(path("loud.wav"), {tone(300, 1, 48000, 0.9F)}, 48000);
        QVERIFY(mix({path("loud.wav"), path("loud.wav")}));
        const Result<media::Voice> sound = media::readVoice(path("mix.wav"), 48000);
        QVERIFY(sound);
        size_t atTheEdge = 0;
        float peak = 0;
        for (const float sample : sound->samples) {
            peak = std::max(peak, std::abs(sample));
            atTheEdge += std::abs(sample) > 0.979F ? 1 : 0;
        }
        QVERIFY(peak > 0.97F && peak < 0.99F);
        QVERIFY2(atTheEdge < sound->samples.size() / 20, qPrintable(QString::number(atTheEdge)));
    }

    void errorsNameTheFile()
    {
        test::writeWav(path("a.wav"), {tone(200, 1.0, 16000, 0.3F)}, 16000);
        QFile text(QString::fromStdString(path("text.wav").string()));
        QVERIFY(text.open(QIODevice::WriteOnly) && text.write("no sound") > 0);
        text.close();
        QCOMPARE(mix({path("a.wav"), path("gone.wav")}).error().subject, path("gone.wav").string());
        QCOMPARE(mix({path("a.wav"), path("text.wav")}).error().subject, path("text.wav").string());
        QVERIFY(mix({}).error().code == ErrorCode::BadOption);
        const std::vector<fs::path> voices{path("a.wav")};
        QVERIFY(media::mixVoices(voices, "/nowhere/mix.wav").error().code == ErrorCode::NotWritable);
        std::stop_source stopped;
        stopped.request_stop();
        QVERIFY(media::mixVoices(voices, path("mix.wav"), stopped.get_token()).error().code == ErrorCode::Cancelled);
    }

private:
    [[nodiscard]] fs::path path(const char* name) const { return m_folder.filePath(QLatin1String(name)).toStdString(); }
    [[nodiscard]] Result<double> mix(const std::vector<fs::path>& voices) const
    {
        return media::mixVoices(voices, path("mix.wav"));
    }

    QTemporaryDir m_folder;
};

} // namespace

QTEST_GUILESS_MAIN(TestVoiceMix)
#include "tst_VoiceMix.moc"
