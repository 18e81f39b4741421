// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/pipeline/Planner.h"

namespace studio::pipeline {

// The machine whose times a simulated device tells: PCI Express 4 x16, a good drive, and a quarter of 650 Tflop/s in
// bf16 and 1000 in fp8 for linears, of 500 for attention, and of a VAE that decodes 48 frames of 704*384 in 0.89 s. An
// H100 does all of that (tests/bench/RESULTS.md).
[[nodiscard]] Rates imaginedRates();

// A machine that waits for its bus more than others do: an H100 as measured (tests/bench/RESULTS.md). What is chosen
// for it loses nothing where computing takes longer.
[[nodiscard]] Rates swiftRates();

// What the streamer and the caches do when a plan is run through them on a simulated device, without data: every copy
// is queued as in a render, and takes its time at the plan's rates. Figures are of one tick in the steady state.
struct Forecast {
    double secondsPerTick = 0; // the VAE's share with it
    double stallSeconds = 0; // of these, for which computing waited for copies
    int64_t toDevice = 0; // bytes
    int64_t fromDevice = 0;
    int64_t disk = 0;
    double framesPerSecond = 0;
};

// The plan must have been made for this shape, with all rates that its copies and its computing need; see
// Plan::missing. Takes some hundredths of a second.
[[nodiscard]] Forecast forecast(const ModelShape& shape, const Plan& plan);

// Of the plans that fit, the one whose ticks take the least time per (block, step) when they are forecast: with all
// numbers of slots and lanes. Of equally fast ones it is plan()'s, which copies least. Its times are the forecast's.
// Where the request's rates don't suffice for one it is chosen by swiftRates(), and its times stay unknown. What
// doesn't fit is as plan() has it.
[[nodiscard]] Plan fastestPlan(const ModelShape& shape, const PlanRequest& request);

// Where the limit lies between a machine that waits for its bus and one that waits for its processors.
struct Crossover {
    // Bytes per second to the device, of a bus that is faster than the plan's in everything alike, from which on the
    // plan's copies hide behind its passes. Behind the VAE they don't: slots hold a few layers ahead, not a pass.
    double toDevice = 0;
    // The smallest budget of VRAM, in steps of a quarter GB, with which they do at the plan's own rates and lanes.
    int64_t vramBudget = 0;
};
[[nodiscard]] Crossover crossover(const ModelShape& shape, const Plan& plan);

} // namespace studio::pipeline
