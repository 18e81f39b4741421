// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/pipeline/Planner.h"

namespace studio::pipeline {

// The machine that a simulated device imitates: PCI Express 4 x16, a fast drive, a quarter of 650 Tflop/s in bf16 and
// 1000 in fp8 for linear layers, of 500 for attention, and a VAE that decodes 48 frames of 704*384 in 0.89 s. An H100
// does all of that (tests/bench/RESULTS.md).
[[nodiscard]] Rates imaginedRates();

// The measured rates of an H100 (tests/bench/RESULTS.md), which waits for its bus more than other machines. A plan
// chosen for it loses nothing where compute takes longer.
[[nodiscard]] Rates swiftRates();

// Result of running the real streamer and KV caches of a plan on a simulated device without data: every copy is queued
// as in a render and takes its time at the plan's rates. Figures are those of one tick in the steady state.
struct Forecast {
    double secondsPerTick = 0; // with the VAE's share
    double stallSeconds = 0; // of these, in which compute waits for copies
    int64_t toDevice = 0; // bytes
    int64_t fromDevice = 0;
    int64_t disk = 0;
    double framesPerSecond = 0;
};

// `plan` must belong to `shape` and have all rates that its copies and its compute need; see Plan::missing. Takes some
// hundredths of a second.
[[nodiscard]] Forecast forecast(const ModelShape& shape, const Plan& plan);

// Returns the fitting plan with the shortest forecast time per (block, step), over all numbers of slots and lanes;
// equally fast ones go to plan()'s, which copies least. Its times are the forecast's. If the request lacks rates,
// swiftRates() are used for the choice and the times stay unset. If nothing fits, returns plan()'s result.
[[nodiscard]] Plan fastestPlan(const ModelShape& shape, const PlanRequest& request);

// Where a plan changes from copy-bound to compute-bound.
struct Crossover {
    // H2D bandwidth (bytes per second) from which all copies overlap with compute, scaling all bus rates together. The
    // VAE's time is no help: slots hold a few layers ahead, not a whole pass.
    double toDevice = 0;
    // The smallest VRAM budget, in steps of a quarter GB, with which they do at the plan's own rates and lanes.
    int64_t vramBudget = 0;
};
[[nodiscard]] Crossover crossover(const ModelShape& shape, const Plan& plan);

} // namespace studio::pipeline
