// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/dit/SlabLayout.h"

#include "core/model/TensorNames.h"

#include <ATen/ops/empty.h>
#include <c10/util/Exception.h>

#include <algorithm>
#include <sstream>

namespace studio::dit {
namespace {

// Changes when the meaning of a slab's bytes does without a change of shapes: another order, another quantiser.
constexpr int kLayoutVersion = 1;

struct Visited {
    at::Tensor* tensor;
    std::vector<int64_t> shape;
    model::Precision precision;
};

// Collects the tensors of a layer in order.
class Collector : public model::TensorNames {
public:
    void operator()(std::string_view, at::Tensor& tensor, c10::IntArrayRef shape,
                    model::Precision precision = model::Precision::Model)
    {
        visited.push_back({&tensor, shape.vec(), precision});
    }

    std::vector<Visited> visited;
};

int64_t aligned(int64_t offset)
{
    return (offset + SlabLayout::kSlabAlignment - 1) / SlabLayout::kSlabAlignment * SlabLayout::kSlabAlignment;
}

int64_t bytesOf(const std::vector<int64_t>& shape, at::ScalarType dtype)
{
    auto bytes = static_cast<int64_t>(c10::elementSize(dtype));
    for (const int64_t extent : shape)
        bytes *= extent;
    return bytes;
}

// All tensors of a layer: those of visit(), then the scales. Fills weights.injector where there is one.
std::vector<Visited> tensorsOf(DitLayerWeights& weights, const DitConfig& config, int64_t layer, LayerFormat format)
{
    Collector collector;
    weights.visit(collector, config, layer);
    const std::optional<nn::Scheme> scheme = schemeOf(format);
    if (!scheme)
        return std::move(collector.visited);
    const auto rowsOf = [&](const at::Tensor& weight) {
        return std::find_if(collector.visited.begin(), collector.visited.end(),
                            [&](const Visited& each) { return each.tensor == &weight; })
            ->shape[0];
    };
    weights.forEachLinear([&](nn::LinearWeights& linear) {
        linear.scheme = *scheme;
        const int64_t scales = *scheme == nn::Scheme::Fp8PerTensor ? 1 : rowsOf(linear.weight);
        collector.visited.push_back({&linear.scale, {scales}, model::Precision::Fp32});
    });
    return std::move(collector.visited);
}

} // namespace

std::optional<nn::Scheme> schemeOf(LayerFormat format)
{
    switch (format) {
    case LayerFormat::Fp8: return nn::Scheme::Fp8PerTensor;
    case LayerFormat::Fp8Rows: return nn::Scheme::Fp8PerRow;
    case LayerFormat::Int8Rows: return nn::Scheme::Int8PerRow;
    default: return std::nullopt;
    }
}

SlabLayout::SlabLayout(const DitConfig& config, at::ScalarType dtype, LayerFormat format)
    : m_config(config)
    , m_dtype(dtype)
    , m_format(format)
{
    for (int64_t layer = 0; layer < config.layers; ++layer) {
        if (Kind& known = m_kinds[kind(layer)]; known.entries.empty())
            known = layOut(layer);
    }
}

SlabLayout::Kind SlabLayout::layOut(int64_t layer) const
{
    DitLayerWeights weights;
    const std::vector<Visited> tensors = tensorsOf(weights, m_config, layer, m_format);
    std::vector<const at::Tensor*> quantised;
    if (schemeOf(m_format))
        weights.forEachLinear([&](nn::LinearWeights& linear) { quantised.push_back(&linear.weight); });

    const at::ScalarType narrow = m_format == LayerFormat::Int8Rows ? at::kChar : at::kFloat8_e4m3fn;
    Kind kind;
    for (const Visited& each : tensors) {
        const bool isQuantised = std::find(quantised.begin(), quantised.end(), each.tensor) != quantised.end();
        const at::ScalarType dtype = isQuantised       ? narrow
            : each.precision == model::Precision::Fp32 ? at::kFloat
                                                       : m_dtype;
        kind.entries.push_back({kind.bytes, each.shape, dtype});
        kind.bytes = aligned(kind.bytes + bytesOf(each.shape, dtype));
    }
    return kind;
}

int64_t SlabLayout::bytes(int64_t layer) const
{
    return m_kinds[kind(layer)].bytes;
}

int64_t SlabLayout::largest() const
{
    return std::max(m_kinds[0].bytes, m_kinds[1].bytes);
}

DitLayerWeights SlabLayout::bind(int64_t layer, const at::Tensor& slab) const
{
    const Kind& known = m_kinds[kind(layer)];
    TORCH_CHECK(slab.scalar_type() == at::kByte && slab.is_contiguous() && slab.numel() >= known.bytes, "a slab of ",
                slab.numel(), " bytes, layer ", layer, " has ", known.bytes);
    DitLayerWeights weights;
    const std::vector<Visited> tensors = tensorsOf(weights, m_config, layer, m_format);
    for (size_t i = 0; i < tensors.size(); ++i) {
        const Entry& entry = known.entries[i];
        *tensors[i].tensor
            = slab.narrow(0, entry.offset, bytesOf(entry.shape, entry.dtype)).view(entry.dtype).view(entry.shape);
    }
    return weights;
}

std::string SlabLayout::description() const
{
    std::ostringstream text;
    text << "layout " << kLayoutVersion;
    for (const Kind& known : m_kinds) {
        for (const Entry& entry : known.entries)
            text << ' ' << entry.offset << ':' << c10::toString(entry.dtype) << c10::IntArrayRef(entry.shape);
        text << " = " << known.bytes << ';';
    }
    for (int64_t layer = 0; layer < layers(); ++layer)
        text << kind(layer);
    return text.str();
}

} // namespace studio::dit
