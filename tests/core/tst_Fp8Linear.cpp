// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/model/Fp8Policy.h"
#include "core/nn/Linear.h"
#include "tests/support/Goldens.h"

#include <ATen/ops/allclose.h>
#include <ATen/ops/amax.h>
#include <ATen/ops/arange.h>
#include <ATen/ops/bitwise_and.h>
#include <ATen/ops/empty.h>
#include <ATen/ops/exp.h>
#include <ATen/ops/mean.h>
#include <ATen/ops/ones.h>
#include <ATen/ops/randint.h>
#include <ATen/ops/randn.h>
#include <ATen/ops/where.h>

#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTest>

#include <limits>

Q_DECLARE_METATYPE(at::Tensor)

using namespace studio;
using nn::Fp8Product;

namespace {

at::Tensor bytes(const at::Tensor& fp8)
{
    return fp8.view(at::kByte);
}

class TestFp8Linear : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase()
    {
        m_golden = test::golden("fp8/fp8.safetensors");
        QFile file(QStringLiteral(TEST_DATA "/goldens/fp8/fp8.json"));
        QVERIFY(file.open(QIODevice::ReadOnly));
        m_json = QJsonDocument::fromJson(file.readAll()).object();
        for (const auto& entry : m_json[QStringLiteral("cases")].toArray())
            m_cases.push_back(entry.toObject()[QStringLiteral("tag")].toString().toStdString());
        QVERIFY(!m_cases.empty());
    }

    // The golden's bytes come from the reference run eagerly.
    void eagerBytesAndScalesAreTheGoldensExactly()
    {
        for (const std::string& tag : m_cases) {
            for (const char* const what : {"weight", "x"}) {
                const std::string name = tag + '/' + what;
                const at::Tensor& tensor = m_golden.at(name);
                const nn::Fp8Tensor eager = nn::quantiseFp8(tensor.flatten(0, -2), Fp8Product::TensorDtype);
                QVERIFY2(bytes(eager.values).equal(m_golden.at(name + "_fp8_bytes")), name.c_str());
                QVERIFY2(eager.scale.equal(m_golden.at(name + "_scale")), name.c_str());
            }
        }
    }

    // The reference as it runs, compiled, rounds once: the same bytes for fp32, one step off at most for bf16.
    void compiledBytesAreTheSameOrTheNeighbour()
    {
        for (const std::string& tag : m_cases) {
            for (const char* const what : {"weight", "x"}) {
                const std::string name = tag + '/' + what;
                const at::Tensor& tensor = m_golden.at(name);
                const nn::Fp8Tensor compiled = nn::quantiseFp8(tensor.flatten(0, -2));
                QVERIFY2(compiled.scale.equal(m_golden.at(name + "_scale")), name.c_str());
                const at::Tensor steps
                    = (bytes(compiled.values).to(at::kInt) - m_golden.at(name + "_fp8_bytes").to(at::kInt)).abs();
                const int worst = steps.max().item<int>();
                std::printf("%-40s %.2f %% of the bytes differ\n", name.c_str(),
                            100 * steps.gt(0).to(at::kFloat).mean().item<float>());
                QVERIFY2(worst <= (tensor.scalar_type() == at::kFloat ? 0 : 1), name.c_str());
            }
        }
    }

    // Of the golden's own bytes, so that nothing but the product is compared: x is what its bytes stand for, which
    // quantise to themselves. Tolerance: bf16 output, 2^-8 of the row's largest magnitude; reached: 3.6e-3.
    void productsMatchAtBf16Precision()
    {
        for (const std::string& tag : m_cases) {
            const auto stored = [&](const char* what) {
                return m_golden.at(tag + '/' + what + "_fp8_bytes").view(at::kFloat8_e4m3fn);
            };
            const nn::LinearWeights weights{.weight = stored("weight"),
                                            .bias = m_golden.at(tag + "/bias_bf16"),
                                            .scale = m_golden.at(tag + "/weight_scale")};
            const at::Tensor x = stored("x").to(at::kFloat) * m_golden.at(tag + "/x_scale");
            QVERIFY(bytes(nn::quantiseFp8(x).values).equal(m_golden.at(tag + "/x_fp8_bytes")));
            const at::Tensor y = nn::linear(x, weights);
            QCOMPARE(y.scalar_type(), at::kFloat);
            const at::Tensor exact = m_golden.at(tag + "/exact_fp64_of_quantised").to(at::kDouble);
            const at::Tensor rows = (y.to(at::kDouble) - exact).abs().amax(1) / exact.abs().amax(1);
            const double worst = rows.max().item<double>();
            std::printf("%-40s product %.2e of the row's largest magnitude\n", tag.c_str(), worst);
            QVERIFY2(worst <= 1.0 / 256, tag.c_str());
        }
    }

