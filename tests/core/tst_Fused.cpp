// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/FusedCases.h"

#include <c10/core/InferenceMode.h>

#include <QTest>

using namespace studio;

namespace {

// Without a GPU: libtorch's operations in place of the kernels.
class TestFused : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void functionsAreWhatTheySayInFp32() { everyCase(at::kFloat); }
    void functionsAreWhatTheySayInBf16() { everyCase(at::kBFloat16); }

    // Lanes share a pass, and must not change each other.
    void rowsInFp8DoNotDependOnTheOthers()
    {
        const c10::InferenceMode inference;
        const at::Tensor x = at::randn({3, 64});
        const nn::LinearInput all = nn::prepared(x, nn::InputForm::Fp8PerRow);
        for (int64_t row = 0; row < x.size(0); ++row) {
            const nn::LinearInput one = nn::prepared(x.narrow(0, row, 1), nn::InputForm::Fp8PerRow);
            QVERIFY(one.values.view(at::kByte).equal(all.values.narrow(0, row, 1).view(at::kByte)));
            QVERIFY(one.scale.equal(all.scale.narrow(0, row, 1)));
        }
    }

private:
    void everyCase(at::ScalarType dtype)
    {
        const c10::InferenceMode inference;
        int cases = 0;
        test::FusedCases(at::kCPU, dtype, [&](const std::string& what, double error, double most) {
            ++cases;
            if (error > most)
                QTest::qFail(
                    qPrintable(
                        QStringLiteral("%1: %2, at most %3").arg(QString::fromStdString(what)).arg(error).arg(most)),
                    __FILE__, __LINE__);
        }).all();
        QVERIFY(cases > 50);
    }
};

} // namespace

QTEST_GUILESS_MAIN(TestFused)
#include "tst_Fused.moc"
