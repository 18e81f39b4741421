// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/dit/SlabLayout.h"
#include "core/model/TensorNames.h"
#include "core/offload/SlabSource.h"
#include "core/tensor/PinnedTensor.h"

#include <c10/core/InferenceMode.h>

#include <atomic>
#include <set>
#include <vector>

namespace studio::test {

// A model's layers as slabs in RAM, some of which pretend to be in a file.
class MemorySlabs : public offload::SlabSource {
public:
    MemorySlabs(dit::LayerSource& layers, const dit::DitConfig& config, const dit::SlabLayout& layout)
        : m_config(config)
    {
        for (int64_t layer = 0; layer < layout.layers(); ++layer) {
            const at::Tensor slab = tensor::pinnedTensor(layout.bytes(layer), tensor::Pinning::WhereThereIsAGpu);
            dit::DitLayerWeights from = layers.acquire(layer);
            dit::DitLayerWeights to = layout.bind(layer, slab);
            const std::vector<at::Tensor*> source = tensorsOf(from, layer);
            const std::vector<at::Tensor*> target = tensorsOf(to, layer);
            for (size_t i = 0; i < source.size(); ++i)
                target[i]->copy_(*source[i]);
            layers.release(layer);
            m_slabs.push_back(slab);
        }
    }

    [[nodiscard]] int64_t count() const override { return static_cast<int64_t>(m_slabs.size()); }
    [[nodiscard]] int64_t bytes(int64_t layer) const override { return m_slabs[static_cast<size_t>(layer)].numel(); }
    [[nodiscard]] at::Tensor pinned(int64_t layer) const override
    {
        return onDisk.count(layer) ? at::Tensor() : m_slabs[static_cast<size_t>(layer)];
    }
    Status read(int64_t layer, const at::Tensor& to) override
    {
        if (reads++ == failingRead)
            return Error{ErrorCode::CheckpointDamaged, "layers.slabs", "a read that fails"};
        const c10::InferenceMode inference; // The disk has a thread of its own.
        to.copy_(m_slabs[static_cast<size_t>(layer)]);
        return kDone;
    }

    std::set<int64_t> onDisk;
    std::atomic<int> reads{0};
    int failingRead = -1; // by its number from 0 on

private:
    class Collector : public model::TensorNames {
    public:
        void operator()(std::string_view, at::Tensor& tensor, c10::IntArrayRef,
                        model::Precision = model::Precision::Model)
        {
            tensors.push_back(&tensor);
        }
        std::vector<at::Tensor*> tensors;
    };
    // With the scales of what is fp8.
    std::vector<at::Tensor*> tensorsOf(dit::DitLayerWeights& weights, int64_t layer) const
    {
        Collector collector;
        weights.visit(collector, m_config, layer);
        weights.forEachLinear([&](nn::LinearWeights& linear) {
            if (linear.scale.defined())
                collector.tensors.push_back(&linear.scale);
        });
        return collector.tensors;
    }

    const dit::DitConfig& m_config;
    std::vector<at::Tensor> m_slabs;
};

} // namespace studio::test
