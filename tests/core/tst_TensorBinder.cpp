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
