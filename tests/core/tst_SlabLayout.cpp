// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/dit/SlabLayout.h"

#include "core/model/TensorNames.h"
#include "core/pipeline/Planner.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/empty.h>
#include <ATen/ops/zeros.h>
#include <c10/util/Exception.h>

#include <QTest>

#include <algorithm>

using namespace studio;
using dit::LayerFormat;
using dit::SlabLayout;

namespace {

// Injectors after 1 and 3 of five layers.
dit::DitConfig smallConfig()
{
    dit::DitConfig config;
    config.dim = 48;
    config.heads = 4;
    config.ffnDim = 100;
    config.layers = 5;
    config.audioTokens = 4;
    config.audioLayers = {1, 3};
    return config;
}

dit::DitConfig configOf(const pipeline::ModelShape& shape)
{
    dit::DitConfig config;
    config.dim = shape.dim;
    config.heads = shape.heads;
    config.ffnDim = shape.ffnDim;
    config.layers = shape.layers;
    config.audioTokens = shape.audioTokens;
    config.audioLayers = shape.audioLayers;
    return config;
}

// Every tensor of a layer, by visit() and the scales.
class Collector : public model::TensorNames {
public:
    void operator()(std::string_view name, at::Tensor& tensor, c10::IntArrayRef shape,
                    model::Precision = model::Precision::Model)
    {
        tensors.push_back(tensor);
        matches = matches && tensor.sizes() == shape;
        names.push_back(whole(name));
    }
    std::vector<at::Tensor> tensors;
    std::vector<std::string> names;
    bool matches = true;
};

Collector collect(dit::DitLayerWeights& weights, const dit::DitConfig& config, int64_t layer)
{
    Collector collector;
    weights.visit(collector, config, layer);
    weights.forEachLinear([&](nn::LinearWeights& linear) {
        if (linear.scale.defined())
            collector.tensors.push_back(linear.scale);
    });
    return collector;
}

} // namespace

class TestSlabLayout : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void viewsHaveTheirShapesAndDontOverlap();
    void aLayerWithAnInjectorHasMore();
    void fp8LinearsComeWithScales();
    void viewsKeepTheirSlab();
    void aSlabThatIsTooSmallIsRefused();
    void descriptionsTellLayoutsApart();
    void thePlannerCountsTheSameBytes();
};

void TestSlabLayout::viewsHaveTheirShapesAndDontOverlap()
{
    const dit::DitConfig config = smallConfig();
    for (const LayerFormat format :
         {LayerFormat::AsModel, LayerFormat::Fp8, LayerFormat::Fp8Rows, LayerFormat::Int8Rows}) {
        const SlabLayout layout(config, at::kBFloat16, format);
        for (int64_t layer = 0; layer < config.layers; ++layer) {
            const at::Tensor slab = at::zeros({layout.bytes(layer)}, at::kByte);
            dit::DitLayerWeights weights = layout.bind(layer, slab);
            const Collector collected = collect(weights, config, layer);
            QVERIFY(collected.matches);
            const auto* const begin = static_cast<const std::byte*>(slab.const_data_ptr());
            size_t end = 0;
            for (const at::Tensor& tensor : collected.tensors) {
                const auto offset = static_cast<size_t>(static_cast<const std::byte*>(tensor.const_data_ptr()) - begin);
                QCOMPARE(offset % SlabLayout::kSlabAlignment, size_t{0});
                QVERIFY(offset >= end && offset - end < SlabLayout::kSlabAlignment);
                end = offset + tensor.nbytes();
            }
            QVERIFY(end <= static_cast<size_t>(layout.bytes(layer)));
            QVERIFY(layout.bytes(layer) - static_cast<int64_t>(end) < SlabLayout::kSlabAlignment);
        }
    }
}

void TestSlabLayout::aLayerWithAnInjectorHasMore()
{
    const SlabLayout layout(smallConfig(), at::kFloat, LayerFormat::AsModel);
    QVERIFY(layout.bytes(1) > layout.bytes(0));
    QCOMPARE(layout.bytes(1), layout.bytes(3));
    QCOMPARE(layout.bytes(0), layout.bytes(4));
    QCOMPARE(layout.largest(), layout.bytes(1));
    QVERIFY(layout.alike(1, 3));
    QVERIFY(!layout.alike(0, 1));
    const at::Tensor slab = at::zeros({layout.largest()}, at::kByte); // a slot takes both kinds
    QVERIFY(layout.bind(1, slab).injector.has_value());
    QVERIFY(!layout.bind(0, slab).injector.has_value());
}

