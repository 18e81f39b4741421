// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <ATen/core/Tensor.h>

#include <utility>

namespace studio::nn {

enum class Bias { No, Yes };

// What numbers of an fp8 weight and of its input share a scale.
enum class Fp8Scheme {
    PerTensor, // All: the reference's scheme (MODEL.md 1.8). A token's result depends on the others in its pass.
    PerRow, // Those of an output channel, those of a token. More exact, and one pass over memory less.
};

// One linear layer. The only place that knows how its numbers are stored.
struct LinearWeights {
    at::Tensor weight; // [out, in], fp32, bf16 or float8_e4m3fn
    at::Tensor bias; // [out]; undefined where there is none
    // Only beside an fp8 weight: what a stored number is multiplied by, [1] fp32 or, PerRow, [out]. On a GPU contiguous
    // and aligned to 16 bytes.
    at::Tensor scale;
    Fp8Scheme scheme = Fp8Scheme::PerTensor; // of an fp8 weight

    template<typename Visitor>
    void visit(Visitor& visitor, int64_t out, int64_t in, Bias has = Bias::Yes)
    {
        visitor("weight", weight, {out, in});
        if (has == Bias::Yes)
            visitor("bias", bias, {out});
    }
};

// How linear layers want their input.
enum class InputForm { Plain, Fp8PerTensor, Fp8PerRow };

// Fp8 only where the weight is and where the weight's device multiplies it: an NVIDIA GPU of compute capability 8.9, or
// a CPU, which does it in fp32. Elsewhere fp8 weights are converted to bf16 when they are used.
InputForm inputFormFor(const LinearWeights& weights);

// The input of linear layers, made once for all that read it.
struct LinearInput {
    at::Tensor values; // [..., in]; float8_e4m3fn where `factor` is defined
    at::Tensor scale; // fp32, what the values are multiplied by: [1] or [rows, 1]
    at::ScalarType dtype = at::kFloat; // of the layers' results
};
LinearInput prepared(const at::Tensor& x, InputForm form);

// A linear layer's result as the next kernel can take it. Multiplying fp8 rows by their own factors within the product
// costs a GPU 3 % of a pass, and every row is read again anyway.
struct ScaledProduct {
    ScaledProduct() = default;
    ScaledProduct(at::Tensor result) // NOLINT(google-explicit-constructor)
        : values(std::move(result))
    {
    }

    at::Tensor values; // [..., out]: the result; or what the following makes it of, in bf16
    at::Tensor rows; // [rows, 1] fp32: factors
    at::Tensor columns; // [out] fp32: factors
    at::Tensor bias; // [out] bf16, may be undefined

    [[nodiscard]] bool defined() const { return values.defined(); }
    [[nodiscard]] bool isResult() const { return !rows.defined(); }
    void reset() { *this = {}; }
    // The i-th of values' first dimension.
    [[nodiscard]] ScaledProduct part(int64_t i) const;
    // values * rows * columns + bias, in values' dtype.
    [[nodiscard]] at::Tensor result() const;
};
ScaledProduct product(const at::Tensor& x, const LinearWeights& weights);
ScaledProduct product(const LinearInput& x, const LinearWeights& weights);

// x [..., in] -> [..., out], in x's dtype; computed in the weight's dtype (x is cast to it).
// fp8: x is quantised by the layer's scheme, and the product is rounded to bf16 before the cast.
at::Tensor linear(const at::Tensor& x, const LinearWeights& weights);
at::Tensor linear(const LinearInput& x, const LinearWeights& weights);

// How x * s is rounded before it becomes fp8. For fp32 tensors both are the same.
enum class Fp8Product {
    Fp32, // The reference as it runs, compiled: the product is fp32 and rounded once.
    TensorDtype, // The reference run eagerly: s and the product are rounded to x's dtype first.
};

// The reference's fp8 scheme (MODEL.md 1.8): one scale per tensor, s = min(448 / max(amax, 1e-12), 448), e4m3fn with
// saturation. `factor` [1] fp32 is 1/s: what the stored numbers are multiplied by.
struct Fp8Tensor {
    at::Tensor values; // float8_e4m3fn
    at::Tensor scale;
};
Fp8Tensor quantiseFp8(const at::Tensor& x, Fp8Product product = Fp8Product::Fp32);

// One scale for each row, 448 / amax. x [..., n] -> factor [rows, 1].
Fp8Tensor quantiseFp8Rows(const at::Tensor& x);

// The same layer with its weight in fp8, and its inputs when they come, by the scheme. PerRow a channel's scale is
// 448 / amax; of channels shorter than 1024 the one of eight between that and half of it that rounds with the least
// squared error.
LinearWeights quantiseFp8(const LinearWeights& weights, Fp8Scheme scheme = Fp8Scheme::PerTensor);

} // namespace studio::nn
