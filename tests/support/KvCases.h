// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/offload/TieredKvStore.h"

#include <ATen/ops/randn.h>

namespace studio::test {

inline constexpr offload::KvShape kKvShape{.steps = 3,
                                           .layers = 5,
                                           .refTokens = 2,
                                           .conditionTokens = 5,
                                           .ringTokens = 24,
                                           .ringBlocks = 4,
                                           .heads = 2,
                                           .headDim = 16};

// One letter for each layer: 'r'esident or 'p'inned.
inline std::vector<KvTier> kvTiersOf(const char* letters)
{
    std::vector<KvTier> tiers;
    for (const char* letter = letters; *letter; ++letter)
        tiers.push_back(*letter == 'r' ? KvTier::Device : KvTier::Pinned);
    return tiers;
}

// The lanes of a tick of the wavefront.
inline std::vector<offload::KvLane> kvLanesAt(int64_t tick, int64_t blocks)
{
    std::vector<offload::KvLane> lanes;
    for (int step = kKvShape.steps - 1; step >= 0; --step) {
        if (tick >= step && tick - step < blocks)
            lanes.push_back({.step = step, .block = tick - step});
    }
    return lanes;
}

// A film of random numbers: whether all lanes' windows of a tiered store, borrowed at once, are bit for bit those of a
// store that is resident. `blocks`: of a window.
inline bool windowsAreThoseOfAResidentStore(tensor::Accelerator& device, at::ScalarType dtype, const char* tiers,
                                            int64_t blocks = kKvShape.ringBlocks)
{
    using offload::KvLane, offload::KvWindow, offload::KvStore;
    constexpr int64_t kBlocks = 7;
    offload::KvShape shape = kKvShape;
    shape.ringBlocks = blocks;
    shape.ringTokens = blocks * kKvShape.blockTokens();
    offload::TieredKvStore tiered(device, shape,
                                  {.format = offload::KvFormat::Model, .dtype = dtype, .lanes = shape.steps});
    tiered.setTiers(kvTiersOf(tiers), 2);
    offload::ResidentKvStore resident(shape, at::device(device.device()).dtype(dtype));
    const std::array<KvStore*, 2> stores{&tiered, &resident};
    const auto random = [&](int64_t tokens) {
        return at::randn({tokens, shape.heads, shape.headDim}, at::device(device.device())).to(dtype);
    };
    for (int layer = 0; layer < shape.layers; ++layer) {
        const at::Tensor keys = random(shape.conditionTokens);
        const at::Tensor values = random(shape.conditionTokens);
        for (KvStore* store : stores)
            store->setCondition(layer, keys, values);
    }
    const auto same = [](const at::Tensor& a, const at::Tensor& b, int64_t tokens) {
        return a.narrow(0, 0, tokens).view(at::kByte).equal(b.narrow(0, 0, tokens).view(at::kByte));
    };
    bool right = true;
    for (int64_t tick = 0; tick < kBlocks + shape.steps - 1; ++tick) {
        const std::vector<KvLane> lanes = kvLanesAt(tick, kBlocks);
        for (KvStore* store : stores) {
            store->expect(kvLanesAt(tick + 1, kBlocks));
            store->beginPass(lanes);
        }
        for (int layer = 0; layer < shape.layers; ++layer) {
            for (KvStore* store : stores)
                store->acquire(layer);
            std::vector<std::array<KvWindow, 2>> windows;
            for (size_t i = 0; i < lanes.size(); ++i) {
                const int64_t row = shape.conditionTokens + lanes[i].place(shape) * shape.blockTokens();
                const at::Tensor rotated = random(shape.refTokens);
                const at::Tensor keys = random(shape.blockTokens());
                const at::Tensor values = random(shape.blockTokens());
                windows.emplace_back();
                for (size_t n = 0; n < stores.size(); ++n) {
                    const KvWindow window = stores[n]->window(static_cast<int>(i), layer);
                    window.keys.narrow(0, 0, shape.refTokens).copy_(rotated);
                    window.keys.narrow(0, row, shape.blockTokens()).copy_(keys);
                    window.values.narrow(0, row, shape.blockTokens()).copy_(values);
                    windows.back()[n] = window;
                }
            }
            for (size_t i = 0; i < lanes.size(); ++i) {
                const auto& [window, wanted] = windows[i];
                const int64_t tokens = shape.conditionTokens + lanes[i].visible(shape) * shape.blockTokens();
                right = right && same(window.keys, wanted.keys, tokens) && same(window.values, wanted.values, tokens)
                    && same(window.referenceKeys, wanted.referenceKeys, shape.refTokens);
                for (KvStore* store : stores)
                    store->commit(static_cast<int>(i), layer);
            }
            for (KvStore* store : stores)
                store->release(layer);
        }
    }
    return right;
}

} // namespace studio::test
