// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/dit/DitModel.h"
#include "core/model/TensorNames.h"

#include <ATen/ops/empty.h>
#include <ATen/ops/ones.h>
#include <ATen/ops/randn.h>

#include <string_view>

namespace studio::test {

// The published model's dimensions (MODEL.md 1.2).
inline dit::DitConfig fullSizeDit()
{
    return {.dim = 5120,
            .heads = 40,
            .ffnDim = 13824,
            .layers = 40,
            .freqDim = 256,
            .textDim = 4096,
            .textLength = 512,
            .inChannels = 16,
            .outChannels = 16,
            .condChannels = 16,
            .audioDim = 1024,
            .audioStates = 25,
            .audioTokens = 4,
            .audioLayers = {0, 4, 8, 12, 16, 20, 24, 27, 30, 33, 36, 39}};
}

// A visitor that makes up numbers on a device: norms' weights 1, all else of deviation 0.02.
class RandomWeights : public model::TensorNames {
public:
    RandomWeights(c10::Device device, at::ScalarType dtype)
        : m_device(device)
        , m_dtype(dtype)
    {
    }
    void operator()(std::string_view name, at::Tensor& tensor, c10::IntArrayRef shape,
                    model::Precision precision = model::Precision::Model)
    {
        const auto options = at::device(m_device).dtype(precision == model::Precision::Fp32 ? at::kFloat : m_dtype);
        const bool isNorm
            = name.find("norm") != std::string_view::npos && name.find("weight") != std::string_view::npos;
        tensor = isNorm ? at::ones(shape, options) : at::randn(shape, options).mul_(0.02);
    }

private:
    c10::Device m_device;
    at::ScalarType m_dtype;
};

// A transformer of random weights with all layers in the device's memory.
struct RandomDit {
    RandomDit(const dit::DitConfig& config, c10::Device device, at::ScalarType dtype, std::optional<nn::Scheme> fp8)
    {
        RandomWeights random(device, dtype);
        dit::DitGlobalWeights globals;
        globals.visit(random, config);
        std::vector<dit::DitLayerWeights> all(static_cast<size_t>(config.layers));
        for (size_t i = 0; i < all.size(); ++i) {
            all[i].visit(random, config, static_cast<int64_t>(i));
            if (fp8)
                all[i].forEachLinear([&](nn::LinearWeights& weights) { weights = nn::quantise(weights, *fp8); });
        }
        model = std::make_unique<dit::DitModel>(config, std::move(globals), dtype, device);
        layers = std::make_unique<dit::ResidentLayers>(std::move(all));
    }

    std::unique_ptr<dit::DitModel> model;
    std::unique_ptr<dit::ResidentLayers> layers;
};

} // namespace studio::test
