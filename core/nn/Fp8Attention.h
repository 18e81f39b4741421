// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/nn/Linear.h"

#include <memory>
#include <span>

namespace studio::nn {

// What stored 8-bit numbers are multiplied by. Queries and keys are RMS-normed, so they need no scale of their own:
// e4m3fn is a floating-point format, whose rounding is 1/16 of a number anywhere between 2^-6 and 448 scales.
inline constexpr double kFp8KeyScale = 1.0; // of queries too
inline constexpr double kFp8ValueScale = 0.25; // of results too, which are means of values

// softmax(q k^T / sqrt(headDim)) v with all four, and the softmax, in float8_e4m3fn: about 1.4 times as fast as in bf16
// on a Hopper GPU. Error: about 4 % of the result's root mean square on random numbers, where a result is the mean of
// thousands of values (tests/bench/RESULTS.md).
class Fp8Attention {
public:
    // Whether the device has it: compute capability 9 or more, and cuDNN's front end was there when this was built.
    // Elsewhere the object computes the same sums in fp32.
    static bool isFastOn(c10::Device device);

    Fp8Attention();
    ~Fp8Attention();
    Fp8Attention(const Fp8Attention&) = delete;
    Fp8Attention& operator=(const Fp8Attention&) = delete;

    // Makes ready for calls with one sequence and with `sequences` of them, whose keys lie `keyRows` rows apart. It
    // takes cuDNN's compiler about two seconds for each. One sequence is compiled when it is first called if it wasn't
    // made ready; so many sequences as weren't are attended to one by one.
    struct Shape {
        int64_t sequences, queries, capacity, heads, headDim;
        int64_t keyRows;
    };
    void prepare(c10::Device device, const Shape& shape);

    // q, target [sequences, queries, heads, headDim]; a sequence's k and v [capacity, heads, headDim], of which the
    // first `keys` rows count. All contiguous float8_e4m3fn with the scales above; writes target.
    struct Keys {
        at::Tensor k, v;
        int64_t count;
    };
    void operator()(const at::Tensor& target, const at::Tensor& q, std::span<const Keys> keys);

    // Such results [..., dim] as the input of linear layers whose results are in `dtype`.
    LinearInput input(const at::Tensor& results, InputForm form, at::ScalarType dtype);

private:
    struct Private;
    std::unique_ptr<Private> m_d;
    at::Tensor m_scales; // [rows, 1]: of results, the last that were asked for
};

} // namespace studio::nn
