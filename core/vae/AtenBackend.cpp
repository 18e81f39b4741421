// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/vae/AtenBackend.h"

#include "core/nn/Fused.h"
#include "core/tensor/Accelerator.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/constant_pad_nd.h>
#include <ATen/ops/conv2d.h>
#include <ATen/ops/equal.h>
#include <ATen/ops/stack.h>

#include <algorithm>

namespace studio::vae {
namespace {

// [height, width, channels] as a batch of one for conv2d; the memory is channels-last already.
at::Tensor picture(const at::Tensor& frame)
{
    return frame.permute({2, 0, 1}).unsqueeze(0);
}

at::Tensor frameOf(const at::Tensor& picture)
{
    return picture.squeeze(0).permute({1, 2, 0}).contiguous();
}

// A bf16 convolution on a CPU, computed in fp32: without instructions for bf16, libtorch multiplies numbers one by one,
// ten times slower. The fp32 copies are of the CPU, not of a simulated device.
at::Tensor convolvedAsFloat(const at::Tensor& frame, const at::Tensor& weight, const at::Tensor& bias, int64_t stride,
                            int64_t pad)
{
    const auto exact = [](const at::Tensor& values) { return values.to(at::kFloat); };
    at::Tensor y;
    {
        const tensor::HostScope host;
        y = at::conv2d(exact(picture(frame)), exact(weight), exact(bias), stride, pad);
    }
    return y.to(frame.scalar_type());
}

// cuDNN's convolutions have no bias. libtorch would add it in a separate pass; addChannels() adds bias and `add` in one
// epilogue.
at::Tensor convolved(const at::Tensor& frame, const at::Tensor& weight, const at::Tensor& bias, int64_t stride,
                     int64_t pad, const at::Tensor& add = {})
{
    if (frame.is_cuda())
        return nn::addChannels(frameOf(at::conv2d(picture(frame), weight, {}, stride, pad)), bias, add);
    at::Tensor y = frameOf(frame.scalar_type() == at::kFloat ? at::conv2d(picture(frame), weight, bias, stride, pad)
                                                             : convolvedAsFloat(frame, weight, bias, stride, pad));
    return add.defined() ? y.add_(add) : y;
}

FeatureMaps shaped(std::vector<at::Tensor> items)
{
    const at::Tensor& first = items.front();
    return {.items = std::move(items), .channels = first.size(2), .height = first.size(0), .width = first.size(1)};
}

// The weight of a 2-D convolution over the concatenated channels of the frames, without the first `skipped` frames.
at::Tensor flatWeight(const at::Tensor& weight, int64_t skipped)
{
    return weight.transpose(1, 2).narrow(1, skipped, weight.size(2) - skipped).flatten(1, 2);
}

} // namespace

void AtenBackend::prepare(ConvWeights& weights)
{
    // Keeps the shape [out, in, frames, height, width], but in a memory order that makes flatWeight() a view:
    // channels-last on a GPU, as its convolutions read.
    at::Tensor& weight = weights.weight;
    if (weight.is_cuda())
        weight = weight.permute({0, 3, 4, 2, 1}).contiguous().permute({0, 4, 3, 1, 2});
    else
        weight = weight.transpose(1, 2).contiguous().transpose(1, 2);
}

FeatureMaps AtenBackend::imported(const at::Tensor& frames)
{
    FeatureMaps result{.items = {}, .channels = frames.size(1), .height = frames.size(2), .width = frames.size(3)};
    const at::ScalarType dtype = frames.scalar_type() == at::kChar ? at::kChar : m_dtype;
    for (const at::Tensor& frame : frames.unbind(0))
        result.items.push_back(frame.permute({1, 2, 0}).to(m_device, dtype).contiguous());
    return result;
}

at::Tensor AtenBackend::exported(const FeatureMaps& frames)
{
    return at::stack(frames.items).permute({0, 3, 1, 2});
}

FeatureMaps AtenBackend::convolve(const FeatureMaps& x, const ConvWeights& weights, Steps steps, const FeatureMaps* add)
{
    const int64_t taps = weights.frames();
    const int64_t count = (steps.missing + x.count() - taps) / steps.stride + 1;
    if (weights.isInt8())
        return shaped(nn::convolveInt8(x.items, weights.int8, steps.missing,
                                       add ? std::span<const at::Tensor>(add->items) : std::span<const at::Tensor>(),
                                       m_dtype));
    const int64_t pad = weights.shape[3] / 2;
    // A 2-D convolution over concatenated frames is faster than a 3-D convolution on a GPU, and several times faster on
    // a CPU.
    std::vector<at::Tensor> items;
    for (int64_t t = 0; t < count; ++t) {
        const int64_t first = t * steps.stride - steps.missing;
        const int64_t skipped = std::max<int64_t>(-first, 0);
        const at::Tensor* begin = x.items.data() + first + skipped;
        const at::Tensor seen = taps - skipped == 1 ? *begin : nn::interleaved({begin, begin + taps - skipped});
        items.push_back(convolved(seen, flatWeight(weights.weight, skipped), weights.bias, 1, pad,
                                  add ? add->items[static_cast<size_t>(t)] : at::Tensor()));
    }
    return shaped(std::move(items));
}

FeatureMaps AtenBackend::normalise(const FeatureMaps& x, const at::Tensor& gamma, Activation activation,
                                   const ConvWeights& reader)
{
    FeatureMaps result = x;
    for (at::Tensor& frame : result.items)
        frame = reader.isInt8() ? nn::normChannelsToInt8(frame, gamma, activation, reader.int8.unit)
                                : nn::normChannels(frame, gamma, activation);
    return result;
}

FeatureMaps AtenBackend::rectify(FeatureMaps x)
{
    for (at::Tensor& frame : x.items)
        frame.relu_();
    return x;
}

FeatureMaps AtenBackend::upsample(const FeatureMaps& x, const ConvWeights& weights)
{
    std::vector<at::Tensor> items;
    for (const at::Tensor& frame : x.items) {
        items.push_back(convolved(nn::enlarged(frame), weights.weight.squeeze(2), weights.bias, 1, 1));
    }
    return shaped(std::move(items));
}

FeatureMaps AtenBackend::downsample(const FeatureMaps& x, const ConvWeights& weights)
{
    std::vector<at::Tensor> items;
    for (const at::Tensor& frame : x.items) {
        const at::Tensor padded = at::constant_pad_nd(frame, {0, 0, 0, 1, 0, 1});
        items.push_back(convolved(padded, weights.weight.squeeze(2), weights.bias, 2, 0));
    }
    return shaped(std::move(items));
}

FeatureMaps AtenBackend::unfold(const FeatureMaps& x)
{
    std::vector<at::Tensor> items;
    for (const at::Tensor& frame : x.items) {
        for (const at::Tensor& half : frame.chunk(2, -1))
            items.push_back(half.contiguous());
    }
    return shaped(std::move(items));
}

bool AtenBackend::identical(const FeatureMaps& a, const FeatureMaps& b)
{
    return std::equal(a.items.begin(), a.items.end(), b.items.begin(), b.items.end(),
                      [](const at::Tensor& left, const at::Tensor& right) { return at::equal(left, right); });
}

} // namespace studio::vae
