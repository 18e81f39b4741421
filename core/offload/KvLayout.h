// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/nn/Fused.h"
#include "core/offload/KvStore.h"

#include <array>

namespace studio::offload {

enum class KvFormat { Model, Fp8 };

// One layer's caches, or those of a pass's lanes: views of one piece of bytes, made once.
struct KvCache {
    // Keys or values of some tokens as they are stored; with KvFormat::Model the scales are undefined.
    using Rows = nn::Fp8Heads;
    using KeysAndValues = std::array<Rows, 2>;
    // A ring, as a lane sees it whose block lies in this place: its own block, and those before and behind it, of which
    // there may be none.
    struct Place {
        KeysAndValues own, before, behind;
    };

    at::Tensor bytes;
    std::array<Rows, 3> condition; // the reference frame's keys [P], the other keys [C - P], all values [C]
    std::vector<std::vector<Place>> rings; // place after place
    // Where the cache is made of windows, these, and their condition rows [rings, 2, numbers of 8 bytes], the first of
    // which lie in `condition`.
    std::vector<KvWindow> windows;
    at::Tensor conditionRows;
};

// How caches lie in memory. Compact: the condition entries, then ring after ring, keys before values. As windows, which
// attention reads as they are: [rings][keys, values][C + ring tokens][heads][headDim], the condition entries in each,
// and behind them the reference frame's keys, not rotated, [P][heads][headDim].
class KvLayout {
public:
    // `dtype`: of windows. KvFormat::Model stores numbers in it, KvFormat::Fp8 in 8 bits with a scale for each head.
    KvLayout(const KvShape& shape, KvFormat format, at::ScalarType dtype);

    // On the device; in RAM caches are compact.
    [[nodiscard]] bool isOfWindows() const { return m_format == KvFormat::Model; }

    // Of one token's keys and values in one layer.
    [[nodiscard]] int64_t tokenBytes() const;
    // Of one layer's caches: in RAM, with a ring for each step; on the device, with so many.
    [[nodiscard]] int64_t pinnedBytes() const;
    [[nodiscard]] int64_t deviceBytes(int64_t rings) const;
    // `bytes`: so many, uint8. They are kept, not written.
    [[nodiscard]] KvCache inRam(const at::Tensor& bytes) const;
    [[nodiscard]] KvCache onDevice(const at::Tensor& bytes, int64_t rings) const;

private:
    [[nodiscard]] int64_t compactBytes(int64_t rings) const;
    [[nodiscard]] KvCache compact(const at::Tensor& bytes, int64_t rings) const;
    [[nodiscard]] KvCache ofWindows(const at::Tensor& bytes, int64_t rings) const;
    [[nodiscard]] std::vector<KvCache::Place> placesOf(const KvCache::KeysAndValues& ring) const;

    KvShape m_shape;
    KvFormat m_format;
    at::ScalarType m_dtype;
};

} // namespace studio::offload
