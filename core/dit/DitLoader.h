// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/dit/DitCheckpoint.h"
#include "core/dit/DitModel.h"

namespace studio::dit {

// A model with all its layers in the memory of its device.
struct LoadedDit {
    DitModel model;
    std::vector<DitLayerWeights> layers;
};

// Reads all of it: the LoRA is merged in fp32, then everything is converted to `dtype`, and the linears of the layers
// to fp8 if asked (MODEL.md 1.8).
[[nodiscard]] LoadedDit loadDit(const DitCheckpoint& checkpoint, c10::Device device, at::ScalarType dtype,
                                LayerFormat format);

} // namespace studio::dit
