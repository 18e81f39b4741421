// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/dit/DitWeights.h"

#include <array>
#include <cstdint>
#include <string>
#include <vector>

namespace studio::dit {

// In what the linears of the layers are kept: the model's dtype, or fp8 with one scale for a matrix (MODEL.md 1.8) or
// one for each of its rows. What an input's numbers share goes with it (nn::Fp8Scheme).
enum class LayerFormat { AsModel, Fp8, Fp8Rows };

inline bool isFp8(LayerFormat format)
{
    return format != LayerFormat::AsModel;
}

// Of a format that is fp8.
inline nn::Fp8Scheme schemeOf(LayerFormat format)
{
    return format == LayerFormat::Fp8Rows ? nn::Fp8Scheme::PerRow : nn::Fp8Scheme::PerTensor;
}

// Where each tensor of a layer lies in its slab: the one piece of memory that a layer is stored, read and copied as.
// There are two kinds of layers, without and with an injector; the first kind's layout is the beginning of the
// second's, scales apart. Tensors lie in the order of DitLayerWeights::visit(), then the scales of what is fp8 in the
// order of forEachLinear(); every one starts at a multiple of kSlabAlignment.
class SlabLayout {
public:
    static constexpr int64_t kSlabAlignment = 256; // bytes; what kernels and copy engines like best

    // `dtype`: the model's, fp32 or bf16.
    SlabLayout(const DitConfig& config, at::ScalarType dtype, LayerFormat format);

    [[nodiscard]] int64_t layers() const { return m_config.layers; }
    [[nodiscard]] LayerFormat format() const { return m_format; }
    [[nodiscard]] at::ScalarType dtype() const { return m_dtype; }

    // Of a layer's slab, a multiple of kSlabAlignment; of the largest one.
    [[nodiscard]] int64_t bytes(int64_t layer) const;
    [[nodiscard]] int64_t largest() const;

    // The layer's weights as views of `slab` [bytes or more] uint8, on any device, whose data is aligned to
    // kSlabAlignment. No copy; the views keep the slab alive. Bind once per slot and kind, not per pass.
    [[nodiscard]] DitLayerWeights bind(int64_t layer, const at::Tensor& slab) const;

    // DitLayerWeights::visit() of a layer of this model.
    template<typename Visitor>
    void visit(DitLayerWeights& weights, int64_t layer, Visitor& visitor) const
    {
        weights.visit(visitor, m_config, layer);
    }

    // Whether two layers can share what bind() gives: they are of the same kind.
    [[nodiscard]] bool alike(int64_t a, int64_t b) const { return kind(a) == kind(b); }

    // Everything that decides where a byte lies and what it means, for the key of a cache.
    [[nodiscard]] std::string description() const;

private:
    struct Entry {
        int64_t offset;
        std::vector<int64_t> shape;
        at::ScalarType dtype;
    };
    struct Kind {
        std::vector<Entry> entries;
        int64_t bytes = 0;
    };
    [[nodiscard]] size_t kind(int64_t layer) const { return m_config.injectorOf(layer) >= 0 ? 1 : 0; }
    [[nodiscard]] Kind layOut(int64_t layer) const;

    DitConfig m_config;
    at::ScalarType m_dtype;
    LayerFormat m_format;
    std::array<Kind, 2> m_kinds; // without and with an injector; empty where the model has no such layer
};

} // namespace studio::dit