    // The bf16 golden went through other bytes in a few places (above), so this is of the order of fp8's own error.
    void quantisedIsNearTheLayerItReplaces()
    {
        for (const std::string& tag : m_cases) {
            const nn::LinearWeights plain{
                .weight = m_golden.at(tag + "/weight"), .bias = m_golden.at(tag + "/bias_bf16"), .scale = {}};
            const at::Tensor& x = m_golden.at(tag + "/x");
            QVERIFY(test::relativeError((tag + " quantised").c_str(), nn::linear(x, nn::quantise(plain)),
                                        m_golden.at(tag + "/unquantised"))
                    < 0.1);
        }
    }

    // One channel a hundred thousand times larger than the others: with one scale these fall below fp8's smallest
    // numbers. (A thousand times is within its range, and changes little.)
    void aLargeChannelDoesNotCostTheOthersTheirPrecision()
    {
        at::manual_seed(1);
        const at::Tensor weight = at::randn({64, 256}) * 0.02;
        weight[0].mul_(1e5);
        const nn::LinearWeights plain{.weight = weight, .bias = {}, .scale = {}};
        const at::Tensor x = at::randn({32, 256});
        const auto errorOfOthers = [&](const char* what, nn::Scheme scheme) {
            const at::Tensor y = nn::linear(x, nn::quantise(plain, scheme));
            return test::rmsError(what, y.narrow(1, 1, 63), nn::linear(x, plain).narrow(1, 1, 63));
        };
        QVERIFY(errorOfOthers("a scale for each channel", nn::Scheme::Fp8PerRow) < 0.05);
        QVERIFY(errorOfOthers("one scale", nn::Scheme::Fp8PerTensor) > 0.3);
    }

    // Rounding a row so that its largest number becomes fp8's is not the best that can be done with one scale.
    void channelsAreRoundedWithTheBestOfSomeScales()
    {
        at::manual_seed(1);
        const at::Tensor weight = at::randn({256, 64});
        const nn::LinearWeights best = nn::quantise({.weight = weight, .bias = {}, .scale = {}}, nn::Scheme::Fp8PerRow);
        QCOMPARE(best.scale.sizes(), c10::IntArrayRef({256}));
        const nn::Fp8Tensor plain = nn::quantiseFp8Rows(weight);
        const auto errorOf = [&](const char* what, const at::Tensor& values, const at::Tensor& scales) {
            return test::rmsError(what, values.to(at::kFloat) * scales.view({-1, 1}), weight);
        };
        QVERIFY(errorOf("the best of eight scales", best.weight, best.scale)
                < 0.9 * errorOf("448 / amax", plain.values, plain.scale));
    }

