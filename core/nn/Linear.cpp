// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/nn/Linear.h"

#include "core/nn/Fused.h"
#include "core/tensor/Device.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/_scaled_mm.h>
#include <ATen/ops/clamp.h>
#include <ATen/ops/linear.h>
#include <ATen/ops/mul.h>
#include <ATen/ops/ones.h>
#include <ATen/ops/reciprocal.h>

#include <array>
#include <mutex>

namespace studio::nn {
namespace {

constexpr double kFp8Max = 448.0; // of e4m3fn
constexpr int kFp8Capability = 89; // the first NVIDIA GPUs that multiply fp8

at::Tensor fp8Product(const LinearInput& x, const LinearWeights& weights)
{
    const at::Tensor rows = x.values.view({-1, x.values.size(-1)});
    const at::Tensor bias = weights.bias.defined() ? weights.bias.to(at::kBFloat16) : at::Tensor();
    if (rows.is_cuda()) {
        // Factors of rows go with factors of columns.
        const bool perRow = x.factor.dim() == 2;
        const at::Tensor columns
            = perRow ? weights.scale.expand({1, weights.weight.size(0)}).contiguous() : weights.scale;
        return at::_scaled_mm(rows, weights.weight.t(), x.factor, columns, bias, {}, at::kBFloat16,
                              /*use_fast_accum=*/true);
    }
    // A CPU has no fp8 arithmetic: the products of the stored numbers are exact in fp32.
    const at::Tensor y = at::linear(rows.to(at::kFloat), weights.weight.to(at::kFloat)) * (x.factor * weights.scale);
    return (bias.defined() ? y + bias.to(at::kFloat) : y).to(at::kBFloat16);
}

// The number 1 in a GPU's memory, [1] fp32.
const at::Tensor& oneOn(c10::Device device)
{
    constexpr size_t kMostGpus = 128;
    struct Ones {
        std::array<std::once_flag, kMostGpus> made;
        std::array<at::Tensor, kMostGpus> tensors;
    };
    static Ones& ones = *new Ones; // Never freed: at exit the driver may be gone first.
    const auto index = static_cast<size_t>(device.index());
    std::call_once(ones.made.at(index), [&] { ones.tensors[index] = at::ones({1}, at::kFloat).to(device); });
    return ones.tensors[index];
}

// For GPUs that hold fp8 but don't multiply it.
LinearWeights inBf16(const LinearWeights& weights)
{
    return {.weight = fromFp8(weights.weight, weights.scale),
            .bias = weights.bias.defined() ? weights.bias.to(at::kBFloat16) : at::Tensor(),
            .scale = {}};
}

} // namespace

InputForm inputFormFor(const LinearWeights& weights)
{
    if (!weights.scale.defined())
        return InputForm::Plain;
    const c10::Device device = weights.weight.device();
    if (device.is_cuda() && tensor::computeCapability(device) < kFp8Capability)
        return InputForm::Plain;
    return weights.inputs == Fp8Scheme::PerRow ? InputForm::Fp8PerRow : InputForm::Fp8PerTensor;
}

at::Tensor linear(const at::Tensor& x, const LinearWeights& weights)
{
    return linear(prepared(x, inputFormFor(weights)), weights);
}

at::Tensor linear(const LinearInput& x, const LinearWeights& weights)
{
    if (x.factor.defined()) {
        std::vector<int64_t> shape = x.values.sizes().vec();
        shape.back() = weights.weight.size(0);
        return fp8Product(x, weights).view(shape).to(x.dtype);
    }
    if (weights.scale.defined())
        return linear(x, inBf16(weights));
    if (x.values.scalar_type() == weights.weight.scalar_type())
        return at::linear(x.values, weights.weight, weights.bias).to(x.dtype);
    return at::linear(x.values.to(weights.weight.scalar_type()), weights.weight, weights.bias).to(x.dtype);
}

Product product(const at::Tensor& x, const LinearWeights& weights)
{
    return product(prepared(x, inputFormFor(weights)), weights);
}

Product product(const LinearInput& x, const LinearWeights& weights)
{
    const bool isDeferred = x.values.is_cuda() && x.factor.defined() && x.factor.dim() == 2 && x.dtype == at::kBFloat16
        && weights.bias.defined() && weights.bias.scalar_type() == at::kBFloat16;
    if (!isDeferred)
        return linear(x, weights);
    std::vector<int64_t> shape = x.values.sizes().vec();
    shape.back() = weights.weight.size(0);
    const at::Tensor& one = oneOn(x.values.device());
    Product product(at::_scaled_mm(x.values.view({-1, x.values.size(-1)}), weights.weight.t(), one, one, {}, {},
                                   at::kBFloat16, /*use_fast_accum=*/true)
                        .view(shape));
    product.rows = x.factor;
    product.columns = weights.scale.expand({shape.back()}).contiguous();
    product.bias = weights.bias;
    return product;
}

Product Product::part(int64_t i) const
{
    Product part(values[i]);
    if (isResult())
        return part;
    const int64_t count = rows.size(0) / values.size(0);
    part.rows = rows.narrow(0, i * count, count);
    part.columns = columns;
    part.bias = bias;
    return part;
}

at::Tensor Product::result() const
{
    if (isResult())
        return values;
    const at::Tensor scaled = values.to(at::kFloat).view({-1, columns.numel()}) * rows * columns;
    return (bias.defined() ? scaled + bias.to(at::kFloat) : scaled).to(values.scalar_type()).view(values.sizes());
}

Fp8Tensor quantiseFp8(const at::Tensor& x, Fp8Product product)
{
    const at::Tensor amax = x.abs().amax().to(at::kFloat).clamp_min(1e-12);
    // Not 448 / amax, which rounds differently: Python divides a number by a tensor like this.
    const at::Tensor scale = (amax.reciprocal() * kFp8Max).clamp_max(kFp8Max).view({1});
    const at::ScalarType dtype = product == Fp8Product::Fp32 ? at::kFloat : x.scalar_type();
    return {.values = (x.to(dtype) * scale.to(dtype)).clamp(-kFp8Max, kFp8Max).to(at::kFloat8_e4m3fn),
            .factor = scale.reciprocal()};
}

Fp8Tensor quantiseFp8Rows(const at::Tensor& x)
{
    const at::Tensor wide = x.to(at::kFloat);
    const at::Tensor amax = wide.abs().amax(-1, /*keepdim=*/true).clamp_min(1e-12);
    return {.values = (wide * (amax.reciprocal() * kFp8Max)).clamp(-kFp8Max, kFp8Max).to(at::kFloat8_e4m3fn),
            .factor = (amax / kFp8Max).view({-1, 1})};
}

LinearWeights quantiseFp8(const LinearWeights& weights, Fp8Scheme inputs)
{
    Fp8Tensor quantised = quantiseFp8(weights.weight);
    return {.weight = std::move(quantised.values),
            .bias = weights.bias,
            .scale = std::move(quantised.factor),
            .inputs = inputs};
}

} // namespace studio::nn
