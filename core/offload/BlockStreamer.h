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

// A slab couldn't be read in the middle of a pass.
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

// Brings the layers' slabs to the device in the order of a pass, through a few persistent slots, ahead of the
// computation and round the end: the first layers of the next pass are fetched while the last ones of this are used. A
// pass acquires and releases the layers from 0 on. One that ends early, for whatever reason, may be followed by
// another.
class BlockStreamer {
public:
    // Device, source and what they own are borrowed. Nothing is loaded: see setTiers().
    BlockStreamer(tensor::Accelerator& device, SlabSource& slabs);
    ~BlockStreamer();
    BlockStreamer(const BlockStreamer&) = delete;
    BlockStreamer& operator=(const BlockStreamer&) = delete;

    // Moves the layers to their tiers (one per layer), between passes; those of tier Pinned must be pinned in the
    // source by now. `slots`: for what is not resident, 1 at least. What leaves the device is freed before anything is
    // allocated. Errors: those of SlabSource::read(), Cancelled; throws c10::OutOfMemoryError; after either it must be
    // called again before the next pass.
    Status setTiers(std::vector<WeightTier> tiers, int slots, const std::stop_token& stop = {});
    [[nodiscard]] const std::vector<WeightTier>& tiers() const { return m_tiers; }

    // Frees a resident layer's buffer; to be called between passes and before the next setTiers(), which brings it
    // back.
    void evict(int64_t layer);

    // Buffers as they are until the next setTiers(): a resident layer's, or those of the slots.
    [[nodiscard]] const at::Tensor& resident(int64_t layer) const { return m_resident[static_cast<size_t>(layer)]; }
    [[nodiscard]] int slots() const { return m_ring ? m_ring->count() : 0; }
    [[nodiscard]] const at::Tensor& slot(int index) const { return m_ring->buffer(index); }

    // Makes the compute queue wait for the layer. The slot that it is in, or none if it is resident. Throws
    // SlabReadError. release() when all work that uses it has been queued.
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
    std::vector<at::Tensor> m_resident; // by layer; undefined where not

    // Items are the uses of streamed layers, one after the other over all passes. Item n is of the streamed layer
    // n + m_shift, round the end.
    std::vector<int64_t> m_streamed; // layers
    std::vector<std::vector<at::Tensor>> m_targets; // [layer][slot]: the bytes of the slot that the layer fills
    std::optional<SlotRing> m_ring;
    int64_t m_shift = 0;
    int64_t m_filled = 0; // items before this one have been given to the copy queue
    int64_t m_used = 0; // this one is or will be used next
    bool m_inUse = false;

    // The same for the layers that are read from disk, which are a part of the streamed ones.
    std::vector<int64_t> m_onDisk;
    std::array<Staging, kStagings> m_staging;
    int64_t m_diskShift = 0;
    int64_t m_requested = 0; // reads before this one have been given to the disk's queue
    int64_t m_copied = 0; // and those before this one have been given to the copy queue

    std::mutex m_failureMutex; // of what the disk's thread writes
    std::optional<Error> m_failure;
};

} // namespace studio::offload
