// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/nn/Linear.h"

// Linear layers in int8 (Scheme::Int8PerRow): weights and activations are whole numbers from -127 to 127 with a scale
// for each row, of rows that were rotated before.
namespace studio::nn {

inline constexpr double kInt8Max = 127;
inline constexpr double kLeastAmax = 1e-12; // what the largest magnitude of numbers counts as at least

// Whether the kernels for int8 can read this tensor: on a GPU from compute capability 8.0 on, contiguous, aligned to 16
// bytes.
[[nodiscard]] bool isForInt8Kernels(const at::Tensor& tensor);

// Into how many numbers each rotation spreads one: the largest power of two that divides a row's length, at most 128.
[[nodiscard]] int64_t rotationGroup(int64_t length);

// Groups of rotationGroup() neighbours with the signs of the Rudin-Shapiro sequence, times the orthonormal Hadamard
// matrix of that size. A product of two rotated
// rows is that of the rows, but an outlier, which would take the resolution from all others, is spread over its group.
// x [..., n] -> fp32, on x's device.
[[nodiscard]] at::Tensor rotated(const at::Tensor& x);

// Rotates, then rounds with s = 127 / amax for each row. A row with NaN gets it as its scale.
struct Int8Rows {
    at::Tensor values; // int8, of x's size
    at::Tensor scale; // [rows, 1] fp32: rotated value = int8 * scale
};
[[nodiscard]] Int8Rows quantiseInt8Rows(const at::Tensor& x);

// x and weights in int8 -> [rows, out] bf16: their products with scales and bias applied, added in 32 bits and rounded
// once on a GPU from compute capability 8.0 on; elsewhere added in fp32.
[[nodiscard]] at::Tensor int8Product(const LinearInput& x, const LinearWeights& weights);

// Whether there are kernels for int8 on this device: on a GPU from compute capability 8.0 on.
[[nodiscard]] bool hasInt8Kernels(c10::Device device);

// Whether a GPU multiplies int8 faster than fp8 with sums in fp32: those of desks from 8.0 on, and the A100. Those of
// data centres since have both at one speed.
[[nodiscard]] bool prefersInt8(c10::Device device);

} // namespace studio::nn
