// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/nn/Norm.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/layer_norm.h>
#include <ATen/ops/rms_norm.h>

namespace studio::nn {

at::Tensor layerNorm(const at::Tensor& x, double eps)
{
    return layerNorm(x, {}, {}, eps);
}

at::Tensor layerNorm(const at::Tensor& x, const at::Tensor& weight, const at::Tensor& bias, double eps)
{
    const auto fp32 = [](const at::Tensor& tensor) { return tensor.defined() ? tensor.to(at::kFloat) : tensor; };
    return at::layer_norm(fp32(x), {x.size(-1)}, fp32(weight), fp32(bias), eps).to(x.scalar_type());
}

at::Tensor rmsNorm(const at::Tensor& x, const at::Tensor& weight, double eps)
{
    return at::rms_norm(x.to(at::kFloat), {x.size(-1)}, {}, eps).to(x.scalar_type()) * weight;
}

} // namespace studio::nn
