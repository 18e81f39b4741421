// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/offload/BlockStreamer.h"
#include "core/tensor/SimulatedDevice.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/full.h>
#include <ATen/ops/sum.h>
#include <c10/core/InferenceMode.h>
#include <c10/util/Exception.h>

#include <QTest>

#include <set>

using namespace studio;
using namespace studio::offload;

namespace {

constexpr int64_t kLayers = 7;

// Layer i is 64 * (i + 1) bytes of i + 1.
class CountingSlabs : public SlabSource {
public:
    CountingSlabs()
    {
        for (int64_t i = 0; i < kLayers; ++i)
            m_slabs.push_back(at::full({bytes(i)}, i + 1, at::kByte));
    }
    [[nodiscard]] int64_t count() const override { return kLayers; }
    [[nodiscard]] int64_t bytes(int64_t layer) const override { return 64 * (layer + 1); }
    [[nodiscard]] at::Tensor pinned(int64_t layer) const override
    {
        return onDisk.count(layer) ? at::Tensor() : m_slabs[static_cast<size_t>(layer)];
    }
    Status read(int64_t layer, const at::Tensor& to) override
    {
        if (reads++ == failing)
            return Error{ErrorCode::CheckpointDamaged, "slabs", "a read that fails"};
        to.copy_(m_slabs[static_cast<size_t>(layer)]);
        return kDone;
    }
    std::set<int64_t> onDisk;
    int reads = 0;
    int failing = -1;

private:
    std::vector<at::Tensor> m_slabs;
};

std::vector<WeightTier> tiersOf(const char* letters)
{
    std::vector<WeightTier> tiers;
    for (const char* letter = letters; *letter; ++letter)
        tiers.push_back(*letter == 'r' ? WeightTier::Device : *letter == 'p' ? WeightTier::Pinned : WeightTier::Disk);
    return tiers;
}

class TestBlockStreamer : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void everyLayerIsThereWhenItIsUsed_data()
    {
        QTest::addColumn<QByteArray>("tiers");
        QTest::addColumn<int>("slots");
        QTest::addColumn<int>("seed");
        for (const char* tiers :
             {"rrrrrrr", "ppppppp", "ddddddd", "rprprpr", "prrrrrr", "rrrrrrd", "pdpdpdp", "rdprdpr"}) {
            for (const int slots : {1, 2, 3, 5}) {
                for (const int seed : {-1, 1, 2, 3})
                    QTest::addRow("%s, %d slots, seed %d", tiers, slots, seed) << QByteArray(tiers) << slots << seed;
            }
        }
    }
    void everyLayerIsThereWhenItIsUsed()
    {
        QFETCH(const QByteArray, tiers);
        QFETCH(const int, slots);
        QFETCH(const int, seed);
        Bench bench(tiers.constData(), slots, seed);
        bench.device.synchronize();
        const int64_t loaded = bench.device.traffic().toDevice;
        for (int pass = 0; pass < 4; ++pass)
            QCOMPARE(bench.pass(kLayers), kLayers);
        bench.device.synchronize();
        int64_t streamed = 0;
        int64_t largest = 0;
        std::vector<int64_t> moving;
        for (int64_t layer = 0; layer < kLayers; ++layer) {
            if (tiers[static_cast<int>(layer)] == 'r')
                continue;
            moving.push_back(bench.slabs.bytes(layer));
            streamed += moving.back();
            largest = std::max(largest, moving.back());
        }
        // Four passes, and the first layers of the next one.
        const int64_t copied = bench.device.traffic().toDevice - loaded;
        int64_t ahead = copied - 4 * streamed;
        for (const int64_t bytes : moving) {
            if (ahead == 0)
                break;
            ahead -= bytes;
        }
        QCOMPARE(ahead, int64_t{0});
        QVERIFY(copied - 4 * streamed <= slots * largest);
    }

    void aPassCanBeAborted()
    {
        for (const char* tiers : {"ppppppp", "ddddddd", "rpdrpdr"}) {
            for (int seed = -1; seed < 4; ++seed) {
                Bench bench(tiers, 2, seed);
                for (int64_t end = 0; end <= kLayers; ++end) {
                    QCOMPARE(bench.pass(end), end); // then cancelled between two layers
                    QCOMPARE(bench.pass(kLayers), kLayers);
                    bench.pass(end, Leave::Acquired); // an exception in the middle of a layer
                    QCOMPARE(bench.pass(kLayers), kLayers);
                }
            }
        }
    }

