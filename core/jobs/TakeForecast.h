// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/project/Take.h"

#include <optional>
#include <vector>

namespace studio::jobs {

// How fast this machine has made films of a model, from a finished take; per frame.
struct TakeRates {
    double fixedSeconds = 0; // loading, text and voice
    double imageSecondsPerPixel = 0; // of one frame: the portrait
    double ditSecondsPerPixelStep = 0;
    double vaeSecondsPerPixel = 0; // with the frames that are decoded beforehand
    std::optional<int64_t> peakRam; // of a film of the size, steps and frames of the take
    int width = 0;
    int height = 0;
    int steps = 0;
    int64_t frames = 0;
    double bytesPerPixel = 0; // of the MP4; 0: not known
};

// From the take of this model whose frames are the nearest in size. Nothing where none was finished: then time isn't
// known, and isn't guessed. `takes`: newest first. Reads the size of a movie.
[[nodiscard]] std::optional<TakeRates> takeRates(const std::vector<project::Take>& takes,
                                                 const project::RenderSettings& settings, int64_t pixels);

// Seconds of a film of so many frames, with loading and reading its inputs. `pixels`: of a frame.
[[nodiscard]] double filmSeconds(const TakeRates& rates, const RenderSpec& spec, int64_t pixels, int64_t frames);

} // namespace studio::jobs
