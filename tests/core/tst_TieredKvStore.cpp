// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/tensor/SimulatedDevice.h"
#include "tests/support/KvCases.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/arange.h>
#include <c10/core/InferenceMode.h>
#include <c10/util/Exception.h>

#include <QTest>

using namespace studio;
using namespace studio::offload;

namespace {

constexpr KvShape kShape = test::kKvShape;
constexpr int64_t kBlock = 6; // tokens

// What lane (step, block) writes in a layer; keys and values differ in sign.
float numberOf(int layer, int step, int64_t block)
{
    return static_cast<float>(1000 * (layer + 1) + 100 * (step + 1) + block);
}

// Each row another number.
at::Tensor rows(int64_t count, float number)
{
    const at::Tensor steps = at::arange(count, at::kFloat) / 64;
    return (steps + number).view({-1, 1, 1}).expand({count, kShape.heads, kShape.headDim}).contiguous();
}

class TestTieredKvStore : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void windowsHoldWhatWasWritten_data()
    {
        QTest::addColumn<QByteArray>("tiers");
        QTest::addColumn<int>("slots");
        QTest::addColumn<int>("seed");
        for (const char* tiers : {"rrrrr", "ppppp", "rprpr", "prrrr", "rrrrp", "pprpp"}) {
            for (const int slots : {1, 2, 3, 9}) {
                for (const int seed : {-1, 1, 2, 3})
                    QTest::addRow("%s, %d slots, seed %d", tiers, slots, seed) << QByteArray(tiers) << slots << seed;
            }
        }
    }
    void windowsHoldWhatWasWritten()
    {
        QFETCH(const QByteArray, tiers);
        QFETCH(const int, slots);
        QFETCH(const int, seed);
        Bench bench(seed);
        bench.kv.setTiers(test::kvTiersOf(tiers.constData()), slots);
        bench.prefill(1);
        QVERIFY(bench.film(9));
        bench.prefill(2); // while nothing is under way
        bench.atOnce = false;
        QVERIFY(bench.film(9));
    }

    // Attention reads the windows of all lanes in one call.
    void windowsOfALayerLieAtOneStride()
    {
        Bench bench(-1);
        QVERIFY(bench.kv.windowsAreDistinct());
        bench.kv.setTiers(test::kvTiersOf("rprpr"), 2);
        bench.prefill(1);
        const int64_t stride = 2 * (kShape.conditionTokens + kShape.ringTokens) * kShape.heads * kShape.headDim;
        bench.kv.beginPass(
            std::vector<KvLane>{{.step = 0, .block = 9}, {.step = 1, .block = 8}, {.step = 2, .block = 7}});
        for (int layer = 0; layer < kShape.layers; ++layer) {
            bench.kv.acquire(layer);
            const KvWindow first = bench.kv.window(0, layer);
            for (int lane = 0; lane < 3; ++lane) {
                const KvWindow window = bench.kv.window(lane, layer);
                QCOMPARE(numbersBetween(first.keys, window.keys), lane * stride);
                QCOMPARE(numbersBetween(first.keys, window.values), lane * stride + stride / 2);
                QVERIFY(window.keys.is_contiguous() && window.values.is_contiguous());
                bench.kv.commit(lane, layer);
            }
            bench.kv.release(layer);
        }
    }

    // Bit for bit, in each dtype that attention reads.
    void windowsAreThoseOfAResidentStore_data()
    {
        QTest::addColumn<int>("dtype");
        for (const at::ScalarType dtype : {at::kFloat, at::kBFloat16, at::kFloat8_e4m3fn})
            QTest::newRow(c10::toString(dtype)) << static_cast<int>(dtype);
    }
    void windowsAreThoseOfAResidentStore()
    {
        QFETCH(const int, dtype);
        for (const char* tiers : {"rrrrr", "ppppp", "rpprp"}) {
            for (const int64_t blocks : {4, 3, 2}) {
                tensor::SimulatedDevice device({.bytes = 1 << 22, .rates = {}, .seed = 5});
                const auto scope = device.scope();
                QVERIFY(
                    test::windowsAreThoseOfAResidentStore(device, static_cast<at::ScalarType>(dtype), tiers, blocks));
            }
        }
    }

