// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/offload/KvLayout.h"

#include <c10/util/accumulate.h>

namespace studio::offload {
namespace {

using Rows = KvCache::Rows;

// Takes tensors from a byte tensor, one after the other.
class Cutter {
public:
    explicit Cutter(at::Tensor bytes)
        : m_bytes(std::move(bytes))
    {
    }
    at::Tensor operator()(at::ScalarType dtype, const std::vector<int64_t>& sizes)
    {
        const int64_t length = c10::multiply_integers(sizes) * static_cast<int64_t>(c10::elementSize(dtype));
        m_at += length;
        return m_bytes.narrow(0, m_at - length, length).view(dtype).view(sizes);
    }

private:
    at::Tensor m_bytes;
    int64_t m_at = 0;
};

} // namespace

KvLayout::KvLayout(const KvShape& shape, KvFormat format, at::ScalarType dtype)
    : m_shape(shape)
    , m_format(format)
    , m_dtype(dtype)
{
}

int64_t KvLayout::tokenBytes() const
{
    const int64_t numbers = m_shape.heads * m_shape.headDim;
    const auto fp32 = static_cast<int64_t>(c10::elementSize(at::kFloat));
    return 2
        * (m_format == KvFormat::Fp8 ? numbers + m_shape.heads * fp32
                                     : numbers * static_cast<int64_t>(c10::elementSize(m_dtype)));
}

int64_t KvLayout::compactBytes(int64_t rings) const
{
    return (m_shape.conditionTokens + rings * m_shape.ringTokens) * tokenBytes();
}

int64_t KvLayout::pinnedBytes() const
{
    return compactBytes(m_shape.steps);
}

int64_t KvLayout::deviceBytes(int64_t rings) const
{
    if (!isOfWindows())
        return compactBytes(rings);
    return rings * m_shape.windowTokens() * tokenBytes() + m_shape.refTokens * tokenBytes() / 2;
}

KvCache KvLayout::inRam(const at::Tensor& bytes) const
{
    return compact(bytes, m_shape.steps);
}

KvCache KvLayout::onDevice(const at::Tensor& bytes, int64_t rings) const
{
    return isOfWindows() ? ofWindows(bytes, rings) : compact(bytes, rings);
}

KvCache KvLayout::compact(const at::Tensor& bytes, int64_t rings) const
{
    Cutter cut(bytes);
    const auto rows = [&](int64_t tokens) {
        const bool isFp8 = m_format == KvFormat::Fp8;
        Rows stored;
        stored.values = cut(isFp8 ? at::kFloat8_e4m3fn : m_dtype, {tokens, m_shape.heads, m_shape.headDim});
        if (isFp8)
            stored.scales = cut(at::kFloat, {tokens, m_shape.heads});
        return stored;
    };
    KvCache cache;
    cache.bytes = bytes;
    cache.condition
        = {rows(m_shape.refTokens), rows(m_shape.conditionTokens - m_shape.refTokens), rows(m_shape.conditionTokens)};
    for (int64_t ring = 0; ring < rings; ++ring)
        cache.rings.push_back(placesOf({rows(m_shape.ringTokens), rows(m_shape.ringTokens)}));
    return cache;
}

KvCache KvLayout::ofWindows(const at::Tensor& bytes, int64_t rings) const
{
    const int64_t reference = m_shape.refTokens;
    const int64_t condition = m_shape.conditionTokens;
    Cutter cut(bytes);
    const at::Tensor all = cut(m_dtype, {rings, 2, m_shape.windowTokens(), m_shape.heads, m_shape.headDim});
    const at::Tensor referenceKeys = cut(m_dtype, {reference, m_shape.heads, m_shape.headDim});
    const auto rows = [](const at::Tensor& window, int64_t begin, int64_t count) {
        return Rows{.values = window.narrow(0, begin, count), .scales = {}};
    };
    KvCache cache;
    cache.bytes = bytes;
    for (int64_t ring = 0; ring < rings; ++ring) {
        const KvWindow window{.keys = all[ring][0], .values = all[ring][1], .referenceKeys = referenceKeys};
        cache.windows.push_back(window);
        cache.rings.push_back(placesOf(
            {rows(window.keys, condition, m_shape.ringTokens), rows(window.values, condition, m_shape.ringTokens)}));
    }
    const KvWindow& first = cache.windows.front();
    cache.condition = {rows(referenceKeys, 0, reference), rows(first.keys, reference, condition - reference),
                       rows(first.values, 0, condition)};
    // 8-byte words: a GPU copies strided rows word by word.
    cache.conditionRows = all.flatten(2).narrow(2, 0, condition * m_shape.heads * m_shape.headDim).view(at::kLong);
    return cache;
}

std::vector<KvCache::Place> KvLayout::placesOf(const KvCache::KeysAndValues& ring) const
{
    const int64_t block = m_shape.blockTokens();
    const auto blocks = [&](int64_t begin, int64_t end) {
        KvCache::KeysAndValues some = ring;
        for (Rows& each : some) {
            for (at::Tensor* part : {&each.values, &each.scales}) {
                if (part->defined())
                    *part = part->narrow(0, begin * block, (end - begin) * block);
            }
        }
        return some;
    };
    std::vector<KvCache::Place> places;
    for (int64_t place = 0; place < m_shape.ringBlocks; ++place)
        places.push_back({.own = blocks(place, place + 1),
                          .before = blocks(0, place),
                          .behind = blocks(place + 1, m_shape.ringBlocks)});
    return places;
}

} // namespace studio::offload
