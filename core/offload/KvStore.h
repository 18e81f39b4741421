// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <ATen/core/Tensor.h>

#include <cstdint>
#include <span>
#include <vector>

namespace studio::offload {

// Sizes of a film's KV caches (MODEL.md 6.5).
struct KvShape {
    int steps = 0; // one ring for each denoising step
    int layers = 0;
    int64_t refTokens = 0; // P: the reference frame, whose keys are rotated again in each forward
    int64_t conditionTokens = 0; // C: reference and motion tokens
    int64_t ringTokens = 0; // of ringBlocks blocks, 3 P each
    int64_t ringBlocks = 4; // of the rolling window, 2 or more
    int64_t heads = 0;
    int64_t headDim = 0;

    [[nodiscard]] int64_t blockTokens() const { return ringTokens / ringBlocks; }
    [[nodiscard]] int64_t windowTokens() const { return conditionTokens + ringTokens; }
    // Rows of one step: keys and values.
    [[nodiscard]] int64_t windowRows() const { return 2 * windowTokens(); }
};

// One (block, step) of a pass. It overwrites the oldest block of its step's ring, and attends to the blocks up to its
// own.
struct KvLane {
    int step = 0;
    int64_t block = 0; // from the beginning of the film
    // The block skips this step: what its ring gets of it are the rows that the ring of step - 1 has.
    bool isCopy = false;

    // The block's place in its ring, and the number of valid blocks including it.
    [[nodiscard]] int64_t place(const KvShape& shape) const { return block % shape.ringBlocks; }
    [[nodiscard]] int64_t visible(const KvShape& shape) const
    {
        return block + 1 < shape.ringBlocks ? block + 1 : shape.ringBlocks;
    }
    bool operator==(const KvLane&) const = default;
};

// The keys and values of one lane in one layer: the condition tokens, then the ring, contiguous. The caller fills the
// rows of the reference frame's keys and of the lane's block. Rows of blocks that don't exist yet must not be read.
struct KvWindow {
    at::Tensor keys; // [C + ring, heads, headDim]
    at::Tensor values; // [C + ring, heads, headDim]
    at::Tensor referenceKeys; // [P, heads, headDim], not rotated; may be a view of `keys`
};

// The KV caches of all layers and steps. Condition entries are shared by all steps. A pass calls beginPass() with its
// lanes, then for each layer acquire(), for each lane in order window() and commit(), or copyBlock() alone for a copy,
// and release(). Lanes are in the order of their steps, and copies follow the others. A pass may end early; the next
// one then has the same lanes, and writes the same rows again.
class KvStore {
public:
    virtual ~KvStore() = default;

    [[nodiscard]] virtual const KvShape& shape() const = 0;

    // Dtype of the windows and of setCondition()'s input: the model's, or float8_e4m3fn with the scales of
    // nn::Fp8Attention.
    [[nodiscard]] virtual at::ScalarType dtype() const = 0;

    // Sets all rings to zeros, between passes. A film that doesn't begin with its first block needs it: its first
    // blocks read rows that nobody has written, and what is read must be finite.
    virtual void clearRings() = 0;

    // Sets the condition tokens of a layer for all steps, between passes. keys [C, heads, headDim]: not rotated for the
    // reference frame, rotated for the motion tokens; values [C, heads, headDim].
    virtual void setCondition(int layer, const at::Tensor& keys, const at::Tensor& values) = 0;

    // Announces the lanes of the pass after the next one, for prefetching.
    virtual void expect(std::span<const KvLane> lanes) = 0;
    // The lanes' steps are distinct.
    virtual void beginPass(std::span<const KvLane> lanes) = 0;
    virtual void acquire(int layer) = 0;
    // Whether the windows of all lanes are valid at once, from acquire() to release(). Then those of neighbouring steps
    // are KvShape::windowRows() rows apart, keys and values alike. Otherwise a window is valid until the next call of
    // window().
    [[nodiscard]] virtual bool windowsAreDistinct() const = 0;
    // `lane`: index in the pass.
    [[nodiscard]] virtual KvWindow window(int lane, int layer) = 0;
    // Call it after writing the rows of the lane's block, which then stay unchanged until the next pass.
    virtual void commit(int lane, int layer) = 0;
    virtual void copyBlock(int lane, int layer) = 0; // of a lane that is a copy
    virtual void release(int layer) = 0;
};

// All caches on the device in the model's dtype: windows are views of the caches. Stores the condition tokens once per
// step.
class ResidentKvStore : public KvStore {
public:
    // Allocates everything, zeroed. Throws c10::OutOfMemoryError.
    ResidentKvStore(const KvShape& shape, at::TensorOptions options);

    [[nodiscard]] const KvShape& shape() const override { return m_shape; }
    [[nodiscard]] at::ScalarType dtype() const override { return m_windows.scalar_type(); }
    void clearRings() override;
    void setCondition(int layer, const at::Tensor& keys, const at::Tensor& values) override;
    void expect(std::span<const KvLane>) override { }
    void beginPass(std::span<const KvLane> lanes) override { m_lanes.assign(lanes.begin(), lanes.end()); }
    void acquire(int) override { }
    [[nodiscard]] bool windowsAreDistinct() const override { return true; }
    [[nodiscard]] KvWindow window(int lane, int layer) override;
    void commit(int, int) override { }
    void copyBlock(int lane, int layer) override;
    void release(int) override { }

private:
    KvShape m_shape;
    at::Tensor m_windows; // [layers, steps, keys and values, C + ring, heads, headDim]
    std::vector<at::Tensor> m_referenceKeys;
    std::vector<KvLane> m_lanes;
};

} // namespace studio::offload
