// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/Result.h"

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

} // namespace studio::media
