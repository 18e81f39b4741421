// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/dit/DitWeights.h"

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace studio::dit {

// Storage of the layers' linear weights: the model's dtype, fp8 with one scale per matrix (MODEL.md 1.8) or per row, or
// int8 with one per row. Activations are quantised accordingly (nn::Scheme).
enum class LayerFormat { AsModel, Fp8, Fp8Rows, Int8Rows };

// The scheme of a format in 8 bits; unset for AsModel.
[[nodiscard]] std::optional<nn::Scheme> schemeOf(LayerFormat format);

// Offsets of a layer's tensors in its slab: the one piece of memory that a layer is stored, read and copied as. There
// are two kinds of layers, without and with an injector; apart from the scales, the first layout is a prefix of the
// second. Tensors are in the order of DitLayerWeights::visit(), then scales in the order of forEachLinear(), each
// aligned to kSlabAlignment.
class SlabLayout {
public:
    static constexpr int64_t kSlabAlignment = 256; // bytes; optimal for kernels and copy engines

    // `dtype`: the model's, fp32 or bf16.
    SlabLayout(const DitConfig& config, at::ScalarType dtype, LayerFormat format);

    [[nodiscard]] int64_t layers() const { return m_config.layers; }
    [[nodiscard]] LayerFormat format() const { return m_format; }
    [[nodiscard]] at::ScalarType dtype() const { return m_dtype; }

    // Bytes of a layer's slab, and of the largest one; multiples of kSlabAlignment.
    [[nodiscard]] int64_t bytes(int64_t layer) const;
    [[nodiscard]] int64_t largest() const;

    // The layer's weights as views of `slab` [bytes or more] uint8, on any device, aligned to kSlabAlignment. No copy;
    // the views keep the slab alive. Bind once per slot and kind, not per pass.
    [[nodiscard]] DitLayerWeights bind(int64_t layer, const at::Tensor& slab) const;

    // DitLayerWeights::visit() with this model's configuration.
    template<typename Visitor>
    void visit(DitLayerWeights& weights, int64_t layer, Visitor& visitor) const
    {
        weights.visit(visitor, m_config, layer);
    }

    // Whether two layers have the same layout, so that they can share bound views.
    [[nodiscard]] bool alike(int64_t a, int64_t b) const { return kind(a) == kind(b); }

    // Everything that determines the layout, as part of a cache key.
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
