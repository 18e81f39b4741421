// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/nn/Int8Convolution.h"

#include "core/nn/Int8Rows.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/abs.h>
#include <ATen/ops/amax.h>
#include <ATen/ops/cat.h>
#include <ATen/ops/conv2d.h>
#include <ATen/ops/empty.h>
#include <ATen/ops/round.h>

#include <algorithm>

#ifdef STUDIO_HAVE_CUDA
#include "core/nn/cuda/Int8Convolution.h"

#include <c10/cuda/CUDAException.h>
#include <c10/cuda/CUDAGuard.h>
#include <c10/cuda/CUDAStream.h>
#endif

namespace studio::nn {
namespace {

// Frames in a row of which one picture is made, and what is added to it.
struct Window {
    std::span<const at::Tensor> frames; // weights of the last of them, if there are fewer than weights have
    at::Tensor add; // may be undefined
};

#ifdef STUDIO_HAVE_CUDA

constexpr int64_t kMostChannels = 4928; // cuda::Int8Convolution::channels

bool isFor(std::span<const at::Tensor> frames, const Int8ConvWeights& weights, at::ScalarType dtype)
{
    const int64_t channels = frames.front().size(2);
    return dtype == at::kBFloat16 && channels % 16 == 0 && channels <= kMostChannels && weights.weight.size(0) % 8 == 0
        && weights.weight.size(1) <= cuda::kMostTaps && weights.bias.scalar_type() == at::kBFloat16
        && isForInt8Kernels(weights.weight) && isForInt8Kernels(weights.scale) && isForInt8Kernels(weights.bias)
        && std::all_of(frames.begin(), frames.end(), isForInt8Kernels);
}

// Pictures of successive windows of the same length, kMostFramesAtOnce at most.
std::vector<at::Tensor> inKernel(std::span<const Window> windows, const Int8ConvWeights& weights)
{
    const at::Tensor& first = windows.front().frames.front();
    const c10::cuda::CUDAGuard guard(first.device());
    const auto taps = static_cast<int>(windows.front().frames.size());
    const auto skipped = static_cast<int>(weights.weight.size(1)) - taps;
    cuda::Int8Convolution c;
    c.frames = static_cast<int>(windows.size());
    c.taps = taps;
    c.height = static_cast<int>(first.size(0));
    c.width = static_cast<int>(first.size(1));
    c.channels = static_cast<int>(first.size(2));
    c.weights = weights.weight.const_data_ptr<int8_t>() + int64_t{skipped} * cuda::kConvolutionTaps * c.channels;
    c.weightStride = static_cast<int>(weights.weight.stride(0));
    c.columns = static_cast<int>(weights.weight.size(0));
    c.scales = weights.scale.const_data_ptr<float>();
    c.bias = static_cast<const cuda::Bf16*>(weights.bias.const_data_ptr());
    const auto dataOf = [](const at::Tensor& frame) { return frame.const_data_ptr<int8_t>(); };
    std::transform(windows.front().frames.begin(), windows.front().frames.end(), c.in, dataOf);
    std::vector<at::Tensor> pictures;
    for (size_t n = 0; n < windows.size(); ++n) {
        c.in[n + taps - 1] = dataOf(windows[n].frames.back());
        if (windows[n].add.defined())
            c.add[n] = static_cast<const cuda::Bf16*>(windows[n].add.const_data_ptr());
        pictures.push_back(at::empty({first.size(0), first.size(1), c.columns}, first.options().dtype(at::kBFloat16)));
        c.out[n] = static_cast<cuda::Bf16*>(pictures.back().mutable_data_ptr());
    }
    cuda::run(c, c10::cuda::getCurrentCUDAStream(first.get_device()));
    C10_CUDA_KERNEL_LAUNCH_CHECK();
    return pictures;
}

#endif

at::Tensor inFloat(const Window& window, const Int8ConvWeights& weights, at::ScalarType dtype)
{
    std::vector<at::Tensor> wide;
    for (const at::Tensor& frame : window.frames)
        wide.push_back(frame.to(at::kFloat));
    const auto taps = static_cast<int64_t>(wide.size());
    const int64_t skipped = weights.weight.size(1) - taps;
    const at::Tensor picture = at::cat(wide, -1).permute({2, 0, 1}).unsqueeze(0);
    const at::Tensor weight = weights.weight.narrow(1, skipped, taps).to(at::kFloat).permute({0, 1, 4, 2, 3});
    at::Tensor y = at::conv2d(picture, weight.flatten(1, 2), {}, 1, 1).squeeze(0).permute({1, 2, 0});
    y = y * weights.scale + weights.bias.to(at::kFloat);
    return (window.add.defined() ? y + window.add.to(at::kFloat) : y).to(dtype).contiguous();
}

} // namespace

Int8ConvWeights quantiseConvolution(const at::Tensor& weight, const at::Tensor& bias, double largest)
{
    const at::Tensor wide = rotated(weight.permute({0, 2, 3, 4, 1}));
    const at::Tensor amax = wide.abs().amax({1, 2, 3, 4}, /*keepdim=*/true).clamp_min(kLeastAmax);
    const double unit = std::max(largest, kLeastAmax) / kInt8Max;
    return {.weight = (wide * (amax.reciprocal() * kInt8Max)).round_().to(at::kChar).contiguous(),
            .scale = (amax.flatten() * (unit / kInt8Max)).contiguous(),
            .bias = bias.contiguous(),
            .unit = unit};
}

std::vector<at::Tensor> convolveInt8(std::span<const at::Tensor> frames, const Int8ConvWeights& weights,
                                     int64_t missing, std::span<const at::Tensor> add, at::ScalarType dtype)
{
    const int64_t taps = weights.weight.size(1);
    const int64_t count = missing + std::ssize(frames) - taps + 1;
    std::vector<Window> windows;
    for (int64_t n = 0; n < count; ++n) {
        const int64_t first = std::max<int64_t>(n - missing, 0);
        const int64_t end = n - missing + taps;
        windows.push_back({.frames = frames.subspan(static_cast<size_t>(first), static_cast<size_t>(end - first)),
                           .add = add.empty() ? at::Tensor() : add[static_cast<size_t>(n)]});
    }
    std::vector<at::Tensor> pictures;
#ifdef STUDIO_HAVE_CUDA
    if (isFor(frames, weights, dtype)) {
        // At once what has all of its frames; what lacks some, each by itself.
        for (std::span<const Window> left = windows; !left.empty();) {
            const bool isWhole = std::ssize(left.front().frames) == taps;
            const size_t together = isWhole ? std::min<size_t>(left.size(), cuda::kMostFramesAtOnce) : 1;
            for (at::Tensor& picture : inKernel(left.first(together), weights))
                pictures.push_back(std::move(picture));
            left = left.subspan(together);
        }
        return pictures;
    }
#endif
    for (const Window& window : windows)
        pictures.push_back(inFloat(window, weights, dtype));
    return pictures;
}

} // namespace studio::nn
