// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <ATen/core/Tensor.h>

#include <optional>

namespace studio::model {

// Weights with a scale for each block of a row, as ComfyUI keeps them (core/MODEL.md 1.9). Scales lie in tiles of 128
// rows and 4 columns, in the order that tensor cores want.

// Columns of a block.
inline constexpr int64_t kNvfp4Block = 16;
inline constexpr int64_t kMxfp8Block = 32;

// How many scales a weight of this size has, those that fill up the tiles among them.
[[nodiscard]] int64_t blockScales(int64_t rows, int64_t columns, int64_t block);

// packed: [rows, columns / 2] uint8, the first of two numbers in the high half; scales: blockScales() fp8 e4m3fn in any
// shape; factor: [] fp32. Returns [rows, columns], or only `chosen` rows (int64 [n]), computed in fp32 and rounded to
// `dtype`. columns: a multiple of kNvfp4Block.
[[nodiscard]] at::Tensor unpackNvfp4(const at::Tensor& packed, const at::Tensor& scales, const at::Tensor& factor,
                                     at::ScalarType dtype, const std::optional<at::Tensor>& chosen = {});

// numbers: [rows, columns] fp8 e4m3fn; scales: blockScales() bytes, exponents of 2 plus 127, in any shape. Returns
// [rows, columns], or only `chosen` rows, computed in fp32 and rounded to `dtype`. columns: a multiple of kMxfp8Block.
[[nodiscard]] at::Tensor unpackMxfp8(const at::Tensor& numbers, const at::Tensor& scales, at::ScalarType dtype,
                                     const std::optional<at::Tensor>& chosen = {});

} // namespace studio::model
