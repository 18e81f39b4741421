// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/offload/KvStore.h"

#include <ATen/ops/zeros.h>

namespace studio::offload {

ResidentKvStore::ResidentKvStore(const KvShape& shape, at::TensorOptions options)
    : m_shape(shape)
    , m_referenceKeys(static_cast<size_t>(shape.layers))
{
    m_windows = at::zeros({shape.layers, shape.steps, 2, shape.windowTokens(), shape.heads, shape.headDim}, options);
}

void ResidentKvStore::clearRings()
{
    m_windows.narrow(3, m_shape.conditionTokens, m_shape.ringTokens).zero_();
}

void ResidentKvStore::setCondition(int layer, const at::Tensor& keys, const at::Tensor& values)
{
    m_referenceKeys[static_cast<size_t>(layer)] = keys.narrow(0, 0, m_shape.refTokens).clone();
    const at::Tensor condition = m_windows[layer].narrow(2, 0, m_shape.conditionTokens);
    condition.select(1, 0).copy_(keys);
    condition.select(1, 1).copy_(values);
}

KvWindow ResidentKvStore::window(int lane, int layer)
{
    const at::Tensor window = m_windows[layer][m_lanes[static_cast<size_t>(lane)].step];
    return {.keys = window[0], .values = window[1], .referenceKeys = m_referenceKeys[static_cast<size_t>(layer)]};
}

void ResidentKvStore::copyBlock(int lane, int layer)
{
    const KvLane& copied = m_lanes[static_cast<size_t>(lane)];
    const auto rows = [&](int step) {
        const int64_t begin = m_shape.conditionTokens + copied.place(m_shape) * m_shape.blockTokens();
        return m_windows[layer][step].narrow(1, begin, m_shape.blockTokens());
    };
    rows(copied.step).copy_(rows(copied.step - 1));
}

} // namespace studio::offload