void TestSlabLayout::fp8LinearsComeWithScales()
{
    const dit::DitConfig config = smallConfig();
    const SlabLayout layout(config, at::kBFloat16, LayerFormat::Fp8);
    const SlabLayout rows(config, at::kBFloat16, LayerFormat::Fp8Rows);
    rows.bind(1, at::zeros({rows.bytes(1)}, at::kByte)).forEachLinear([](const nn::LinearWeights& linear) {
        QCOMPARE(linear.weight.scalar_type(), at::kFloat8_e4m3fn);
        QCOMPARE(linear.scale.scalar_type(), at::kFloat);
        QCOMPARE(linear.scale.sizes(), linear.bias.sizes()); // one for each output channel
        QCOMPARE(linear.scheme, nn::Scheme::Fp8PerRow);
    });
    dit::DitLayerWeights weights = layout.bind(1, at::zeros({layout.bytes(1)}, at::kByte));
    int linears = 0;
    weights.forEachLinear([&](nn::LinearWeights& linear) {
        ++linears;
        QCOMPARE(linear.weight.scalar_type(), at::kFloat8_e4m3fn);
        QCOMPARE(linear.bias.scalar_type(), at::kBFloat16);
        QCOMPARE(linear.scale.scalar_type(), at::kFloat);
        QCOMPARE(linear.scale.numel(), int64_t{1});
        QCOMPARE(linear.scheme, nn::Scheme::Fp8PerTensor);
    });
    QCOMPARE(linears, 15);
    QCOMPARE(weights.modulation.scalar_type(), at::kFloat);
    QCOMPARE(weights.norm3Weight.scalar_type(), at::kBFloat16);

    const SlabLayout plain(config, at::kBFloat16, LayerFormat::AsModel);
    dit::DitLayerWeights wide = plain.bind(1, at::zeros({plain.bytes(1)}, at::kByte));
    wide.forEachLinear([&](nn::LinearWeights& linear) {
        QCOMPARE(linear.weight.scalar_type(), at::kBFloat16);
        QVERIFY(!linear.scale.defined());
    });
}

void TestSlabLayout::viewsKeepTheirSlab()
{
    const SlabLayout layout(smallConfig(), at::kFloat, LayerFormat::AsModel);
    const dit::DitLayerWeights weights = layout.bind(0, at::zeros({layout.bytes(0)}, at::kByte));
    weights.ffn0.bias.fill_(3);
    QCOMPARE(weights.ffn0.bias[0].item<float>(), 3.0f);
}

void TestSlabLayout::aSlabThatIsTooSmallIsRefused()
{
    const SlabLayout layout(smallConfig(), at::kFloat, LayerFormat::AsModel);
    QVERIFY_THROWS_EXCEPTION(c10::Error, (void)layout.bind(1, at::zeros({layout.bytes(0)}, at::kByte)));
}

void TestSlabLayout::descriptionsTellLayoutsApart()
{
    dit::DitConfig config = smallConfig();
    const auto describe
        = [&](at::ScalarType dtype, LayerFormat format) { return SlabLayout(config, dtype, format).description(); };
    std::vector<std::string> all{
        describe(at::kFloat, LayerFormat::AsModel), describe(at::kBFloat16, LayerFormat::AsModel),
        describe(at::kBFloat16, LayerFormat::Fp8), describe(at::kBFloat16, LayerFormat::Fp8Rows)};
    config.audioLayers = {1, 4};
    all.push_back(describe(at::kFloat, LayerFormat::AsModel));
    config.dim = 64;
    all.push_back(describe(at::kFloat, LayerFormat::AsModel));
    std::sort(all.begin(), all.end());
    QVERIFY(std::adjacent_find(all.begin(), all.end()) == all.end());
    QCOMPARE(describe(at::kFloat, LayerFormat::AsModel), describe(at::kFloat, LayerFormat::AsModel));
}

void TestSlabLayout::thePlannerCountsTheSameBytes()
{
    pipeline::ModelShape odd = pipeline::ModelShape::liveAvatar14B();
    odd.dim = 48;
    odd.heads = 4;
    odd.ffnDim = 100;
    odd.layers = 5;
    odd.audioLayers = {1, 3};
    for (const pipeline::ModelShape& shape : {pipeline::ModelShape::liveAvatar14B(), odd}) {
        const SlabLayout wide(configOf(shape), at::kBFloat16, LayerFormat::AsModel);
        const SlabLayout narrow(configOf(shape), at::kBFloat16, LayerFormat::Fp8Rows);
        const SlabLayout whole(configOf(shape), at::kBFloat16, LayerFormat::Int8Rows);
        const SlabLayout reference(configOf(shape), at::kBFloat16, LayerFormat::Fp8);
        for (int64_t layer = 0; layer < shape.layers; ++layer) {
            QCOMPARE(shape.layerBytes(layer, NumberFormat::Bf16), wide.bytes(layer));
            QCOMPARE(shape.layerBytes(layer, NumberFormat::Fp8), narrow.bytes(layer));
            for (const auto kernels : {pipeline::Processor::Gpu, pipeline::Processor::Cpu})
                QCOMPARE(shape.layerBytes(layer, NumberFormat::Int8, NumberFormat::Bf16, kernels), whole.bytes(layer));
            QCOMPARE(shape.layerBytes(layer, NumberFormat::Fp8, NumberFormat::Bf16, pipeline::Processor::Cpu),
                     reference.bytes(layer));
        }
    }
}

QTEST_GUILESS_MAIN(TestSlabLayout)
#include "tst_SlabLayout.moc"
