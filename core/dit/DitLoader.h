// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/Result.h"
#include "core/dit/DitModel.h"
#include "core/dit/SlabLayout.h"
#include "core/model/CheckpointFolder.h"

namespace studio::model {
class Lora;
}

namespace studio::dit {

// A model with all its layers.
struct LoadedDit {
    DitModel model;
    std::vector<DitLayerWeights> layers;
};

// Reads config.json and the shards; the LoRA (may be null) is merged in fp32, then everything is converted to `dtype`,
// and the linears of the layers to fp8 if asked (SPEC 1.8). Errors: those of readDitConfig() and
// openShardedSafetensors(); CheckpointIncomplete and CheckpointMismatch name every tensor that doesn't fit;
// LoraMismatch.
Result<LoadedDit> loadDit(const model::CheckpointFolder& folder, const model::Lora* lora, c10::Device device,
                          at::ScalarType dtype, LayerFormat format);

} // namespace studio::dit
