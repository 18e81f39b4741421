// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/project/Take.h"

#include <optional>
#include <vector>

namespace studio::jobs {

// Measured speed of this machine with a model, per frame, from a finished take.
struct TakeRates {
    double fixedSeconds = 0; // loading, text and voice
    double imageSecondsPerPixel = 0; // of one frame: the portrait
    double ditSecondsPerPixelStep = 0;
    double vaeSecondsPerPixel = 0; // including the frames decoded before the film
    std::optional<int64_t> peakRam; // for the take's size, steps and frames
    int width = 0;
    int height = 0;
    int steps = 0;
    int64_t frames = 0;
    double bytesPerPixel = 0; // of the MP4; 0: unknown
};

// Shorter films can't predict the time of others.
inline constexpr int64_t kMeasurableFrames = int64_t{2} * kFramesPerBlock;

// Rates of the model's finished take with the nearest frame size. Unset if there is none: then the time is unknown, not
// guessed. `takes`: newest first. Reads the size of a movie file.
[[nodiscard]] std::optional<TakeRates> takeRates(const std::vector<project::Take>& takes,
                                                 const project::RenderSettings& settings, int64_t pixels);

// Time to render a film in seconds, including loading and reading its inputs. `pixels`: of a frame. `frames`: of the
// film.
[[nodiscard]] double filmSeconds(const TakeRates& rates, const RenderSpec& spec, int64_t pixels, int64_t frames);

} // namespace studio::jobs
