// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/pipeline/AvatarPipeline.h"
#include "core/pipeline/FilmLength.h"
#include "core/pipeline/Planner.h"

namespace studio::pipeline {

// Bytes of a memory: all of it, and what a render may take now, with what this program holds of it already.
struct MemoryNow {
    int64_t total = 0;
    int64_t free = 0;
};

// What a plan needs to know of a machine.
struct Machine {
    Processor kernels = Processor::Gpu; // as PlanRequest::kernels
    MemoryNow vram; // of the device
    MemoryNow ram;
    bool fp8Attention = false; // its attention reads an fp8 KV cache fast (nn::Fp8Attention)
    int64_t contextBytes = PlanRequest{}.contextBytes;
    int64_t programBytes = PlanRequest{}.programBytes;
    Rates rates;
};

// What of a GPU's free memory a render may take: allocators round and fragment.
[[nodiscard]] int64_t usableVram(int64_t free);

// The request that is planned for a film: the only place that makes one, for the render, for the window's card and for
// --plan. A budget that isn't given is what is free; one that is larger is cut down to it. Pure.
[[nodiscard]] PlanRequest planRequest(const RenderSpec& spec, const ModelOptions& model, const FilmLength& length,
                                      const Machine& machine);

} // namespace studio::pipeline