    void tiersChangeBetweenPasses()
    {
        Bench bench("rrrrrrr", 2, 5);
        const int64_t all = bench.device.memory().used;
        QCOMPARE(bench.pass(kLayers), kLayers);
        QVERIFY(bench.streamer.setTiers(tiersOf("rprprpr"), 2));
        QVERIFY(bench.device.memory().used < all);
        QCOMPARE(bench.pass(kLayers), kLayers);
        bench.slabs.onDisk = {3, 5};
        QVERIFY(bench.streamer.setTiers(tiersOf("pppdpdp"), 3));
        QCOMPARE(bench.pass(kLayers), kLayers);
        QVERIFY(bench.streamer.setTiers(tiersOf("rrrrrrr"), 0));
        QCOMPARE(bench.device.memory().used, all);
        QCOMPARE(bench.pass(kLayers), kLayers);
    }

    void withoutMemoryNothingIsLost()
    {
        Bench bench("ppppppp", 2, 6);
        for (int n = 1; n <= 7; ++n) {
            bench.device.simulatedMemory().failAt(n);
            QVERIFY_THROWS_EXCEPTION(c10::OutOfMemoryError, (void)bench.streamer.setTiers(tiersOf("rrrrrrr"), 0));
            QVERIFY(bench.streamer.setTiers(tiersOf("pprpppp"), 2));
            QCOMPARE(bench.pass(kLayers), kLayers);
            QVERIFY(bench.streamer.setTiers(tiersOf("ppppppp"), 1));
        }
    }

    void aReadThatFailsIsTold()
    {
        Bench bench("pdpdpdp", 2, -1);
        QCOMPARE(bench.pass(kLayers), kLayers);
        bench.slabs.failing = bench.slabs.reads + 1;
        try {
            bench.pass(kLayers);
            bench.pass(kLayers);
            QFAIL("the failure was not told");
        } catch (const SlabReadError& error) {
            QVERIFY(error.error().code == ErrorCode::CheckpointDamaged);
        }
        QCOMPARE(bench.pass(kLayers), kLayers);

        bench.device.synchronize(); // what is read ahead
        bench.slabs.onDisk = {2};
        bench.slabs.failing = bench.slabs.reads;
        const Status set = bench.streamer.setTiers(tiersOf("pprpppp"), 2);
        QVERIFY(!set && set.error().code == ErrorCode::CheckpointDamaged);
        std::stop_source source;
        source.request_stop();
        const Status stopped = bench.streamer.setTiers(tiersOf("rrrrrrr"), 0, source.get_token());
        QVERIFY(!stopped && stopped.error().code == ErrorCode::Cancelled);
    }

private:
    enum class Leave { Released, Acquired };

    struct Bench {
        CountingSlabs slabs;
        tensor::SimulatedDevice device;
        std::unique_ptr<tensor::Accelerator::Scope> scope;
        BlockStreamer streamer;

        Bench(const char* tiers, int slots, int seed)
            : device({.bytes = 1 << 20,
                      .rates = {},
                      .seed = seed < 0 ? std::nullopt : std::optional(static_cast<uint64_t>(seed))})
            , scope(device.scope())
            , streamer(device, slabs)
        {
            for (int64_t layer = 0; layer < kLayers; ++layer) {
                if (tiers[layer] == 'd')
                    slabs.onDisk.insert(layer);
            }
            if (!streamer.setTiers(tiersOf(tiers), slots))
                qFatal("tiers");
        }

        // Layers that were right.
        int64_t pass(int64_t end, Leave leave = Leave::Released)
        {
            int64_t right = 0;
            for (int64_t layer = 0; layer < end; ++layer) {
                const std::optional<int> slot = streamer.acquire(layer);
                const at::Tensor& bytes = slot ? streamer.slot(*slot) : streamer.resident(layer);
                const int64_t size = slabs.bytes(layer);
                right += bytes.narrow(0, 0, size).sum().item<int64_t>() == size * (layer + 1) ? 1 : 0;
                if (leave == Leave::Acquired && layer + 1 == end)
                    break;
                streamer.release(layer);
            }
            return right;
        }
    };

    c10::InferenceMode m_inference;
};

} // namespace

QTEST_GUILESS_MAIN(TestBlockStreamer)
#include "tst_BlockStreamer.moc"
