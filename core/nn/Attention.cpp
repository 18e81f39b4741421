// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/nn/Attention.h"

#include "core/tensor/Device.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/_scaled_dot_product_cudnn_attention.h>
#include <ATen/ops/_scaled_dot_product_flash_attention.h>
#include <ATen/ops/cat.h>
#include <ATen/ops/matmul.h>
#include <ATen/ops/scaled_dot_product_attention.h>
#include <ATen/ops/softmax.h>

#include <cmath>

namespace studio::nn {
namespace {

constexpr int64_t kLargestFusedHead = 128; // what cuDNN's and the flash kernels are fast for
constexpr int kHopper = 90;
constexpr int64_t kQueriesAtOnce = 4096; // where the logits are written down

// The fastest kernel for a shape (tests/bench/RESULTS.md). libtorch's own choice depends on flags and on the order of
// its list of kernels.
enum class Kernel { Libtorch, CuDnn, Flash, Products };

Kernel kernelFor(const at::Tensor& q, const at::Tensor& bias)
{
    const bool half = q.scalar_type() == at::kBFloat16 || q.scalar_type() == at::kHalf;
    if (!q.is_cuda() || !half || (bias.defined() && !isBiasFast(q.device())))
        return Kernel::Libtorch;
    const int64_t headDim = q.size(-1);
    if (headDim > kLargestFusedHead)
        return bias.defined() ? Kernel::Libtorch : Kernel::Products;
    if (headDim % 8 != 0)
        return Kernel::Libtorch;
    const int capability = tensor::computeCapability(q.device());
    return capability >= kHopper ? Kernel::CuDnn : capability >= 80 ? Kernel::Flash : Kernel::Libtorch;
}

// The plain definition, for some queries at a time. All [batch, heads, rows, headDim].
at::Tensor products(const at::Tensor& q, const at::Tensor& k, const at::Tensor& v, double scale)
{
    const at::Tensor keys = k.transpose(-2, -1);
    std::vector<at::Tensor> parts;
    for (const at::Tensor& part : q.split(kQueriesAtOnce, -2))
        parts.push_back(at::matmul(at::softmax(at::matmul(part * scale, keys), -1), v));
    return parts.size() == 1 ? parts[0] : at::cat(parts, -2);
}

at::Tensor byHeads(const at::Tensor& q, const at::Tensor& k, const at::Tensor& v, std::optional<double> scale,
                   const at::Tensor& bias)
{
    const std::optional<at::Tensor> mask = bias.defined() ? std::optional(bias.to(q.scalar_type())) : std::nullopt;
    switch (kernelFor(q, bias)) {
    case Kernel::CuDnn: {
        const std::optional<at::Tensor> whole
            = mask ? std::optional(mask->expand({mask->size(0), mask->size(1), q.size(-2), k.size(-2)})) : std::nullopt;
        return std::get<0>(at::_scaled_dot_product_cudnn_attention(q, k, v, whole, /*compute_log_sumexp=*/false, 0.0,
                                                                   /*is_causal=*/false, false, scale));
    }
    case Kernel::Flash:
        return std::get<0>(at::_scaled_dot_product_flash_attention(q, k, v, 0.0, /*is_causal=*/false, false, scale));
    case Kernel::Products: return products(q, k, v, scale.value_or(1 / std::sqrt(static_cast<double>(q.size(-1)))));
    case Kernel::Libtorch: break;
    }
    return at::scaled_dot_product_attention(q, k, v, mask, /*dropout_p=*/0.0, /*is_causal=*/false, scale);
}

} // namespace

bool isBiasFast(c10::Device device)
{
    return !device.is_cuda() || tensor::computeCapability(device) >= kHopper;
}

at::Tensor attention(const at::Tensor& q, const at::Tensor& k, const at::Tensor& v, std::optional<double> scale,
                     const at::Tensor& bias)
{
    return byHeads(q.transpose(1, 2), k.transpose(1, 2), v.transpose(1, 2), scale, bias).transpose(1, 2).flatten(2);
}

} // namespace studio::nn
