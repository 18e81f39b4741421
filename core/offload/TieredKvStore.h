// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/nn/Fused.h"
#include "core/offload/KvStore.h"
#include "core/offload/SlotRing.h"

#include <optional>

namespace studio::offload {

// Where a layer's caches are between two passes.
enum class KvTier { Device, Pinned };
enum class KvFormat { Model, Fp8 };

// Caches that are, layer by layer, on the device or in pinned RAM; in the model's dtype or in 8 bits. Condition entries
// are stored once. Attention reads a window that is put together in a workspace, which all lanes and layers share. A
// pinned layer's rings are fetched through slots, ahead of the computation; the block that a lane is about to write is
// not fetched, and only that block goes back.
class TieredKvStore : public KvStore {
public:
    struct Options {
        KvFormat format = KvFormat::Model;
        at::ScalarType dtype = at::kFloat; // of windows: the model's, or float8_e4m3fn, which takes KvFormat::Model
        int lanes = 1; // of a pass, at most
    };
    // The device is borrowed. Allocates the workspace; for the rest see setTiers(). Throws c10::OutOfMemoryError.
    TieredKvStore(tensor::Accelerator& device, const KvShape& shape, const Options& options);
    ~TieredKvStore() override;

    // Moves the layers' caches to their tiers (one per layer), between passes, with what they hold. `slots`: for those
    // that are not resident, 1 at least. What leaves the device is freed before anything is allocated there. Throws
    // c10::OutOfMemoryError; then nothing is lost, and it must be called again before the next pass.
    void setTiers(const std::vector<KvTier>& tiers, int slots);
    // Moves everything to pinned RAM and holds nothing of the device's memory. setTiers() comes back, before the next
    // pass. Throws c10::OutOfMemoryError where RAM is lacking; then nothing is lost, and setTiers() must be called too.
    void leaveDevice();

    // Of one token's keys and values in one layer, and of one layer's caches with so many rings.
    [[nodiscard]] static int64_t tokenBytes(const KvShape& shape, const Options& options);
    [[nodiscard]] static int64_t layerBytes(const KvShape& shape, const Options& options, int64_t rings);

    [[nodiscard]] const KvShape& shape() const override { return m_shape; }
    [[nodiscard]] at::ScalarType dtype() const override { return m_options.dtype; }
    void setCondition(int layer, const at::Tensor& keys, const at::Tensor& values) override;
    void expect(std::span<const KvLane> lanes) override;
    void beginPass(std::span<const KvLane> lanes) override;
    void acquire(int layer) override;
    [[nodiscard]] bool windowsAreDistinct() const override { return false; }
    [[nodiscard]] KvWindow window(int lane, int layer) override;
    void commit(int lane, int layer) override;
    void release(int layer) override;

private:
    // Keys and values of some tokens as they are stored: one piece of bytes and the views of it. First all keys, then
    // all values, then the scales of the former and of the latter.
    struct Piece {
        at::Tensor bytes;
        nn::Fp8Heads keys, values; // in the model's dtype the factors are undefined
    };
    // One layer's caches, or those of a pass's lanes: the condition tokens, then ring after ring, block after block.
    struct Cache {
        at::Tensor bytes;
        Piece condition;
        std::vector<Piece> blocks;
    };
    struct Layer {
        KvTier tier = KvTier::Device;
        Cache cache; // on the device or in pinned memory
    };

    [[nodiscard]] Piece piece(const at::Tensor& bytes, int64_t begin, int64_t tokens) const;
    [[nodiscard]] Cache cache(const at::Tensor& bytes, int64_t rings) const;
    [[nodiscard]] Cache& onDevice(int layer);
    [[nodiscard]] Piece& block(Cache& cache, int ring, int64_t place) const;
    [[nodiscard]] int ringOf(int lane, int layer) const;
    void makeWorkspace();
    void freeSlots();
    void move(Layer& layer, KvTier tier);
    void write(const Piece& piece, const at::Tensor& keys, const at::Tensor& values) const;
    void read(const Piece& piece, int64_t row);
    void forget();
    void prefetch();
    void fill(int64_t item);

    tensor::Accelerator& m_device;
    KvShape m_shape;
    Options m_options;
    int64_t m_tokenBytes;
    at::Tensor m_keys, m_values; // the workspace, [C + ring, heads, headDim]
    int m_conditionOf = -1; // the layer whose condition tokens are in it
    std::vector<Layer> m_layers;

    std::vector<int> m_pinned; // layers
    std::optional<SlotRing> m_ring;
    std::vector<Cache> m_slots; // views of the ring's buffers
    std::unique_ptr<tensor::Accelerator::Event> m_written, m_returned;

    // Items are the uses of pinned layers, one after the other. Those of the pass begin at m_passBegin.
    std::vector<KvLane> m_lanes, m_next, m_expected;
    int64_t m_passBegin = 0;
    int64_t m_filled = 0; // items before this one have been given to the copy queue
    int64_t m_used = 0; // this one is or will be used next
    bool m_inUse = false;
};

} // namespace studio::offload
