// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/dit/DitLoader.h"
#include "tests/support/Goldens.h"

#include <memory>

namespace studio::test {

// The goldens' transformer with its LoRA merged.
struct TinyDit {
    dit::DitConfig config;
    std::unique_ptr<dit::DitModel> model;
    std::unique_ptr<dit::ResidentLayers> layers;

    explicit TinyDit(c10::Device device = at::kCPU, at::ScalarType dtype = at::kFloat,
                     dit::LayerFormat format = dit::LayerFormat::AsModel)
    {
        const std::string root = kGoldens + "checkpoint/tiny/ckpt/";
        const auto folder = checked(model::findCheckpoint(root));
        const dit::DitCheckpoint checkpoint
            = checked(dit::DitCheckpoint::open(folder, dit::LoraFile{root + "LiveAvatar/liveavatar.safetensors", {}}));
        dit::LoadedDit loaded = checked(dit::loadDit(checkpoint, device, dtype, format));
        config = loaded.model.config();
        model = std::make_unique<dit::DitModel>(std::move(loaded.model));
        layers = std::make_unique<dit::ResidentLayers>(std::move(loaded.layers));
    }

private:
    template<typename T>
    static T checked(Result<T> result)
    {
        if (!result) {
            std::fprintf(stderr, "%s: %s\n", result.error().subject.c_str(), result.error().detail.c_str());
            std::abort();
        }
        return std::move(*result);
    }
};

} // namespace studio::test
