// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/nn/Fused.h"
#include "core/offload/KvStore.h"

#include <array>

namespace studio::offload {

enum class KvFormat { Model, Fp8 };

// The KV caches of one layer, or of a pass's lanes: views of one byte tensor, created once.
struct KvCache {
    // Stored keys or values of some tokens; with KvFormat::Model `scales` is undefined.
    using Rows = nn::Fp8Heads;
    using KeysAndValues = std::array<Rows, 2>;
    // A ring, as seen by a lane whose block is in this place: the block itself, and the blocks before and after it,
    // which may be empty.
    struct Place {
        KeysAndValues own, before, behind;
    };

    at::Tensor bytes;
    std::array<Rows, 3> condition; // the reference frame's keys [P], the other keys [C - P], all values [C]
    std::vector<std::vector<Place>> rings; // [ring][place]
    // Only for a cache of windows: the windows, and their condition rows [rings, 2, 8-byte words], the first of which
    // are in `condition`.
    std::vector<KvWindow> windows;
    at::Tensor conditionRows;
};

// Memory layout of KV caches. Compact: the condition entries, then ring after ring, keys before values. As windows,
// which attention reads in place: [rings][keys, values][C + ring tokens][heads][headDim], each with the condition
// entries, followed by the unrotated keys of the reference frame [P][heads][headDim].
class KvLayout {
public:
    // `dtype`: of windows. KvFormat::Model stores it; KvFormat::Fp8 stores 8 bits with a scale per head.
    KvLayout(const KvShape& shape, KvFormat format, at::ScalarType dtype);

    // Layout on the device; in RAM caches are always compact.
    [[nodiscard]] bool isOfWindows() const { return m_format == KvFormat::Model; }

    // Bytes of one token's keys and values in one layer.
    [[nodiscard]] int64_t tokenBytes() const;
    // Bytes of one layer's caches: in RAM, with one ring per step; on the device, with `rings` rings.
    [[nodiscard]] int64_t pinnedBytes() const;
    [[nodiscard]] int64_t deviceBytes(int64_t rings) const;
    // Views of `bytes` (uint8, that many), which they keep alive. Writes nothing.
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
