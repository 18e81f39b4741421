// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/scores/FrameMeter.h"

#include <cstddef>
#include <span>
#include <vector>

// How well a mouth follows a voice, from what is kept of each frame.
namespace studio::scores {

// How far the mouth is open in each frame, in a unit of its own.
struct MouthOpening {
    std::vector<float> level;
    std::vector<float> moves; // the level without what changes more slowly than in `reach` frames
};

// The first principal component of the mouth's cells ("eigenlips": Bregler and Konig, 1994), without their slow
// changes: what changes most in that area while somebody speaks is how far the mouth is open. Which end of it is open
// can't be told from the pictures, so a caller may have to turn the signs.
[[nodiscard]] MouthOpening mouthOpening(std::span<const FrameNumbers> frames, size_t reach);

// Each value less the mean of those that are up to `reach` before and behind it.
[[nodiscard]] std::vector<float> withoutSlowChanges(std::span<const float> values, size_t reach);

struct Sync {
    double correlation = 0; // -1 ... 1; 0 where one of both doesn't change
    double lag = 0; // of the mouth behind the sound, in frames, between which it is interpolated
};

// Normalised cross-correlation of the frames [begin, end) of the sound with those of the mouth up to `mostLag` earlier
// or later, and where it is largest. Both have as many values.
[[nodiscard]] Sync syncOf(std::span<const float> mouth, std::span<const float> sound, size_t begin, size_t end,
                          int mostLag);

} // namespace studio::scores
