// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <ATen/core/Tensor.h>

#include <cstdint>
#include <vector>

namespace studio::offload {

// Sizes of the attention caches of one film (SPEC 6.5).
struct KvShape {
    int steps = 0; // one ring for each denoising step
    int layers = 0;
    int64_t refTokens = 0; // P: the reference frame, whose keys are rotated anew at each forward
    int64_t conditionTokens = 0; // C: reference and motion tokens
    int64_t ringTokens = 0; // 12 P: a rolling window of four blocks
    int64_t heads = 0;
    int64_t headDim = 0;
};

// What one layer's attention sees at one step: the condition tokens, then the ring, in one piece of memory.
struct KvWindow {
    at::Tensor keys; // [C + ring, heads, headDim]; the first P rows are the caller's to fill at each forward
    at::Tensor values; // [C + ring, heads, headDim]
};

// Keys and values of all layers and steps. Condition entries are the same for every step.
class KvStore {
public:
    virtual ~KvStore() = default;

    [[nodiscard]] virtual const KvShape& shape() const = 0;

    // Sets the condition tokens of a layer, for every step. keys [C, heads, headDim]: not rotated for the reference
    // frame, rotated for the motion tokens; values likewise.
    virtual void setCondition(int layer, const at::Tensor& keys, const at::Tensor& values) = 0;

    // The reference frame's keys, not rotated: [P, heads, headDim].
    [[nodiscard]] virtual at::Tensor referenceKeys(int layer) const = 0;

    // Borrowed until the next call for the same layer and step; what is written to it stays.
    [[nodiscard]] virtual KvWindow window(int step, int layer) = 0;
};

// All of it in the device's own memory.
class ResidentKvStore : public KvStore {
public:
    // Allocates everything, zeroed. Throws c10::OutOfMemoryError.
    ResidentKvStore(const KvShape& shape, at::TensorOptions options);

    [[nodiscard]] const KvShape& shape() const override { return m_shape; }
    void setCondition(int layer, const at::Tensor& keys, const at::Tensor& values) override;
    [[nodiscard]] at::Tensor referenceKeys(int layer) const override;
    [[nodiscard]] KvWindow window(int step, int layer) override;

private:
    KvShape m_shape;
    at::Tensor m_keys; // [steps, layers, C + ring, heads, headDim]
    at::Tensor m_values;
    std::vector<at::Tensor> m_referenceKeys;
};

} // namespace studio::offload
