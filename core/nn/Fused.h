// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/nn/Linear.h"

#include <span>

// What lies between the large products of a transformer and of the VAE. On an NVIDIA GPU and in bf16 each is one pass
// over memory, without a wait of the host; elsewhere it is libtorch's operations one by one, and the same numbers
// within rounding.
namespace studio::nn {

// gelu(x), tanh form, rounded to x's dtype, as an input of linear layers.
LinearInput geluPrepared(const ScaledProduct& x, InputForm form);

// What a layer norm's result is multiplied by, plus what: fp32 [groups, 1, dim], equal for the rows of a group.
struct Modulation {
    at::Tensor scale; // with its 1 added
    at::Tensor shift;
};

// LN(x) * scale + shift, computed in fp32 and rounded to `dtype`; LN is rounded to x's dtype in between, as the
// reference's is (MODEL.md 6.4). x [groups, rows, dim].
LinearInput modulatedNorm(const at::Tensor& x, const Modulation& modulation, double eps, at::ScalarType dtype,
                          InputForm form);

// A residual stream in fp32: x + y * gate + z, [groups, rows, dim]. Where there are kernels, each adds the parts up for
// itself, which moves less memory than writing the sum down and gives the same numbers. Elsewhere x is the sum and the
// rest undefined.
struct Residual {
    at::Tensor x;
    ScaledProduct y;
    at::Tensor gate; // [groups, 1, dim] fp32
    ScaledProduct z;
};
[[nodiscard]] at::Tensor total(const Residual& sum); // fp32

// The stream and what its next linear layers read.
struct SumAndInput {
    Residual sum;
    LinearInput input;
};

// sum = x + y * gate, gate [groups, 1, dim] fp32; input = LN of the sum in `dtype`, times weight plus bias [dim].
SumAndInput sumAndNorm(const at::Tensor& x, const ScaledProduct& y, const at::Tensor& gate, const at::Tensor& weight,
                       const at::Tensor& bias, double eps, at::ScalarType dtype, InputForm form);

// sum = sum + z, which has none yet, in place where possible; input = LN(sum) * scale + shift, rounded to `dtype`.
SumAndInput sumAndModulatedNorm(const Residual& sum, const ScaledProduct& z, const Modulation& modulation, double eps,
                                at::ScalarType dtype, InputForm form);

// sum + y * gate in fp32, rounded to `dtype`; an undefined gate is 1.
at::Tensor gatedSum(const Residual& sum, const ScaledProduct& y, const at::Tensor& gate, at::ScalarType dtype);

// RMS norm of the whole last dimension (see rmsNorm()), then split into heads and rotated by rope (see rotate()) where
// that is defined. x [..., tokens, heads * headDim] -> [..., tokens, heads, headDim] in x's dtype.
at::Tensor normedHeads(const ScaledProduct& x, const at::Tensor& weight, int64_t heads, double eps,
                       const at::Tensor& rope = {});

// x [..., tokens, heads, headDim], adjacent elements form a pair, rotated by factors complex64
// [..., tokens, 1, headDim / 2] in fp32; returned in x's dtype.
at::Tensor rotate(const at::Tensor& x, const at::Tensor& factors);

// The same two for one sequence, as caches are written; each where its tensor is defined.
struct HeadRows {
    at::Tensor target; // [tokens, heads, headDim], contiguous, in x's dtype or as float8_e4m3fn, saturated
    ScaledProduct x; // of target's sizes; float8_e4m3fn counts as bf16. May be the target.
    at::Tensor weight; // [heads * headDim]
    at::Tensor rope; // [tokens, 1, headDim / 2]
    double scale = 1; // what a float8_e4m3fn target's numbers are multiplied by, a power of two
};
// All in one launch. None reads what another one writes; heads have the same size and number in all.
void headsInto(std::span<const HeadRows> parts, double eps);
// x / scale into a target of float8_e4m3fn, saturated; x itself into another. The scale is a power of two.
void storeInto(const at::Tensor& target, const at::Tensor& x, double scale);

// Stored fp8 numbers times their scale, rounded to bf16: weights on a GPU that holds fp8 but doesn't multiply it.
// values [rows, n], scale [1] or [rows] fp32.
at::Tensor fromFp8(const at::Tensor& values, const at::Tensor& scale);

// Keys or values of some tokens in 8 bits: e4m3fn numbers with a scale for each token and head. Scales are powers of
// two, so that reading is exact in fp32 and in bf16. Storing rounds a number by 1/16 of itself at most; numbers below
// 2^-15 of their head's largest by 2^-19 of that.
struct Fp8Heads {
    at::Tensor values; // [tokens, heads, headDim] float8_e4m3fn
    at::Tensor scales; // [tokens, heads] fp32: what the values are multiplied by
};

// Written in place, as caches are persistent. x, target [tokens, heads, headDim] fp32 or bf16.
void quantiseHeads(const at::Tensor& x, const Fp8Heads& target);
void dequantiseHeads(const Fp8Heads& x, const at::Tensor& target);

enum class Activation { None, Silu };

// x / max(||x||, 1e-12) * sqrt(channels) * gamma over the last dimension, in fp32, then the activation; in x's dtype.
// x [..., channels], gamma [channels] fp32.
at::Tensor normChannels(const at::Tensor& x, const at::Tensor& gamma, Activation activation);

// Pictures [height, width, channels] side by side: [height, width, pictures * channels].
at::Tensor interleaved(std::span<const at::Tensor> pictures);

// A picture [height, width, channels] at twice its height and width: the nearest pixels.
at::Tensor enlarged(const at::Tensor& picture);

// y += bias in place, [..., channels] and [channels]; then += add, of y's shape, where that is defined. Returns y.
at::Tensor addChannels(const at::Tensor& y, const at::Tensor& bias, const at::Tensor& add);

} // namespace studio::nn
