// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/offload/SlabSource.h"
#include "core/offload/SlotRing.h"
#include "core/spec/Tiers.h"

#include <array>
#include <mutex>
#include <optional>
#include <stdexcept>
#include <stop_token>

namespace studio::offload {

// Thrown if a slab can't be read during a pass.
class SlabReadError : public std::runtime_error {
public:
    explicit SlabReadError(Error error)
        : std::runtime_error(error.detail)
        , m_error(std::move(error))
    {
    }
    [[nodiscard]] const Error& error() const { return m_error; }

private:
    Error m_error;
};

// Streams the layers' slabs to the device in the order of a pass, through a few persistent slots, ahead of compute and
// cyclically: the first layers of the next pass are prefetched while the last ones of this pass are used. A pass
// acquires and releases the layers from 0 on. A pass may end early; the next one starts at layer 0 again.
class BlockStreamer {
public:
    // Borrows device and source. Loads nothing: see setTiers().
    BlockStreamer(tensor::Accelerator& device, SlabSource& slabs);
    ~BlockStreamer();
    BlockStreamer(const BlockStreamer&) = delete;
    BlockStreamer& operator=(const BlockStreamer&) = delete;

    // Moves the layers to their tiers (one per layer), between passes. Pinned layers must already be pinned in the
    // source. `slots`: buffers for layers that are not resident, at least 1. Frees device memory before it allocates
    // any. Errors: those of SlabSource::read(), Cancelled. Throws c10::OutOfMemoryError. After either, call it again
    // before the next pass.
    Status setTiers(std::vector<WeightTier> tiers, int slots, const std::stop_token& stop = {});
    [[nodiscard]] const std::vector<WeightTier>& tiers() const { return m_tiers; }

    // Frees a resident layer's buffer. Call it between passes, and setTiers() before the next pass.
    void evict(int64_t layer);

    // Buffers of resident layers and of the slots; valid until the next setTiers().
    [[nodiscard]] const at::Tensor& resident(int64_t layer) const { return m_resident[static_cast<size_t>(layer)]; }
    [[nodiscard]] int slots() const { return m_ring ? m_ring->count() : 0; }
    [[nodiscard]] const at::Tensor& slot(int index) const { return m_ring->buffer(index); }

    // acquire() makes the compute queue wait for the layer, and returns its slot, or nullopt if it is resident. Throws
    // SlabReadError. Call release() when all work that uses the layer has been queued.
    std::optional<int> acquire(int64_t layer);
    void release(int64_t layer);

private:
    static constexpr int64_t kStagings = 2; // one on its way to the device, one being read

    struct Staging {
        at::Tensor bytes;
        std::unique_ptr<tensor::Accelerator::Event> read, copied;
    };
    enum class Patience { None, UntilRead };

    [[nodiscard]] int64_t layerOf(int64_t item) const;
    Status load(const std::stop_token& stop);
    void startAt(int64_t layer);
    void prefetch();
    bool fill(int64_t item, Patience patience);
    void readAhead();
    void read(int64_t layer, size_t staging);
    void throwIfFailed();

    tensor::Accelerator& m_device;
    SlabSource& m_slabs;
    std::vector<WeightTier> m_tiers;
    std::vector<at::Tensor> m_resident; // by layer; undefined if not resident

    // An item is one use of a streamed layer, counted over all passes. Item n uses streamed layer (n + m_shift),
    // cyclically.
    std::vector<int64_t> m_streamed; // layers
    std::vector<std::vector<at::Tensor>> m_targets; // [layer][slot]: the part of the slot that the layer fills
    std::optional<SlotRing> m_ring;
    int64_t m_shift = 0;
    int64_t m_filled = 0; // items before this one are on the copy queue
    int64_t m_used = 0; // the item in use, or the next one
    bool m_inUse = false;

    // The same for the layers on disk, a subset of the streamed ones.
    std::vector<int64_t> m_onDisk;
    std::array<Staging, kStagings> m_staging;
    int64_t m_diskShift = 0;
    int64_t m_requested = 0; // reads before this one are on the disk queue
    int64_t m_copied = 0; // and those before this one on the copy queue

    std::mutex m_failureMutex; // for what the disk's thread writes
    std::optional<Error> m_failure;
};

} // namespace studio::offload
