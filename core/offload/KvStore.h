// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <ATen/core/Tensor.h>

#include <cstdint>
#include <span>
#include <vector>

namespace studio::offload {

// Sizes of the attention caches of one film (MODEL.md 6.5).
struct KvShape {
    int steps = 0; // one ring for each denoising step
    int layers = 0;
    int64_t refTokens = 0; // P: the reference frame, whose keys are rotated anew at each forward
    int64_t conditionTokens = 0; // C: reference and motion tokens
    int64_t ringTokens = 0; // 12 P: a rolling window of some blocks
    int64_t ringBlocks = 4;
    int64_t heads = 0;
    int64_t headDim = 0;

    [[nodiscard]] int64_t blockTokens() const { return ringTokens / ringBlocks; }
    [[nodiscard]] int64_t windowTokens() const { return conditionTokens + ringTokens; }
    // Keys and values of one step.
    [[nodiscard]] int64_t windowRows() const { return 2 * windowTokens(); }
};

// One (block, step) of a pass, as the caches see it: it writes its block in the place of the oldest of its step's ring,
// and reads the blocks up to its own.
struct KvLane {
    int step = 0;
    int64_t block = 0; // counted from the beginning of the film

    // Where the block lies in its ring, and how many of the ring's blocks there are with it.
    [[nodiscard]] int64_t place(const KvShape& shape) const { return block % shape.ringBlocks; }
    [[nodiscard]] int64_t visible(const KvShape& shape) const
    {
        return block + 1 < shape.ringBlocks ? block + 1 : shape.ringBlocks;
    }
    bool operator==(const KvLane&) const = default;
};

// What one layer's attention sees in one lane: the condition tokens, then the ring, in one piece of memory. The rows of
// the reference frame's keys and of the lane's block are the caller's to fill; those of blocks that aren't there yet
// are not to be read.
struct KvWindow {
    at::Tensor keys; // [C + ring, heads, headDim]
    at::Tensor values; // [C + ring, heads, headDim]
    at::Tensor referenceKeys; // [P, heads, headDim], not rotated; may lie in `keys`
};

// Keys and values of all layers and steps. Condition entries are the same for every step. A pass announces its lanes,
// then goes through the layers: acquire(), for each lane in order window() and commit(), release(). Lanes are in the
// order of their steps. A pass that ends
// early may be followed by one with the same lanes, which writes the same rows again.
class KvStore {
public:
    virtual ~KvStore() = default;

    [[nodiscard]] virtual const KvShape& shape() const = 0;

    // Of the windows, and of what setCondition() takes: the model's, or float8_e4m3fn with the scales of
    // nn::Fp8Attention.
    [[nodiscard]] virtual at::ScalarType dtype() const = 0;

    // Sets the condition tokens of a layer, for every step; between passes. keys [C, heads, headDim]: not rotated for
    // the reference frame, rotated for the motion tokens; values likewise.
    virtual void setCondition(int layer, const at::Tensor& keys, const at::Tensor& values) = 0;

    // The lanes of the pass after the one that begins next. What can be fetched ahead for them is.
    virtual void expect(std::span<const KvLane> lanes) = 0;
    // Each lane of another step.
    virtual void beginPass(std::span<const KvLane> lanes) = 0;
    virtual void acquire(int layer) = 0;
    // Whether the windows of all lanes may be borrowed at once, from acquire() to release(): then those of neighbouring
    // steps lie KvShape::windowRows() apart, keys and values alike. Else one is borrowed until the next call of
    // window().
    [[nodiscard]] virtual bool windowsAreDistinct() const = 0;
    // `lane`: its index in the pass.
    [[nodiscard]] virtual KvWindow window(int lane, int layer) = 0;
    // The rows of the lane's block in the window are written, and stay as they are until the next pass.
    virtual void commit(int lane, int layer) = 0;
    virtual void release(int layer) = 0;
};

// All of it in the device's own memory and in the model's dtype: windows are views of the caches. Takes the condition
// tokens' memory once for every step.
class ResidentKvStore : public KvStore {
public:
    // Allocates everything, zeroed. Throws c10::OutOfMemoryError.
    ResidentKvStore(const KvShape& shape, at::TensorOptions options);

    [[nodiscard]] const KvShape& shape() const override { return m_shape; }
    [[nodiscard]] at::ScalarType dtype() const override { return m_windows.scalar_type(); }
    void setCondition(int layer, const at::Tensor& keys, const at::Tensor& values) override;
    void expect(std::span<const KvLane>) override { }
    void beginPass(std::span<const KvLane> lanes) override { m_lanes.assign(lanes.begin(), lanes.end()); }
    void acquire(int) override { }
    [[nodiscard]] bool windowsAreDistinct() const override { return true; }
    [[nodiscard]] KvWindow window(int lane, int layer) override;
    void commit(int, int) override { }
    void release(int) override { }

private:
    KvShape m_shape;
    at::Tensor m_windows; // [layers, steps, keys and values, C + ring, heads, headDim]
    std::vector<at::Tensor> m_referenceKeys;
    std::vector<KvLane> m_lanes;
};

} // namespace studio::offload
