// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/media/Waveform.h"

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

// What widgets ask of a voice: its peaks over any stretch, and where it is silent. A thousandth of an hour or the whole
// of it cost the same.
class WaveformPyramid {
public:
    explicit WaveformPyramid(std::shared_ptr<const media::Waveform> waveform);
    // Null where there is no waveform.
    static std::shared_ptr<const WaveformPyramid> of(std::shared_ptr<const media::Waveform> waveform);

    [[nodiscard]] double seconds() const;

    // Of the samples in this range; {0, 0} outside the sound. At most a few dozen numbers are looked at.
    [[nodiscard]] SoundPeak peak(double start, double end) const;

    // The largest level of all: what a drawing may scale by.
    [[nodiscard]] float loudest() const { return m_waveform->peak; }

    // Stretches of at least 80 ms below -40 dB of the loudest sample, in order.
    [[nodiscard]] std::span<const TimeRange> silences() const { return m_silences; }

    // The nearest edge of a silence to this time, if one is within reach (seconds); else the time itself.
    [[nodiscard]] double snapToSilence(double seconds, double reach) const;

private:
    void findSilences();

    std::shared_ptr<const media::Waveform> m_waveform;
    std::vector<TimeRange> m_silences;
};

} // namespace studio::ui
