// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/audio/VoiceFeatures.h"

#include "core/audio/FrameFeatures.h"
#include "tests/support/Goldens.h"

#include <ATen/ops/arange.h>
#include <ATen/ops/cat.h>
#include <ATen/ops/equal.h>
#include <ATen/ops/full.h>
#include <ATen/ops/linalg_vector_norm.h>
#include <ATen/ops/randn.h>

#include <QTest>

#include <cmath>

using namespace studio;
using audio::EncodeOptions;
using audio::VoiceFeatures;
using audio::VoiceWindows;
using audio::Wav2Vec2;
using audio::WindowSize;

namespace {

const std::filesystem::path kFolder
    = test::kGoldens + "checkpoint/tiny/ckpt/Wan2.2-S2V-14B/wav2vec2-large-xlsr-53-english";
constexpr int64_t kHop = 320;
constexpr int64_t kRate = 16000;
constexpr int64_t kBlock = 12; // frames

// Samples that say which hidden state they belong to.
at::Tensor numbered(int64_t seconds)
{
    return at::arange(seconds * kRate / kHop, at::kFloat).repeat_interleave(kHop);
}

int64_t statesOf(const audio::Wav2Vec2Config& config, const at::Tensor& samples)
{
    return config.frameCount(samples.numel());
}

class TestVoiceFeatures : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase()
    {
        m_wave = test::golden("audio/audio.safetensors").at("speech_16k/waveform");
        auto loaded = Wav2Vec2::load(kFolder, at::kCPU, at::kFloat);
        QVERIFY2(bool(loaded), loaded ? "" : loaded.error().detail.c_str());
        m_model.emplace(std::move(*loaded));
    }

