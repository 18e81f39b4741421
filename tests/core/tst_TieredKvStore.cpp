// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/offload/TieredKvStore.h"
#include "core/tensor/SimulatedDevice.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/full.h>
#include <c10/core/InferenceMode.h>
#include <c10/util/Exception.h>

#include <QTest>

using namespace studio;
using namespace studio::offload;

namespace {

constexpr KvShape kShape{.steps = 3,
                         .layers = 5,
                         .refTokens = 2,
                         .conditionTokens = 5,
                         .ringTokens = 24,
                         .ringBlocks = 4,
                         .heads = 2,
                         .headDim = 16};
constexpr int64_t kBlock = 6; // tokens

// What lane (step, block) writes in a layer; keys and values differ in sign.
float numberOf(int layer, int step, int64_t block)
{
    return static_cast<float>(1000 * (layer + 1) + 100 * (step + 1) + block);
}

at::Tensor rows(int64_t count, float number)
{
    return at::full({count, kShape.heads, kShape.headDim}, number);
}

std::vector<KvTier> tiersOf(const char* letters)
{
    std::vector<KvTier> tiers;
    for (const char* letter = letters; *letter; ++letter)
        tiers.push_back(*letter == 'r' ? KvTier::Device : KvTier::Pinned);
    return tiers;
}

// The lanes of a tick of the wavefront.
std::vector<KvLane> lanesAt(int64_t tick, int64_t blocks)
{
    std::vector<KvLane> lanes;
    for (int step = kShape.steps - 1; step >= 0; --step) {
        if (tick >= step && tick - step < blocks)
            lanes.push_back({.step = step, .block = tick - step});
    }
    return lanes;
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
        bench.kv.setTiers(tiersOf(tiers.constData()), slots);
        bench.prefill(1);
        QVERIFY(bench.film(9));
        bench.prefill(2); // while nothing is under way
        QVERIFY(bench.film(9));
    }

    void aPassMayBeRepeated()
    {
        for (const char* tiers : {"ppppp", "rprpr"}) {
            for (int seed = -1; seed < 4; ++seed) {
                Bench bench(seed);
                bench.kv.setTiers(tiersOf(tiers), 2);
                bench.prefill(1);
                for (int64_t tick = 0; tick < 8; ++tick) {
                    bench.kv.expect(lanesAt(tick + 1, 6));
                    QVERIFY(bench.pass(lanesAt(tick, 6), static_cast<int>(tick % kShape.layers)));
                    QVERIFY(bench.pass(lanesAt(tick, 6)));
                }
            }
        }
    }

    void tiersChangeWithoutALoss()
    {
        Bench bench(7);
        bench.kv.setTiers(tiersOf("rrrrr"), 0);
        bench.prefill(1);
        int64_t tick = 0;
        for (const char* tiers : {"rrrrp", "rprpp", "ppppp", "rrprr", "ppppp", "rrrrr"}) {
            bench.kv.setTiers(tiersOf(tiers), 2);
            bench.kv.expect(lanesAt(tick + 1, 20));
            QVERIFY(bench.pass(lanesAt(tick, 20)));
            ++tick;
        }
        for (int n = 1; n < 6; ++n) { // at each allocation on the way
            bench.kv.setTiers(tiersOf("ppppp"), 2);
            bench.device.simulatedMemory().failAt(n);
            QVERIFY_THROWS_EXCEPTION(c10::OutOfMemoryError, bench.kv.setTiers(tiersOf("rrrrp"), 2));
            bench.kv.setTiers(tiersOf("ppppp"), 1);
            QVERIFY(bench.pass(lanesAt(tick, 20)));
            ++tick;
        }
    }

    void aPassMovesWhatItMust()
    {
        Bench bench(-1);
        bench.kv.setTiers(tiersOf("prprp"), 2);
        bench.prefill(1);
        for (int64_t tick = 0; tick < 6; ++tick)
            QVERIFY(bench.pass(lanesAt(tick, 20)));
        bench.device.synchronize();
        const tensor::Traffic before = bench.device.traffic();
        QVERIFY(bench.pass(lanesAt(6, 20))); // all lanes, all rings full
        bench.device.synchronize();
        const tensor::Traffic after = bench.device.traffic();
        const int64_t token = TieredKvStore::tokenBytes(kShape, {.format = KvFormat::Model, .dtype = at::kFloat});
        QCOMPARE(token, int64_t{2 * 2 * 16 * 4});
        QCOMPARE(after.toDevice - before.toDevice, 3 * token * (kShape.conditionTokens + 3 * 3 * kBlock));
        QCOMPARE(after.fromDevice - before.fromDevice, 3 * token * 3 * kBlock);
    }

    void eightBitsTakeTheRoomThatIsPlanned()
    {
        Bench bench(-1, KvFormat::Fp8);
        QCOMPARE(TieredKvStore::tokenBytes(kShape, {.format = KvFormat::Fp8}), int64_t{2 * (32 + 2 * 4)});
        bench.kv.setTiers(tiersOf("ppppp"), 2);
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

        explicit Bench(int seed, KvFormat format = KvFormat::Model)
            : device({.bytes = 1 << 22,
                      .rates = {},
                      .seed = seed < 0 ? std::nullopt : std::optional(static_cast<uint64_t>(seed))})
            , scope(device.scope())
            , kv(device, kShape, {.format = format, .dtype = at::kFloat, .lanes = kShape.steps})
        {
        }

        bool near(const at::Tensor& actual, float wanted) const
        {
            return ((actual - wanted).abs() <= std::abs(wanted) * tolerance).all().item<bool>();
        }

        void prefill(float number)
        {
            condition = number;
            for (int layer = 0; layer < kShape.layers; ++layer)
                kv.setCondition(layer, rows(kShape.conditionTokens, number), rows(kShape.conditionTokens, -number));
        }

        bool film(int64_t blocks)
        {
            for (int64_t tick = 0; tick < blocks + kShape.steps - 1; ++tick) {
                kv.expect(lanesAt(tick + 1, blocks));
                if (!pass(lanesAt(tick, blocks)))
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
                for (size_t i = 0; i < lanes.size(); ++i) {
                    const KvLane& lane = lanes[i];
                    const KvWindow window = kv.window(static_cast<int>(i), layer);
                    right = right && near(window.referenceKeys, condition)
                        && near(window.keys.narrow(0, 0, kShape.conditionTokens), condition)
                        && near(window.values.narrow(0, 0, kShape.conditionTokens), -condition);
                    for (int64_t back = 1; back < lane.visible(kShape); ++back) {
                        const KvLane earlier{.step = lane.step, .block = lane.block - back};
                        const int64_t row = kShape.conditionTokens + earlier.place(kShape) * kBlock;
                        const float wanted = numberOf(layer, lane.step, earlier.block);
                        right = right && near(window.keys.narrow(0, row, kBlock), wanted)
                            && near(window.values.narrow(0, row, kBlock), -wanted);
                    }
                    window.keys.narrow(0, 0, kShape.refTokens).fill_(-5); // as a rotation would
                    const int64_t row = kShape.conditionTokens + lane.place(kShape) * kBlock;
                    const float own = numberOf(layer, lane.step, lane.block);
                    window.keys.narrow(0, row, kBlock).fill_(own);
                    window.values.narrow(0, row, kBlock).fill_(-own);
                    kv.commit(static_cast<int>(i), layer);
                }
                kv.release(layer);
            }
            return right;
        }
    };

    c10::InferenceMode m_inference;
};

} // namespace

QTEST_GUILESS_MAIN(TestTieredKvStore)
#include "tst_TieredKvStore.moc"
