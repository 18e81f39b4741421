// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/scores/FrameMeter.h"
#include "core/spec/FilmScores.h"
#include "core/spec/RenderSpec.h"

#include <cstdint>
#include <span>
#include <vector>

namespace studio::scores {

// What a block is marked at. Chosen between the demo's films and the same with damage; tests/bench/RESULTS.md has the
// figures of both. No film of the large model has been measured.
inline constexpr double kLeastLips = 0.45; // over two seconds
inline constexpr double kMostLag = 0.1; // seconds, where it is certain; ITU-R BT.1359 accepts 0.09 to 0.185
inline constexpr double kMostSilence = 0.5;
inline constexpr double kLeastLikeness = 0.6;
inline constexpr double kMostColour = 4; // a CIE 1976 difference of 2.3 is just noticeable (Mahy et al., 1994)
inline constexpr double kLeastSharpness = 0.6;
inline constexpr double kMostSharpness = 1.5;
inline constexpr double kMostFlicker = 1; // levels of 255

// Scores a film frame by frame. About 130 bytes a frame are kept, 12 MB for an hour.
//
// Lips: the largest normalised cross-correlation of how far the mouth is open (mouthOpening()) with the square root of
// the voice's loudness, the mouth up to 0.2 s earlier or later; both without what changes more slowly than in four
// seconds. That the area of the mouth follows the loudness of speech, is measured of people (Chandrasekaran et al.,
// 2009). It doesn't know sounds: an "m" and a pause are the same to it.
// Silence: how far the mouth is open where the voice has been 30 dB below its loud parts for a quarter of a second,
// between its most closed (0) and its widest (1) twentieth. Not measured where the mouth doesn't follow the voice at
// all. Likeness, sharpness, colour, flicker: means over a block of what FrameMeter measures.
class FilmScorer {
public:
    FilmScorer(int width, int height, double frameRate = kFramesPerSecond);

    void add(std::span<const uint8_t> rgb); // 8-bit RGB of the next frame

    // Of the frames so far. `loudness`: of the voice in each frame (VoiceLoudness), empty without sound; silence where
    // it ends before the film. A block takes 0.48 s at any frame rate.
    [[nodiscard]] FilmScores scores(std::span<const float> loudness) const;

    [[nodiscard]] std::span<const FrameNumbers> frames() const { return m_frames; }
    [[nodiscard]] const FrameMeter& meter() const { return m_meter; }

private:
    FrameMeter m_meter;
    double m_frameRate;
    std::vector<FrameNumbers> m_frames;
};

} // namespace studio::scores
