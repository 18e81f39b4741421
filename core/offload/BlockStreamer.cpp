// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/offload/BlockStreamer.h"

#include <c10/util/Exception.h>

#include <algorithm>

namespace studio::offload {

using tensor::Queue;

BlockStreamer::BlockStreamer(tensor::Accelerator& device, SlabSource& slabs)
    : m_device(device)
    , m_slabs(slabs)
    , m_resident(static_cast<size_t>(slabs.count()))
{
}

BlockStreamer::~BlockStreamer()
{
    try {
        m_device.synchronize();
    } catch (const std::exception&) { // Device errors are reported where their result is waited for.
    }
}

Status BlockStreamer::setTiers(std::vector<WeightTier> tiers, int slots, const std::stop_token& stop)
{
    TORCH_CHECK(tiers.size() == m_resident.size(), "tiers for ", tiers.size(), " layers of ", m_resident.size());
    m_device.synchronize();
    m_tiers = std::move(tiers);
    m_streamed.clear();
    m_onDisk.clear();
    m_targets.assign(m_tiers.size(), {});
    int64_t largest = 0;
    for (size_t i = 0; i < m_tiers.size(); ++i) {
        const auto layer = static_cast<int64_t>(i);
        if (m_tiers[i] == WeightTier::Device)
            continue;
        m_resident[i].reset();
        m_streamed.push_back(layer);
        largest = std::max(largest, m_slabs.bytes(layer));
        if (m_tiers[i] == WeightTier::Disk)
            m_onDisk.push_back(layer);
    }
    m_shift = m_filled = m_used = m_diskShift = m_requested = m_copied = 0;
    m_inUse = false;
    m_failure.reset(); // of a read whose layer nobody asked for

    const int wanted = std::min(slots, static_cast<int>(m_streamed.size()));
    if (!m_ring || m_ring->count() != wanted || m_ring->bytes() != largest) {
        m_ring.reset();
        m_device.trim();
        if (wanted > 0)
            m_ring.emplace(m_device, wanted, largest);
    }
    for (const int64_t layer : m_streamed) {
        for (int slot = 0; slot < m_ring->count(); ++slot)
            m_targets[static_cast<size_t>(layer)].push_back(m_ring->buffer(slot).narrow(0, 0, m_slabs.bytes(layer)));
    }
    for (Staging& staging : m_staging) {
        staging = {};
        if (!m_onDisk.empty())
            staging = {.bytes = m_device.allocatePinned(largest),
                       .read = m_device.makeEvent(),
                       .copied = m_device.makeEvent()};
    }
    return load(stop);
}

void BlockStreamer::evict(int64_t layer)
{
    m_device.synchronize();
    m_resident[static_cast<size_t>(layer)].reset();
}

// Loads resident layers that aren't on the device yet.
Status BlockStreamer::load(const std::stop_token& stop)
{
    std::array<Staging, kStagings> staging;
    size_t next = 0;
    for (size_t i = 0; i < m_tiers.size(); ++i) {
        const auto layer = static_cast<int64_t>(i);
        if (m_tiers[i] != WeightTier::Device || m_resident[i].defined())
            continue;
        if (stop.stop_requested()) {
            m_device.synchronize();
            return Error{ErrorCode::Cancelled, {}, "stopped while the layers were loaded"};
        }
        const int64_t bytes = m_slabs.bytes(layer);
        at::Tensor buffer = m_device.allocate(bytes);
        at::Tensor host = m_slabs.pinned(layer);
        Staging* used = nullptr;
        if (!host.defined()) {
            used = &staging[next++ % staging.size()];
            if (used->copied)
                m_device.synchronize(*used->copied);
            else
                used->copied = m_device.makeEvent();
            if (!used->bytes.defined() || used->bytes.numel() < bytes)
                used->bytes = m_device.allocatePinned(bytes);
            host = used->bytes.narrow(0, 0, bytes);
            if (Status read = m_slabs.read(layer, host); !read) {
                m_device.synchronize();
                return read;
            }
        }
        m_device.copyIn(buffer, host);
        if (used)
            m_device.record(*used->copied, Queue::CopyIn);
        m_resident[i] = std::move(buffer);
    }
    m_device.synchronize();
    return kDone;
}

int64_t BlockStreamer::layerOf(int64_t item) const
{
    return m_streamed[static_cast<size_t>((item + m_shift) % static_cast<int64_t>(m_streamed.size()))];
}

std::optional<int> BlockStreamer::acquire(int64_t layer)
{
    if (m_tiers[static_cast<size_t>(layer)] == WeightTier::Device)
        return std::nullopt;
    if (m_inUse || layerOf(m_used) != layer)
        startAt(layer);
    prefetch();
    if (m_filled <= m_used)
        fill(m_used, Patience::UntilRead);
    m_ring->beginUse(m_used);
    m_inUse = true;
    return m_ring->indexOf(m_used);
}

void BlockStreamer::release(int64_t layer)
{
    if (m_tiers[static_cast<size_t>(layer)] == WeightTier::Device)
        return;
    m_ring->endUse(m_used++);
    m_inUse = false;
    prefetch();
}

// The previous pass ended early: drops its prefetched layers.
void BlockStreamer::startAt(int64_t layer)
{
    if (m_inUse)
        m_ring->endUse(m_used++);
    m_inUse = false;
    for (; m_used < m_filled; ++m_used)
        m_ring->skip(m_used);
    const auto place = [](const std::vector<int64_t>& layers, int64_t wanted) {
        return std::lower_bound(layers.begin(), layers.end(), wanted) - layers.begin();
    };
    const auto shift = [](int64_t position, int64_t item, size_t count) {
        const auto n = static_cast<int64_t>(count);
        return ((position - item) % n + n) % n;
    };
    m_shift = shift(place(m_streamed, layer), m_used, m_streamed.size());
    if (!m_onDisk.empty()) {
        m_copied = m_requested; // Their stagings are read into again, by the same queue.
        m_diskShift = shift(place(m_onDisk, layer), m_requested, m_onDisk.size());
    }
}

// Queues copies for all free slots.
void BlockStreamer::prefetch()
{
    readAhead();
    while (m_filled < m_used + m_ring->count() && fill(m_filled, Patience::None)) { }
}

// False if the layer has not been read from disk yet and `patience` is None.
bool BlockStreamer::fill(int64_t item, Patience patience)
{
    const int64_t layer = layerOf(item);
    const auto slot = static_cast<size_t>(m_ring->indexOf(item));
    const at::Tensor& target = m_targets[static_cast<size_t>(layer)][slot];
    if (m_tiers[static_cast<size_t>(layer)] == WeightTier::Pinned) {
        m_ring->beginFill(item);
        m_device.copyIn(target, m_slabs.pinned(layer));
    } else {
        readAhead();
        Staging& staging = m_staging[static_cast<size_t>(m_copied % kStagings)];
        if (patience == Patience::None && !m_device.isDone(*staging.read))
            return false;
        m_device.wait(Queue::CopyIn, *staging.read);
        throwIfFailed();
        m_ring->beginFill(item);
        m_device.copyIn(target, staging.bytes.narrow(0, 0, target.numel()));
        m_device.record(*staging.copied, Queue::CopyIn);
        ++m_copied;
        readAhead();
    }
    m_ring->endFill(item);
    m_filled = item + 1;
    return true;
}

// Queues reads for all free staging buffers.
void BlockStreamer::readAhead()
{
    for (; !m_onDisk.empty() && m_requested < m_copied + kStagings; ++m_requested) {
        const auto staging = static_cast<size_t>(m_requested % kStagings);
        const auto index = (m_requested + m_diskShift) % static_cast<int64_t>(m_onDisk.size());
        m_device.wait(Queue::Disk, *m_staging[staging].copied);
        read(m_onDisk[static_cast<size_t>(index)], staging);
        m_device.record(*m_staging[staging].read, Queue::Disk);
    }
}

void BlockStreamer::read(int64_t layer, size_t staging)
{
    struct Request {
        int32_t layer;
        int32_t staging;
    };
    const Request request{static_cast<int32_t>(layer), static_cast<int32_t>(staging)};
    const at::Tensor host = m_staging[staging].bytes.narrow(0, 0, m_slabs.bytes(layer));
    m_device.read(host, [this, request] {
        const at::Tensor& whole = m_staging[static_cast<size_t>(request.staging)].bytes;
        const Status done = m_slabs.read(request.layer, whole.narrow(0, 0, m_slabs.bytes(request.layer)));
        if (done)
            return;
        const std::lock_guard lock(m_failureMutex);
        if (!m_failure)
            m_failure = done.error();
    });
}

void BlockStreamer::throwIfFailed()
{
    const std::lock_guard lock(m_failureMutex);
    if (!m_failure)
        return;
    Error error = std::move(*m_failure);
    m_failure.reset();
    throw SlabReadError(std::move(error));
}

} // namespace studio::offload
