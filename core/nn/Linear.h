// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <ATen/core/Tensor.h>

namespace studio::nn {

enum class Bias { No, Yes };

// One linear layer. The only place that knows how its numbers are stored.
struct LinearWeights {
    at::Tensor weight; // [out, in], fp32, bf16 or float8_e4m3fn
    at::Tensor bias; // [out]; undefined where there is none
    at::Tensor scale; // [1] fp32, only beside an fp8 weight: what a stored number is multiplied by

    template<typename Visitor>
    void visit(Visitor& visitor, int64_t out, int64_t in, Bias has = Bias::Yes)
    {
        visitor("weight", weight, {out, in});
        if (has == Bias::Yes)
            visitor("bias", bias, {out});
    }
};

// x [..., in] -> [..., out], in x's dtype; computed in the weight's dtype (x is cast to it).
// fp8: x is quantised per tensor as the weight was (SPEC 1.8), and the product is rounded to bf16 before the cast.
at::Tensor linear(const at::Tensor& x, const LinearWeights& weights);

// How x * s is rounded before it becomes fp8. For fp32 tensors both are the same.
enum class Fp8Product {
    Fp32, // The reference as it runs, compiled: the product is fp32 and rounded once.
    TensorDtype, // The reference run eagerly: s and the product are rounded to x's dtype first.
};

// The reference's fp8 scheme (SPEC 1.8): one scale per tensor, s = min(448 / max(amax, 1e-12), 448), e4m3fn with
// saturation. `factor` [1] fp32 is 1/s: what the stored numbers are multiplied by.
struct Fp8Tensor {
    at::Tensor values; // float8_e4m3fn
    at::Tensor factor;
};
Fp8Tensor quantiseFp8(const at::Tensor& x, Fp8Product product = Fp8Product::Fp32);

// The same layer with its weight in fp8.
LinearWeights quantiseFp8(const LinearWeights& weights);

} // namespace studio::nn
