// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/dit/DitModel.h"
#include "core/model/TensorBinder.h"
#include "core/model/TensorConverter.h"
#include "tests/support/Goldens.h"

#include <ATen/ops/mm.h>

#include <memory>

namespace studio::test {

// The goldens' transformer in fp32, with its LoRA merged.
struct TinyDit {
    dit::DitConfig config;
    dit::DitStemWeights stem;
    std::unique_ptr<dit::DitModel> model;
    std::unique_ptr<dit::ResidentLayers> layers;

    explicit TinyDit()
    {
        const std::string root = kGoldens + "checkpoint/tiny/ckpt/";
        auto tensors = model::openShardedSafetensors(root + "Wan2.2-S2V-14B/diffusion_pytorch_model.safetensors");
        auto lora = model::openSafetensors(root + "LiveAvatar/liveavatar.safetensors");
        for (const auto& [name, a] : *lora) {
            const auto at = name.find(".lora_A");
            if (at == std::string::npos) continue;
            const std::string base = name.substr(0, at);
            at::Tensor& w = tensors->at(base + ".weight");
            w = w.to(at::kFloat) + 0.5 * at::mm(lora->at(base + ".lora_B.default.weight").to(at::kFloat), a.to(at::kFloat));
        }
        config = *dit::readDitConfig(root + "Wan2.2-S2V-14B/config.json", *tensors);
        model::TensorBinder binder(*tensors);
        std::vector<dit::DitLayerWeights> all(static_cast<size_t>(config.layers));
        stem.visit(binder, config);
        for (int64_t i = 0; i < config.layers; ++i) all[i].visit(binder, config, i);
        auto status = binder.finish("x");
        if (!status) { std::puts(status.error().detail.c_str()); std::abort(); }
        model::TensorConverter conv(at::kCPU, at::kFloat);
        stem.visit(conv, config);
        for (int64_t i = 0; i < config.layers; ++i) all[i].visit(conv, config, i);
        model = std::make_unique<dit::DitModel>(config, stem, at::kFloat, at::kCPU);
        layers = std::make_unique<dit::ResidentLayers>(std::move(all));
    }
};

} // namespace studio::test
