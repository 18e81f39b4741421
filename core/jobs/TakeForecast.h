// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/project/Take.h"

#include <optional>
#include <vector>

namespace studio::jobs {

// Measured speed of this machine with a model, per frame, from a finished take.
struct TakeRates {
    double loadSeconds = 0;
    double textSeconds = 0;
    double voiceSeconds = 0; // of a film that used only a part of its voice, so that its pace is unknown
    double voiceSecondsPerFrame = 0; // encoded, of a voice that was used to its end
    double imageSecondsPerPixel = 0; // of one frame: the portrait
    double ditSecondsPerPixelStep = 0;
    double vaeSecondsPerPixel = 0; // including the frames decoded before the film
    std::optional<int64_t> peakRam; // for the take's size, steps, window and frames
    int width = 0;
    int height = 0;
    int steps = 0;
    int windowBlocks = kWindowBlocks;
    int64_t frames = 0;
    double bytesPerPixel = 0; // of the MP4; 0: unknown
};

// Shorter films can't predict the time of others.
inline constexpr int64_t kMeasurableFrames = int64_t{2} * kFramesPerBlock;

// Rates of the model's finished take with the nearest frame size. Of another decoder one by the VAE counts, too, and of
// a short window one with a longer, until it has its own: it promises too much time rather than none. So rates of two
// decoders are never mixed. One that was
// continued, is a branch, or was cut or joined, doesn't count. Unset if there is none: then the time is unknown, not
// guessed. `takes`: newest first. Reads the size of a movie file.
[[nodiscard]] std::optional<TakeRates> takeRates(const std::vector<project::Take>& takes,
                                                 const project::RenderSettings& settings, int64_t pixels);

// Forecast times of a film's stages, in seconds. All 0: unknown.
struct StageTimes {
    double load = 0; // the inputs' files and the model
    double text = 0;
    double voice = 0;
    double portrait = 0;
    double frames = 0;
    double voiceBeside = 0; // a long voice's rest, encoded while frames are made

    [[nodiscard]] double total() const { return load + text + voice + portrait + frames + voiceBeside; }
    bool operator==(const StageTimes&) const = default;
};

// `pixels`: of a frame. `frames`: of the film. `voiceFrames`: of its voice, if the film uses only a part of that.
// `silentBlocks`: of the film, to be counted where fewer steps save time, which they don't where copies bind.
[[nodiscard]] StageTimes stageTimes(const TakeRates& rates, const RenderSpec& spec, int64_t pixels, int64_t frames,
                                    int64_t voiceFrames = 0, int64_t silentBlocks = 0);

// Time to render a film that uses its whole voice, in seconds: the sum of its stages.
[[nodiscard]] double filmSeconds(const TakeRates& rates, const RenderSpec& spec, int64_t pixels, int64_t frames,
                                 int64_t silentBlocks = 0);

} // namespace studio::jobs
