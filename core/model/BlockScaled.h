// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <ATen/core/Tensor.h>

namespace studio::model {

// Weights with a scale for each block of a row, as ComfyUI keeps them (core/MODEL.md 1.9). Scales lie in tiles of 128
// rows and 4 columns, in the order that tensor cores want.

// Columns of a block.
inline constexpr int64_t kNvfp4Block = 16;
inline constexpr int64_t kMxfp8Block = 32;

// How many scales a weight of this size has, those that fill up the tiles among them.
[[nodiscard]] int64_t blockScales(int64_t rows, int64_t columns, int64_t block);

// packed: [rows, columns / 2] uint8, the first of two numbers in the high half; scales: blockScales() fp8 e4m3fn in any
// shape; factor: [] fp32; all on the CPU. Returns [rows, columns], computed in fp32 and rounded to `dtype`, on the
// device. columns: a multiple of kNvfp4Block.
[[nodiscard]] at::Tensor unpackNvfp4(const at::Tensor& packed, const at::Tensor& scales, const at::Tensor& factor,
                                     at::ScalarType dtype, c10::Device device = c10::kCPU);
// The chosen rows (int64 [n]) alone, in fp32 on the CPU.
[[nodiscard]] at::Tensor nvfp4Rows(const at::Tensor& packed, const at::Tensor& scales, const at::Tensor& factor,
                                   const at::Tensor& chosen);

// numbers: [rows, columns] fp8 e4m3fn; scales: blockScales() bytes, exponents of 2 plus 127, in any shape. The rest as
// above. columns: a multiple of kMxfp8Block.
[[nodiscard]] at::Tensor unpackMxfp8(const at::Tensor& numbers, const at::Tensor& scales, at::ScalarType dtype,
                                     c10::Device device = c10::kCPU);
[[nodiscard]] at::Tensor mxfp8Rows(const at::Tensor& numbers, const at::Tensor& scales, const at::Tensor& chosen);

} // namespace studio::model