    void windowsCoverTheVoice_data()
    {
        QTest::addColumn<int>("states");
        QTest::addColumn<int>("length");
        QTest::addColumn<int>("context");
        for (const int states : {0, 1, 2, 244, 599, 600, 601, 1000, 1001, 1199, 1200, 1201, 9001, 180'000}) {
            for (const auto& [length, context] : {std::pair(600, 100), {600, 299}, {600, 1}, {1600, 200}})
                QTest::addRow("%d states, %d, %d", states, length, context) << states << length << context;
        }
    }
    void windowsCoverTheVoice()
    {
        QFETCH(const int, states);
        QFETCH(const int, length);
        QFETCH(const int, context);
        const VoiceWindows windows(states, {.states = length, .context = context});
        const int64_t count = windows.count();
        QCOMPARE(count == 1, states <= length);
        QCOMPARE(windows.length(), int64_t{std::min(states, length)});
        QCOMPARE(windows.begin(0), int64_t{0});
        QCOMPARE(windows.begin(count - 1) + windows.length(), int64_t{states});
        int64_t window = 0;
        const int64_t step = std::max<int64_t>(1, states / 4000); // not every frame of an hour
        for (int64_t frame = 0; frame <= states / 2; frame += step) {
            const int64_t before = std::exchange(window, windows.windowOf(frame));
            QVERIFY(window >= before && window < count);
            QVERIFY(windows.firstFrame(window) <= frame);
            QVERIFY(window + 1 == count || windows.firstFrame(window + 1) > frame);
            const auto position = audio::statePosition(frame, states);
            if (!position)
                continue;
            const int64_t left = position->state - windows.begin(window);
            const int64_t right = windows.begin(window) + windows.length() - 1 - position->state;
            QVERIFY2(left >= (window == 0 ? 0 : context), qPrintable(QString::number(frame)));
            QVERIFY2(right >= (window + 1 == count ? 0 : context), qPrintable(QString::number(frame)));
        }
    }

    // A part of the states gives the frames that all of them give, but for the rounding of positions in fp32.
    void aPartGivesTheFramesOfTheWhole()
    {
        const int64_t states = 300;
        const at::Tensor all = at::randn({states, 5});
        const at::Tensor wanted = audio::frameFeature(all, 160);
        const at::Tensor whole = audio::frameFeatureOfPart(all, 0, states, 0, 160);
        QVERIFY(test::relativeError("from all states", whole, wanted) < 1e-4);
        const at::Tensor part = audio::frameFeatureOfPart(all.narrow(0, 100, 100), 100, states, 55, 40);
        QVERIFY(at::equal(part, whole.narrow(1, 55, 40)));
        // Behind the voice's end there is nothing.
        QVERIFY(at::equal(audio::frameFeatureOfPart(all.narrow(0, 290, 10), 290, states, 148, 12),
                          whole.narrow(1, 148, 12)));
        QCOMPARE(wanted.narrow(1, 150, 10).abs().sum().item<float>(), 0.0F);
    }

    void aShortVoiceIsEncodedAsAWhole()
    {
        const int64_t frames = 144; // The voice ends before.
        const auto states = m_model->hiddenStates(m_wave);
        QVERIFY(bool(states));
        const at::Tensor wanted = audio::frameFeatures(*states, frames)[0];
        for (const at::ScalarType dtype : {at::kFloat, at::kBFloat16}) {
            VoiceFeatures voice = features(m_wave, VoiceWindows(statesOf(m_model->config(), m_wave)), frames, dtype);
            QVERIFY(!voice.isComplete());
            std::vector<at::Tensor> blocks;
            for (int64_t begin = 0; begin < frames; begin += kBlock) {
                const auto block = voice.frames(begin, begin + kBlock);
                QVERIFY(bool(block));
                blocks.push_back(*block);
            }
            QVERIFY(at::equal(at::cat(blocks, 2), wanted.to(dtype)));
            QVERIFY(voice.isComplete());
            QCOMPARE(voice.encodedSamples(), m_wave.numel());
        }
    }

    void theWholeIsEncodedWhereThatIsWanted()
    {
        const at::Tensor samples = longVoice(4);
        const int64_t frames = samples.numel() * 25 / kRate;
        const auto states = m_model->hiddenStates(samples);
        QVERIFY(bool(states));
        VoiceFeatures voice = features(samples, VoiceWindows::whole(states->size(1)), frames);
        const auto heard = voice.frames(0, frames);
        QVERIFY(bool(heard));
        QVERIFY(at::equal(*heard, audio::frameFeatures(*states, frames)[0]));
    }

    // What a window hears differs little from what the whole voice lets it hear. The goldens' random weights attend to
    // everything alike, as hardly a trained model does.
    void windowsHearAlmostWhatTheWholeDoes()
    {
        const at::Tensor samples = longVoice(6);
        const int64_t states = statesOf(m_model->config(), samples);
        const int64_t frames = samples.numel() * 25 / kRate;
        VoiceFeatures whole = features(samples, VoiceWindows::whole(states), frames);
        const auto wanted = whole.frames(0, frames);
        QVERIFY(bool(wanted));
        const VoiceWindows windows(states, {.states = 600, .context = 150});
        QVERIFY(windows.count() >= 3);
        VoiceFeatures voice = features(samples, windows, frames);
        const auto heard = voice.frames(0, frames);
        QVERIFY(bool(heard));
        QVERIFY(test::rmsError("windows of 12 s", *heard, *wanted) < kWindowTolerance);
        // No frame is far off, and where two windows meet there is no step but the voice's own.
        const auto lengths = [](const at::Tensor& x) { return at::linalg_vector_norm(x, 2, at::IntArrayRef{0, 1}); };
        // After the voice's end features are zero.
        const auto worst = (lengths(*heard - *wanted) / lengths(*wanted).clamp_min(1e-6)).max().item<double>();
        QVERIFY2(worst < 3 * kWindowTolerance, qPrintable(QString::number(worst)));
        const auto steps = [&](const at::Tensor& x) { return x.narrow(2, 1, frames - 1) - x.narrow(2, 0, frames - 1); };
        const auto usual = lengths(steps(*wanted)).mean().item<double>();
        const at::Tensor off = lengths(steps(*heard) - steps(*wanted));
        for (int64_t window = 1; window < windows.count(); ++window)
            QVERIFY(off[windows.firstFrame(window) - 1].item<double>() < kSeamTolerance * usual);
    }

    // The samples' own mean and deviation would be another voice's.
    void theLevelIsThatOfTheWholeVoice()
    {
        const at::Tensor samples = at::cat({at::full({40 * kRate}, 0.25F), at::randn({10 * kRate})});
        const int64_t states = statesOf(m_model->config(), samples);
        std::vector<std::optional<audio::SampleLevel>> levels;
        const auto note
            = [&](const at::Tensor& part, const Wav2Vec2::StateCallback& take, const EncodeOptions& options) -> Status {
            levels.push_back(options.level);
            return counted(part, take);
        };
        VoiceFeatures voice(samples, m_model->config(), VoiceWindows(states), 1250, at::kFloat, note);
        QVERIFY(bool(voice.frames(0, 1250)));
        QCOMPARE(levels.size(), size_t{2});
        const audio::SampleLevel whole = audio::sampleLevel(samples);
        for (const auto& level : levels)
            QVERIFY(level && at::equal(level->mean, whole.mean) && at::equal(level->deviation, whole.deviation));
        const at::Tensor all = m_model->normalised(samples);
        QVERIFY(at::equal(m_model->normalised(samples.narrow(0, 1000, 5000), whole), all.narrow(0, 1000, 5000)));
    }

    // An hour is heard in the order of the film: the first block after one window, memory for two windows' frames, and
    // each window once. No frame lacks or comes twice.
    void anHourIsHeardWindowByWindow()
    {
        const WindowSize size;
        const at::Tensor samples = numbered(3600);
        const audio::Wav2Vec2Config& config = m_model->config();
        const int64_t states = statesOf(config, samples);
        const VoiceWindows windows(states);
        const int64_t frames = int64_t{3600} * 25;
        int64_t encodings = 0;
        const auto encoder
            = [&](const at::Tensor& part, const Wav2Vec2::StateCallback& take, const EncodeOptions&) -> Status {
            ++encodings;
            return counted(part, take);
        };
        VoiceFeatures voice(samples, config, windows, frames, at::kFloat, encoder);
        const int64_t window = (size.states - 1) * config.hop() + config.receptiveField();
        QCOMPARE(voice.samplesFor(0, kBlock), window);
        QVERIFY(bool(voice.frames(0, kBlock)));
        QCOMPARE(voice.encodedSamples(), window);
        QCOMPARE(encodings, int64_t{1});
        QCOMPARE(voice.samplesFor(0, kBlock), int64_t{0});

        double worst = 0;
        int64_t most = 0;
        for (int64_t begin = 0; begin < frames; begin += kBlock) {
            const auto block = voice.frames(begin, begin + kBlock);
            QVERIFY(bool(block));
            QCOMPARE(block->size(2), kBlock);
            most = std::max(most, voice.keptFrames());
            const auto first = audio::statePosition(begin, states);
            if (first)
                worst = std::max(worst,
                                 std::abs(block->select(2, 0)[3][5].item<double>() - static_cast<double>(first->state)
                                          - first->next));
        }
        QCOMPARE(encodings, windows.count());
        QVERIFY(voice.isComplete());
        QVERIFY2(worst < 0.05, qPrintable(QString::number(worst))); // fp32 numbers of 180,000
        QVERIFY2(most <= size.states, qPrintable(QString::number(most)));
        const auto overlap = static_cast<double>(size.states) / static_cast<double>(size.states - 2 * size.context);
        QVERIFY(static_cast<double>(voice.encodedSamples()) < 1.01 * overlap * static_cast<double>(samples.numel()));
    }

    // A film of the voice's beginning doesn't hear the rest, and hears the same.
    void aShortFilmHearsItsPartOnly()
    {
        const at::Tensor samples = longVoice(9);
        const int64_t states = statesOf(m_model->config(), samples);
        const VoiceWindows windows(states, {.states = 600, .context = 100});
        VoiceFeatures all = features(samples, windows, 1000);
        VoiceFeatures part = features(samples, windows, 96);
        const auto wanted = all.frames(0, 1000);
        const auto heard = part.frames(0, 96);
        QVERIFY(wanted && heard);
        QVERIFY(at::equal(*heard, wanted->narrow(2, 0, 96)));
        QVERIFY(part.isComplete());
        QVERIFY(part.encodedSamples() < samples.numel() / 3);
        // What was left out before isn't encoded either.
        VoiceFeatures late = features(samples, windows, 1000);
        const auto end = late.frames(988, 1000);
        QVERIFY(bool(end));
        QVERIFY(at::equal(*end, wanted->narrow(2, 988, 12)));
        QVERIFY(late.encodedSamples() < samples.numel() / 2);
    }

    void aStopIsHeardBetweenWindowsAndWithinThem()
    {
        const at::Tensor samples = longVoice(6);
        const int64_t states = statesOf(m_model->config(), samples);
        const VoiceWindows windows(states, {.states = 600, .context = 100});
        VoiceFeatures plain = features(samples, windows, 700);
        std::vector<double> shares;
        const auto wanted
            = plain.frames(0, 700, {.stop = {}, .between = [&](double share) { shares.push_back(share); }});
        QVERIFY(bool(wanted));
        QVERIFY(std::is_sorted(shares.begin(), shares.end()));
        QCOMPARE(shares.back(), 1.0);
        const auto parts = shares.size();

        VoiceFeatures voice = features(samples, windows, 700);
        // In the first window's layers, and in those of a later one.
        for (const size_t at : {parts / 6, parts / 2}) {
            std::stop_source stop;
            shares.clear();
            const auto stopAt = [&](double share) {
                shares.push_back(share);
                if (shares.size() == at)
                    stop.request_stop();
            };
            const auto stopped = voice.frames(0, 700, {.stop = stop.get_token(), .between = stopAt});
            QVERIFY(!stopped);
            QCOMPARE(stopped.error().code, ErrorCode::Cancelled);
            QCOMPARE(shares.size(), at); // Not one part more.
        }
        // Before a window begins.
        std::stop_source stop;
        stop.request_stop();
        const int64_t before = voice.encodedSamples();
        QVERIFY(!voice.frames(0, 700, {.stop = stop.get_token()}));
        QCOMPARE(voice.encodedSamples(), before);
        // What was stopped goes on.
        const auto heard = voice.frames(0, 700);
        QVERIFY(bool(heard));
        QVERIFY(at::equal(*heard, *wanted));
    }

    void errorsOfTheEncoderArePassedOn()
    {
        VoiceFeatures tooShort = features(m_wave.narrow(0, 0, 100), VoiceWindows(0), kBlock);
        const auto heard = tooShort.frames(0, kBlock);
        QVERIFY(!heard);
        QCOMPARE(heard.error().code, ErrorCode::AudioTooShort);
    }

private:
    static constexpr double kWindowTolerance = 0.05; // of the features' rms; reached: 0.027, worst frame 0.074
    static constexpr double kSeamTolerance = 0.1; // of the usual step from a frame to the next; reached: 0.031

    // The golden voice, some times, and each time somewhat quieter.
    at::Tensor longVoice(int times) const
    {
        std::vector<at::Tensor> parts;
        for (int i = 0; i < times; ++i)
            parts.push_back(m_wave / (1 + 0.2 * i));
        return at::cat(parts);
    }

    VoiceFeatures features(const at::Tensor& samples, const VoiceWindows& windows, int64_t frames,
                           at::ScalarType dtype = at::kFloat) const
    {
        return {samples,
                m_model->config(),
                windows,
                frames,
                dtype,
                [this](const at::Tensor& part, const Wav2Vec2::StateCallback& take, const EncodeOptions& options) {
                    return m_model->encode(part, take, options);
                }};
    }

    // Passes on, as each hidden state, the sample at its beginning.
    Status counted(const at::Tensor& samples, const Wav2Vec2::StateCallback& take) const
    {
        const audio::Wav2Vec2Config& config = m_model->config();
        const int64_t count = config.frameCount(samples.numel());
        const at::Tensor first = samples.narrow(0, 0, (count - 1) * kHop + 1).slice(0, 0, {}, kHop);
        for (int64_t i = 0; i <= config.layers; ++i)
            take(i, first.unsqueeze(1).expand({count, config.dim}));
        return kDone;
    }

    at::Tensor m_wave;
    std::optional<Wav2Vec2> m_model;
};

} // namespace

QTEST_GUILESS_MAIN(TestVoiceFeatures)
#include "tst_VoiceFeatures.moc"
