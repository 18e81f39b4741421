// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <span>
#include <vector>

namespace studio::scores {

// The loudness of a sound during each frame of a film, as root mean square; a number a frame is kept.
class VoiceLoudness {
public:
    // In Hz, and frames per second.
    VoiceLoudness(int sampleRate, double frameRate);

    void add(std::span<const float> samples); // mono
    // A frame whose sound has begun counts with what there is of it.
    [[nodiscard]] std::vector<float> frames() const;

private:
    [[nodiscard]] size_t end() const; // of the present frame, in samples

    double m_samplesPerFrame;
    std::vector<float> m_frames;
    size_t m_sample = 0; // the next one
    size_t m_begin = 0; // of the present frame
    double m_squares = 0; // their sum in it
};

// Of a sound as a whole.
[[nodiscard]] std::vector<float> loudnessOf(std::span<const float> samples, int sampleRate, double frameRate);

} // namespace studio::scores
