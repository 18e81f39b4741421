// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/nn/Linear.h"

#include "core/nn/Fp8Rows.h"
#include "core/nn/Fused.h"
#include "core/nn/Int8Rows.h"
#include "core/tensor/Device.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/_scaled_mm.h>
#include <ATen/ops/clamp.h>
#include <ATen/ops/empty.h>
#include <ATen/ops/full.h>
#include <ATen/ops/full_like.h>
#include <ATen/ops/linear.h>
#include <ATen/ops/minimum.h>
#include <ATen/ops/mul.h>
#include <ATen/ops/ones.h>
#include <ATen/ops/reciprocal.h>
#include <ATen/ops/where.h>

#include <algorithm>
#include <array>
#include <cmath>
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
        // Scales of rows, [rows, 1], go with scales of columns, [1, out].
        const at::Tensor columns = weights.scheme == Scheme::Fp8PerRow ? weights.scale.unsqueeze(0) : weights.scale;
        return at::_scaled_mm(rows, weights.weight.t(), x.scale, columns, bias, {}, at::kBFloat16,
                              /*use_fast_accum=*/true);
    }
    // A CPU has no fp8 GEMM: products of the stored values are exact in fp32.
    const at::Tensor y = at::linear(rows.to(at::kFloat), weights.weight.to(at::kFloat)).mul_(x.scale * weights.scale);
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
    const auto index = static_cast<size_t>(static_cast<unsigned char>(device.index()));
    std::call_once(ones.made.at(index), [&] { ones.tensors[index] = at::ones({1}, at::kFloat).to(device); });
    return ones.tensors[index];
}

// The rounding error of a row depends on where its largest magnitude lies between two powers of two. Weights are
// quantised once, so eight scales are tried: fp8's maximum divided by 2^0 to 2^(7/8). For long rows the best is only 2
// % better than the first, at ten times the time (tests/bench/RESULTS.md).
constexpr int kTriedScales = 8;
constexpr int64_t kLongRow = 1024;
constexpr int64_t kRowsAtOnce = 1024; // of a matrix in fp32, some times over

constexpr float kLeast = 1e-12F; // what the largest magnitude counts as at least

// The candidate with the least squared error for each row of `unit`, whose largest magnitude is 1. [rows, 1].
at::Tensor bestScales(const at::Tensor& unit)
{
    at::Tensor best;
    at::Tensor least;
    for (int i = 0; i < kTriedScales; ++i) {
        const double scale = kFp8Max * std::exp2(-static_cast<double>(i) / kTriedScales);
        const at::Tensor rounded = (unit * scale).to(at::kFloat8_e4m3fn).to(at::kFloat).div_(scale);
        const at::Tensor error = rounded.sub_(unit).square_().sum(-1, /*keepdim=*/true);
        const at::Tensor scales = at::full_like(error, scale);
        best = i == 0 ? scales : at::where(error < least, scales, best);
        least = i == 0 ? error : at::minimum(error, least);
    }
    return best;
}

void quantiseToInt8(const at::Tensor& weight, const at::Tensor& values, const at::Tensor& scales)
{
    for (int64_t first = 0; first < weight.size(0); first += kRowsAtOnce) {
        const int64_t count = std::min(kRowsAtOnce, weight.size(0) - first);
        const Int8Rows rows = quantiseInt8Rows(weight.narrow(0, first, count));
        values.narrow(0, first, count).copy_(rows.values);
        scales.narrow(0, first, count).copy_(rows.scale.view({-1}));
    }
}

