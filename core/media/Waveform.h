// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/Result.h"
#include "core/media/MonoSound.h"

#include <cstdint>
#include <filesystem>
#include <stop_token>
#include <vector>

namespace studio::media {

// Lowest and highest sample of the voice in a time span, in 1/127 of the waveform's peak.
struct Extent {
    int8_t low = 0;
    int8_t high = 0;

    bool operator==(const Extent&) const = default;
};

// Peaks of a sound for painting, at several scales: in level 0 an extent covers kWaveformStep samples, in each next
// level twice as many. Paint the coarsest level with at least one extent per pixel.
struct Waveform {
    int sampleRate = 0;
    int64_t samples = 0;
    float peak = 0; // largest magnitude, 1 is full scale
    std::vector<float> peaks; // the same per kPeakStep samples
    std::vector<std::vector<Extent>> levels;
    SoundFindings found = SoundFindings();

    [[nodiscard]] double seconds() const { return sampleRate > 0 ? static_cast<double>(samples) / sampleRate : 0; }
    // Seconds per extent of this level.
    [[nodiscard]] double secondsPerExtent(size_t level) const;
    // Largest magnitude between two times, in seconds, rounded outwards to whole kPeakStep.
    [[nodiscard]] float peakBetween(double begin, double end) const;
    // The level to paint at `secondsPerPixel`.
    [[nodiscard]] size_t levelFor(double secondsPerPixel) const;
};

inline constexpr int64_t kWaveformStep = 128;
inline constexpr int64_t kPeakStep = 1024;

// Reads the voice of any file with sound, videos too, as readVoice() does. Errors: those of readMono().
Result<Waveform> readWaveform(const std::filesystem::path& path, const std::stop_token& stop = {},
                              const SoundChoice& choice = {});

} // namespace studio::media
