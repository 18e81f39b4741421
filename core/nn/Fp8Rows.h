// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <ATen/core/Tensor.h>

// Rounding to fp8 e4m3 on a CPU without copies in fp32: as libtorch's operators round, bit for bit, but a row is read
// from memory once and written once. Rows are spread over libtorch's threads.
namespace studio::nn::cpu {

// Whether the functions below take `x`: on a CPU, contiguous, not empty, in fp32, bf16 or fp16.
[[nodiscard]] bool canRound(const at::Tensor& x);

// How the numbers x of a row become fp8: x / divisor * factor, in fp32, saturated.
struct RowScaling {
    float divisor;
    float factor;
    float scale; // by which the fp8 numbers are multiplied later
};

// From a row's largest magnitude, which is NaN if the row has one.
using RowScaler = RowScaling (*)(float largest);

// x [..., n] -> values, float8_e4m3fn of x's size; scales, fp32, one for each row. Both contiguous, on the CPU.
void roundRows(const at::Tensor& x, RowScaler scaler, const at::Tensor& values, const at::Tensor& scales);

// The largest magnitude of all of x; NaN if x has one.
[[nodiscard]] float largest(const at::Tensor& x);

// Rounds all of x by one scaling.
void round(const at::Tensor& x, const RowScaling& scaling, const at::Tensor& values);

} // namespace studio::nn::cpu