// Quantises a weight [out, in] with one scale per row. Scales [out].
void quantiseToFp8(const at::Tensor& weight, const at::Tensor& values, const at::Tensor& scales)
{
    const bool isLong = weight.size(1) >= kLongRow;
    if (isLong && cpu::canRound(weight) && values.is_cpu()) {
        const auto scaler = [](float largest) {
            const float amax = largest < kLeast ? kLeast : largest;
            constexpr auto kMost = static_cast<float>(kFp8Max);
            return cpu::RowScaling{.divisor = amax, .factor = kMost, .scale = amax / kMost};
        };
        return cpu::roundRows(weight, scaler, values, scales);
    }
    for (int64_t first = 0; first < weight.size(0); first += kRowsAtOnce) {
        const int64_t count = std::min(kRowsAtOnce, weight.size(0) - first);
        const at::Tensor wide = weight.narrow(0, first, count).to(at::kFloat);
        const at::Tensor amax = wide.abs().amax(-1, /*keepdim=*/true).clamp_min(kLeast);
        const at::Tensor unit = wide / amax;
        const at::Tensor best = isLong ? at::full_like(amax, kFp8Max) : bestScales(unit);
        values.narrow(0, first, count).copy_((unit * best).to(at::kFloat8_e4m3fn));
        scales.narrow(0, first, count).copy_((amax / best).view({-1}));
    }
}

// For GPUs that store fp8 but don't multiply it.
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
    if (weights.scheme == Scheme::Int8PerRow)
        return InputForm::Int8PerRow;
    const c10::Device device = weights.weight.device();
    if (device.is_cuda() && tensor::computeCapability(device) < kFp8Capability)
        return InputForm::Plain;
    return weights.scheme == Scheme::Fp8PerRow ? InputForm::Fp8PerRow : InputForm::Fp8PerTensor;
}

at::Tensor linear(const at::Tensor& x, const LinearWeights& weights)
{
    return linear(prepared(x, inputFormFor(weights)), weights);
}

at::Tensor linear(const LinearInput& x, const LinearWeights& weights)
{
    if (x.scale.defined()) {
        std::vector<int64_t> shape = x.values.sizes().vec();
        shape.back() = weights.weight.size(0);
        const bool isInt8 = weights.scheme == Scheme::Int8PerRow;
        return (isInt8 ? int8Product(x, weights) : fp8Product(x, weights)).view(shape).to(x.dtype);
    }
    if (weights.scale.defined())
        return linear(x, inBf16(weights));
    if (x.values.scalar_type() == weights.weight.scalar_type())
        return at::linear(x.values, weights.weight, weights.bias).to(x.dtype);
    return at::linear(x.values.to(weights.weight.scalar_type()), weights.weight, weights.bias).to(x.dtype);
}

ScaledProduct product(const at::Tensor& x, const LinearWeights& weights)
{
    return product(prepared(x, inputFormFor(weights)), weights);
}

ScaledProduct product(const LinearInput& x, const LinearWeights& weights)
{
    const bool isDeferred = x.values.is_cuda() && x.scale.defined() && weights.scheme == Scheme::Fp8PerRow
        && x.dtype == at::kBFloat16 && weights.bias.defined() && weights.bias.scalar_type() == at::kBFloat16;
    if (!isDeferred)
        return linear(x, weights);
    std::vector<int64_t> shape = x.values.sizes().vec();
    shape.back() = weights.weight.size(0);
    const at::Tensor& one = oneOn(x.values.device());
    ScaledProduct product(at::_scaled_mm(x.values.view({-1, x.values.size(-1)}), weights.weight.t(), one, one, {}, {},
                                         at::kBFloat16, /*use_fast_accum=*/true)
                              .view(shape));
    product.rows = x.scale;
    product.columns = weights.scale;
    product.bias = weights.bias;
    return product;
}

ScaledProduct ScaledProduct::part(int64_t i) const
{
    ScaledProduct part(values[i]);
    if (isResult())
        return part;
    const int64_t count = rows.size(0) / values.size(0);
    part.rows = rows.narrow(0, i * count, count);
    part.columns = columns;
    part.bias = bias;
    return part;
}

at::Tensor ScaledProduct::result() const
{
    if (isResult())
        return values;
    const at::Tensor scaled = values.to(at::kFloat).view({-1, columns.numel()}) * rows * columns;
    return (bias.defined() ? scaled + bias.to(at::kFloat) : scaled).to(values.scalar_type()).view(values.sizes());
}

