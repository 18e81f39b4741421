// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/nn/Int8Rows.h"

#include "core/tensor/Device.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/abs.h>
#include <ATen/ops/amax.h>
#include <ATen/ops/cat.h>
#include <ATen/ops/empty.h>
#include <ATen/ops/linear.h>
#include <ATen/ops/matmul.h>
#include <ATen/ops/ones.h>
#include <ATen/ops/round.h>

#include <algorithm>
#include <bit>
#include <cmath>

#ifdef STUDIO_HAVE_CUDA
#include "core/nn/cuda/Int8Product.h"

#include <c10/cuda/CUDAException.h>
#include <c10/cuda/CUDAGuard.h>
#include <c10/cuda/CUDAStream.h>
#endif

namespace studio::nn {
namespace {

constexpr int64_t kLargestGroup = 128;
constexpr int kInt8Capability = 80; // the first that the kernels are for

// Sylvester's matrix, [[h, h], [h, -h]] of the next smaller one, whose rows have the signs of the Rudin-Shapiro
// sequence: without them, what all numbers of a group have in common would become one large number.
at::Tensor rotation(int64_t size)
{
    at::Tensor h = at::ones({1, 1}, at::kFloat);
    while (h.size(0) < size)
        h = at::cat({at::cat({h, h}, 1), at::cat({h, -h}, 1)}, 0);
    for (int64_t i = 0; i < size; ++i) {
        if (std::popcount(static_cast<uint64_t>(i & i >> 1)) % 2 == 1)
            h[i].neg_();
    }
    return h / std::sqrt(static_cast<double>(size));
}

#ifdef STUDIO_HAVE_CUDA

constexpr int64_t kDeepest = 133152; // cuda::Int8Product::depth

bool isFor(const at::Tensor& x, const LinearWeights& weights)
{
    const int64_t depth = x.size(1);
    return x.numel() > 0 && depth % 16 == 0 && depth <= kDeepest && weights.weight.size(0) % 8 == 0
        && isForInt8Kernels(x) && isForInt8Kernels(weights.weight) && isForInt8Kernels(weights.scale);
}

at::Tensor inKernel(const at::Tensor& x, const at::Tensor& scale, const LinearWeights& weights, const at::Tensor& bias)
{
    const c10::cuda::CUDAGuard guard(x.device());
    at::Tensor y = at::empty({x.size(0), weights.weight.size(0)}, x.options().dtype(at::kBFloat16));
    const at::Tensor rows = scale.contiguous();
    cuda::run({.a = x.const_data_ptr<int8_t>(),
               .b = weights.weight.const_data_ptr<int8_t>(),
               .rows = static_cast<int>(x.size(0)),
               .columns = static_cast<int>(y.size(1)),
               .depth = static_cast<int>(x.size(1)),
               .epilogue = {.rows = rows.const_data_ptr<float>(),
                            .columns = weights.scale.const_data_ptr<float>(),
                            .bias = bias.defined() ? static_cast<const cuda::Bf16*>(bias.const_data_ptr()) : nullptr},
               .out = static_cast<cuda::Bf16*>(y.mutable_data_ptr())},
              c10::cuda::getCurrentCUDAStream(x.get_device()));
    C10_CUDA_KERNEL_LAUNCH_CHECK();
    return y;
}

#endif

} // namespace

bool isForInt8Kernels(const at::Tensor& tensor)
{
    return hasInt8Kernels(tensor.device()) && tensor.is_contiguous()
        && reinterpret_cast<uintptr_t>(tensor.const_data_ptr()) % 16 == 0;
}

int64_t rotationGroup(int64_t length)
{
    return std::min(length & -length, kLargestGroup);
}

at::Tensor rotated(const at::Tensor& x)
{
    const at::Tensor wide = x.to(at::kFloat);
    const int64_t group = rotationGroup(x.size(-1));
    if (group == 1)
        return wide;
    return at::matmul(wide.unflatten(-1, {-1, group}), rotation(group).to(x.device())).flatten(-2);
}

Int8Rows quantiseInt8Rows(const at::Tensor& x)
{
    const at::Tensor wide = rotated(x);
    const at::Tensor amax = wide.abs().amax(-1, /*keepdim=*/true).clamp_min(kLeastAmax);
    return {.values = (wide * (amax.reciprocal() * kInt8Max)).round_().to(at::kChar),
            .scale = (amax / kInt8Max).view({-1, 1})};
}

at::Tensor int8Product(const LinearInput& x, const LinearWeights& weights)
{
    const at::Tensor rows = x.values.view({-1, x.values.size(-1)});
    const at::Tensor bias = weights.bias.defined() ? weights.bias.to(at::kBFloat16) : at::Tensor();
#ifdef STUDIO_HAVE_CUDA
    if (isFor(rows, weights))
        return inKernel(rows, x.scale, weights, bias);
#endif
    const at::Tensor y = at::linear(rows.to(at::kFloat), weights.weight.to(at::kFloat)).mul_(x.scale * weights.scale);
    return (bias.defined() ? y + bias.to(at::kFloat) : y).to(at::kBFloat16);
}

bool hasInt8Kernels(c10::Device device)
{
    return device.is_cuda() && tensor::computeCapability(device) >= kInt8Capability;
}

bool prefersInt8(c10::Device device)
{
    const int capability = tensor::computeCapability(device);
    return (capability >= 80 && capability < 90) || capability >= 120;
}

} // namespace studio::nn
