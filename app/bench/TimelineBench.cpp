// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/bench/Benches.h"
#include "app/bench/Machine.h"
#include "core/dit/RandomSlabs.h"
#include "core/dit/StreamedLayers.h"
#include "core/offload/TieredKvStore.h"
#include "core/tensor/SimulatedDevice.h"

#include <c10/core/InferenceMode.h>

#include <nlohmann/json.hpp>

namespace studio::bench {
namespace {

using nlohmann::ordered_json;
using pipeline::KvPlace;
using pipeline::NumberFormat;
using pipeline::WeightPlace;

// Slabs without bytes, for a device that only counts them.
class NoSlabs : public offload::SlabSource {
public:
    NoSlabs(const dit::SlabLayout& layout, tensor::Accelerator& device)
        : m_layout(layout)
    {
        for (int64_t layer = 0; layer < layout.layers(); ++layer)
            m_pinned.push_back(device.allocatePinned(layout.bytes(layer)));
    }
    [[nodiscard]] int64_t count() const override { return m_layout.layers(); }
    [[nodiscard]] int64_t bytes(int64_t layer) const override { return m_layout.bytes(layer); }
    [[nodiscard]] at::Tensor pinned(int64_t layer) const override { return m_pinned[static_cast<size_t>(layer)]; }
    Status read(int64_t, const at::Tensor&) override { return kDone; }

private:
    const dit::SlabLayout& m_layout;
    std::vector<at::Tensor> m_pinned;
};

// Simulated seconds of one tick in the steady state.
double simulate(const BenchOptions& options, const pipeline::Plan& plan)
{
    tensor::CopyRates rates;
    rates.toDevice = *options.rates.toDevice;
    rates.fromDevice = options.rates.fromDevice.value_or(rates.toDevice);
    rates.bothWays = options.rates.bothWays;
    rates.disk = options.rates.disk.value_or(rates.disk);
    tensor::SimulatedDevice device(
        {.bytes = plan.request.vramBudget, .rates = rates, .seed = {}, .data = tensor::SimulatedDevice::Data::None});
    const dit::DitConfig config = configOf(options.shape);
    const dit::SlabLayout layout(config, at::kBFloat16,
                                 options.weights == NumberFormat::Fp8 ? dit::LayerFormat::Fp8
                                                                      : dit::LayerFormat::AsModel);
    NoSlabs slabs(layout, device);
    dit::StreamedLayers layers(device, slabs, layout);
    std::vector<offload::WeightTier> tiers;
    for (const WeightPlace place : plan.weights)
        tiers.push_back(place == WeightPlace::Resident       ? offload::WeightTier::Device
                            : place == WeightPlace::Streamed ? offload::WeightTier::Pinned
                                                             : offload::WeightTier::Disk);
    if (const Status set = layers.setTiers(tiers, std::max(1, plan.weightSlots)); !set)
        return 0;
    layers.setLayerSeconds(*plan.computeSeconds / static_cast<double>(options.shape.layers));

    const int64_t frame = dit::DitConfig::frameTokens(options.height / 8, options.width / 8);
    offload::KvShape shape{.steps = options.steps,
                           .layers = static_cast<int>(config.layers),
                           .refTokens = frame,
                           .conditionTokens = dit::DitConfig::conditionTokens(options.height / 8, options.width / 8),
                           .ringTokens = dit::kRingBlocks * dit::kBlockLatents * frame,
                           .ringBlocks = dit::kRingBlocks,
                           .heads = config.heads,
                           .headDim = config.headDim()};
    offload::TieredKvStore kv(
        device, shape,
        {.format = plan.request.kv == NumberFormat::Fp8 ? offload::KvFormat::Fp8 : offload::KvFormat::Model,
         .dtype = at::kBFloat16,
         .lanes = plan.lanes});
    std::vector<offload::KvTier> caches;
    for (const KvPlace place : plan.kv)
        caches.push_back(place == KvPlace::Resident ? offload::KvTier::Device : offload::KvTier::Pinned);
    kv.setTiers(caches, std::max(1, plan.kvSlots));

    // Lanes of tick t: the wavefront's steps in turn, of blocks far enough from the beginning for full windows.
    const auto lanesOf = [&](int64_t tick) {
        std::vector<offload::KvLane> lanes;
        for (int i = 0; i < plan.lanes; ++i) {
            const int step = static_cast<int>((tick + i * options.steps / plan.lanes) % options.steps);
            lanes.push_back({.step = step, .block = 8 + (tick + i * options.steps / plan.lanes) / options.steps});
        }
        return lanes;
    };
    constexpr int64_t kWarm = 2;
    double start = 0;
    for (int64_t tick = 0; tick < kWarm + options.ticks; ++tick) {
        if (tick == kWarm)
            start = device.now();
        kv.expect(lanesOf(tick + 1));
        kv.beginPass(lanesOf(tick));
        for (int64_t layer = 0; layer < config.layers; ++layer) {
            (void)layers.acquire(layer);
            kv.acquire(static_cast<int>(layer));
            for (int lane = 0; lane < plan.lanes; ++lane) {
                (void)kv.window(lane, static_cast<int>(layer));
                kv.commit(lane, static_cast<int>(layer));
            }
            kv.release(static_cast<int>(layer));
            layers.release(layer);
        }
    }
    return (device.now() - start) / static_cast<double>(options.ticks);
}

} // namespace

Result<ordered_json> benchTimeline(const BenchOptions& options)
{
    const c10::InferenceMode inference;
    BenchOptions imagined = options;
    pipeline::Rates& rates = imagined.rates;
    if (!rates.toDevice || !rates.linearBf16 || !rates.linearFp8 || !rates.attention)
        return Error{ErrorCode::BadOption, "--rates",
                     "h2d, bf16_tflops, fp8_tflops and attention_tflops of the machine are needed"};
    if (!rates.fromDevice)
        rates.fromDevice = rates.toDevice;
    if (!rates.disk)
        rates.disk = 3e9;
    ordered_json rows = ordered_json::array();
    for (const NumberFormat kv : imagined.kv) {
        for (const int lanes : imagined.lanes) {
            for (const double vram : imagined.vram) {
                pipeline::PlanRequest request;
                request.width = imagined.width;
                request.height = imagined.height;
                request.steps = imagined.steps;
                request.lanes = std::min(lanes, imagined.steps);
                request.weights = imagined.weights;
                request.kv = kv;
                request.vramBudget = gigabytes(vram > 0 ? vram : 1000);
                request.ramBudget = gigabytes(imagined.ram > 0 ? imagined.ram : 1000);
                request.rates = rates;
                const pipeline::Plan plan = pipeline::plan(imagined.shape, request);
                ordered_json row{{"vram_GB", vram > 0 ? ordered_json(vram) : ordered_json("resident")},
                                 {"lanes", request.lanes},
                                 {"kv", kv == NumberFormat::Fp8 ? "fp8" : "bf16"}};
                if (!plan.fits || !plan.computeSeconds || !plan.copySeconds) {
                    row["note"] = "does not fit";
                    rows.push_back(row);
                    continue;
                }
                const double tick = simulate(imagined, plan);
                row["compute_s"] = *plan.computeSeconds;
                row["copy_s"] = *plan.copySeconds;
                row["tick_s"] = tick;
                row["s_per_forward"] = tick / request.lanes;
                row["fps"] = 12.0 * request.lanes / request.steps / tick;
                row["bound"] = *plan.copySeconds > *plan.computeSeconds ? "copies" : "compute";
                rows.push_back(row);
            }
        }
    }
    return rows;
}

} // namespace studio::bench