Fp8Tensor quantiseFp8(const at::Tensor& x, Fp8Product product)
{
    const at::ScalarType dtype = product == Fp8Product::Fp32 ? at::kFloat : x.scalar_type();
    const bool onCpu = cpu::canRound(x) && dtype == at::kFloat;
    const at::Tensor amax
        = (onCpu ? at::full({}, cpu::largest(x), at::kFloat) : x.abs().amax().to(at::kFloat)).clamp_min(kLeast);
    // Not 448 / amax, which rounds differently: Python divides a number by a tensor like this.
    const at::Tensor s = (amax.reciprocal() * kFp8Max).clamp_max(kFp8Max).view({1});
    if (!onCpu)
        return {.values = (x.to(dtype) * s.to(dtype)).clamp(-kFp8Max, kFp8Max).to(at::kFloat8_e4m3fn),
                .scale = s.reciprocal()};
    Fp8Tensor rounded{.values = at::empty(x.sizes(), at::kFloat8_e4m3fn), .scale = s.reciprocal()};
    cpu::round(x, {.divisor = 1, .factor = s.item<float>(), .scale = 0}, rounded.values);
    return rounded;
}

Fp8Tensor quantiseFp8Rows(const at::Tensor& x)
{
    if (cpu::canRound(x)) {
        Fp8Tensor rounded{.values = at::empty(x.sizes(), at::kFloat8_e4m3fn),
                          .scale = at::empty({x.numel() / x.size(-1), 1}, at::kFloat)};
        const auto scaler = [](float largest) {
            const float amax = largest < kLeast ? kLeast : largest;
            constexpr auto kMost = static_cast<float>(kFp8Max);
            return cpu::RowScaling{.divisor = 1, .factor = 1 / amax * kMost, .scale = amax / kMost};
        };
        cpu::roundRows(x, scaler, rounded.values, rounded.scale);
        return rounded;
    }
    const at::Tensor wide = x.to(at::kFloat);
    const at::Tensor amax = wide.abs().amax(-1, /*keepdim=*/true).clamp_min(kLeast);
    return {.values = (wide * (amax.reciprocal() * kFp8Max)).clamp(-kFp8Max, kFp8Max).to(at::kFloat8_e4m3fn),
            .scale = (amax / kFp8Max).view({-1, 1})};
}

LinearWeights quantise(const LinearWeights& weights, Scheme scheme)
{
    const at::Tensor& weight = weights.weight;
    LinearWeights quantised{.weight = {}, .bias = weights.bias, .scale = {}, .scheme = scheme};
    if (scheme == Scheme::Fp8PerTensor) {
        Fp8Tensor tensor = quantiseFp8(weight);
        quantised.weight = std::move(tensor.values);
        quantised.scale = std::move(tensor.scale);
        return quantised;
    }
    const bool isInt8 = scheme == Scheme::Int8PerRow;
    quantised.weight = at::empty(weight.sizes(), weight.options().dtype(isInt8 ? at::kChar : at::kFloat8_e4m3fn));
    quantised.scale = at::empty({weight.size(0)}, weight.options().dtype(at::kFloat));
    (isInt8 ? quantiseToInt8 : quantiseToFp8)(weight, quantised.weight, quantised.scale);
    return quantised;
}

void quantiseInto(const at::Tensor& weight, const LinearWeights& to)
{
    if (to.scheme == Scheme::Int8PerRow)
        return quantiseToInt8(weight, to.weight, to.scale);
    if (to.scheme == Scheme::Fp8PerRow && weight.device() == to.weight.device())
        return quantiseToFp8(weight, to.weight, to.scale);
    const LinearWeights quantised = quantise({.weight = weight, .bias = {}, .scale = {}}, to.scheme);
    to.weight.copy_(quantised.weight);
    to.scale.copy_(quantised.scale);
}

} // namespace studio::nn
