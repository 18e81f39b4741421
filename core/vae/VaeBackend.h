// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/nn/Fused.h"
#include "core/vae/VaeWeights.h"

#include <ATen/core/Tensor.h>

#include <cstdint>
#include <functional>
#include <memory>
#include <vector>

namespace studio::vae {

// A few successive frames. How one lies in memory is the business of the VaeBackend that made it; frames are never
// written to again, so copies share them.
struct FeatureMaps {
    std::vector<at::Tensor> items;
    int64_t channels = 0;
    int64_t height = 0;
    int64_t width = 0;

    int64_t count() const { return static_cast<int64_t>(items.size()); }
};

using nn::Activation;

// The frames that a convolution over time sees: output t reads the input frames from t * stride - missing on, those
// before the first one being zero.
struct Steps {
    int64_t missing = 0;
    int64_t stride = 1;
};

// The operations that the VAE is made of, for one kind of machine and memory layout. An object is used by one thread
// at a time and recycles memory between calls.
class VaeBackend {
public:
    virtual ~VaeBackend();

    virtual FeatureMaps imported(const at::Tensor& frames) = 0; // [frames, channels, height, width]
    virtual at::Tensor exported(const FeatureMaps& frames) = 0; // the same, in the dtype of the backend

    // Convolution with zeros around the picture, size kept, plus `add` where given.
    virtual FeatureMaps convolve(const FeatureMaps& x, const ConvWeights& weights, Steps steps,
                                 const FeatureMaps* add = nullptr)
        = 0;
    // x / max(||x||, 1e-12) * sqrt(channels) * gamma over the channels, in fp32.
    virtual FeatureMaps normalise(const FeatureMaps& x, const at::Tensor& gamma, Activation activation) = 0;
    // 3x3 convolution of the picture at twice its size (nearest neighbour).
    virtual FeatureMaps upsample(const FeatureMaps& x, const ConvWeights& weights) = 0;
    // 3x3 convolution with stride 2 of the picture with a row and column of zeros at bottom and right.
    virtual FeatureMaps downsample(const FeatureMaps& x, const ConvWeights& weights) = 0;
    // Frames of 2C channels -> twice as many of C channels: the first half of a frame's channels, then the second.
    virtual FeatureMaps unfold(const FeatureMaps& x) = 0;
    // Bit for bit.
    virtual bool identical(const FeatureMaps& a, const FeatureMaps& b) = 0;
    // A tensor that libtorch's own operations make, without side effects.
    virtual at::Tensor compute(const std::function<at::Tensor()>& work) { return work(); }
};

// `Cpu` is fp32 on a CPU, with our own kernels; `Aten` is everything else, with libtorch's.
enum class BackendKind { Aten, Cpu };

std::unique_ptr<VaeBackend> makeBackend(BackendKind kind, c10::Device device, at::ScalarType dtype);

// Rearranges the convolutions' numbers for that kind, once after loading.
void prepare(VaeWeights& weights, BackendKind kind);

} // namespace studio::vae
