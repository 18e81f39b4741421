// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/dit/StreamedLayers.h"

namespace studio::dit {

StreamedLayers::StreamedLayers(tensor::Accelerator& device, offload::SlabSource& slabs, const SlabLayout& layout)
    : m_device(device)
    , m_layout(layout)
    , m_streamer(device, slabs)
{
}

Status StreamedLayers::setTiers(std::vector<WeightTier> tiers, int slots, const std::stop_token& stop)
{
    m_resident.clear(); // Views keep their buffers alive.
    m_streamed.clear();
    if (Status set = m_streamer.setTiers(std::move(tiers), slots, stop); !set)
        return set;
    const int64_t layers = m_layout.layers();
    m_resident.resize(static_cast<size_t>(layers));
    m_streamed.resize(static_cast<size_t>(m_streamer.slots()), std::vector<DitLayerWeights>(m_resident.size()));
    for (int64_t layer = 0; layer < layers; ++layer) {
        const auto index = static_cast<size_t>(layer);
        if (m_streamer.tiers()[index] == WeightTier::Device) {
            m_resident[index] = m_layout.bind(layer, m_streamer.resident(layer));
            continue;
        }
        for (int slot = 0; slot < m_streamer.slots(); ++slot)
            m_streamed[static_cast<size_t>(slot)][index] = m_layout.bind(layer, m_streamer.slot(slot));
    }
    return kDone;
}

bool StreamedLayers::evictOne()
{
    for (int64_t layer = m_layout.layers() - 1; layer >= 0; --layer) {
        const auto index = static_cast<size_t>(layer);
        if (index >= m_resident.size() || !m_streamer.resident(layer).defined())
            continue;
        m_resident[index] = {};
        m_streamer.evict(layer);
        return true;
    }
    return false;
}

const DitLayerWeights& StreamedLayers::acquire(int64_t layer)
{
    const auto index = static_cast<size_t>(layer);
    const std::optional<int> slot = m_streamer.acquire(layer);
    return slot ? m_streamed[static_cast<size_t>(*slot)][index] : m_resident[index];
}

void StreamedLayers::release(int64_t layer)
{
    m_device.compute(m_layerSeconds);
    m_streamer.release(layer);
}

} // namespace studio::dit