    void whatIsHeldIsWhatIsSaid_data()
    {
        QTest::addColumn<KvFormat>("format");
        QTest::newRow("model") << KvFormat::Model;
        QTest::newRow("8 bits") << KvFormat::Fp8;
    }
    void whatIsHeldIsWhatIsSaid()
    {
        QFETCH(const KvFormat, format);
        const KvLayout layout(kShape, format, at::kFloat);
        const int lanes = 2;
        tensor::SimulatedDevice device({.bytes = 1 << 22, .rates = {}, .seed = {}});
        TieredKvStore kv(device, kShape, {.format = format, .dtype = at::kFloat, .lanes = lanes});
        const auto held = [](int64_t bytes) { return (bytes + 511) / 512 * 512; }; // as the allocator rounds
        const int64_t window = (kShape.conditionTokens + kShape.ringTokens) * 2 * 2 * 16 * 4;
        const int64_t workspace = format == KvFormat::Fp8 ? 2 * held(window / 2) : 0;
        const int64_t layer = held(layout.deviceBytes(kShape.steps));
        const int64_t slot = held(layout.deviceBytes(lanes));
        QCOMPARE(device.memory().used, workspace);
        kv.setTiers(test::kvTiersOf("rrrrr"), 2);
        QCOMPARE(device.memory().used, workspace + 5 * layer);
        kv.setTiers(test::kvTiersOf("rpppr"), 2);
        QCOMPARE(device.memory().used, workspace + 2 * layer + 2 * slot);
        kv.releaseDevice();
        QCOMPARE(device.memory().used, int64_t{0});
        const int64_t token = layout.tokenBytes();
        QCOMPARE(layout.pinnedBytes(), token * (kShape.conditionTokens + kShape.steps * kShape.ringTokens));
        if (format == KvFormat::Model)
            QCOMPARE(layout.deviceBytes(2), 2 * window + kShape.refTokens * token / 2);
    }

    void aPassAllocatesNothing()
    {
        Bench bench(-1);
        bench.kv.setTiers(test::kvTiersOf("prprp"), 2);
        bench.prefill(1);
        const int64_t before = bench.device.simulatedMemory().allocations();
        for (int64_t tick = 0; tick < 9; ++tick) {
            const std::vector<KvLane> lanes = test::kvLanesAt(tick, 7);
            bench.kv.expect(test::kvLanesAt(tick + 1, 7));
            bench.kv.beginPass(lanes);
            for (int layer = 0; layer < kShape.layers; ++layer) {
                bench.kv.acquire(layer);
                for (int lane = 0; lane < static_cast<int>(lanes.size()); ++lane) {
                    (void)bench.kv.window(lane, layer);
                    bench.kv.commit(lane, layer);
                }
                bench.kv.release(layer);
            }
        }
        QCOMPARE(bench.device.simulatedMemory().allocations(), before);
    }

    void aPassMayBeRepeated()
    {
        for (const char* tiers : {"ppppp", "rprpr"}) {
            for (int seed = -1; seed < 4; ++seed) {
                Bench bench(seed);
                bench.kv.setTiers(test::kvTiersOf(tiers), 2);
                bench.prefill(1);
                for (int64_t tick = 0; tick < 8; ++tick) {
                    bench.kv.expect(test::kvLanesAt(tick + 1, 6));
                    QVERIFY(bench.pass(test::kvLanesAt(tick, 6), static_cast<int>(tick % kShape.layers)));
                    QVERIFY(bench.pass(test::kvLanesAt(tick, 6)));
                }
            }
        }
    }

    void tiersChangeWithoutALoss()
    {
        Bench bench(7);
        bench.kv.setTiers(test::kvTiersOf("rrrrr"), 0);
        bench.prefill(1);
        int64_t tick = 0;
        for (const char* tiers : {"rrrrp", "rprpp", "ppppp", "rrprr", "ppppp", "rrrrr"}) {
            bench.kv.setTiers(test::kvTiersOf(tiers), 2);
            bench.kv.expect(test::kvLanesAt(tick + 1, 20));
            QVERIFY(bench.pass(test::kvLanesAt(tick, 20)));
            ++tick;
        }
        for (int n = 1; n < 6; ++n) { // at each allocation on the way
            bench.kv.setTiers(test::kvTiersOf("ppppp"), 2);
            bench.device.simulatedMemory().failAt(n);
            QVERIFY_THROWS_EXCEPTION(c10::OutOfMemoryError, bench.kv.setTiers(test::kvTiersOf("rrrrp"), 2));
            bench.kv.setTiers(test::kvTiersOf("ppppp"), 1);
            QVERIFY(bench.pass(test::kvLanesAt(tick, 20)));
            ++tick;
        }
    }

    void aPassMovesWhatItMust()
    {
        Bench bench(-1);
        bench.kv.setTiers(test::kvTiersOf("prprp"), 2);
        bench.prefill(1);
        for (int64_t tick = 0; tick < 6; ++tick)
            QVERIFY(bench.pass(test::kvLanesAt(tick, 20)));
        bench.device.synchronize();
        const tensor::Traffic before = bench.device.traffic();
        QVERIFY(bench.pass(test::kvLanesAt(6, 20))); // all lanes, all rings full
        bench.device.synchronize();
        const tensor::Traffic after = bench.device.traffic();
        const int64_t token = KvLayout(kShape, KvFormat::Model, at::kFloat).tokenBytes();
        QCOMPARE(token, int64_t{2 * 2 * 16 * 4});
        QCOMPARE(after.toDevice - before.toDevice, 3 * token * (kShape.conditionTokens + 3 * 3 * kBlock));
        QCOMPARE(after.fromDevice - before.fromDevice, 3 * token * 3 * kBlock);
    }

