// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/offload/TieredKvStore.h"

#include <c10/util/Exception.h>
#include <c10/util/accumulate.h>

#include <algorithm>

namespace studio::offload {

using tensor::Accelerator;
using tensor::Queue;

TieredKvStore::TieredKvStore(Accelerator& device, const KvShape& shape, const Options& options)
    : m_device(device)
    , m_shape(shape)
    , m_options(options)
    , m_layout(shape, options.format, options.dtype)
    , m_layers(static_cast<size_t>(shape.layers))
    , m_written(device.makeEvent())
    , m_returned(device.makeEvent())
{
    makeWorkspace();
}

void TieredKvStore::makeWorkspace()
{
    if (m_layout.isOfWindows())
        return;
    const std::vector<int64_t> sizes{m_shape.conditionTokens + m_shape.ringTokens, m_shape.heads, m_shape.headDim};
    const int64_t bytes = c10::multiply_integers(sizes) * static_cast<int64_t>(c10::elementSize(m_options.dtype));
    for (at::Tensor* part : {&m_keys, &m_values}) {
        if (!part->defined())
            *part = m_device.allocate(bytes).view(m_options.dtype).view(sizes);
    }
}

TieredKvStore::~TieredKvStore()
{
    try {
        m_device.synchronize();
    } catch (const std::exception&) { // Device errors are reported where their result is waited for.
    }
}

void TieredKvStore::setTiers(const std::vector<KvTier>& tiers, int slots)
{
    TORCH_CHECK(tiers.size() == m_layers.size(), "tiers for ", tiers.size(), " layers of ", m_layers.size());
    freeSlots();
    for (const KvTier tier : {KvTier::Pinned, KvTier::Device}) {
        for (size_t i = 0; i < tiers.size(); ++i) {
            if (tiers[i] == tier)
                move(m_layers[i], tier);
        }
        if (tier == KvTier::Pinned)
            m_device.trim();
    }
    makeWorkspace();
    for (size_t i = 0; i < tiers.size(); ++i) {
        if (tiers[i] == KvTier::Pinned)
            m_pinned.push_back(static_cast<int>(i));
    }
    if (m_pinned.empty())
        return;
    m_ring.emplace(m_device, std::min(slots, static_cast<int>(m_pinned.size())), m_layout.deviceBytes(m_options.lanes));
    for (int slot = 0; slot < m_ring->count(); ++slot)
        m_slots.push_back(m_layout.onDevice(m_ring->buffer(slot), m_options.lanes));
}

void TieredKvStore::releaseDevice()
{
    freeSlots();
    m_keys.reset();
    m_values.reset();
    for (Layer& layer : m_layers)
        move(layer, KvTier::Pinned);
    m_device.trim();
}

void TieredKvStore::freeSlots()
{
    m_device.synchronize();
    forget();
    m_slots.clear();
    m_ring.reset();
    m_pinned.clear();
}

void TieredKvStore::move(Layer& layer, KvTier tier)
{
    if (layer.cache.bytes.defined() && layer.tier == tier)
        return;
    const bool leaves = tier == KvTier::Pinned;
    const int64_t rings = m_shape.steps;
    const KvCache target = leaves ? m_layout.inRam(m_device.allocatePinned(m_layout.pinnedBytes()))
                                  : m_layout.onDevice(m_device.allocate(m_layout.deviceBytes(rings)), rings);
    if (const KvCache& from = layer.cache; from.bytes.defined()) {
        const Copy way = leaves ? &Accelerator::copyOut : &Accelerator::copyIn;
        copy(way, target.condition, from.condition);
        for (size_t ring = 0; ring < target.rings.size(); ++ring) {
            copy(way, target.rings[ring].front().own, from.rings[ring].front().own);
            copy(way, target.rings[ring].front().behind, from.rings[ring].front().behind);
        }
        m_device.synchronize();
        spreadCondition(target, rings);
    }
    layer = {.tier = tier, .cache = target};
}

void TieredKvStore::clearRings()
{
    m_device.synchronize(); // Nothing is being copied to or from the pinned caches.
    forget();
    for (const Layer& layer : m_layers) {
        if (layer.tier == KvTier::Device) {
            layer.cache.bytes.zero_();
            continue;
        }
        const tensor::HostScope host;
        layer.cache.bytes.zero_();
    }
    m_device.synchronize(); // before the first fetch
}

// Drops prefetched items, and ends an aborted use.
void TieredKvStore::forget()
{
    m_conditionOf = -1;
    if (!m_ring)
        return;
    if (m_inUse)
        m_ring->endUse(m_used++);
    m_inUse = false;
    for (; m_used < m_filled; ++m_used)
        m_ring->skip(m_used);
    // Later fetches may read blocks that are still being copied back.
    m_device.record(*m_returned, Queue::CopyOut);
    m_device.wait(Queue::CopyIn, *m_returned);
    m_passBegin = m_filled = m_used;
}

const KvCache& TieredKvStore::onDevice(int layer) const
{
    const Layer& whole = m_layers[static_cast<size_t>(layer)];
    return whole.tier == KvTier::Device ? whole.cache : m_slots[static_cast<size_t>(m_ring->indexOf(m_used))];
}

// A resident layer has one ring per step, a slot one per lane.
size_t TieredKvStore::ringOf(int lane, int layer) const
{
    const auto index = static_cast<size_t>(lane);
    return m_layers[static_cast<size_t>(layer)].tier == KvTier::Device ? static_cast<size_t>(m_lanes[index].step)
                                                                       : index;
}

const KvCache::Place& TieredKvStore::placeOf(const KvCache& cache, size_t ring, const KvLane& lane) const
{
    return cache.rings[ring][static_cast<size_t>(lane.place(m_shape))];
}

void TieredKvStore::copy(Copy way, std::span<const Rows> to, std::span<const Rows> from) const
{
    for (size_t i = 0; i < to.size(); ++i) {
        if (to[i].values.size(0) == 0)
            continue;
        (m_device.*way)(to[i].values, from[i].values);
        if (to[i].scales.defined())
            (m_device.*way)(to[i].scales, from[i].scales);
    }
}

void TieredKvStore::write(const Rows& rows, const at::Tensor& numbers) const
{
    if (numbers.is_meta()) // on a device without data
        return;
    if (rows.scales.defined())
        nn::quantiseHeads(numbers, rows);
    else
        rows.values.copy_(numbers);
}

void TieredKvStore::writeCondition(const KvCache& cache, const at::Tensor& keys, const at::Tensor& values) const
{
    const auto& [reference, others, all] = cache.condition;
    write(reference, keys.narrow(0, 0, m_shape.refTokens));
    write(others, keys.narrow(0, m_shape.refTokens, m_shape.conditionTokens - m_shape.refTokens));
    write(all, values);
}

// Copies from the first window to those of the other rings, including the reference frame's rows, which the caller
// overwrites: so it is one copy.
void TieredKvStore::spreadCondition(const KvCache& cache, int64_t rings) const
{
    if (cache.conditionRows.defined() && rings > 1)
        cache.conditionRows.narrow(0, 1, rings - 1).copy_(cache.conditionRows[0]);
}

void TieredKvStore::setCondition(int layer, const at::Tensor& keys, const at::Tensor& values)
{
    if (m_used != m_filled || m_inUse || m_conditionOf >= 0)
        forget();
    Layer& target = m_layers[static_cast<size_t>(layer)];
    if (target.tier == KvTier::Device) {
        writeCondition(target.cache, keys, values);
        spreadCondition(target.cache, m_shape.steps);
        return;
    }
    m_ring->beginWrite(m_used);
    const KvCache& slot = onDevice(layer);
    writeCondition(slot, keys, values);
    m_device.record(*m_written, Queue::Compute);
    m_device.wait(Queue::CopyOut, *m_written);
    copy(&Accelerator::copyOut, target.cache.condition, slot.condition);
    m_ring->endUse(m_used, Queue::CopyOut);
    // Fetches are ordered after all copies back; a pass relies on the next line.
    m_device.record(*m_returned, Queue::CopyOut);
    m_device.wait(Queue::CopyIn, *m_returned);
    m_passBegin = m_filled = ++m_used;
}

void TieredKvStore::expect(std::span<const KvLane> lanes)
{
    m_expected.assign(lanes.begin(), lanes.end());
}

void TieredKvStore::beginPass(std::span<const KvLane> lanes)
{
    TORCH_CHECK(static_cast<int>(lanes.size()) <= m_options.lanes, lanes.size(), " lanes, but caches for ",
                m_options.lanes);
    m_conditionOf = -1;
    const auto count = static_cast<int64_t>(m_pinned.size());
    const bool whole = !m_inUse && m_used == m_passBegin + count;
    if (whole && std::equal(lanes.begin(), lanes.end(), m_next.begin(), m_next.end()))
        m_passBegin = m_used;
    else
        forget();
    m_lanes.assign(lanes.begin(), lanes.end());
    std::swap(m_next, m_expected);
    m_expected.clear();
}

void TieredKvStore::acquire(int layer)
{
    if (m_layers[static_cast<size_t>(layer)].tier == KvTier::Device)
        return;
    const auto position = std::lower_bound(m_pinned.begin(), m_pinned.end(), layer) - m_pinned.begin();
    TORCH_CHECK(!m_inUse && m_used == m_passBegin + position, "layers must be acquired in order");
    prefetch();
    m_ring->beginUse(m_used);
    m_inUse = true;
    spreadCondition(onDevice(layer), static_cast<int64_t>(m_lanes.size()));
}

void TieredKvStore::release(int layer)
{
    if (m_layers[static_cast<size_t>(layer)].tier == KvTier::Device)
        return;
    // The copy queue uses the slot last: it copies the blocks back after compute has written them. But compute may have
    // read others since.
    m_device.record(*m_written, Queue::Compute);
    m_device.wait(Queue::CopyOut, *m_written);
    m_ring->endUse(m_used++, Queue::CopyOut);
    m_inUse = false;
    prefetch();
}

// Queues copies for all free slots, of this pass and of the expected one.
void TieredKvStore::prefetch()
{
    const auto count = static_cast<int64_t>(m_pinned.size());
    const int64_t end = m_passBegin + count + (m_next.empty() ? 0 : count);
    while (m_filled < std::min(end, m_used + m_ring->count()))
        fill(m_filled++);
}

void TieredKvStore::fill(int64_t item)
{
    const int64_t position = item - m_passBegin;
    const auto count = static_cast<int64_t>(m_pinned.size());
    const std::vector<KvLane>& lanes = position < count ? m_lanes : m_next;
    const KvCache& from = m_layers[static_cast<size_t>(m_pinned[static_cast<size_t>(position % count)])].cache;
    const KvCache& to = m_slots[static_cast<size_t>(m_ring->indexOf(item))];
    m_ring->beginFill(item);
    copy(&Accelerator::copyIn, to.condition, from.condition);
    for (size_t i = 0; i < lanes.size(); ++i) {
        const KvCache::Place& target = placeOf(to, i, lanes[i]);
        if (lanes[i].isCopy) {
            copy(&Accelerator::copyIn, target.own, placeOf(from, static_cast<size_t>(lanes[i].step - 1), lanes[i]).own);
            continue;
        }
        const KvCache::Place& source = placeOf(from, static_cast<size_t>(lanes[i].step), lanes[i]);
        copy(&Accelerator::copyIn, target.before, source.before);
        if (isFull(lanes[i]))
            copy(&Accelerator::copyIn, target.behind, source.behind);
    }
    m_ring->endFill(item);
}

KvWindow TieredKvStore::window(int lane, int layer)
{
    const KvCache& cache = onDevice(layer);
    const size_t ring = ringOf(lane, layer);
    return m_layout.isOfWindows() ? cache.windows[ring] : assembled(cache, ring, lane, layer);
}

KvWindow TieredKvStore::assembled(const KvCache& cache, size_t ring, int lane, int layer)
{
    const auto read = [](const Rows& rows, const at::Tensor& window, int64_t row) {
        const int64_t tokens = rows.values.size(0);
        if (tokens > 0)
            nn::dequantiseHeads(rows, window.narrow(0, row, tokens));
    };
    const auto& [reference, others, all] = cache.condition;
    read(reference, m_keys, 0); // The lane before has rotated it.
    if (m_conditionOf != layer) {
        read(others, m_keys, m_shape.refTokens);
        read(all, m_values, 0);
        m_conditionOf = layer;
    }
    const auto readBlocks = [&](const KvCache::KeysAndValues& blocks, int64_t place) {
        const int64_t row = m_shape.conditionTokens + place * m_shape.blockTokens();
        read(blocks[0], m_keys, row);
        read(blocks[1], m_values, row);
    };
    const KvLane& wanted = m_lanes[static_cast<size_t>(lane)];
    const KvCache::Place& place = placeOf(cache, ring, wanted);
    readBlocks(place.before, 0);
    if (isFull(wanted))
        readBlocks(place.behind, wanted.place(m_shape) + 1);
    return {.keys = m_keys, .values = m_values, .referenceKeys = m_keys.narrow(0, 0, m_shape.refTokens)};
}

void TieredKvStore::commit(int lane, int layer)
{
    const KvLane& written = m_lanes[static_cast<size_t>(lane)];
    const KvCache::KeysAndValues& block = placeOf(onDevice(layer), ringOf(lane, layer), written).own;
    if (!m_layout.isOfWindows()) {
        const int64_t row = m_shape.conditionTokens + written.place(m_shape) * m_shape.blockTokens();
        write(block[0], m_keys.narrow(0, row, m_shape.blockTokens()));
        write(block[1], m_values.narrow(0, row, m_shape.blockTokens()));
    }
    sendBack(written, layer, block);
}

void TieredKvStore::copyBlock(int lane, int layer)
{
    const KvLane& copied = m_lanes[static_cast<size_t>(lane)];
    const KvCache& cache = onDevice(layer);
    const KvCache::KeysAndValues& block = placeOf(cache, ringOf(lane, layer), copied).own;
    if (m_layers[static_cast<size_t>(layer)].tier == KvTier::Device) {
        const KvCache::KeysAndValues& before = placeOf(cache, static_cast<size_t>(copied.step - 1), copied).own;
        for (size_t i = 0; i < block.size(); ++i) {
            block[i].values.copy_(before[i].values);
            if (block[i].scales.defined())
                block[i].scales.copy_(before[i].scales);
        }
        return;
    }
    sendBack(copied, layer, block); // what was fetched
}

// Copies a pinned layer's block from its slot to its ring in RAM.
void TieredKvStore::sendBack(const KvLane& lane, int layer, const KvCache::KeysAndValues& block)
{
    const Layer& owner = m_layers[static_cast<size_t>(layer)];
    if (owner.tier == KvTier::Device)
        return;
    m_device.record(*m_written, Queue::Compute);
    m_device.wait(Queue::CopyOut, *m_written);
    copy(&Accelerator::copyOut, placeOf(owner.cache, static_cast<size_t>(lane.step), lane).own, block);
}

} // namespace studio::offload
