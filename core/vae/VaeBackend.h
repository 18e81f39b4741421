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

// Feature maps of a few successive frames. The backend that made them defines their memory layout. They are immutable,
// so copies share them.
struct FeatureMaps {
    std::vector<at::Tensor> items;
    int64_t channels = 0;
    int64_t height = 0;
    int64_t width = 0;

    int64_t count() const { return static_cast<int64_t>(items.size()); }
};

using nn::Activation;

// Input frames of a convolution over time: output t reads the input from frame t * stride - missing on; frames before
// the first are zero.
struct Steps {
    int64_t missing = 0;
    int64_t stride = 1;
};

// Effect of a convolution on the frame's size, which determines the order of its weights. SamePairs is Same for a
// convolution over three frames and chunks of more than one.
enum class Form { Same, SamePairs, Up, Down };

// The operations of the VAE, for one kind of device and memory layout. For one thread at a time; reuses memory between
// calls.
class VaeBackend {
public:
    virtual ~VaeBackend();

    virtual FeatureMaps imported(const at::Tensor& frames) = 0; // [frames, channels, height, width]
    virtual at::Tensor exported(const FeatureMaps& frames) = 0; // the same, in the backend's dtype

    // Convolution with zero padding and unchanged size, plus `add` if given.
    virtual FeatureMaps convolve(const FeatureMaps& x, const ConvWeights& weights, Steps steps,
                                 const FeatureMaps* add = nullptr)
        = 0;
    // RMS norm over the channels in fp32: x / max(||x||, 1e-12) * sqrt(channels) * gamma, then the activation.
    // As an input of the convolution that reads it: in int8 if that is.
    virtual FeatureMaps normalise(const FeatureMaps& x, const at::Tensor& gamma, Activation activation,
                                  const ConvWeights& reader)
        = 0;
    // max(x, 0), in place: x is new, and nobody else's.
    virtual FeatureMaps rectify(FeatureMaps x) = 0;
    // Nearest-neighbour upsampling by 2, then a 3x3 convolution.
    virtual FeatureMaps upsample(const FeatureMaps& x, const ConvWeights& weights) = 0;
    // 3x3 convolution with stride 2, after zero padding at the bottom and right.
    virtual FeatureMaps downsample(const FeatureMaps& x, const ConvWeights& weights) = 0;
    // n frames of 2C channels -> 2n frames of C channels: the first half of a frame's channels, then the second.
    virtual FeatureMaps unfold(const FeatureMaps& x) = 0;
    // Bit for bit.
    virtual bool identical(const FeatureMaps& a, const FeatureMaps& b) = 0;
    // Runs libtorch operations that have no side effects, and returns their result.
    virtual at::Tensor compute(const std::function<at::Tensor()>& work) { return work(); }
};

// Cpu: our own kernels, for fp32 on a CPU. Aten: libtorch's, for everything else.
enum class BackendKind { Aten, Cpu };

enum class Kernels;
BackendKind backendFor(c10::Device device, at::ScalarType dtype, Kernels kernels);

std::unique_ptr<VaeBackend> makeBackend(BackendKind kind, c10::Device device, at::ScalarType dtype);

// Rearranges convolution weights for that backend, once after loading.
void prepare(ConvWeights& weights, Form form, BackendKind kind);
void prepare(VaeWeights& weights, BackendKind kind);

} // namespace studio::vae
