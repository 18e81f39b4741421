// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <ATen/core/Tensor.h>

#include <optional>

namespace studio::nn {

// Whether the device's fast attention kernels support a bias.
[[nodiscard]] bool isBiasFast(c10::Device device);

// softmax(q k^T * scale + bias) v for every batch and head; scale defaults to 1/sqrt(headDim). q [batch, queries,
// heads, headDim], k and v [batch, keys, heads, headDim], bias broadcastable to [batch, heads, queries, keys] ->
// [batch, queries, heads * headDim], in q's dtype. Pass the bias in q's dtype to avoid a conversion.
at::Tensor attention(const at::Tensor& q, const at::Tensor& k, const at::Tensor& v,
                     std::optional<double> scale = std::nullopt, const at::Tensor& bias = {});

} // namespace studio::nn
