// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <ATen/core/Tensor.h>

namespace studio::nn {

// Layer norm over the last dimension without weights, in fp32; returned in x's dtype.
at::Tensor layerNorm(const at::Tensor& x, double eps);

// Layer norm over the last dimension with weight and bias [dim], in fp32; returned in x's dtype.
at::Tensor layerNorm(const at::Tensor& x, const at::Tensor& weight, const at::Tensor& bias, double eps);

// x * rsqrt(mean(x^2) + eps) in fp32, rounded to x's dtype, then times weight [dim] (MODEL.md 2.3 and 6.4).
at::Tensor rmsNorm(const at::Tensor& x, const at::Tensor& weight, double eps);

} // namespace studio::nn
