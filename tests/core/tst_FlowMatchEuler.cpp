// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/sampler/FlowMatchEuler.h"
#include "core/sampler/Noise.h"
#include "tests/support/Goldens.h"

#include <ATen/ops/equal.h>
#include <ATen/ops/ones.h>

#include <nlohmann/json.hpp>

#include <QTest>

#include <algorithm>
#include <cmath>
#include <fstream>

using namespace studio;

namespace {

constexpr double kTolerance = 1e-6; // reached: 0, the same fp32 sums

class TestFlowMatchEuler : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void schedulesAreTheReferences()
    {
        std::ifstream file(test::kGoldens + "scheduler/scheduler.json");
        const auto golden = nlohmann::json::parse(file);
        int checked = 0;
        for (const auto& [steps, expected] : golden.at("schedules").items()) {
            if (steps == "init") // The constructor's own range, not a schedule.
                continue;
            const sampler::Schedule schedule = sampler::makeSchedule(std::stoi(steps));
            const auto sigmas = expected.at("sigmas").get<std::vector<float>>();
            const auto timesteps = expected.at("timesteps").get<std::vector<float>>();
            QCOMPARE(schedule.sigmas.size(), sigmas.size());
            QCOMPARE(schedule.timesteps.size(), timesteps.size());
            for (size_t i = 0; i < sigmas.size(); ++i)
                QVERIFY(std::abs(schedule.sigmas[i] - sigmas[i]) <= 1e-7f);
            for (size_t i = 0; i < timesteps.size(); ++i)
                QVERIFY(std::abs(schedule.timesteps[i] - timesteps[i]) <= 1e-4f);
            ++checked;
        }
        QCOMPARE(checked, 8);
    }

    // shift u / (1 + (shift - 1) u), of the range's end and of the values.
    void aLargerShiftLiftsTheLevels()
    {
        const auto levels = [](int steps, double shift) { return sampler::makeSchedule(steps, shift).sigmas; };
        const auto near = [](const std::vector<float>& found, const std::vector<double>& expected) {
            return std::equal(found.begin(), found.end(), expected.begin(), expected.end(),
                              [](double a, double b) { return std::abs(a - b) <= 1e-6; });
        };
        QCOMPARE(levels(4, 3), sampler::makeSchedule(4).sigmas);
        QVERIFY(near(levels(3, 7), {1, 0.876514212, 0.046755725, 0}));
        QVERIFY(near(levels(2, 25), {1, 0.384852217, 0}));
        QVERIFY(near(levels(3, 1), {1, 0.5005, 0.001, 0}));
    }

    void fewerStepsAreTheFirstOnesAndTheLast()
    {
        const auto taken = [](int steps, int count) {
            std::vector<int> all;
            for (int step = 0; step < steps; ++step) {
                if (sampler::takesStep(step, steps, count))
                    all.push_back(step);
            }
            return all;
        };
        QCOMPARE(taken(4, 4), (std::vector<int>{0, 1, 2, 3}));
        QCOMPARE(taken(4, 3), (std::vector<int>{0, 1, 3}));
        QCOMPARE(taken(4, 2), (std::vector<int>{0, 3}));
        QCOMPARE(taken(4, 1), std::vector<int>{0});
        QCOMPARE(taken(1, 1), std::vector<int>{0});
        const sampler::Schedule schedule = sampler::makeSchedule(4);
        const at::Tensor x = at::ones({16, 3, 2, 2});
        const at::Tensor there = sampler::eulerStep(x, -x, schedule, 1, 3);
        QVERIFY(std::abs(there.flatten()[0].item<float>() - (1 + schedule.sigmas[1] - schedule.sigmas[3])) < 1e-6);
    }

    void fourStepsMakeTheReferencesChain()
    {
        const model::StateDict golden = test::golden("scheduler/scheduler.safetensors");
        const sampler::Schedule schedule = sampler::makeSchedule(4);
        at::Tensor x = golden.at("x0");
        for (int k = 0; k < 4; ++k) {
            x = sampler::eulerStep(x, golden.at("v" + std::to_string(k)), schedule, k);
            QVERIFY(test::relativeError("Euler step", x, golden.at("x" + std::to_string(k + 1))) <= kTolerance);
        }
    }

    void clipNoiseIsTheReferencesDraw()
    {
        const model::StateDict golden = test::golden("e2e/common.safetensors");
        for (int64_t clip = 0; clip < 3; ++clip) {
            const at::Tensor expected = golden.at("noise_clip" + std::to_string(clip));
            QVERIFY(at::equal(sampler::clipNoise(420, clip, 16, 12, expected.size(2), expected.size(3)), expected));
        }
    }

    void referenceDistancesCoverTheirRangeAndRepeat()
    {
        std::set<int> seen;
        for (int64_t block = 0; block < 400; ++block) {
            const int distance = sampler::referenceDistance(7, block, 1);
            QCOMPARE(sampler::referenceDistance(7, block, 1), distance);
            seen.insert(distance);
        }
        QCOMPARE(seen.size(), 27U);
        QCOMPARE(*seen.begin(), 4);
        QCOMPARE(*seen.rbegin(), 30);
    }
};

} // namespace

QTEST_GUILESS_MAIN(TestFlowMatchEuler)
#include "tst_FlowMatchEuler.moc"
