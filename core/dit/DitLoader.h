// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/dit/DitCheckpoint.h"
#include "core/dit/DitModel.h"

#include <functional>
#include <stop_token>

namespace studio::dit {

// A model with all its layers in the memory of its device.
struct LoadedDit {
    DitModel model;
    std::vector<DitLayerWeights> layers;
};

// Reads all of it: the LoRA is merged in fp32, then everything is converted to `dtype`, and the linears of the layers
// to fp8 if asked (MODEL.md 1.8). `between` is called after each layer with the number of those that are read, and may
// be empty. Error: Cancelled, looked at before each tensor.
Result<LoadedDit> loadDit(const DitCheckpoint& checkpoint, c10::Device device, at::ScalarType dtype, LayerFormat format,
                          const std::stop_token& stop = {}, const std::function<void(int64_t layers)>& between = {});

} // namespace studio::dit
