// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/Units.h"
#include "core/pipeline/CheckpointShape.h"
#include "core/pipeline/detail/OffloadController.h"
#include "core/tensor/SimulatedDevice.h"
#include "tests/support/GoldenFilm.h"
#include "tests/support/TinyDit.h"

#include <c10/core/InferenceMode.h>
#include <c10/util/Exception.h>

#include <QTest>

#include <set>

using namespace studio;
using pipeline::OffloadController;
using pipeline::Plan;
using pipeline::PlanRequest;
using test::GoldenFilm;

namespace {

class TestOffloadController : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase()
    {
        const std::string root = test::kGoldens + "checkpoint/tiny/ckpt/";
        auto shape = pipeline::readCheckpointShape({.checkpoint = root});
        const auto folder = model::findCheckpoint(root);
        QVERIFY(shape && folder);
        m_shape = std::move(*shape);
        auto checkpoint
            = dit::DitCheckpoint::open(*folder, dit::LoraFile{root + "LiveAvatar/liveavatar.safetensors", {}});
        QVERIFY(bool(checkpoint));
        m_checkpoint = std::make_shared<const dit::DitCheckpoint>(std::move(*checkpoint));

        const test::TinyDit dit;
        offload::ResidentKvStore kv(dit.model->kvShape(GoldenFilm::kSteps, GoldenFilm::kHeight, GoldenFilm::kWidth),
                                    at::kFloat);
        m_film.lanes = GoldenFilm::kSteps;
        m_plain = m_film.latents(*dit.model, *dit.layers, kv);
        QVERIFY(m_plain.defined());
    }

    void everyBudgetGivesTheSameFilmWithinItsPromise()
    {
        int64_t before = 0;
        for (int64_t budget = least(); budget < 2 * least(); budget += least() / 8) {
            Bench bench(*this, budget);
            QVERIFY(bench.prepare());
            QVERIFY(bench.film(m_film).equal(m_plain));
            bench.device.synchronize();
            QCOMPARE(bench.controller.plans(), 1);
            const int64_t peak = bench.device.memory().peak;
            QVERIFY2(peak <= promisedTensorBytes(bench.plan),
                     qPrintable(QStringLiteral("%1 of %2").arg(peak).arg(promisedTensorBytes(bench.plan))));
            before = std::max(before, bench.device.traffic().toDevice);
        }
        QVERIFY(before > 0);
    }

    // Layers, slots, caches and the window take what the plan counts for them, whatever the budget.
    void whatIsHeldIsWhatIsPlanned()
    {
        using pipeline::MemoryPart;
        std::set<int64_t> others;
        for (int64_t budget = least(); budget < 2 * least(); budget += least() / 8) {
            Bench bench(*this, budget);
            QVERIFY(bench.prepare());
            int64_t planned = 0;
            for (const pipeline::MemoryItem& item : bench.plan.vram) {
                if (item.part == MemoryPart::ResidentLayers || item.part == MemoryPart::WeightSlots
                    || item.part == MemoryPart::ResidentKv || item.part == MemoryPart::KvSlots
                    || item.part == MemoryPart::AttentionWindow)
                    planned += item.bytes;
            }
            others.insert(bench.device.memory().used - planned);
        }
        // The rest is the stem, and what the allocator rounds up: half a kilobyte for each of some twenty buffers.
        qInfo("beside that %lld to %lld bytes", static_cast<long long>(*others.begin()),
              static_cast<long long>(*others.rbegin()));
        QVERIFY(*others.rbegin() - *others.begin() < 20 * 512);
        QVERIFY(*others.begin() >= 0 && *others.rbegin() <= m_shape.stemBytes(NumberFormat::Fp32) * 11 / 10);
    }

    // Another program takes memory in the middle of the film.
    void underPressureItPlansAnewBetweenTicks()
    {
        Bench bench(*this, 2 * least());
        QVERIFY(bench.prepare());
        QCOMPARE(bench.plan.count(WeightTier::Device), 4);
        GoldenFilm film = m_film;
        int ticks = 0;
        film.betweenTicks = [&] {
            if (++ticks == 3)
                bench.device.simulatedMemory().setOthers(2 * least() - least() - least() / 20);
            bench.controller.betweenTicks();
        };
        film.freeMemory = [&] { return bench.controller.freeMemory(); };
        QVERIFY(bench.film(film).equal(m_plain));
        QVERIFY(bench.controller.plans() > 1);
        QVERIFY(bench.controller.plan().count(WeightTier::Device) < 4
                || bench.controller.plan().count(KvTier::Pinned) > 0);
        QVERIFY(bench.device.memory().used <= least() + least() / 20);
    }

