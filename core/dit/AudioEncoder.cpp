// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/dit/AudioEncoder.h"

#include "core/nn/Norm.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/cat.h>
#include <ATen/ops/conv1d.h>
#include <ATen/ops/silu.h>

namespace studio::dit {
namespace {

// The reference repeats the block's first frame 73 times in front and drops 19 of 22 outputs. With a kernel of 3 and
// strides 1, 2, 2 the last three outputs see five frames back at most: five copies give the same numbers.
constexpr int64_t kPrefix = 5;
constexpr double kNormEps = 1e-6;

// [batch, channels, time] -> [batch, out, ...]: two copies of the first sample on the left.
at::Tensor causalConv(const at::Tensor& x, const ConvWeights& weights, int64_t stride)
{
    const at::Tensor padded = at::cat({x.narrow(2, 0, 1).expand({-1, -1, 2}), x}, 2);
    return at::conv1d(padded, weights.weight, weights.bias, stride);
}

at::Tensor normSilu(const at::Tensor& x)
{
    return at::silu(nn::layerNorm(x.transpose(1, 2), kNormEps)).transpose(1, 2);
}

// [batch, dim / 4, time] -> the last three of [batch, dim, time / 4].
at::Tensor shared(const at::Tensor& x, const AudioEncoderWeights& weights)
{
    const at::Tensor y = normSilu(causalConv(normSilu(x), weights.conv2, 2));
    const at::Tensor z = normSilu(causalConv(y, weights.conv3, 2));
    return z.narrow(2, z.size(2) - kBlockLatents, kBlockLatents);
}

} // namespace

AudioTokens encodeAudio(const at::Tensor& features, const AudioEncoderWeights& weights)
{
    // The products are rounded to the features' dtype, their sum is fp32.
    const at::Tensor mix = at::silu(weights.mix).view({-1, 1, 1});
    at::Tensor x = (features * mix.to(features.scalar_type())).to(at::kFloat).sum(0) / mix.sum();
    x = at::cat({x.narrow(1, 0, 1).expand({-1, kPrefix}), x}, 1).unsqueeze(0); // [1, audioDim, 17]

    const int64_t quarter = weights.global.weight.size(0);
    const at::Tensor split = causalConv(x, weights.local, 1).view({-1, quarter, x.size(2)}); // token outermost
    const at::Tensor local = shared(split, weights).permute({2, 0, 1}); // [3, tokens, dim]
    const at::Tensor padding = weights.paddingTokens.view({1, 1, -1}).expand({kBlockLatents, 1, -1});

    const at::Tensor global = shared(causalConv(x, weights.global, 1), weights)[0].t();
    return {.local = at::cat({local, padding}, 1), .global = nn::linear(global, weights.finalLinear)};
}

} // namespace studio::dit
