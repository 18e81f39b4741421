// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/nn/Linear.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/_scaled_mm.h>
#include <ATen/ops/clamp.h>
#include <ATen/ops/linear.h>
#include <ATen/ops/mul.h>
#include <ATen/ops/reciprocal.h>

namespace studio::nn {
namespace {

constexpr double kFp8Max = 448.0; // of e4m3fn

at::Tensor fp8Linear(const at::Tensor& x, const LinearWeights& weights)
{
    const Fp8Tensor quantised = quantiseFp8(x.reshape({-1, x.size(-1)}));
    const at::Tensor bias = weights.bias.defined() ? weights.bias.to(at::kBFloat16) : at::Tensor();
    at::Tensor y;
    if (x.is_cuda()) {
        y = at::_scaled_mm(quantised.values, weights.weight.t(), quantised.factor, weights.scale, bias, {},
                           at::kBFloat16, /*use_fast_accum=*/true);
    } else {
        // A CPU has no fp8 arithmetic: the products of the stored numbers are exact in fp32.
        y = at::linear(quantised.values.to(at::kFloat), weights.weight.to(at::kFloat))
            * (quantised.factor * weights.scale);
        y = (bias.defined() ? y + bias.to(at::kFloat) : y).to(at::kBFloat16);
    }
    std::vector<int64_t> shape = x.sizes().vec();
    shape.back() = weights.weight.size(0);
    return y.view(shape).to(x.scalar_type());
}

} // namespace

at::Tensor linear(const at::Tensor& x, const LinearWeights& weights)
{
    if (weights.scale.defined())
        return fp8Linear(x, weights);
    if (x.scalar_type() == weights.weight.scalar_type())
        return at::linear(x, weights.weight, weights.bias);
    return at::linear(x.to(weights.weight.scalar_type()), weights.weight, weights.bias).to(x.scalar_type());
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

LinearWeights quantiseFp8(const LinearWeights& weights)
{
    Fp8Tensor quantised = quantiseFp8(weights.weight);
    return {.weight = std::move(quantised.values), .bias = weights.bias, .scale = std::move(quantised.factor)};
}

} // namespace studio::nn
