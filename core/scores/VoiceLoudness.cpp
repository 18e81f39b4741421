// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/scores/VoiceLoudness.h"

#include <cmath>

namespace studio::scores {
namespace {

float rootMeanSquare(double squares, size_t count)
{
    return static_cast<float>(std::sqrt(squares / static_cast<double>(count)));
}

} // namespace

VoiceLoudness::VoiceLoudness(int sampleRate, double frameRate)
    : m_samplesPerFrame(sampleRate / frameRate)
{
}

size_t VoiceLoudness::end() const
{
    return static_cast<size_t>(std::llround(static_cast<double>(m_frames.size() + 1) * m_samplesPerFrame));
}

void VoiceLoudness::add(std::span<const float> samples)
{
    for (const float sample : samples) {
        m_squares += double{sample} * sample;
        if (++m_sample < end())
            continue;
        m_frames.push_back(rootMeanSquare(m_squares, m_sample - m_begin));
        m_begin = m_sample;
        m_squares = 0;
    }
}

std::vector<float> VoiceLoudness::frames() const
{
    std::vector<float> frames = m_frames;
    if (m_sample > m_begin)
        frames.push_back(rootMeanSquare(m_squares, m_sample - m_begin));
    return frames;
}

std::vector<float> loudnessOf(std::span<const float> samples, int sampleRate, double frameRate)
{
    VoiceLoudness loudness(sampleRate, frameRate);
    loudness.add(samples);
    return loudness.frames();
}

} // namespace studio::scores
