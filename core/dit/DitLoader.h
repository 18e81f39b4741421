// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/dit/DitCheckpoint.h"
#include "core/dit/DitModel.h"

#include <functional>
#include <stop_token>

namespace studio::dit {

// A model with all layers in its device's memory.
struct LoadedDit {
    DitModel model;
    std::vector<DitLayerWeights> layers;
};

// Reads all weights: merges the LoRA in fp32, converts to `dtype`, and quantises the layers' linear weights if `format`
// is fp8 (MODEL.md 1.8). `between` is called after each layer with the number of layers read; may be empty. Error:
// Cancelled, checked before each tensor.
Result<LoadedDit> loadDit(const DitCheckpoint& checkpoint, c10::Device device, at::ScalarType dtype, LayerFormat format,
                          const std::stop_token& stop = {}, const std::function<void(int64_t layers)>& between = {});

} // namespace studio::dit
