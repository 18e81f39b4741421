// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/Result.h"

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <vector>

namespace studio::media {

// Measures loudness and peak of a sound as EBU R128 and ITU-R BS.1770 do (FFmpeg's ebur128 filter).
class LoudnessMeter {
public:
    // `channels`: 1, or 2 for left and right. Error: Unsupported (FFmpeg without this filter, or a sample rate that it
    // refuses).
    static Result<LoudnessMeter> open(int sampleRate, int channels);
    LoudnessMeter(LoudnessMeter&&) noexcept;
    LoudnessMeter& operator=(LoudnessMeter&&) noexcept;
    ~LoudnessMeter();

    // Samples of each channel, of equal length; 1 is full scale.
    void add(std::span<const std::vector<float>> channels);

    // Integrated loudness of all samples so far, in LUFS. Nullopt for less than 0.4 s of sound, or if none of it is
    // above the absolute gate of -70 LUFS.
    [[nodiscard]] std::optional<double> integrated() const;

    // Largest magnitude so far, also between samples; 1 is full scale.
    [[nodiscard]] double truePeak() const;

private:
    struct Impl;
    explicit LoudnessMeter(std::unique_ptr<Impl> impl);

    std::unique_ptr<Impl> m_impl;
};

// Of a voice, part by part, whether nothing is said in it: a part is silent if it is kSilence below the voice's
// loudness, or can't be measured. A last part of less than `length` samples isn't silent. Measured are whole tenths of
// a second, so that a part of 0.48 s ends 20 ms later. Errors: those of LoudnessMeter::open().
inline constexpr double kSilence = -25; // LU
Result<std::vector<bool>> silentParts(std::span<const float> voice, int sampleRate, int64_t length);

} // namespace studio::media
