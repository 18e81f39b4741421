// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/dit/DitWeights.h"

#include <vector>

namespace studio::dit {

// Provides the layers in the order of a forward pass; resident or streamed, the pass can't tell.
class LayerSource {
public:
    virtual ~LayerSource() = default;

    // The weights of a layer, for work queued before release(layer).
    virtual const DitLayerWeights& acquire(int64_t layer) = 0;
    virtual void release(int64_t layer) = 0;
};

// All layers resident on the device.
class ResidentLayers : public LayerSource {
public:
    explicit ResidentLayers(std::vector<DitLayerWeights> layers);

    const DitLayerWeights& acquire(int64_t layer) override;
    void release(int64_t) override { }

private:
    std::vector<DitLayerWeights> m_layers;
};

} // namespace studio::dit