    // Wherever an allocation fails, the tick is repeated with less on the device.
    void aTickWithoutMemoryIsRepeatedWithASmallerPlan()
    {
        int64_t allocations = 0;
        {
            Bench bench(*this, 2 * least());
            QVERIFY(bench.prepare());
            GoldenFilm film = m_film;
            int64_t before = 0;
            film.begins = [&] { before = bench.device.simulatedMemory().allocations(); };
            QVERIFY(bench.film(film).defined());
            allocations = bench.device.simulatedMemory().allocations() - before;
        }
        for (int64_t n = 1; n < allocations; n += 1 + allocations / 25) {
            Bench bench(*this, 2 * least());
            QVERIFY(bench.prepare());
            GoldenFilm film = m_film;
            film.begins = [&] { bench.device.simulatedMemory().failAt(n); };
            film.betweenTicks = [&] { bench.controller.betweenTicks(); };
            film.freeMemory = [&] { return bench.controller.freeMemory(); };
            QVERIFY(bench.film(film).equal(m_plain));
            QCOMPARE(bench.controller.plans(), 2);
        }
    }

    // Also where a smaller plan can't be applied at once.
    void roomIsMadeStepByStep()
    {
        for (int failing = 1; failing <= 6; ++failing) {
            Bench bench(*this, 2 * least());
            QVERIFY(bench.prepare());
            GoldenFilm film = m_film;
            film.begins = [&] { bench.device.simulatedMemory().failAt(100); };
            int asked = 0;
            film.freeMemory = [&] {
                if (++asked == 1)
                    bench.device.simulatedMemory().failAt(failing);
                return bench.controller.freeMemory();
            };
            QVERIFY(bench.film(film).equal(m_plain));
            QVERIFY(asked >= 1);
        }
    }

    void withoutAnyRoomTheFilmFails()
    {
        Bench bench(*this, least());
        QVERIFY(bench.prepare());
        GoldenFilm film = m_film;
        film.begins = [&] { bench.device.setCap(bench.device.memory().used); };
        film.freeMemory = [&] { return bench.controller.freeMemory(); };
        QVERIFY(!bench.film(film).defined());
    }

private:
    struct Bench {
        tensor::SimulatedDevice device;
        std::unique_ptr<tensor::Accelerator::Scope> scope;
        OffloadController controller;
        const dit::DitConfig& config;
        Plan plan;

        Bench(TestOffloadController& test, int64_t budget)
            : device({.bytes = budget, .rates = {}, .seed = static_cast<uint64_t>(budget)})
            , scope(device.scope())
            , controller(device, test.m_checkpoint, test.m_shape,
                         {.dtype = at::kFloat, .format = dit::LayerFormat::AsModel, .slabCache = {}, .title = {}})
            , config(test.m_checkpoint->config())
            , plan(pipeline::plan(test.m_shape, request(budget)))
        {
        }
        bool prepare()
        {
            const offload::KvShape shape
                = dit::kvShapeOf(config, GoldenFilm::kSteps, GoldenFilm::kHeight, GoldenFilm::kWidth);
            return plan.fits && controller.prepare(plan, shape, {}, {});
        }
        at::Tensor film(const GoldenFilm& wanted)
        {
            return wanted.latents(controller.model(), controller.layers(), controller.kv());
        }
    };

    static PlanRequest request(int64_t budget)
    {
        PlanRequest wanted;
        wanted.width = 64;
        wanted.height = 128;
        wanted.steps = GoldenFilm::kSteps;
        wanted.lanes = GoldenFilm::kSteps;
        wanted.model = wanted.weights = wanted.kv = NumberFormat::Fp32;
        wanted.vramBudget = budget;
        wanted.ramBudget = 64 * kGiB;
        wanted.contextBytes = 0;
        return wanted;
    }

    // The smallest budget that a plan fits in.
    [[nodiscard]] int64_t least() const
    {
        static const int64_t bytes = [this] {
            int64_t budget = 1 << 20;
            while (!pipeline::plan(m_shape, request(budget)).fits)
                budget += budget / 50;
            return budget;
        }();
        return bytes;
    }

    pipeline::ModelShape m_shape;
    std::shared_ptr<const dit::DitCheckpoint> m_checkpoint;
    GoldenFilm m_film;
    at::Tensor m_plain;
    c10::InferenceMode m_inference;
};

} // namespace

QTEST_GUILESS_MAIN(TestOffloadController)
#include "tst_OffloadController.moc"
