// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/dit/LayerSource.h"
#include "core/dit/SlabLayout.h"
#include "core/offload/BlockStreamer.h"

namespace studio::dit {

// Layers streamed by a BlockStreamer. Weights are views of its buffers, bound once per buffer.
class StreamedLayers : public LayerSource {
public:
    // Borrows everything. Loads nothing: see setTiers().
    StreamedLayers(tensor::Accelerator& device, offload::SlabSource& slabs, const SlabLayout& layout);

    // As BlockStreamer::setTiers().
    Status setTiers(std::vector<WeightTier> tiers, int slots, const std::stop_token& stop = {});
    [[nodiscard]] const std::vector<WeightTier>& tiers() const { return m_streamer.tiers(); }
    // Frees the last resident layer; false if there is none. Call setTiers() before the next pass.
    bool evictOne();

    // Compute time per layer on a simulated device.
    void setLayerSeconds(double seconds) { m_layerSeconds = seconds; }

    // Throws offload::SlabReadError.
    const DitLayerWeights& acquire(int64_t layer) override;
    void release(int64_t layer) override;

private:
    tensor::Accelerator& m_device;
    const SlabLayout& m_layout;
    offload::BlockStreamer m_streamer;
    std::vector<DitLayerWeights> m_resident; // by layer; empty if streamed
    std::vector<std::vector<DitLayerWeights>> m_streamed; // [slot][layer]; layers of a kind share views
    double m_layerSeconds = 0;
};

} // namespace studio::dit
