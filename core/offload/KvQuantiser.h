// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <ATen/core/Tensor.h>

namespace studio::offload {

// Keys or values of some tokens in 8 bits: e4m3fn numbers with a scale for each token and head. Scales are powers of
// two, so that reading is exact in fp32 and in bf16. Storing rounds a number by 1/16 of itself at most; numbers below
// 2^-15 of their head's largest by 2^-19 of that.
struct Fp8Heads {
    at::Tensor values; // [tokens, heads, headDim] float8_e4m3fn
    at::Tensor factors; // [tokens, heads] fp32: what the values are multiplied by
};

// Written in place, as caches are persistent. x, target [tokens, heads, headDim] fp32 or bf16.
void quantiseHeads(const at::Tensor& x, const Fp8Heads& target);
void dequantiseHeads(const Fp8Heads& x, const at::Tensor& target);

} // namespace studio::offload
