// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/offload/KvLayout.h"
#include "core/offload/SlotRing.h"
#include "core/spec/Tiers.h"

#include <optional>

namespace studio::offload {

// KV caches that are, per layer, on the device or in pinned RAM; in the model's dtype or in 8 bits. In pinned RAM the
// condition entries are stored once. On the device, caches in the model's dtype are the windows that attention reads:
// one per step at a fixed stride, each with the condition entries. 8-bit caches with scales are dequantised into a
// workspace shared by all lanes and layers. A pinned layer's rings are prefetched into slots; the block that a lane is
// about to overwrite is not fetched, and only that block is copied back.
class TieredKvStore : public KvStore {
public:
    struct Options {
        KvFormat format = KvFormat::Model;
        at::ScalarType dtype = at::kFloat; // of windows: the model's, or float8_e4m3fn, which needs KvFormat::Model
        int lanes = 1; // maximum of a pass
    };
    // Borrows the device. Allocates the workspace only; for the rest see setTiers(). Throws c10::OutOfMemoryError.
    TieredKvStore(tensor::Accelerator& device, const KvShape& shape, const Options& options);
    ~TieredKvStore() override;

    // Moves the layers' caches with their contents to their tiers (one per layer), between passes. `slots`: buffers for
    // layers that are not resident, at least 1. Frees device memory before it allocates any there. Throws
    // c10::OutOfMemoryError; then nothing is lost, and it must be called again before the next pass.
    void setTiers(const std::vector<KvTier>& tiers, int slots);
    // Moves everything to pinned RAM and frees all device memory; call setTiers() before the next pass. Throws
    // c10::OutOfMemoryError if there is too little RAM; then nothing is lost, and setTiers() must be called too.
    void releaseDevice();

    [[nodiscard]] const KvShape& shape() const override { return m_shape; }
    [[nodiscard]] at::ScalarType dtype() const override { return m_options.dtype; }
    // Also the condition entries, which are to be set afterwards.
    void clearRings() override;
    void setCondition(int layer, const at::Tensor& keys, const at::Tensor& values) override;
    void expect(std::span<const KvLane> lanes) override;
    void beginPass(std::span<const KvLane> lanes) override;
    void acquire(int layer) override;
    [[nodiscard]] bool windowsAreDistinct() const override { return m_layout.isOfWindows(); }
    [[nodiscard]] KvWindow window(int lane, int layer) override;
    void commit(int lane, int layer) override;
    void copyBlock(int lane, int layer) override;
    void release(int layer) override;

private:
    using Rows = KvCache::Rows;
    struct Layer {
        KvTier tier = KvTier::Device;
        KvCache cache; // on the device or in pinned memory
    };
    using Copy = void (tensor::Accelerator::*)(const at::Tensor& to, const at::Tensor& from);

    [[nodiscard]] const KvCache& onDevice(int layer) const;
    [[nodiscard]] const KvCache::Place& placeOf(const KvCache& cache, size_t ring, const KvLane& lane) const;
    [[nodiscard]] size_t ringOf(int lane, int layer) const;
    [[nodiscard]] bool isFull(const KvLane& lane) const { return lane.block >= m_shape.ringBlocks; }
    void makeWorkspace();
    void freeSlots();
    void move(Layer& layer, KvTier tier);
    void copy(Copy way, std::span<const Rows> to, std::span<const Rows> from) const;
    void write(const Rows& rows, const at::Tensor& numbers) const;
    void writeCondition(const KvCache& cache, const at::Tensor& keys, const at::Tensor& values) const;
    void spreadCondition(const KvCache& cache, int64_t rings) const;
    [[nodiscard]] KvWindow assembled(const KvCache& cache, size_t ring, int lane, int layer);
    void forget();
    void prefetch();
    void fill(int64_t item);
    void sendBack(const KvLane& lane, int layer, const KvCache::KeysAndValues& block);

    tensor::Accelerator& m_device;
    KvShape m_shape;
    Options m_options;
    KvLayout m_layout;
    at::Tensor m_keys, m_values; // the workspace, [C + ring, heads, headDim]; undefined if windows are stored
    int m_conditionOf = -1; // the layer whose condition tokens are in the workspace
    std::vector<Layer> m_layers;

    std::vector<int> m_pinned; // layers
    std::optional<SlotRing> m_ring;
    std::vector<KvCache> m_slots; // views of the ring's buffers
    std::unique_ptr<tensor::Accelerator::Event> m_written, m_returned;

    // An item is one use of a pinned layer, counted over all passes. Those of this pass begin at m_passBegin.
    std::vector<KvLane> m_lanes, m_next, m_expected;
    int64_t m_passBegin = 0;
    int64_t m_filled = 0; // items before this one are on the copy queue
    int64_t m_used = 0; // the item in use, or the next one
    bool m_inUse = false;
};

} // namespace studio::offload
