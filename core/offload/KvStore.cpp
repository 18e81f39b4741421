// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/offload/KvStore.h"

#include <ATen/ops/zeros.h>

namespace studio::offload {

ResidentKvStore::ResidentKvStore(const KvShape& shape, at::TensorOptions options)
    : m_shape(shape)
    , m_referenceKeys(static_cast<size_t>(shape.layers))
{
    const std::vector<int64_t> sizes{shape.steps, shape.layers, shape.conditionTokens + shape.ringTokens, shape.heads,
                                     shape.headDim};
    m_keys = at::zeros(sizes, options);
    m_values = at::zeros(sizes, options);
}

void ResidentKvStore::setCondition(int layer, const at::Tensor& keys, const at::Tensor& values)
{
    m_referenceKeys[static_cast<size_t>(layer)] = keys.narrow(0, 0, m_shape.refTokens).clone();
    for (int step = 0; step < m_shape.steps; ++step) {
        m_keys[step][layer].narrow(0, 0, m_shape.conditionTokens).copy_(keys);
        m_values[step][layer].narrow(0, 0, m_shape.conditionTokens).copy_(values);
    }
}

KvWindow ResidentKvStore::window(int lane, int layer)
{
    const int step = m_lanes[static_cast<size_t>(lane)].step;
    return {.keys = m_keys[step][layer],
            .values = m_values[step][layer],
            .referenceKeys = m_referenceKeys[static_cast<size_t>(layer)]};
}

} // namespace studio::offload
