// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/offload/KvQuantiser.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/abs.h>
#include <ATen/ops/amax.h>
#include <ATen/ops/bitwise_and.h>

namespace studio::offload {
namespace {

constexpr double kFp8Max = 448.0; // of e4m3fn
constexpr double kLeast = 1e-30; // a head of zeros
constexpr int64_t kMantissa = 0x007F'FFFF; // bits of an fp32 number
constexpr int64_t kExponent = 0x7F80'0000;

} // namespace

void quantiseHeads(const at::Tensor& x, const Fp8Heads& target)
{
    const at::Tensor wanted = (x.abs().amax(-1).to(at::kFloat) / kFp8Max).clamp_min_(kLeast);
    // Up to the next power of two.
    const at::Tensor factors = at::bitwise_and(wanted.view(at::kInt) + kMantissa, kExponent).view(at::kFloat);
    target.factors.copy_(factors);
    target.values.copy_(x.to(at::kFloat) / factors.unsqueeze(-1));
}

void dequantiseHeads(const Fp8Heads& x, const at::Tensor& target)
{
    target.copy_(x.values);
    target.mul_(x.factors.to(target.scalar_type()).unsqueeze(-1));
}

} // namespace studio::offload
