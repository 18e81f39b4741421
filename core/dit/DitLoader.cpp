// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/dit/DitLoader.h"

namespace studio::dit {

LoadedDit loadDit(const DitCheckpoint& checkpoint, c10::Device device, at::ScalarType dtype, LayerFormat format)
{
    std::vector<DitLayerWeights> layers;
    for (int64_t i = 0; i < checkpoint.config().layers; ++i)
        layers.push_back(checkpoint.layer(i, device, dtype, format));
    return {.model = DitModel(checkpoint.config(), checkpoint.stem(device, dtype), dtype, device),
            .layers = std::move(layers)};
}

} // namespace studio::dit
