// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/Units.h"
#include "core/pipeline/Forecast.h"
#include "core/pipeline/KnownGpus.h"

#include <QTest>

#include <cmath>

using namespace studio;
using namespace studio::pipeline;

namespace {

double framesPerSecond(const KnownGpu& gpu, double gigabytes, NumberFormat attention = NumberFormat::Fp8,
                       NumberFormat weights = NumberFormat::Fp8, PictureDecoder decoder = PictureDecoder::Vae)
{
    PlanRequest request;
    request.lanes = 4;
    request.weights = weights;
    request.decoder = decoder;
    request.kv = NumberFormat::Fp8;
    request.attention = attention;
    request.vramBudget = static_cast<int64_t>(gigabytes * static_cast<double>(kGiB));
    request.ramBudget = 128 * kGiB;
    request.rates = gpu.rates;
    const ModelShape shape = ModelShape::liveAvatar14B();
    return forecast(shape, fastestPlan(shape, request)).framesPerSecond;
}

} // namespace

class TestKnownGpus : public QObject {
    Q_OBJECT

private Q_SLOTS:
    // tests/bench/RESULTS.md, "Whole pipeline with the VAE in a memory budget": 704x384, four steps and lanes.
    void theModelPredictsWhatWasMeasured_data()
    {
        QTest::addColumn<QByteArray>("gpu");
        QTest::addColumn<double>("gigabytes");
        QTest::addColumn<double>("measured");
        QTest::newRow("H100, none") << QByteArray("h100") << 80.0 << 21.1;
        QTest::newRow("H100, 24 GB") << QByteArray("h100") << 24.0 << 20.9;
        QTest::newRow("H100, 16 GB") << QByteArray("h100") << 16.0 << 20.4;
        QTest::newRow("H100, 12 GB") << QByteArray("h100") << 12.0 << 17.3;
        QTest::newRow("H100, 8 GB") << QByteArray("h100") << 8.0 << 16.2;
        QTest::newRow("H200, none") << QByteArray("h200") << 141.0 << 21.26;
        QTest::newRow("H200, 24 GB") << QByteArray("h200") << 24.0 << 21.1;
        QTest::newRow("H200, 12 GB") << QByteArray("h200") << 12.0 << 18.98;
        QTest::newRow("H200, 8 GB") << QByteArray("h200") << 8.0 << 17.11;
    }
    void theModelPredictsWhatWasMeasured()
    {
        QFETCH(const QByteArray, gpu);
        QFETCH(const double, gigabytes);
        QFETCH(const double, measured);
        const double predicted = framesPerSecond(*knownGpu(gpu.toStdString()), gigabytes);
        qInfo("%.1f frames a second predicted, %.1f measured", predicted, measured);
        QVERIFY(std::abs(predicted / measured - 1) < 0.1);
    }

    // Each decoder has a rate of its own on every card, and an unknown one is taken to be as slow as the VAE.
    void fasterDecodersMakeMoreFrames()
    {
        for (const KnownGpu& gpu : knownGpus()) {
            const double vae = framesPerSecond(gpu, 12);
            const double int8 = framesPerSecond(gpu, 12, NumberFormat::Fp8, NumberFormat::Fp8, PictureDecoder::Int8);
            const double light = framesPerSecond(gpu, 12, NumberFormat::Fp8, NumberFormat::Fp8, PictureDecoder::Light);
            qInfo("%s: %.2f frames a second, %.2f by the decoder in int8, %.2f by a light one", gpu.id.data(), vae,
                  int8, light);
            QVERIFY(vae < int8 && int8 < light);
            const double share = *gpu.rates.int8DecoderSecondsPerPixel / *gpu.rates.vaeSecondsPerPixel;
            // RTX cards multiply int8 four times as fast as bf16, those of data centres by these instructions not.
            QCOMPARE(share < 0.5, gpu.id.starts_with("rtx"));
        }
        const Rates plain{.toDevice = {},
                          .fromDevice = {},
                          .bothWays = {},
                          .disk = {},
                          .linearBf16 = {},
                          .linearFp8 = {},
                          .attention = {},
                          .vaeSecondsPerPixel = 1e-7};
        QCOMPARE(plain.decodingSecondsPerPixel(PictureDecoder::Int8), std::optional(1e-7));
        QCOMPARE(plain.decodingSecondsPerPixel(PictureDecoder::Light), std::optional(1e-7));
    }

    // "VAE in int8" of the results, in which both decoders took these seconds for 48 frames of 704x384.
    void theDecoderInInt8HasTheMeasuredShare()
    {
        const Rates h200 = expectedRates("h200");
        QVERIFY(std::abs(*h200.int8DecoderSecondsPerPixel / *h200.vaeSecondsPerPixel / (0.2469 / 0.3166) - 1) < 0.01);
    }

    void everyCardIsFoundByBothNames()
    {
        QVERIFY(!knownGpus().empty());
        for (const KnownGpu& gpu : knownGpus()) {
            QVERIFY(knownGpu(gpu.id)->name == gpu.name);
            QVERIFY(knownGpu(gpu.name)->id == gpu.id);
            QVERIFY(expectedRates(gpu.name) == gpu.rates);
        }
        QVERIFY(!knownGpu("NVIDIA GeForce GTX 1080") && expectedRates("") == Rates());
    }

    // What a card is bought for, and attention in 8 bits, which is faster on each.
    void aFasterCardMakesMoreFrames()
    {
        double before = 1000;
        for (const KnownGpu& gpu : knownGpus()) {
            if (gpu.id == "h100")
                continue; // as fast as the H200 but for its memory
            const double narrow = framesPerSecond(gpu, 12);
            const double plain = framesPerSecond(gpu, 12, NumberFormat::Bf16);
            qInfo("%s in 12 GB: %.2f frames a second, %.2f with attention in bf16", gpu.id.data(), narrow, plain);
            QVERIFY(narrow > plain && plain > 0);
            const double whole = framesPerSecond(gpu, 12, NumberFormat::Fp8, NumberFormat::Int8);
            qInfo("%.2f with products in int8", whole);
            QCOMPARE(whole > narrow, gpu.id.starts_with("rtx")); // Those of data centres have both at one speed.
            if (gpu.id != "rtx3090") // which multiplies no fp8, but is wider than the card before it
                QVERIFY(narrow < before);
            before = narrow;
        }
    }
};

QTEST_GUILESS_MAIN(TestKnownGpus)
#include "tst_KnownGpus.moc"
