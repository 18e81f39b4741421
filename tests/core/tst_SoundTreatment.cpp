// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/media/Loudness.h"
#include "core/media/SoundTreatment.h"
#include "core/media/VoiceReader.h"
#include "tests/support/MediaFiles.h"

#include <QTemporaryDir>
#include <QTest>

#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>

using namespace studio;
using namespace studio::media;

namespace {

constexpr int kRate = 16000;
constexpr uint64_t kSurround = 0x3f; // FL FR FC LFE BL BR
constexpr uint64_t kSurround8 = 0x63f; // and SL SR
constexpr uint64_t kQuad = 0x33; // FL FR BL BR

// Syllables: a tone that swells four times a second.
std::vector<float> speech(double amplitude, double hertz = 220, double seconds = 2)
{
    std::vector<float> samples(static_cast<size_t>(seconds * kRate));
    for (size_t i = 0; i < samples.size(); ++i) {
        const double t = static_cast<double>(i) / kRate;
        const double swell = std::pow(std::sin(std::numbers::pi * 4 * t), 2);
        samples[i] = static_cast<float>(amplitude * swell * std::sin(2 * std::numbers::pi * hertz * t));
    }
    return samples;
}

std::vector<float> silence()
{
    return std::vector<float>(speech(1).size());
}

std::vector<float> scaled(std::vector<float> samples, float factor)
{
    for (float& sample : samples)
        sample *= factor;
    return samples;
}

std::vector<float> shifted(std::vector<float> samples, float constant)
{
    for (float& sample : samples)
        sample += constant;
    return samples;
}

SoundTreatment treatmentOf(const Planes& channels, uint64_t mask, SoundRules rules = SoundRules::Studio)
{
    SoundExaminer examiner(speakersOf(mask, static_cast<int>(channels.size())), kRate, rules);
    examiner.add(channels);
    return examiner.finish();
}

using Channels = std::vector<int>;

class TestSoundTreatment : public QObject {
    Q_OBJECT

private:
    QTemporaryDir m_folder;

    [[nodiscard]] std::filesystem::path file(const char* name) const
    {
        return std::filesystem::path(m_folder.path().toStdString()) / name;
    }

    // What the model hears of a WAV of these channels.
    [[nodiscard]] Voice read(const Planes& channels, SoundRules rules = SoundRules::Studio,
                             const VoiceLevel& level = {}) const
    {
        test::writeWav(file("voice.wav"), channels, kRate);
        auto voice = readVoice(file("voice.wav"), kRate, {}, {.rules = rules, .level = level});
        return voice ? std::move(*voice) : Voice{};
    }

    static float worstDifference(const std::vector<float>& a, const std::vector<float>& b)
    {
        float worst = a.size() == b.size() ? 0 : std::numeric_limits<float>::infinity();
        for (size_t i = 0; i < std::min(a.size(), b.size()); ++i)
            worst = std::max(worst, std::abs(a[i] - b[i]));
        return worst;
    }

private Q_SLOTS:
    // Noise far below the voice is silence, a syllable at a part's edge isn't.
    void partsInWhichNothingIsSaidAreFound()
    {
        constexpr int64_t kBlock = 7680;
        std::vector<float> voice = speech(0.3, 220, 1.92); // four blocks
        const auto append
            = [&voice](const std::vector<float>& more) { voice.insert(voice.end(), more.begin(), more.end()); };
        append(speech(0.3 / 100, 900, 1.44)); // 40 dB lower
        append(silence()); // 2 s: four blocks and a part of one
        voice.resize(static_cast<size_t>(10 * kBlock + 100));
        for (size_t i = 6 * kBlock + kBlock - 800; i < 7 * kBlock; ++i) // 50 ms
            voice[i] = 0.3F * static_cast<float>(std::sin(0.1 * static_cast<double>(i)));
        const auto silent = silentParts(voice, kRate, kBlock);
        QVERIFY(silent);
        QCOMPARE(*silent, (std::vector<bool>{false, false, false, false, true, true, false, true, true, true, false}));
        // A recording of nothing is silent throughout, and a short one says nothing of itself.
        QCOMPARE(*silentParts(std::vector<float>(2 * kBlock), kRate, kBlock), (std::vector<bool>{true, true}));
        QCOMPARE(*silentParts(std::vector<float>(100), kRate, kBlock), std::vector<bool>{false});
    }

    void anOrdinaryVoiceIsLeftAlone()
    {
        for (const float amplitude : {0.05F, 0.3F, 1.0F}) {
            const Voice voice = read({speech(amplitude)});
            QVERIFY(voice.found.treatment.keepsSamples());
            QVERIFY(voice.samples == speech(amplitude));
        }
        const SoundTreatment stereo = treatmentOf({speech(0.3), speech(0.2, 330)}, 3);
        QCOMPARE(stereo.channels, (Channels{0, 1}));
        QVERIFY(stereo.reason == MixReason::All);
    }

