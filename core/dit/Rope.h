// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <ATen/core/Tensor.h>

#include <cstdint>
#include <vector>

namespace studio::dit {

// Rotary position embedding in three axes (MODEL.md 6.2). A head's complex pairs are split into time, row and column
// parts; angles are fp64, and cos and sin are rounded to half precision, as the reference stores them.
//
// Factors, for nn::rotate(), are complex64 [tokens, 1, headDim / 2].
class Rope {
public:
    Rope(int64_t headDim, c10::Device device);

    // Factors of a full grid, row-major, frames outermost: positions times x rows x columns.
    [[nodiscard]] at::Tensor grid(const std::vector<int64_t>& times, const std::vector<int64_t>& rows,
                                  const std::vector<int64_t>& columns) const;

    // Factors of the noisy block from latent frame f0 on, with a token grid of rows x columns.
    [[nodiscard]] at::Tensor block(int64_t f0, int64_t rows, int64_t columns) const;

    // Factors of the reference frame at a time position.
    [[nodiscard]] at::Tensor reference(int64_t time, int64_t rows, int64_t columns) const;

    // Factors of the three groups of motion tokens: newest latent, the two before, the sixteen before.
    [[nodiscard]] at::Tensor motion(int64_t rows, int64_t columns) const;

private:
    [[nodiscard]] at::Tensor axis(const std::vector<int64_t>& positions, size_t part) const;

    c10::Device m_device;
    std::vector<std::vector<double>> m_frequencies; // time, row, column
};

// Time position of the reference frame for the block at f0 (MODEL.md 6.2): 30 + max(0, f0 - (30 - distance)).
[[nodiscard]] int64_t referenceTime(int64_t f0, int distance);

// count positions from 0 to size - 1, as numpy's linspace truncated to integers.
[[nodiscard]] std::vector<int64_t> spreadPositions(int64_t size, int64_t count);

} // namespace studio::dit
