// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/offload/TieredKvStore.h"

#include <ATen/ops/empty.h>
#include <c10/util/Exception.h>

#include <algorithm>

namespace studio::offload {

using tensor::Queue;

int64_t TieredKvStore::tokenBytes(const KvShape& shape, const Options& options)
{
    const int64_t numbers = shape.heads * shape.headDim;
    const auto fp32 = static_cast<int64_t>(c10::elementSize(at::kFloat));
    return 2
        * (options.format == KvFormat::Fp8 ? numbers + shape.heads * fp32
                                           : numbers * static_cast<int64_t>(c10::elementSize(options.dtype)));
}

int64_t TieredKvStore::layerBytes(const KvShape& shape, const Options& options, int64_t rings)
{
    return (shape.conditionTokens + rings * shape.ringTokens) * tokenBytes(shape, options);
}

TieredKvStore::TieredKvStore(tensor::Accelerator& device, const KvShape& shape, const Options& options)
    : m_device(device)
    , m_shape(shape)
    , m_options(options)
    , m_tokenBytes(tokenBytes(shape, options))
    , m_layers(static_cast<size_t>(shape.layers))
    , m_written(device.makeEvent())
    , m_returned(device.makeEvent())
{
    makeWorkspace();
}

void TieredKvStore::makeWorkspace()
{
    const int64_t tokens = m_shape.conditionTokens + m_shape.ringTokens;
    const auto bytes
        = tokens * m_shape.heads * m_shape.headDim * static_cast<int64_t>(c10::elementSize(m_options.dtype));
    for (at::Tensor* part : {&m_keys, &m_values}) {
        if (!part->defined())
            *part = m_device.allocate(bytes).view(m_options.dtype).view({tokens, m_shape.heads, m_shape.headDim});
    }
}

TieredKvStore::~TieredKvStore()
{
    try {
        m_device.synchronize();
    } catch (const std::exception&) { // What went wrong on the device has been told where it was waited for.
    }
}

TieredKvStore::Piece TieredKvStore::piece(const at::Tensor& bytes, int64_t begin, int64_t tokens) const
{
    Piece piece;
    piece.bytes = bytes.narrow(0, begin * m_tokenBytes, tokens * m_tokenBytes);
    int64_t at = 0;
    const auto part = [&](at::ScalarType dtype, std::vector<int64_t> sizes) {
        int64_t length = static_cast<int64_t>(c10::elementSize(dtype));
        for (const int64_t size : sizes)
            length *= size;
        at += length;
        return piece.bytes.narrow(0, at - length, length).view(dtype).view(sizes);
    };
    const bool fp8 = m_options.format == KvFormat::Fp8;
    const at::ScalarType dtype = fp8 ? at::kFloat8_e4m3fn : m_options.dtype;
    piece.keys.values = part(dtype, {tokens, m_shape.heads, m_shape.headDim});
    piece.values.values = part(dtype, {tokens, m_shape.heads, m_shape.headDim});
    if (fp8) {
        piece.keys.factors = part(at::kFloat, {tokens, m_shape.heads});
        piece.values.factors = part(at::kFloat, {tokens, m_shape.heads});
    }
    return piece;
}

TieredKvStore::Cache TieredKvStore::cache(const at::Tensor& bytes, int64_t rings) const
{
    Cache cache{.bytes = bytes, .condition = piece(bytes, 0, m_shape.conditionTokens), .blocks = {}};
    for (int64_t i = 0; i < rings * m_shape.ringBlocks; ++i)
        cache.blocks.push_back(
            piece(bytes, m_shape.conditionTokens + i * m_shape.blockTokens(), m_shape.blockTokens()));
    return cache;
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
    m_ring.emplace(m_device, std::min(slots, static_cast<int>(m_pinned.size())),
                   layerBytes(m_shape, m_options, m_options.lanes));
    for (int slot = 0; slot < m_ring->count(); ++slot)
        m_slots.push_back(cache(m_ring->buffer(slot), m_options.lanes));
}

void TieredKvStore::leaveDevice()
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
    const int64_t bytes = layerBytes(m_shape, m_options, m_shape.steps);
    const bool leaves = tier == KvTier::Pinned;
    const Cache target = cache(leaves ? m_device.allocatePinned(bytes) : m_device.allocate(bytes), m_shape.steps);
    if (layer.cache.bytes.defined()) {
        if (leaves)
            m_device.copyOut(target.bytes, layer.cache.bytes);
        else
            m_device.copyIn(target.bytes, layer.cache.bytes);
        m_device.synchronize();
    }
    layer = {.tier = tier, .cache = target};
}

// Drops what was fetched ahead, and ends a use that was cut short.
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
    // What is fetched from now on may have been on its way back until now.
    m_device.record(*m_returned, Queue::CopyOut);
    m_device.wait(Queue::CopyIn, *m_returned);
    m_passBegin = m_filled = m_used;
}

TieredKvStore::Cache& TieredKvStore::onDevice(int layer)
{
    Layer& whole = m_layers[static_cast<size_t>(layer)];
    return whole.tier == KvTier::Device ? whole.cache : m_slots[static_cast<size_t>(m_ring->indexOf(m_used))];
}

// A resident layer has a ring for each step, a slot one for each lane.
int TieredKvStore::ringOf(int lane, int layer) const
{
    return m_layers[static_cast<size_t>(layer)].tier == KvTier::Device ? m_lanes[static_cast<size_t>(lane)].step : lane;
}

TieredKvStore::Piece& TieredKvStore::block(Cache& cache, int ring, int64_t place) const
{
    return cache.blocks[static_cast<size_t>(ring * m_shape.ringBlocks + place)];
}