    void oneSideAloneIsMixed() { QVERIFY(treatmentOf({speech(0.3), silence()}, 3).reason == MixReason::All); }

    void channelsThatCancelGiveTheLouderOne_data()
    {
        QTest::addColumn<float>("factor");
        QTest::newRow("inverted") << -1.0F;
        QTest::newRow("inverted and quieter") << -0.7F;
    }
    void channelsThatCancelGiveTheLouderOne()
    {
        QFETCH(const float, factor);
        const SoundTreatment treatment = treatmentOf({scaled(speech(0.4), factor), speech(0.41)}, 3);
        QCOMPARE(treatment.channels, Channels{1});
        QVERIFY(treatment.reason == MixReason::Loudest);
        QVERIFY(worstDifference(read({scaled(speech(0.4), factor), speech(0.41)}).samples, speech(0.41)) < 1e-6F);
    }

    void cancellingForHalfOfTheTimeIsFound()
    {
        std::vector<float> right = speech(0.4);
        for (size_t i = right.size() / 2; i < right.size(); ++i)
            right[i] = -right[i];
        QVERIFY(treatmentOf({speech(0.41), right}, 3).reason == MixReason::Loudest);
    }

    void dialogueIsTakenFromTheCentre()
    {
        const std::vector<float> music = speech(0.5, 900);
        const SoundTreatment treatment
            = treatmentOf({music, music, speech(0.2), speech(0.8, 50), music, music}, kSurround);
        QCOMPARE(treatment.channels, Channels{2});
        QVERIFY(treatment.reason == MixReason::Centre);
    }

    void withoutACentreTheFrontIsHeard()
    {
        const SoundTreatment treatment
            = treatmentOf({speech(0.3), speech(0.2, 330), silence(), speech(0.8, 50), silence(), silence()}, kSurround);
        QCOMPARE(treatment.channels, (Channels{0, 1}));
        QVERIFY(treatment.reason == MixReason::Front);
        QCOMPARE(treatmentOf({speech(0.3), speech(0.2), speech(0.1, 500), silence()}, kQuad).channels,
                 (Channels{0, 1}));
    }

    void aRecordersTracksAreTheOnesWithSound()
    {
        Planes channels(8, silence());
        channels[4] = speech(0.4);
        for (const uint64_t mask : {kSurround8, uint64_t{0}}) {
            const SoundTreatment treatment = treatmentOf(channels, mask);
            QCOMPARE(treatment.channels, Channels{4});
            QVERIFY(treatment.reason == MixReason::Heard);
        }
    }

    void aWildSampleIsReplaced_data()
    {
        QTest::addColumn<float>("wild");
        QTest::newRow("5") << 5.0F;
        QTest::newRow("-40") << -40.0F;
        QTest::newRow("1e30") << 1e30F;
        QTest::newRow("the largest") << std::numeric_limits<float>::max();
        QTest::newRow("infinite") << std::numeric_limits<float>::infinity();
    }
    void aWildSampleIsReplaced()
    {
        QFETCH(const float, wild);
        for (const size_t where : {size_t{0}, size_t{8001}, speech(1).size() - 1}) {
            std::vector<float> samples = speech(0.3);
            samples[where] = wild;
            const Voice voice = read({samples});
            QCOMPARE(voice.found.treatment.scale, 1.0F);
            QVERIFY(worstDifference(voice.samples, speech(0.3)) < 0.3F);
        }
    }

    void aBurstOfNonsenseIsReplaced()
    {
        for (const float wild : {1000.0F, 1e9F, 1e30F}) {
            std::vector<float> samples = speech(0.3);
            for (size_t i = 9000; i < 9700; ++i)
                samples[i] = i % 2 ? wild : -wild;
            const Voice voice = read({samples});
            QCOMPARE(voice.found.treatment.scale, 1.0F);
            QVERIFY(worstDifference(voice.samples, speech(0.3)) < 0.7F);
            const std::vector<float> wanted = speech(0.3);
            QVERIFY(std::equal(voice.samples.begin() + 9700, voice.samples.end(), wanted.begin() + 9700));
        }
    }

    void samplesBeyondFullScaleAreBroughtBack()
    {
        const Voice hot = read({speech(3)});
        QVERIFY(std::abs(*std::max_element(hot.samples.begin(), hot.samples.end()) - 1) < 0.01F);
        for (const float full : {32768.0F, 8388608.0F, 2147483648.0F}) {
            const Voice voice = read({scaled(speech(0.3), full)});
            QCOMPARE(voice.found.treatment.scale, 1 / full);
            QVERIFY(worstDifference(voice.samples, speech(0.3)) < 1e-4F);
        }
    }

    void aConstantPartIsRemoved()
    {
        for (const float constant : {0.4F, -0.02F}) {
            const Voice voice = read({shifted(speech(0.05), constant)});
            QVERIFY(!voice.found.treatment.constants.empty());
            QVERIFY(worstDifference(voice.samples, speech(0.05)) < 0.005F);
        }
    }

