// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <ATen/core/Tensor.h>

#include <utility>

namespace studio::nn {

enum class Bias { No, Yes };

// How numbers in 8 bits stand for a linear layer's weights and activations. Every scale here multiplies the stored
// number: value = number * scale.
enum class Scheme {
    // e4m3fn with one scale per tensor: the reference's scheme (MODEL.md 1.8). A token's result depends on the others
    // in its pass.
    Fp8PerTensor,
    // e4m3fn with one scale per output channel of a weight, and per token of an activation. More exact, and one pass
    // over memory less.
    Fp8PerRow,
    // Whole numbers with such scales, of rotated rows (core/nn/Int8Rows.h). More exact than fp8, and faster on GPUs of
    // desks.
    Int8PerRow,
};

// The weights of a linear layer: the only place that knows their storage format.
struct LinearWeights {
    at::Tensor weight; // [out, in], fp32, bf16, float8_e4m3fn or int8
    at::Tensor bias; // [out]; undefined for none
    // Dequantisation scale, only for a weight in 8 bits: [1] fp32, or [out] if its scheme has one per row. On a GPU
    // contiguous and aligned to 16 bytes.
    at::Tensor scale;
    Scheme scheme = Scheme::Fp8PerTensor; // of a weight in 8 bits

    template<typename Visitor>
    void visit(Visitor& visitor, int64_t out, int64_t in, Bias has = Bias::Yes)
    {
        visitor("weight", weight, {out, in});
        if (has == Bias::Yes)
            visitor("bias", bias, {out});
    }
};

// Storage format of a linear layer's input.
enum class InputForm { Plain, Fp8PerTensor, Fp8PerRow, Int8PerRow };

// The best input format for a weight. int8 if the weight is; fp8 only if the weight is fp8 and its device multiplies
// fp8: an NVIDIA GPU of compute capability 8.9 or more, or a CPU, which computes in fp32. On other devices fp8 weights
// are converted to bf16 at each use.
InputForm inputFormFor(const LinearWeights& weights);

// An input of linear layers, prepared once for all layers that read it.
struct LinearInput {
    at::Tensor values; // [..., in]; float8_e4m3fn or int8 if `scale` is defined
    at::Tensor scale; // dequantisation scale, fp32: [1] or [rows, 1]
    at::ScalarType dtype = at::kFloat; // of the layers' results
};
LinearInput prepared(const at::Tensor& x, InputForm form);

// The result of a GEMM whose epilogue (row scale, column scale, bias) may be left to the next kernel. Scaling fp8 rows
// within the GEMM costs a GPU 3 % of a pass, and the next kernel reads every row anyway.
struct ScaledProduct {
    ScaledProduct() = default;
    ScaledProduct(at::Tensor result) // NOLINT(google-explicit-constructor)
        : values(std::move(result))
    {
    }

    at::Tensor values; // [..., out]: the result, or the unscaled product in bf16
    at::Tensor rows; // [rows, 1] fp32: scales of the rows; undefined if `values` is the result
    at::Tensor columns; // [out] fp32: scales of the columns
    at::Tensor bias; // [out] bf16, may be undefined

    [[nodiscard]] bool defined() const { return values.defined(); }
    [[nodiscard]] bool isResult() const { return !rows.defined(); }
    void reset() { *this = {}; }
    // Element i of the first dimension.
    [[nodiscard]] ScaledProduct part(int64_t i) const;
    // Applies the epilogue: values * rows * columns + bias, in values' dtype.
    [[nodiscard]] at::Tensor result() const;
};
ScaledProduct product(const at::Tensor& x, const LinearWeights& weights);
ScaledProduct product(const LinearInput& x, const LinearWeights& weights);

// x [..., in] -> [..., out], in x's dtype; computed in the weight's dtype (x is cast to it). 8 bits: x is quantised by
// the layer's scheme, and the result is rounded to bf16 before the cast.
at::Tensor linear(const at::Tensor& x, const LinearWeights& weights);
at::Tensor linear(const LinearInput& x, const LinearWeights& weights);

// How x * s is rounded before the conversion to fp8. No difference for fp32 tensors.
enum class Fp8Product {
    Fp32, // The reference as it runs, compiled: the product is fp32 and rounded once.
    TensorDtype, // The reference run eagerly: s and the product are rounded to x's dtype first.
};

// Quantises by the reference's scheme (MODEL.md 1.8): values = e4m3fn(x * s), saturated, with one s = min(448 /
// max(amax, 1e-12), 448) per tensor. The result's scale is 1/s.
struct Fp8Tensor {
    at::Tensor values; // float8_e4m3fn
    at::Tensor scale; // fp32, value = fp8 * scale
};
Fp8Tensor quantiseFp8(const at::Tensor& x, Fp8Product product = Fp8Product::Fp32);

// Quantises with one s = 448 / amax per row. x [..., n] -> scale [rows, 1], 1/s.
Fp8Tensor quantiseFp8Rows(const at::Tensor& x);

// Quantises a layer's weight; its inputs are quantised later by the same scheme. Fp8PerRow, a channel's s is 448 /
// amax; for channels shorter than 1024, the one of eight candidates between that and half of it with the least squared
// error.
LinearWeights quantise(const LinearWeights& weights, Scheme scheme = Scheme::Fp8PerTensor);

// The same of `weight` [out, in] by the scheme of `to`, whose weight and scale have memory, on the CPU or another
// device. Bit for bit what the function above gives; on a CPU, rows of 1024 numbers and more are not copied before for
// fp8.
void quantiseInto(const at::Tensor& weight, const LinearWeights& to);

} // namespace studio::nn
