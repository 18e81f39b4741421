// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/nn/Linear.h"

#include <span>

// Fused element-wise and norm kernels between the GEMMs of the transformer and the convolutions of the VAE. On an
// NVIDIA GPU in bf16, each is one asynchronous pass over memory; elsewhere it is a sequence of libtorch operations with
// the same result within rounding.
namespace studio::nn {

// gelu(x), tanh form, rounded to x's dtype, as an input of linear layers.
LinearInput geluPrepared(const ScaledProduct& x, InputForm form);

// Attention's results in fp8, value = number * unit, as an input of linear layers in int8. x [..., in] float8_e4m3fn;
// `dtype` of the layers' results.
LinearInput int8FromFp8(const at::Tensor& x, double unit, at::ScalarType dtype);

// adaLN scale and shift, fp32 [groups, 1, dim]; the rows of a group share them.
struct Modulation {
    at::Tensor scale; // 1 + scale
    at::Tensor shift;
};

// LN(x) * scale + shift, computed in fp32 and rounded to `dtype`; LN is rounded to x's dtype in between, as the
// reference's is (MODEL.md 6.4). x [groups, rows, dim].
LinearInput modulatedNorm(const at::Tensor& x, const Modulation& modulation, double eps, at::ScalarType dtype,
                          InputForm form);

// A residual stream in fp32: x + y * gate + z, [groups, rows, dim]. On a GPU each kernel adds the parts itself, which
// moves less memory than storing the sum and gives the same values. Elsewhere x is the sum, and the rest is undefined.
struct Residual {
    at::Tensor x;
    ScaledProduct y;
    at::Tensor gate; // [groups, 1, dim] fp32
    ScaledProduct z;
};
[[nodiscard]] at::Tensor total(const Residual& sum); // fp32

// The stream, and the input of its next linear layers.
struct SumAndInput {
    Residual sum;
    LinearInput input;
};

// sum = x + y * gate, gate [groups, 1, dim] fp32; input = LN(sum) in `dtype`, times weight plus bias [dim].
SumAndInput sumAndNorm(const at::Tensor& x, const ScaledProduct& y, const at::Tensor& gate, const at::Tensor& weight,
                       const at::Tensor& bias, double eps, at::ScalarType dtype, InputForm form);

// Adds z to a sum without one, in place if possible; input = LN(sum) * scale + shift, rounded to `dtype`.
SumAndInput sumAndModulatedNorm(const Residual& sum, const ScaledProduct& z, const Modulation& modulation, double eps,
                                at::ScalarType dtype, InputForm form);

// sum + y * gate in fp32, rounded to `dtype`; an undefined gate is 1.
at::Tensor gatedSum(const Residual& sum, const ScaledProduct& y, const at::Tensor& gate, at::ScalarType dtype);

// RMS norm over the whole last dimension (see rmsNorm()), then split into heads and rotated by rope (see rotate()) if
// that is defined. x [..., tokens, heads * headDim] -> [..., tokens, heads, headDim] in x's dtype.
at::Tensor normedHeads(const ScaledProduct& x, const at::Tensor& weight, int64_t heads, double eps,
                       const at::Tensor& rope = {});

// RoPE: x [..., tokens, heads, headDim], whose adjacent elements form complex pairs, times factors complex64 [...,
// tokens, 1, headDim / 2], in fp32; returned in x's dtype.
at::Tensor rotate(const at::Tensor& x, const at::Tensor& factors);

// normedHeads() and rotate() for one sequence, into a KV cache; each is skipped if its tensor is undefined.
struct HeadRows {
    at::Tensor target; // [tokens, heads, headDim], contiguous, in x's dtype or as float8_e4m3fn, saturated
    ScaledProduct x; // of target's sizes; float8_e4m3fn is read as bf16. May be the target.
    at::Tensor weight; // [heads * headDim]
    at::Tensor rope; // [tokens, 1, headDim / 2]
    double scale = 1; // a power of two: x = stored value * scale, for a float8_e4m3fn target
};
// One launch for all parts. No part reads what another one writes; all have the same number and size of heads.
void headsInto(std::span<const HeadRows> parts, double eps);
// Stores x / scale in a float8_e4m3fn target, saturated; x itself in others. `scale` is a power of two.
void storeInto(const at::Tensor& target, const at::Tensor& x, double scale);

// Dequantises: values * scale, rounded to bf16. For weights on a GPU that stores fp8 but doesn't multiply it. values
// [rows, n], scale [1] or [rows] fp32.
at::Tensor fromFp8(const at::Tensor& values, const at::Tensor& scale);

// Keys or values of some tokens in 8 bits: e4m3fn with a scale per token and head. Scales are powers of two, so
// dequantising is exact in fp32 and in bf16. Quantising rounds by at most 1/16 of the value, or, for values below 2^-15
// of their head's largest, by 2^-19 of that.
struct Fp8Heads {
    at::Tensor values; // [tokens, heads, headDim] float8_e4m3fn
    at::Tensor scales; // [tokens, heads] fp32: value = fp8 * scale
};

// In place, since caches are persistent. x, target [tokens, heads, headDim] fp32 or bf16.
void quantiseHeads(const at::Tensor& x, const Fp8Heads& target);
void dequantiseHeads(const Fp8Heads& x, const at::Tensor& target);

enum class Activation { None, Silu };

// x / max(||x||, 1e-12) * sqrt(channels) * gamma over the last dimension, in fp32, then the activation; in x's dtype.
// x [..., channels], gamma [channels] fp32.
at::Tensor normChannels(const at::Tensor& x, const at::Tensor& gamma, Activation activation);

// The same as whole numbers of `unit`, an input of convolveInt8(): channels in rotated groups (rotated()), rounded to
// int8, -127 to 127.
at::Tensor normChannelsToInt8(const at::Tensor& x, const at::Tensor& gamma, Activation activation, double unit);

// Concatenates pictures [height, width, channels] along the channels: [height, width, pictures * channels].
at::Tensor interleaved(std::span<const at::Tensor> pictures);

// Upsamples a picture [height, width, channels] by two, nearest neighbour.
at::Tensor enlarged(const at::Tensor& picture);

// y += bias in place, [..., channels] and [channels]; then += add, of y's shape, where that is defined. Returns y.
at::Tensor addChannels(const at::Tensor& y, const at::Tensor& bias, const at::Tensor& add);

} // namespace studio::nn
