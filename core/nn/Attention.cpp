// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/nn/Attention.h"

#include <ATen/ops/scaled_dot_product_attention.h>

namespace studio::nn {

at::Tensor attention(const at::Tensor& q, const at::Tensor& k, const at::Tensor& v, std::optional<double> scale,
                     const at::Tensor& bias)
{
    const std::optional<at::Tensor> mask = bias.defined() ? std::optional(bias.to(q.scalar_type())) : std::nullopt;
    return at::scaled_dot_product_attention(q.transpose(1, 2), k.transpose(1, 2), v.transpose(1, 2), mask,
                                            /*dropout_p=*/0.0, /*is_causal=*/false, scale)
        .transpose(1, 2)
        .flatten(2);
}

} // namespace studio::nn