void TieredKvStore::write(const Piece& piece, const at::Tensor& keys, const at::Tensor& values) const
{
    if (keys.is_meta()) // on a device without data
        return;
    if (m_options.format == KvFormat::Fp8) {
        nn::quantiseHeads(keys, piece.keys);
        nn::quantiseHeads(values, piece.values);
    } else {
        piece.keys.values.copy_(keys);
        piece.values.values.copy_(values);
    }
}

// To the workspace, from this row on.
void TieredKvStore::read(const Piece& piece, int64_t row)
{
    const int64_t tokens = piece.keys.values.size(0);
    if (m_options.format == KvFormat::Fp8) {
        nn::dequantiseHeads(piece.keys, m_keys.narrow(0, row, tokens));
        nn::dequantiseHeads(piece.values, m_values.narrow(0, row, tokens));
    } else {
        m_keys.narrow(0, row, tokens).copy_(piece.keys.values);
        m_values.narrow(0, row, tokens).copy_(piece.values.values);
    }
}

void TieredKvStore::setCondition(int layer, const at::Tensor& keys, const at::Tensor& values)
{
    if (m_used != m_filled || m_inUse || m_conditionOf >= 0)
        forget();
    Layer& target = m_layers[static_cast<size_t>(layer)];
    if (target.tier == KvTier::Device) {
        write(target.cache.condition, keys, values);
        return;
    }
    m_ring->beginWrite(m_used);
    const Piece& slot = onDevice(layer).condition;
    write(slot, keys, values);
    m_device.record(*m_written, Queue::Compute);
    m_device.wait(Queue::CopyOut, *m_written);
    m_device.copyOut(target.cache.condition.bytes, slot.bytes);
    m_ring->endUse(m_used, Queue::CopyOut);
    // Fetching comes after all that was sent back; a pass finds this by the next line.
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
}

void TieredKvStore::release(int layer)
{
    if (m_layers[static_cast<size_t>(layer)].tier == KvTier::Device)
        return;
    // The last to touch the slot is the copy queue, which sends the blocks back after the computation wrote them; but
    // the computation may have read others since.
    m_device.record(*m_written, Queue::Compute);
    m_device.wait(Queue::CopyOut, *m_written);
    m_ring->endUse(m_used++, Queue::CopyOut);
    m_inUse = false;
    prefetch();
}

// Gives the copy queue all that there are slots for, of this pass and of the expected one.
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
    const Cache& from = m_layers[static_cast<size_t>(m_pinned[static_cast<size_t>(position % count)])].cache;
    const Cache& to = m_slots[static_cast<size_t>(m_ring->indexOf(item))];
    m_ring->beginFill(item);
    m_device.copyIn(to.condition.bytes, from.condition.bytes);
    const int64_t blockBytes = m_shape.blockTokens() * m_tokenBytes;
    for (size_t i = 0; i < lanes.size(); ++i) {
        const KvLane& lane = lanes[i];
        // Blocks [begin, end) of the ring, which lie one after the other.
        const auto copy = [&](int64_t begin, int64_t end) {
            if (begin >= end)
                return;
            const auto part = [&](const Cache& cache, int64_t ring) {
                const int64_t first
                    = m_shape.conditionTokens * m_tokenBytes + (ring * m_shape.ringBlocks + begin) * blockBytes;
                return cache.bytes.narrow(0, first, (end - begin) * blockBytes);
            };
            m_device.copyIn(part(to, static_cast<int64_t>(i)), part(from, lane.step));
        };
        copy(0, lane.place(m_shape));
        copy(lane.place(m_shape) + 1, lane.visible(m_shape));
    }
    m_ring->endFill(item);
}

KvWindow TieredKvStore::window(int lane, int layer)
{
    Cache& cache = onDevice(layer);
    if (m_conditionOf != layer) {
        read(cache.condition, 0);
        m_conditionOf = layer;
    } else { // The lane before has rotated the reference frame's keys.
        Piece reference = cache.condition;
        for (at::Tensor* part : {&reference.keys.values, &reference.keys.factors}) {
            if (part->defined())
                *part = part->narrow(0, 0, m_shape.refTokens);
        }
        const at::Tensor rows = m_keys.narrow(0, 0, m_shape.refTokens);
        if (m_options.format == KvFormat::Fp8)
            nn::dequantiseHeads(reference.keys, rows);
        else
            rows.copy_(reference.keys.values);
    }
    const KvLane& wanted = m_lanes[static_cast<size_t>(lane)];
    for (int64_t place = 0; place < wanted.visible(m_shape); ++place) {
        if (place != wanted.place(m_shape))
            read(block(cache, ringOf(lane, layer), place), m_shape.conditionTokens + place * m_shape.blockTokens());
    }
    return {.keys = m_keys, .values = m_values, .referenceKeys = m_keys.narrow(0, 0, m_shape.refTokens)};
}

void TieredKvStore::commit(int lane, int layer)
{
    const KvLane& written = m_lanes[static_cast<size_t>(lane)];
    const int64_t place = written.place(m_shape);
    const int64_t row = m_shape.conditionTokens + place * m_shape.blockTokens();
    const Piece& target = block(onDevice(layer), ringOf(lane, layer), place);
    write(target, m_keys.narrow(0, row, m_shape.blockTokens()), m_values.narrow(0, row, m_shape.blockTokens()));
    Layer& owner = m_layers[static_cast<size_t>(layer)];
    if (owner.tier == KvTier::Device)
        return;
    m_device.record(*m_written, Queue::Compute);
    m_device.wait(Queue::CopyOut, *m_written);
    m_device.copyOut(block(owner.cache, written.step, place).bytes, target.bytes);
}

} // namespace studio::offload
