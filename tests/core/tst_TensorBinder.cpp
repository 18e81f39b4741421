// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/model/TensorBinder.h"

#include <ATen/ops/zeros.h>

#include <QTest>

using namespace studio;
using model::StateDict;
using model::TensorBinder;

namespace {

struct Weights {
    at::Tensor weight;
    at::Tensor bias;

    template<typename Visitor>
    void visit(Visitor& visitor)
    {
        const auto scope = visitor.scope("layer");
        visitor("weight", weight, {4, 3});
        visitor("bias", bias, {4});
    }
};

class TestTensorBinder : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void bindsByNameWithoutCopying()
    {
        const StateDict source{{"layer.weight", at::zeros({4, 3})}, {"layer.bias", at::zeros({4}, at::kBFloat16)}};
        Weights weights;
        TensorBinder binder(source);
        weights.visit(binder);
        QVERIFY(bool(binder.finish("model")));
        QCOMPARE(weights.weight.const_data_ptr(), source.at("layer.weight").const_data_ptr());
    }

    // GGUF files leave out dimensions of 1 at a shape's beginning; anywhere else they are part of it.
    void leadingDimensionsOf1MayBeMissing()
    {
        at::Tensor weight;
        const StateDict source{{"weight", at::zeros({6, 4})}};
        TensorBinder binder(source);
        binder("weight", weight, {1, 1, 6, 4});
        QVERIFY(bool(binder.finish("model")));
        QVERIFY(weight.sizes() == at::IntArrayRef({1, 1, 6, 4}));
        TensorBinder other(source);
        other("weight", weight, {6, 1, 4});
        QCOMPARE(other.finish("model").error().code, ErrorCode::CheckpointMismatch);
    }

    void namesEverythingThatDoesNotFitAtOnce()
    {
        const StateDict source{{"layer.weight", at::zeros({3, 4})}, {"other", at::zeros({1})}};
        Weights weights;
        TensorBinder binder(source);
        weights.visit(binder);
        const Status status = binder.finish("model");
        QVERIFY(!status);
        QCOMPARE(status.error().code, ErrorCode::CheckpointIncomplete);
        for (const char* part :
             {"missing: layer.bias [4]", "layer.weight should be [4, 3], the file has [3, 4]", "extra: other"})
            QVERIFY2(status.error().detail.find(part) != std::string::npos, status.error().detail.c_str());
    }

    void whatWouldChangeAUsedWeightIsRefusedByName_data()
    {
        QTest::addColumn<QString>("name");
        QTest::addColumn<QString>("said");
        const auto row = [](const char* name, const char* said) { QTest::newRow(name) << name << said; };
        for (const char* name :
             {"layer.scale_weight", "layer.weight_scale", "layer.scale_input", "layer.input_scale",
              "layer.weight_scale_2", "layer.comfy_quant", "layer.pre_quant_scale", "layer.weight_scale_inv",
              "layer.weight.absmax", "layer.SCB", "layer.scales", "scaled_fp8", "elsewhere.weight_scale"})
            row(name, "quantised");
        for (const char* name : {"layer.dora_scale", "layer.lora_A.weight", "layer.weight.delta", "layer.gate"})
            row(name, "can't apply");
    }

    void whatWouldChangeAUsedWeightIsRefusedByName()
    {
        QFETCH(QString, name);
        QFETCH(QString, said);
        const StateDict source{
            {"layer.weight", at::zeros({4, 3})}, {"layer.bias", at::zeros({4})}, {name.toStdString(), at::zeros({1})}};
        Weights weights;
        TensorBinder binder(source);
        weights.visit(binder);
        const Status status = binder.finish("model");
        QVERIFY(!status);
        QCOMPARE(status.error().code, ErrorCode::CheckpointMismatch);
        const QString detail = QString::fromStdString(status.error().detail);
        QVERIFY2(detail.contains(name) && detail.contains(said), qPrintable(detail));
    }

    void whatLiesElsewhereIsNotMissed()
    {
        const StateDict source{{"layer.weight", at::zeros({4, 3})},  {"layer.bias", at::zeros({4})},
                               {"motioner.weight", at::zeros({1})},  {"layers.0.weight", at::zeros({1})},
                               {"lm_head.weight", at::zeros({1})},   {"lm_head.weight_scale", at::zeros({1})},
                               {"masked_spec_embed", at::zeros({1})}};
        Weights weights;
        TensorBinder binder(source);
        binder.ignore("lm_head.");
        weights.visit(binder);
        QVERIFY(bool(binder.finish("model")));
    }

    void fp8WithoutAScaleIsRefused()
    {
        for (const at::ScalarType type : {at::kFloat8_e4m3fn, at::kFloat8_e5m2, at::kChar}) {
            const StateDict source{{"layer.weight", at::zeros({4, 3}).to(type)}, {"layer.bias", at::zeros({4})}};
            Weights weights;
            TensorBinder binder(source);
            weights.visit(binder);
            const Status status = binder.finish("model");
            QVERIFY(!status);
            QCOMPARE(status.error().code, ErrorCode::CheckpointMismatch);
            QVERIFY(status.error().detail.find("layer.weight") != std::string::npos);
        }
    }

    void aHundredThousandMissingTensorsAreSummedUp()
    {
        const StateDict source;
        TensorBinder binder(source);
        at::Tensor none;
        for (int i = 0; i < 100'000; ++i)
            binder("layer" + std::to_string(i), none, {4});
        const Status status = binder.finish("model");
        QVERIFY(!status);
        QVERIFY(status.error().detail.size() < 2000);
        QVERIFY(status.error().detail.ends_with("and 99,988 more"));
    }

    void refusesIntegers()
    {
        const StateDict source{{"layer.weight", at::zeros({4, 3}, at::kInt)}, {"layer.bias", at::zeros({4})}};
        Weights weights;
        TensorBinder binder(source);
        weights.visit(binder);
        QCOMPARE(binder.finish("model").error().code, ErrorCode::CheckpointMismatch);
    }
};

} // namespace

QTEST_GUILESS_MAIN(TestTensorBinder)
#include "tst_TensorBinder.moc"
