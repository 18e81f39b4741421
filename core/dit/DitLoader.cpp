// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/dit/DitLoader.h"

namespace studio::dit {

Result<LoadedDit> loadDit(const DitCheckpoint& checkpoint, c10::Device device, at::ScalarType dtype, LayerFormat format,
                          const std::stop_token& stop, const std::function<void(int64_t layers)>& between)
{
    const Error stopped{ErrorCode::Cancelled, {}, "stopped while the transformer was read"};
    std::vector<DitLayerWeights> layers;
    for (int64_t i = 0; i < checkpoint.config().layers; ++i) {
        layers.push_back(checkpoint.layer(i, device, dtype, format, stop));
        if (stop.stop_requested())
            return stopped;
        if (between)
            between(i + 1);
    }
    DitGlobalWeights globals = checkpoint.globalWeights(device, dtype, stop);
    if (stop.stop_requested())
        return stopped;
    return LoadedDit{.model = DitModel(checkpoint.config(), std::move(globals), dtype, device),
                     .layers = std::move(layers)};
}

} // namespace studio::dit
