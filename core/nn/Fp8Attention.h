// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/nn/Linear.h"

#include <memory>
#include <span>

namespace studio::nn {

// Fixed dequantisation scales: value = fp8 * scale. Queries and keys are RMS-normed, so they need no scale of their
// own: e4m3fn is a floating-point format, with a rounding error of 1/16 anywhere between 2^-6 and 448 times the scale.
inline constexpr double kFp8KeyScale = 1.0; // of queries and keys
inline constexpr double kFp8ValueScale = 0.25; // of values, and of results, which are means of values

// softmax(q k^T / sqrt(headDim)) v with q, k, v and the softmax in float8_e4m3fn: about 1.4 times as fast as in bf16 on
// a Hopper GPU. The error is about 4 % of the result's root mean square on random data, where a result is the mean of
// thousands of values (tests/bench/RESULTS.md).
class Fp8Attention {
public:
    // Whether the device has fast kernels: cuDNN's on the GPUs of data centres (compute capability 9.0 to 10.9), if its
    // front end was available at build time; our own on the cards of desks (8.6, 8.9 and from 11 on), for heads of a
    // multiple of 16 numbers, 128 at most. Elsewhere the same is computed in fp32.
    static bool isFastOn(c10::Device device);

    Fp8Attention();
    ~Fp8Attention();
    Fp8Attention(const Fp8Attention&) = delete;
    Fp8Attention& operator=(const Fp8Attention&) = delete;

    // Compiles the kernels for batches of one sequence and of `sequences`, whose keys are `keyRows` rows apart; cuDNN
    // takes about two seconds for each. A batch of one is compiled at its first call if it wasn't prepared. Unprepared
    // batch sizes fall back to one sequence per call.
    struct Shape {
        int64_t sequences, queries, capacity, heads, headDim;
        int64_t keyRows;
    };
    void prepare(c10::Device device, const Shape& shape);

    // q, target [sequences, queries, heads, headDim]; a sequence's k and v [capacity, heads, headDim], of which the
    // first `count` rows are used. All contiguous float8_e4m3fn with the scales above; writes target.
    struct Keys {
        at::Tensor k, v;
        int64_t count;
    };
    void operator()(const at::Tensor& target, const at::Tensor& q, std::span<const Keys> keys);

    // Converts results [..., dim] to an input of linear layers whose results are in `dtype`.
    LinearInput input(const at::Tensor& results, InputForm form, at::ScalarType dtype);

private:
    struct Private;
    std::unique_ptr<Private> m_d;
    at::Tensor m_scales; // [rows, 1]: of results, reused between calls
};

} // namespace studio::nn
