// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/Result.h"

#include <memory>
#include <optional>
#include <span>

namespace studio::media {

// Measures the loudness of one channel as EBU R128 does (FFmpeg's ebur128 filter).
class LoudnessMeter {
public:
    // Error: Unsupported (FFmpeg without this filter, or a sample rate that it refuses).
    static Result<LoudnessMeter> open(int sampleRate);
    LoudnessMeter(LoudnessMeter&&) noexcept;
    LoudnessMeter& operator=(LoudnessMeter&&) noexcept;
    ~LoudnessMeter();

    // Samples as float, 1 is full scale.
    void add(std::span<const float> samples);

    // Integrated loudness of all samples so far, in LUFS. Nullopt for less than 0.4 s of sound, or if none of it is
    // above the absolute gate of -70 LUFS.
    [[nodiscard]] std::optional<double> integrated() const;

private:
    struct Impl;
    explicit LoudnessMeter(std::unique_ptr<Impl> impl);

    std::unique_ptr<Impl> m_impl;
};

} // namespace studio::media
