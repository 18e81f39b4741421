// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/bench/Benches.h"
#include "app/bench/Machine.h"
#include "core/base/Units.h"
#include "core/pipeline/Forecast.h"

#include <nlohmann/json.hpp>

namespace studio::bench {

using nlohmann::ordered_json;

Result<ordered_json> benchTimeline(const BenchOptions& options)
{
    BenchOptions imagined = options;
    pipeline::Rates& rates = imagined.rates;
    if (!rates.toDevice || !rates.linearBf16 || !rates.linearFp8 || !rates.attention)
        return Error{ErrorCode::BadOption, "--machine or --rates",
                     "a known machine is needed, or h2d, bf16_tflops, fp8_tflops and attention_tflops of one"};
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
                request.windowBlocks = imagined.windowBlocks;
                request.decoder = imagined.decoder;
                request.lanes = std::min(lanes, imagined.steps);
                request.weights = imagined.weights;
                request.kv = kv;
                request.attention = kv == NumberFormat::Fp8 ? imagined.attention : NumberFormat::Bf16;
                request.vramBudget = bytesOfGigabytes(vram > 0 ? vram : 1000);
                request.ramBudget = bytesOfGigabytes(imagined.ram > 0 ? imagined.ram : 1000);
                request.rates = rates;
                const pipeline::Plan plan = pipeline::fastestPlan(imagined.shape, request);
                ordered_json row{{"vram_GB", vram > 0 ? ordered_json(vram) : ordered_json("resident")},
                                 {"lanes", request.lanes},
                                 {"kv", kv == NumberFormat::Fp8 ? "fp8" : "bf16"}};
                if (!plan.fits || !plan.computeSeconds || !plan.copySeconds) {
                    row["note"] = "does not fit";
                    rows.push_back(row);
                    continue;
                }
                const pipeline::Forecast forecast = pipeline::forecast(imagined.shape, plan);
                row["compute_s"] = *plan.computeSeconds;
                row["copy_s"] = *plan.copySeconds;
                row["tick_s"] = forecast.secondsPerTick;
                row["stall_s"] = forecast.stallSeconds;
                row["s_per_forward"] = forecast.secondsPerTick / request.lanes;
                row["fps"] = forecast.framesPerSecond;
                row["bound"] = *plan.copySeconds > *plan.computeSeconds ? "copies" : "compute";
                row["hides_from_GB_per_s"] = pipeline::crossover(imagined.shape, plan).toDevice / 1e9;
                rows.push_back(row);
            }
        }
    }
    return rows;
}

} // namespace studio::bench
