// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
// What it costs and changes to encode a voice in windows: bench_Voice [seconds [model [voice files...]]]
// Defaults: 180 s of the demo's voices, one after the other, and its speech model. With more than 60 s, also the time
// to the first features of voices of 1, 10 and 60 minutes.
#include "core/audio/VoiceFeatures.h"
#include "core/audio/VoiceWindows.h"
#include "core/base/Process.h"
#include "core/media/VoiceReader.h"

#include <ATen/Parallel.h>
#include <ATen/TensorOperators.h>
#include <ATen/core/grad_mode.h>
#include <ATen/ops/cat.h>
#include <ATen/ops/from_blob.h>
#include <ATen/ops/linalg_vector_norm.h>
#include <c10/core/InferenceMode.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <vector>

using namespace studio;
using audio::VoiceFeatures;
using audio::VoiceWindows;
using audio::Wav2Vec2;

namespace {

constexpr int64_t kStates = 50; // a second
constexpr int64_t kFrames = 25;

// The files one after the other, over and over, each time at another loudness.
at::Tensor soundOf(const std::vector<std::string>& files, int64_t seconds)
{
    std::vector<at::Tensor> parts;
    int64_t samples = 0;
    for (size_t i = 0; samples < seconds * media::kVoiceRate; ++i) {
        const auto voice = media::readVoice(files[i % files.size()]);
        if (!voice || voice->samples.empty()) {
            std::fprintf(stderr, "%s can't be read\n", files[i % files.size()].c_str());
            std::exit(1);
        }
        const auto count = static_cast<int64_t>(voice->samples.size());
        const double loudness = 1.0 / (1.0 + 0.3 * static_cast<double>(i / files.size() % 4));
        parts.push_back(at::from_blob(const_cast<float*>(voice->samples.data()), {count}, at::kFloat) * loudness);
        samples += count;
    }
    return at::cat(parts).narrow(0, 0, seconds * media::kVoiceRate);
}

VoiceFeatures featuresOf(const Wav2Vec2& model, const at::Tensor& samples, const VoiceWindows& windows)
{
    return {samples,
            model.config(),
            windows,
            samples.numel() * kFrames / media::kVoiceRate,
            at::kFloat,
            [&model](const at::Tensor& part, const Wav2Vec2::StateCallback& take, const audio::EncodeOptions& options) {
                return model.encode(part, take, options);
            }};
}

// [frames]: the length of each frame's features.
at::Tensor lengths(const at::Tensor& features)
{
    return at::linalg_vector_norm(features, 2, at::IntArrayRef{0, 1});
}

// Of the differences between windows and whole: rms as a share of the features' rms, the worst frame as a share of its
// own length, and the worst step at a seam as a share of the mean step from a frame to the next.
void compare(const Wav2Vec2& model, const at::Tensor& samples, const at::Tensor& whole)
{
    const int64_t states = model.config().frameCount(samples.numel());
    const int64_t frames = whole.size(2);
    const at::Tensor usual = lengths(whole.narrow(2, 1, frames - 1) - whole.narrow(2, 0, frames - 1)).mean();
    for (const int64_t width : {10, 20, 30, 60}) {
        for (const int64_t overlap : {1, 2, 4, 8}) {
            const audio::WindowSize size{.states = (width + 2 * overlap) * kStates, .context = overlap * kStates};
            if (states <= size.states)
                continue;
            const VoiceWindows windows(states, size);
            VoiceFeatures voice = featuresOf(model, samples, windows);
            const Stopwatch watch;
            const auto heard = voice.frames(0, frames);
            const double seconds = watch.seconds();
            if (!heard)
                std::exit(1);
            const at::Tensor off = lengths(*heard - whole);
            const at::Tensor length = lengths(whole);
            double seam = 0;
            for (int64_t window = 1; window < windows.count(); ++window) {
                const int64_t frame = windows.firstFrame(window);
                // The step that the windows make, beyond the one that the voice makes.
                const at::Tensor step = (heard->select(2, frame) - heard->select(2, frame - 1))
                    - (whole.select(2, frame) - whole.select(2, frame - 1));
                seam = std::max(seam, (lengths(step.unsqueeze(2)) / usual).item<double>());
            }
            std::printf("%2d s and %d s on either side: rms %.4f, worst frame %.4f, worst seam %.3f of a step, %.2f s, "
                        "%.0f s encoded\n",
                        int(width), int(overlap), (off.norm() / length.norm()).item<double>(),
                        (off / length.clamp_min(1e-6)).max().item<double>(), seam, seconds,
                        static_cast<double>(voice.encodedSamples()) / media::kVoiceRate);
            std::fflush(stdout);
        }
    }
}

} // namespace

int main(int argc, char** argv)
{
    const c10::InferenceMode inference;
    const int64_t seconds = argc > 1 ? std::atol(argv[1]) : 180;
    const std::string folder
        = argc > 2 ? argv[2] : DEMO_DATA "/checkpoint/Wan2.2-S2V-14B/wav2vec2-large-xlsr-53-english";
    std::vector<std::string> files(argv + std::min(argc, 3), argv + argc);
    if (files.empty()) {
        for (const char* name : {"fox_en", "huanying_zh", "morning_en", "welcome_en"})
            files.push_back(std::string(DEMO_DATA "/voices/") + name + ".wav");
    }
    const auto model = Wav2Vec2::load(folder, at::kCPU, at::kFloat);
    if (!model) {
        std::fprintf(stderr, "%s\n", model.error().detail.c_str());
        return 1;
    }
    std::printf("%d threads\n", at::get_num_threads());
    const at::Tensor samples = soundOf(files, seconds);
    VoiceFeatures all = featuresOf(*model, samples, VoiceWindows::whole(model->config().frameCount(samples.numel())));
    const Stopwatch watch;
    const auto whole = all.frames(0, samples.numel() * kFrames / media::kVoiceRate);
    if (!whole)
        return 1;
    std::printf("the whole of %d s: %.2f s\n", int(seconds), watch.seconds());
    compare(*model, samples, *whole);

    if (seconds <= 60)
        return 0;
    for (const int64_t minutes : {1, 10, 60}) {
        const at::Tensor voice
            = samples.repeat({minutes * 60 / seconds + 1}).narrow(0, 0, minutes * 60 * media::kVoiceRate);
        VoiceFeatures windowed = featuresOf(*model, voice, VoiceWindows(model->config().frameCount(voice.numel())));
        const Stopwatch first;
        if (!windowed.frames(0, 12))
            return 1;
        std::printf("%2d minutes: first block after %.2f s, %.0f s encoded\n", int(minutes), first.seconds(),
                    static_cast<double>(windowed.encodedSamples()) / media::kVoiceRate);
        std::fflush(stdout);
    }
    return 0;
}
