// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <ATen/core/Tensor.h>

#include <cstdint>
#include <span>
#include <vector>

// Convolutions of the VAE in int8: weights are whole numbers with a scale for each channel that comes out, inputs whole
// numbers with one scale for all pixels, as each sum is over several of them. Channels that go in are rotated before
// (nn::rotated()), so that no outlier takes the resolution from the others.
namespace studio::nn {

struct Int8ConvWeights {
    at::Tensor weight; // [out, frames, 3, 3, in] int8; undefined if there is none
    at::Tensor scale; // [out] fp32: value = sum * scale, with the input's unit in it
    at::Tensor bias; // [out]
    double unit = 0; // of the input: value = number * unit
};

// weight [out, in, frames, 3, 3], bias [out]; `largest`: magnitude of a rotated input that becomes 127. Larger ones do,
// too.
[[nodiscard]] Int8ConvWeights quantiseConvolution(const at::Tensor& weight, const at::Tensor& bias, double largest);

// Pictures of `weights` over successive frames [height, width, in] int8, with zero padding of one pixel: [height,
// width, out] each in `dtype`. The first is of those frames[0] .. whose `missing` predecessors are zero, each further
// one of a frame more, until all were used. Where `add` has any, its pictures of that size are added. On a GPU from
// compute capability 8.0 on in bf16, sums are of 32 bits and rounded once; elsewhere they are in fp32.
[[nodiscard]] std::vector<at::Tensor> convolveInt8(std::span<const at::Tensor> frames, const Int8ConvWeights& weights,
                                                   int64_t missing, std::span<const at::Tensor> add,
                                                   at::ScalarType dtype);

} // namespace studio::nn