    void aVeryQuietVoiceIsMadeLouder()
    {
        for (const float amplitude : {1e-2F, 1e-3F, 1e-4F}) {
            const Voice voice = read({speech(amplitude)});
            const float peak = *std::max_element(voice.samples.begin(), voice.samples.end());
            QVERIFY2(peak > 0.1F && peak <= 0.91F, std::to_string(peak).c_str());
            QVERIFY(read({speech(amplitude)}, SoundRules::Studio, VoiceLevel::asRecorded()).samples
                    == speech(amplitude));
        }
        QVERIFY(read({silence()}).samples == silence());
    }

    void aVoiceIsMadeAsLoudAsWanted_data()
    {
        QTest::addColumn<double>("target");
        QTest::addColumn<float>("amplitude");
        QTest::addColumn<int>("channels");
        for (const double target : {-14.0, -16.0, -23.0}) {
            for (const float amplitude : {0.9F, 0.2F, 0.003F}) {
                for (const int channels : {1, 2})
                    QTest::addRow("%g LUFS, %g, %d", target, double{amplitude}, channels)
                        << target << amplitude << channels;
            }
        }
    }
    void aVoiceIsMadeAsLoudAsWanted()
    {
        QFETCH(const double, target);
        QFETCH(const float, amplitude);
        QFETCH(const int, channels);
        const Planes sound(static_cast<size_t>(channels), speech(amplitude));
        const Voice voice = read(sound, SoundRules::Studio, VoiceLevel::to(target));
        QVERIFY(voice.found.loudness);
        // What a film has of it: all channels.
        SoundCleaner cleaner(voice.found.treatment, kRate);
        const Voice film = read(cleaner.cleaned(sound), SoundRules::Studio, VoiceLevel::asRecorded());
        QVERIFY(film.found.loudness);
        QVERIFY2(std::abs(*film.found.loudness - target) < 0.5, qPrintable(QString::number(*film.found.loudness)));
        QVERIFY2(film.found.peak < std::pow(10, -1 / 20.0), qPrintable(QString::number(film.found.peak)));
        QVERIFY(std::abs(*film.found.loudness - *voice.found.loudness - 20 * std::log10(voice.found.treatment.gain))
                < 0.1);
    }

    void peaksBoundTheLevel()
    {
        std::vector<float> samples = speech(0.02);
        for (size_t i = 8000; i < 8040; ++i) // a knock on the microphone
            samples[i] = i % 8 < 4 ? 0.08F : -0.08F;
        const Voice voice = read({samples}, SoundRules::Studio, VoiceLevel::to(-8));
        const Voice film = read({voice.samples}, SoundRules::Studio, VoiceLevel::asRecorded());
        QVERIFY2(film.found.peak > 0.8 && film.found.peak < 0.9, qPrintable(QString::number(film.found.peak)));
        QVERIFY(*film.found.loudness < -9);
    }

    void peaksBetweenSamplesCount()
    {
        std::vector<float> samples(size_t{2} * kRate);
        for (size_t i = 0; i < samples.size(); ++i) { // Each sample is 3 dB below the tone's peak.
            const auto fromEnds = static_cast<float>(std::min(i, samples.size() - 1 - i));
            samples[i] = (i % 4 < 2 ? 0.35F : -0.35F) * std::min(1.0F, fromEnds / 4000);
        }
        const Voice voice = read({samples}, SoundRules::Studio, VoiceLevel::asRecorded());
        QVERIFY2(std::abs(voice.found.peak - 0.35 * std::sqrt(2)) < 0.05,
                 qPrintable(QString::number(voice.found.peak)));
        // Also of sound that is far too quiet to be heard.
        const double quiet
            = read({scaled(samples, 1e-3F)}, SoundRules::Studio, VoiceLevel::asRecorded()).found.peak * 1e3;
        QVERIFY2(std::abs(quiet - voice.found.peak) < 0.01, qPrintable(QString::number(quiet)));
    }

    void silenceHasNoLevel()
    {
        const Voice voice = read({silence()}, SoundRules::Studio, VoiceLevel::to(-16));
        QVERIFY(!voice.found.loudness);
        QVERIFY(voice.samples == silence());
        QCOMPARE(gainFor(VoiceLevel::to(-16), std::nullopt, 0.5), 1.0F); // too short to be measured
    }

    void theReferenceTakesTheMeanOfAllAsItIs()
    {
        std::vector<float> samples = shifted(speech(0.01), 0.3F);
        samples[100] = 50;
        const Voice voice = read({samples, scaled(samples, -0.5F)}, SoundRules::Reference, VoiceLevel::to(-16));
        QVERIFY(worstDifference(voice.samples, scaled(samples, 0.25F)) < 1e-6F);
    }
};

} // namespace

QTEST_GUILESS_MAIN(TestSoundTreatment)
#include "tst_SoundTreatment.moc"