    // On a CPU they are rounded by loops of our own: the same bytes as by libtorch's operators, for all numbers.
    void roundingIsLibtorchs_data()
    {
        QTest::addColumn<at::Tensor>("x");
        const at::Tensor patterns = at::arange(65536, at::kInt).to(at::kShort);
        QTest::newRow("every bf16") << patterns.view(at::kBFloat16).reshape({64, 1024});
        QTest::newRow("every fp16") << patterns.view(at::kHalf).reshape({64, 1024});
        at::manual_seed(1);
        const at::Tensor wide = at::randn({9, 1027}) * at::exp(at::randn({9, 1027}) * 5);
        for (const at::ScalarType dtype : {at::kFloat, at::kBFloat16, at::kHalf})
            QTest::addRow("of all sizes, %s", c10::toString(dtype)) << wide.to(dtype);
        QTest::newRow("any bits")
            << at::randint(-2147483648L, 2147483647L, {16, 1031}, at::kLong).to(at::kInt).view(at::kFloat);
        QTest::newRow("ties") << (at::arange(4096).to(at::kFloat) * 0.0625F).reshape({2, 2048});
        const at::Tensor rows = at::randn({5, 2048});
        rows[1].zero_();
        rows[2].mul_(1e-20);
        rows[3][5] = std::numeric_limits<float>::infinity();
        rows[4][6] = std::numeric_limits<float>::quiet_NaN();
        QTest::newRow("zeros, tiny numbers, infinity, NaN") << rows;
        QTest::newRow("not contiguous") << at::randn({1024, 7}).t();
        QTest::newRow("one number") << at::ones({1, 1});
    }
    void roundingIsLibtorchs()
    {
        QFETCH(at::Tensor, x);
        const at::Tensor wide = x.to(at::kFloat);
        const auto toFp8 = [](const at::Tensor& values) { return values.to(at::kFloat8_e4m3fn); };
        const auto isSame = [](const at::Tensor& a, const at::Tensor& b) {
            return a.sizes() == b.sizes() && at::allclose(a, b, 0, 0, /*equal_nan=*/true);
        };
        const auto areSame = [](const at::Tensor& a, const at::Tensor& b) { // NaN has no sign
            const auto unsignedNan = [](const at::Tensor& fp8) {
                return at::where(bytes(fp8).bitwise_and(0x7f).eq(0x7f), 0x7f, bytes(fp8));
            };
            return unsignedNan(a).equal(unsignedNan(b));
        };
        const at::Tensor amax = wide.abs().amax(-1, true).clamp_min(1e-12);

        const nn::Fp8Tensor rows = nn::quantiseFp8Rows(x);
        QVERIFY(areSame(rows.values, toFp8((wide * (amax.reciprocal() * 448.0)).clamp(-448, 448))));
        QVERIFY(isSame(rows.scale, amax / 448.0));

        const nn::Fp8Tensor whole = nn::quantiseFp8(x);
        const at::Tensor s = (wide.abs().amax().clamp_min(1e-12).reciprocal() * 448.0).clamp_max(448.0).view({1});
        QVERIFY(areSame(whole.values, toFp8((wide * s).clamp(-448, 448))));
        QVERIFY(isSame(whole.scale, s.reciprocal()));

        const nn::LinearWeights channels = nn::quantise({.weight = x, .bias = {}, .scale = {}}, nn::Scheme::Fp8PerRow);
        if (x.size(1) >= 1024) { // Of shorter ones the best of some scales is taken.
            QVERIFY(areSame(channels.weight, toFp8(wide / amax * 448.0)));
            QVERIFY(isSame(channels.scale, (amax / 448.0).view({-1})));
        }

        for (const nn::LinearWeights& expected :
             {channels, nn::quantise({.weight = x, .bias = {}, .scale = {}}, nn::Scheme::Fp8PerTensor)}) {
            const nn::LinearWeights to{.weight = at::empty(x.sizes(), at::kFloat8_e4m3fn),
                                       .bias = {},
                                       .scale = at::empty(expected.scale.sizes(), at::kFloat),
                                       .scheme = expected.scheme};
            nn::quantiseInto(x, to);
            QVERIFY(bytes(to.weight).equal(bytes(expected.weight)));
            QVERIFY(isSame(to.scale, expected.scale));
        }
    }

    void policyKeepsWhatTheReferenceKeeps()
    {
        const QJsonArray kept = m_json[QStringLiteral("kept")].toArray();
        const QJsonArray replaced = m_json[QStringLiteral("replaced")].toArray();
        QVERIFY(!kept.isEmpty() && !replaced.isEmpty());
        for (const auto& name : kept)
            QVERIFY2(model::staysUnquantised(name.toString().toStdString()), qPrintable(name.toString()));
        for (const auto& name : replaced)
            QVERIFY2(!model::staysUnquantised(name.toString().toStdString()), qPrintable(name.toString()));
    }

private:
    model::StateDict m_golden;
    QJsonObject m_json;
    std::vector<std::string> m_cases;
};

} // namespace

QTEST_GUILESS_MAIN(TestFp8Linear)
#include "tst_Fp8Linear.moc"
