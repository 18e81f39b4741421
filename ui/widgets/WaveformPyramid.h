// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <memory>
#include <span>
#include <vector>

namespace studio::ui {

// Lowest and highest sample of a stretch of sound, +-1.
struct SoundPeak {
    float low = 0;
    float high = 0;
    [[nodiscard]] float level() const { return high > -low ? high : -low; }
};

// A stretch of time in seconds.
struct TimeRange {
    double start = 0;
    double end = 0;
    [[nodiscard]] double length() const { return end - start; }
    bool operator==(const TimeRange&) const = default;
};

// What is needed to draw a voice at any zoom: the peaks of its samples at several finenesses. Built once, off the GUI
// thread, then only read. A thousandth of an hour or the whole of it cost the same to draw.
class WaveformPyramid {
public:
    // Mono samples of +-1 at sampleRate per second.
    static std::shared_ptr<const WaveformPyramid> build(std::span<const float> samples, int sampleRate);

    [[nodiscard]] double seconds() const { return m_seconds; }

    // Of the samples in this range; {0, 0} outside the sound. At most a few dozen numbers are looked at.
    [[nodiscard]] SoundPeak peak(double start, double end) const;

    // The largest level of all: what a drawing may scale by.
    [[nodiscard]] float loudest() const { return m_loudest; }

    // Stretches of at least 80 ms below -40 dB of the loudest sample, in order.
    [[nodiscard]] std::span<const TimeRange> silences() const { return m_silences; }

    // The nearest edge of a silence to this time, if one is within reach (seconds); else the time itself.
    [[nodiscard]] double snapToSilence(double seconds, double reach) const;

private:
    void findSilences();

    double m_seconds = 0;
    double m_bucketSeconds = 0; // of the finest level
    float m_loudest = 0;
    std::vector<std::vector<SoundPeak>> m_levels; // each 4 times as coarse as the one before
    std::vector<TimeRange> m_silences;
};

} // namespace studio::ui
