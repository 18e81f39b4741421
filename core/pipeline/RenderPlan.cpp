// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/pipeline/RenderPlan.h"

#include <algorithm>

namespace studio::pipeline {
namespace {

int64_t bytesOf(const Budget& budget, const MemoryNow& memory)
{
    const auto share = static_cast<int64_t>(budget.share * static_cast<double>(memory.total));
    const int64_t wanted = budget.bytes > 0 ? budget.bytes : share > 0 ? share : memory.free;
    return std::min(wanted, memory.free);
}

} // namespace

int64_t usableVram(int64_t free)
{
    constexpr int64_t kSpareShare = 32;
    return free - free / kSpareShare;
}

NumberFormat computeFormat(const ModelOptions& model, Processor kernels)
{
    return model.precision.value_or(kernels == Processor::Cpu ? NumberFormat::Fp32 : NumberFormat::Bf16);
}

PlanRequest planRequest(const RenderSpec& spec, const ModelOptions& model, const FilmLength& length,
                        const Machine& machine)
{
    const MemorySettings& memory = spec.memory;
    const NumberFormat computed = computeFormat(model, machine.kernels);
    PlanRequest request;
    request.width = spec.width;
    request.height = spec.height;
    request.steps = spec.steps;
    request.clips = length.clips;
    request.framesPerClip = spec.framesPerClip;
    request.leadIn = leadInOf(spec.compat);
    request.historyFrames = spec.semantics == Semantics::Stream ? 0 : kHistoryFrames;
    request.voiceSamples = length.samples;
    request.wholeVoice = spec.compat.wholeVoice;
    request.lanes = spec.schedule == Schedule::Loop ? 1 : std::min(memory.lanes, spec.steps);
    request.model = computed;
    request.weights = model.fp8 ? NumberFormat::Fp8 : computed;
    request.kv = memory.kv.value_or(request.weights) == NumberFormat::Fp8 ? NumberFormat::Fp8 : computed;
    if (memory.attention == NumberFormat::Fp8 && machine.fp8Attention)
        request.attention = NumberFormat::Fp8;
    request.offload = memory.offload;
    request.kvTier = memory.kvTier;
    request.textOnCpu = model.textOnCpu;
    request.vramBudget = bytesOf(memory.vram, machine.vram);
    request.ramBudget = bytesOf(memory.ram, machine.ram);
    request.rates = machine.rates;
    request.sizes = model.entry.sizes;
    request.kernels = machine.kernels;
    request.contextBytes = machine.contextBytes;
    request.programBytes = machine.programBytes;
    return request;
}

} // namespace studio::pipeline
