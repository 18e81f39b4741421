// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/dit/LayerSource.h"
#include "core/dit/SlabLayout.h"
#include "core/offload/BlockStreamer.h"

namespace studio::dit {

// Layers as slabs that are on the device or on their way to it. The weights are views of the streamer's buffers, bound
// once for each.
class StreamedLayers : public LayerSource {
public:
    // Everything is borrowed. Nothing is loaded: see setTiers().
    StreamedLayers(tensor::Accelerator& device, offload::SlabSource& slabs, const SlabLayout& layout);

    // As BlockStreamer::setTiers().
    Status setTiers(std::vector<WeightTier> tiers, int slots, const std::stop_token& stop = {});
    [[nodiscard]] const std::vector<WeightTier>& tiers() const { return m_streamer.tiers(); }
    // Frees the last of the resident layers that are there; false where there is none. Before the next pass,
    // setTiers().
    bool evictOne();

    // How long a layer of the passes to come would take on a simulated device.
    void setLayerSeconds(double seconds) { m_layerSeconds = seconds; }

    // Throws offload::SlabReadError.
    const DitLayerWeights& acquire(int64_t layer) override;
    void release(int64_t layer) override;

private:
    tensor::Accelerator& m_device;
    const SlabLayout& m_layout;
    offload::BlockStreamer m_streamer;
    std::vector<DitLayerWeights> m_resident; // by layer; empty where it is streamed
    std::vector<std::vector<DitLayerWeights>> m_streamed; // [slot][layer], equal views for layers of a kind
    double m_layerSeconds = 0;
};

} // namespace studio::dit