    void eightBitsTakeTheRoomThatIsPlanned()
    {
        Bench bench(-1, KvFormat::Fp8);
        QCOMPARE(KvLayout(kShape, KvFormat::Fp8, at::kFloat).tokenBytes(), int64_t{2 * (32 + 2 * 4)});
        bench.kv.setTiers(test::kvTiersOf("ppppp"), 2);
        bench.prefill(1);
        bench.tolerance = 1.0 / 16; // half a step of e4m3fn
        QVERIFY(bench.film(7));
    }

private:
    struct Bench {
        tensor::SimulatedDevice device;
        std::unique_ptr<tensor::Accelerator::Scope> scope;
        TieredKvStore kv;
        double tolerance = 0;
        float condition = 0;
        bool atOnce = true; // Where windows are distinct, all lanes' are borrowed before one is written.

        explicit Bench(int seed, KvFormat format = KvFormat::Model)
            : device({.bytes = 1 << 22,
                      .rates = {},
                      .seed = seed < 0 ? std::nullopt : std::optional(static_cast<uint64_t>(seed))})
            , scope(device.scope())
            , kv(device, kShape, {.format = format, .dtype = at::kFloat, .lanes = kShape.steps})
        {
        }

        bool near(const at::Tensor& actual, const at::Tensor& wanted) const
        {
            return ((actual - wanted).abs() <= wanted.abs() * tolerance).all().item<bool>();
        }

        at::Tensor conditionOf(int layer) const
        {
            return rows(kShape.conditionTokens, condition + 8 * static_cast<float>(layer));
        }

        void prefill(float number)
        {
            condition = number;
            for (int layer = 0; layer < kShape.layers; ++layer)
                kv.setCondition(layer, conditionOf(layer), -conditionOf(layer));
        }

        bool film(int64_t blocks)
        {
            for (int64_t tick = 0; tick < blocks + kShape.steps - 1; ++tick) {
                kv.expect(test::kvLanesAt(tick + 1, blocks));
                if (!pass(test::kvLanesAt(tick, blocks)))
                    return false;
            }
            return true;
        }

        // Whether every window held the condition and the blocks before. Ends before layer `end`.
        bool pass(const std::vector<KvLane>& lanes, int end = kShape.layers)
        {
            bool right = true;
            kv.beginPass(lanes);
            for (int layer = 0; layer < end; ++layer) {
                kv.acquire(layer);
                const size_t together = atOnce && kv.windowsAreDistinct() ? lanes.size() : 1;
                for (size_t first = 0; first < lanes.size(); first += together) {
                    std::vector<KvWindow> windows;
                    for (size_t i = first; i < first + together; ++i) {
                        windows.push_back(kv.window(static_cast<int>(i), layer));
                        right = right && holds(windows.back(), lanes[i], layer);
                    }
                    for (size_t i = first; i < first + together; ++i)
                        write(windows[i - first], lanes[i], layer);
                    for (size_t i = first; i < first + together; ++i)
                        kv.commit(static_cast<int>(i), layer);
                }
                kv.release(layer);
            }
            return right;
        }

        bool holds(const KvWindow& window, const KvLane& lane, int layer) const
        {
            const at::Tensor wanted = conditionOf(layer);
            const int64_t others = kShape.conditionTokens - kShape.refTokens;
            bool right = near(window.referenceKeys, wanted.narrow(0, 0, kShape.refTokens))
                && near(window.keys.narrow(0, kShape.refTokens, others), wanted.narrow(0, kShape.refTokens, others))
                && near(window.values.narrow(0, 0, kShape.conditionTokens), -wanted);
            for (int64_t back = 1; back < lane.visible(kShape); ++back) {
                const KvLane earlier{.step = lane.step, .block = lane.block - back};
                const int64_t row = kShape.conditionTokens + earlier.place(kShape) * kBlock;
                const at::Tensor block = rows(kBlock, numberOf(layer, lane.step, earlier.block));
                right = right && near(window.keys.narrow(0, row, kBlock), block)
                    && near(window.values.narrow(0, row, kBlock), -block);
            }
            return right;
        }

        static void write(const KvWindow& window, const KvLane& lane, int layer)
        {
            window.keys.narrow(0, 0, kShape.refTokens).fill_(-5); // as a rotation would
            const int64_t row = kShape.conditionTokens + lane.place(kShape) * kBlock;
            const at::Tensor own = rows(kBlock, numberOf(layer, lane.step, lane.block));
            window.keys.narrow(0, row, kBlock).copy_(own);
            window.values.narrow(0, row, kBlock).copy_(-own);
        }
    };

    static int64_t numbersBetween(const at::Tensor& from, const at::Tensor& to)
    {
        return static_cast<const float*>(to.const_data_ptr()) - static_cast<const float*>(from.const_data_ptr());
    }

    c10::InferenceMode m_inference;
};

} // namespace

QTEST_GUILESS_MAIN(TestTieredKvStore)
#include "tst_TieredKvStore.moc"
