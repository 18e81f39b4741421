// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/pipeline/Forecast.h"

#include "core/base/Units.h"
#include "core/offload/BlockStreamer.h"
#include "core/offload/TieredKvStore.h"
#include "core/pipeline/KnownGpus.h"
#include "core/pipeline/detail/PlanEstimate.h"
#include "core/pipeline/detail/Residency.h"
#include "core/tensor/SimulatedDevice.h"

#include <ATen/ops/empty.h>
#include <c10/core/InferenceMode.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

namespace studio::pipeline {
namespace {

constexpr int64_t kWarmUpRounds = 6; // until all KV rings are full and the first copies no longer matter
constexpr int64_t kRounds = 6;
constexpr int64_t kCrossoverStep = kGiB / 4;

// Slabs with sizes, but without data.
class EmptySlabs : public offload::SlabSource {
public:
    EmptySlabs(const ModelShape& shape, const Plan& plan)
    {
        for (int64_t layer = 0; layer < shape.layers; ++layer) {
            const int64_t bytes
                = shape.layerBytes(layer, plan.request.weights, plan.request.model, plan.request.kernels);
            m_slabs.push_back(at::empty({bytes}, at::device(at::kMeta).dtype(at::kByte)));
        }
    }
    [[nodiscard]] int64_t count() const override { return static_cast<int64_t>(m_slabs.size()); }
    [[nodiscard]] int64_t bytes(int64_t layer) const override { return m_slabs[static_cast<size_t>(layer)].numel(); }
    [[nodiscard]] at::Tensor pinned(int64_t layer) const override { return m_slabs[static_cast<size_t>(layer)]; }
    Status read(int64_t, const at::Tensor&) override { return kDone; }

private:
    std::vector<at::Tensor> m_slabs;
};

// The lanes of a tick in the steady state: active blocks are spread over the steps.
std::vector<offload::KvLane> lanesAt(int64_t tick, const Plan& plan)
{
    // In each round of `steps` ticks, `lanes` blocks start, one after the other.
    const int64_t steps = plan.request.steps;
    std::vector<offload::KvLane> lanes;
    const int64_t round = tick / steps;
    for (int64_t r = std::max<int64_t>(0, round - 1); r <= round; ++r) {
        for (int64_t lane = 0; lane < plan.lanes; ++lane) {
            const int64_t step = tick - (r * steps + lane);
            if (step >= 0 && step < steps)
                lanes.push_back({.step = static_cast<int>(step), .block = r * plan.lanes + lane});
        }
    }
    return lanes;
}

} // namespace

Rates imaginedRates()
{
    constexpr double kShare = 0.25; // of an H100
    const tensor::CopyRates copies;
    return {.toDevice = copies.toDevice,
            .fromDevice = copies.fromDevice,
            .bothWays = copies.bothWays,
            .disk = copies.disk,
            .linearBf16 = kShare * 650e12,
            .linearFp8 = kShare * 1000e12,
            .attention = kShare * 500e12,
            .vaeSecondsPerPixel = 0.89 / (48.0 * 704 * 384) / kShare};
}

Rates swiftRates()
{
    return expectedRates("h100");
}

Forecast forecast(const ModelShape& shape, const Plan& plan)
{
    const c10::InferenceMode inference;
    const Rates& rates = plan.request.rates;
    tensor::CopyRates copies;
    copies.toDevice = rates.toDevice.value_or(copies.toDevice);
    copies.fromDevice = rates.fromDevice.value_or(copies.fromDevice);
    copies.bothWays = rates.bothWays;
    copies.disk = rates.disk.value_or(copies.disk);
    tensor::SimulatedDevice device({.bytes = std::numeric_limits<int64_t>::max() / 2,
                                    .rates = copies,
                                    .seed = {},
                                    .data = tensor::SimulatedDevice::Data::None});
    EmptySlabs slabs(shape, plan);
    offload::BlockStreamer layers(device, slabs);
    (void)layers.setTiers(plan.weights, plan.weightSlots); // EmptySlabs reads nothing, so this can't fail.
    offload::TieredKvStore kv(device, kvShapeOf(shape, plan.request), kvOptions(plan));
    kv.setTiers(plan.kv, plan.kvSlots);
    device.synchronize();

    const double layerSeconds = plan.computeSeconds.value_or(0) / static_cast<double>(shape.layers);
    const auto tick = [&](int64_t number) {
        const std::vector<offload::KvLane> lanes = lanesAt(number, plan);
        kv.expect(lanesAt(number + 1, plan));
        kv.beginPass(lanes);
        for (int64_t layer = 0; layer < shape.layers; ++layer) {
            const auto kvLayer = static_cast<int>(layer);
            (void)layers.acquire(layer);
            kv.acquire(kvLayer);
            device.compute(layerSeconds);
            for (int lane = 0; lane < static_cast<int>(lanes.size()); ++lane)
                kv.commit(lane, kvLayer);
            kv.release(kvLayer);
            layers.release(layer);
        }
        device.compute(plan.vaeSeconds.value_or(0));
    };
    // Whole rounds of the wavefront, without synchronising in between: the next tick's copies are under way.
    const int64_t steps = plan.request.steps;
    const auto run = [&](int64_t begin, int64_t end) {
        for (int64_t number = begin * steps; number < end * steps; ++number)
            tick(number);
        return std::pair(device.stamp(), device.traffic());
    };
    const auto [begin, trafficBefore] = run(0, kWarmUpRounds);
    const auto [end, trafficAfter] = run(kWarmUpRounds, kWarmUpRounds + kRounds);
    const double ticks = static_cast<double>(kRounds * steps);
    const auto perTick = [&](int64_t before, int64_t after) {
        return static_cast<int64_t>(std::llround(static_cast<double>(after - before) / ticks));
    };
    Forecast result;
    result.secondsPerTick = (device.moment(end).seconds - device.moment(begin).seconds) / ticks;
    result.stallSeconds = (device.moment(end).stalled - device.moment(begin).stalled) / ticks;
    result.toDevice = perTick(trafficBefore.toDevice, trafficAfter.toDevice);
    result.fromDevice = perTick(trafficBefore.fromDevice, trafficAfter.fromDevice);
    result.disk = perTick(trafficBefore.disk, trafficAfter.disk);
    result.framesPerSecond
        = static_cast<double>(kFramesPerBlock * plan.lanes) / static_cast<double>(steps) / result.secondsPerTick;
    return result;
}

Plan fastestPlan(const ModelShape& shape, const PlanRequest& request)
{
    constexpr double kWorth = 0.998; // of the time: a plan with more copies must be faster by more than rounding
    const Plan first = plan(shape, request);
    if (!first.fits)
        return first;
    const bool isTimed = first.computeSeconds && first.copySeconds && first.diskSeconds;
    PlanRequest fastest = request;
    std::optional<double> perForward;
    std::optional<Forecast> told;
    const auto consider = [&](int lanes, int weightSlots, int kvSlots) {
        PlanRequest tried = request;
        tried.lanes = lanes;
        tried.weightSlots = weightSlots;
        tried.kvSlots = kvSlots;
        if (!isTimed)
            tried.rates = swiftRates();
        const Plan other = plan(shape, tried);
        if (!other.fits)
            return;
        const Forecast ticks = forecast(shape, other);
        const double seconds = ticks.secondsPerTick / other.lanes;
        if (perForward && seconds >= kWorth * *perForward)
            return;
        perForward = seconds;
        told = ticks;
        tried.rates = request.rates;
        fastest = tried;
    };
    const auto slots = [](int wanted) { return wanted > 0 ? std::vector{wanted} : std::vector{2, 3}; };
    consider(first.lanes, request.weightSlots, request.kvSlots);
    const bool areGiven = request.lanes > 0;
    const int most = areGiven ? first.lanes : std::min(kMostLanes, request.steps);
    for (int lanes = most; lanes >= (areGiven ? first.lanes : 1); --lanes) {
        for (const int weightSlots : slots(request.weightSlots)) {
            for (const int kvSlots : slots(request.kvSlots))
                consider(lanes, weightSlots, kvSlots);
        }
    }
    Plan best = plan(shape, fastest);
    std::optional<double> silent;
    if (const std::optional<double> share = silentShare(request); share && best.computeSeconds) {
        Plan quiet = best;
        *quiet.computeSeconds *= *share;
        silent = forecast(shape, quiet).secondsPerTick;
    }
    best.request = request;
    if (best.secondsPerTick && told) {
        setTick(best, told->secondsPerTick, silent);
        best.stallSeconds = told->stallSeconds;
    }
    return best;
}

Crossover crossover(const ModelShape& shape, const Plan& wanted)
{
    Crossover result;
    const Rates& rates = wanted.request.rates;
    if (rates.toDevice && wanted.copySeconds && wanted.computeSeconds && *wanted.computeSeconds > 0)
        result.toDevice = *rates.toDevice * *wanted.copySeconds / *wanted.computeSeconds;
    PlanRequest request = wanted.request;
    request.lanes = wanted.lanes;
    for (int64_t budget = kCrossoverStep; rates.toDevice; budget += kCrossoverStep) {
        request.vramBudget = budget;
        const Plan plan = pipeline::plan(shape, request);
        const double copies = std::max(plan.copySeconds.value_or(0), plan.diskSeconds.value_or(0));
        const bool hides = copies <= plan.computeSeconds.value_or(0);
        if (plan.fits && hides) {
            result.vramBudget = budget;
            break;
        }
        if (plan.fits && plan.toDevicePerTick == 0)
            break;
    }
    return result;
}

} // namespace studio::pipeline
