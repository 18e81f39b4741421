// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/media/Waveform.h"

#include <memory>
#include <span>
#include <vector>

namespace studio::ui {

// Lowest and highest sample of a stretch of sound, -1 ... 1.
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

// A voice's peaks over any time range, and its silences, for drawing. The cost doesn't depend on the range's length.
class WaveformPyramid {
public:
    explicit WaveformPyramid(std::shared_ptr<const media::Waveform> waveform);
    // Null where there is no waveform.
    static std::shared_ptr<const WaveformPyramid> of(std::shared_ptr<const media::Waveform> waveform);

    [[nodiscard]] double seconds() const;

    // Of the samples from `start` to `end`, in seconds; {0, 0} outside the sound. Reads at most a few dozen values.
    [[nodiscard]] SoundPeak peak(double start, double end) const;

    // The same from 0 to 1, for a drawing that the loudest sample fills. Sound that nobody hears is drawn flat: it
    // isn't scaled up to the full height.
    [[nodiscard]] double height(double start, double end) const;

    // Stretches of at least 80 ms below -42 dB of the loudest sample, in order.
    [[nodiscard]] std::span<const TimeRange> silences() const { return m_silences; }

    // The nearest edge of a silence to this time, if one is within reach (seconds); else the time itself.
    [[nodiscard]] double snapToSilence(double seconds, double reach) const;

private:
    void findSilences();

    std::shared_ptr<const media::Waveform> m_waveform;
    std::vector<TimeRange> m_silences;
};

} // namespace studio::ui
