// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/Units.h"
#include "core/pipeline/Forecast.h"

#include <QTest>

#include <algorithm>
#include <cmath>
#include <vector>

using namespace studio;
using namespace studio::pipeline;

namespace {

PlanRequest request(int vram, int lanes, int ram = 128)
{
    PlanRequest wanted;
    wanted.vramBudget = vram * kGiB;
    wanted.ramBudget = ram * kGiB;
    wanted.lanes = lanes;
    wanted.weights = NumberFormat::Fp8;
    wanted.kv = NumberFormat::Fp8;
    wanted.rates = imaginedRates();
    return wanted;
}

class TestForecast : public QObject {
    Q_OBJECT

private Q_SLOTS:
    // The streamer and the caches move to the byte what the planner counts.
    void aTickMovesWhatThePlanSays_data()
    {
        QTest::addColumn<int>("vram");
        QTest::addColumn<int>("ram");
        QTest::addColumn<int>("lanes");
        for (const int vram : {8, 12, 16, 24, 32, 80}) {
            for (const int lanes : vram > 8 ? std::vector{1, 2, 4} : std::vector{1, 2})
                QTest::addRow("%d GB, %d lanes", vram, lanes) << vram << 128 << lanes;
        }
        QTest::newRow("layers on disk") << 8 << 28 << 2;
    }
    void aTickMovesWhatThePlanSays()
    {
        QFETCH(const int, vram);
        QFETCH(const int, ram);
        QFETCH(const int, lanes);
        const Plan plan = pipelinePlan(request(vram, lanes, ram));
        QVERIFY(plan.fits);
        const Forecast told = forecast(m_shape, plan);
        QCOMPARE(told.toDevice, plan.toDevicePerTick);
        QCOMPARE(told.fromDevice, plan.fromDevicePerTick);
        QCOMPARE(told.disk, plan.diskPerTick);

        // Never faster than the slowest part alone; and what the planner adds up is reached within a tenth.
        const double vae = *plan.vaeSeconds;
        const double computing = *plan.computeSeconds + vae;
        const double least = std::max({computing, *plan.copySeconds, *plan.diskSeconds});
        qInfo("%2d GB, %d lanes: compute %.3f s, copies %.3f, disk %.3f, VAE %.3f: tick %.3f s, %.3f of it stalled; "
              "%.3f s per forward, %.2f frames/s; planned tick %.3f",
              vram, lanes, *plan.computeSeconds, *plan.copySeconds, *plan.diskSeconds, vae, told.secondsPerTick,
              told.stallSeconds, told.secondsPerTick / lanes, told.framesPerSecond, *plan.secondsPerTick);
        QVERIFY(told.secondsPerTick >= least * (1 - 1e-6));
        QVERIFY(told.secondsPerTick <= *plan.secondsPerTick * 1.1);
        QVERIFY(std::abs(told.secondsPerTick - told.stallSeconds - computing) <= 1e-6 * computing);
        if (plan.toDevicePerTick == 0)
            QVERIFY(told.stallSeconds < 1e-9);
    }

    // A third slot or more lanes are taken where the timeline gains by them, and not where they only take memory.
    void theFastestPlanIsTheFastestOfAllThatFit()
    {
        int better = 0;
        for (const int vram : {8, 10, 12, 16, 24}) {
            PlanRequest wanted = request(vram, 0);
            wanted.rates = swiftRates();
            wanted.attention = NumberFormat::Fp8;
            const Plan best = fastestPlan(m_shape, wanted);
            QVERIFY(best.fits && best.peakVram <= wanted.vramBudget && best.peakRam <= wanted.ramBudget);
            QVERIFY(best.request.weightSlots == 0 && best.request.lanes == 0);
            const double reached = *best.secondsPerTick / best.lanes;
            QVERIFY(std::abs(reached - forecast(m_shape, best).secondsPerTick / best.lanes) < 1e-9);
            for (int lanes = 1; lanes <= wanted.steps; ++lanes) {
                for (const auto& [weightSlots, kvSlots] : {std::pair(0, 0), {2, 2}, {2, 3}, {3, 2}, {3, 3}}) {
                    PlanRequest other = wanted;
                    other.lanes = lanes;
                    other.weightSlots = weightSlots;
                    other.kvSlots = kvSlots;
                    const Plan tried = plan(m_shape, other);
                    if (tried.fits)
                        QVERIFY(reached <= forecast(m_shape, tried).secondsPerTick / lanes * 1.003);
                }
            }
            const Plan least = plan(m_shape, wanted);
            const double copiedLeast = forecast(m_shape, least).secondsPerTick / least.lanes;
            qInfo(
                "%2d GB: %d lanes, slots %d and %d, %.4f s per forward; of the plan that copies least %d and %d, %.4f",
                vram, best.lanes, best.weightSlots, best.kvSlots, reached, least.weightSlots, least.kvSlots,
                copiedLeast);
            better += reached < 0.99 * copiedLeast ? 1 : 0;
        }
        QVERIFY(better > 0);
    }

    void withoutRatesTheFastestPlanHasNoTimes()
    {
        PlanRequest wanted = request(12, 0);
        wanted.rates = swiftRates();
        const Plan timed = fastestPlan(m_shape, wanted);
        wanted.rates = {};
        const Plan plain = fastestPlan(m_shape, wanted);
        QVERIFY(plain.fits && !plain.secondsPerTick && !plain.computeSeconds);
        QCOMPARE(plain.missing.size(), size_t{5});
        QVERIFY(plain.weights == timed.weights && plain.kv == timed.kv && plain.lanes == timed.lanes);
    }

    void theWavefrontHidesWhatTheLoopWaitsFor()
    {
        const Forecast loop = forecast(m_shape, pipelinePlan(request(8, 1)));
        const Forecast wavefront = forecast(m_shape, pipelinePlan(request(8, 2)));
        QVERIFY(loop.stallSeconds > 0.1 * loop.secondsPerTick);
        QVERIFY(wavefront.stallSeconds < 0.01 * wavefront.secondsPerTick);
        QVERIFY(wavefront.framesPerSecond > loop.framesPerSecond);
    }

    void beyondTheCrossoverNothingStalls()
    {
        const Plan plan = pipelinePlan(request(8, 1));
        const Crossover where = crossover(m_shape, plan);
        qInfo("8 GB, the loop: copies hide from %.1f GB/s on, or with %.2f GB of VRAM", where.toDevice / 1e9,
              static_cast<double>(where.vramBudget) / kGiB);
        QVERIFY(where.toDevice > 25e9); // this machine is on the other side
        QVERIFY(where.vramBudget > 8 * kGiB && where.vramBudget < 24 * kGiB);
        const auto share = [&](double rate) {
            PlanRequest faster = plan.request;
            faster.rates.toDevice = rate;
            faster.rates.fromDevice = rate;
            faster.rates.bothWays = rate * 1.4;
            const Forecast told = forecast(m_shape, pipelinePlan(faster));
            return told.stallSeconds / told.secondsPerTick;
        };
        QVERIFY(share(where.toDevice / 1.5) > 0.2);
        QVERIFY(share(where.toDevice * 1.5) < 0.05);
    }

private:
    [[nodiscard]] Plan pipelinePlan(const PlanRequest& wanted) const { return plan(m_shape, wanted); }

    const ModelShape m_shape = ModelShape::liveAvatar14B();
};

} // namespace

QTEST_GUILESS_MAIN(TestForecast)
#include "tst_Forecast.moc"
