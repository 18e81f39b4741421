// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/pipeline/CpuMemory.h"

namespace studio::pipeline {

int64_t cpuFilmBytes(const ModelShape& shape, int width, int height, int steps, int window)
{
    constexpr int64_t kEnough = int64_t{1} << 50;
    PlanRequest request;
    request.width = width;
    request.height = height;
    request.steps = steps;
    request.windowBlocks = window;
    request.clips = 1;
    request.lanes = steps; // as the pipeline does without a device
    request.model = request.weights = request.kv = NumberFormat::Fp32;
    request.offload = Offload::None;
    request.textOnCpu = true;
    request.kernels = Processor::Cpu;
    request.vramBudget = request.ramBudget = kEnough;
    request.contextBytes = request.programBytes = 0;
    const Plan all = plan(shape, request);
    return all.peakVram + all.peakRam;
}

} // namespace studio::pipeline
