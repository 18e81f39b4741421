// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/pipeline/AvatarPipeline.h"
#include "core/pipeline/FilmLength.h"
#include "core/pipeline/Planner.h"

#include <string_view>

namespace studio::pipeline {

// Bytes of one kind of memory: the total, and what a render may use now. Memory that this program holds already counts
// as free.
struct MemoryNow {
    int64_t total = 0;
    int64_t free = 0;
};

// The properties of a machine that a plan depends on.
struct Machine {
    Processor kernels = Processor::Gpu; // as PlanRequest::kernels
    MemoryNow vram; // of the device
    MemoryNow ram;
    bool fp8Attention = false; // attention consumes an fp8 KV cache directly (nn::Fp8Attention)
    bool prefersInt8 = false; // it multiplies int8 faster than fp8 (nn::prefersInt8())
    int64_t contextBytes = PlanRequest{}.contextBytes;
    int64_t programBytes = PlanRequest{}.programBytes;
    Rates rates;
};

// This computer with a device that has memory of its own, cuda:n or sim:GB, as they are now and as a render finds them.
// Errors: as AvatarPipeline::open() for the device; Unsupported for the CPU.
Result<Machine> machineOf(std::string_view device);

// The part of a GPU's free memory that a render may use; the rest is left for rounding and fragmentation.
[[nodiscard]] int64_t usableVram(int64_t free);

// The number format that the networks compute in, but for the layers' linears in fp8: Fp32 or Bf16.
[[nodiscard]] NumberFormat computeFormat(const ModelOptions& model, Processor kernels);

// The number format of the layers' linear weights: as above, Fp8 or Int8. `prefersInt8`: as Machine's.
[[nodiscard]] NumberFormat weightFormat(const ModelOptions& model, Processor kernels, bool prefersInt8);
// The same for the device in the options.
[[nodiscard]] NumberFormat weightFormat(const ModelOptions& model);

// Builds the plan request of a film: the only place that does, for the render, the window's card and --plan. A missing
// budget becomes the free memory; a larger one is reduced to it. Pure.
[[nodiscard]] PlanRequest planRequest(const RenderSpec& spec, const ModelOptions& model, const FilmLength& length,
                                      const Machine& machine);

} // namespace studio::pipeline
