// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/pipeline/RenderPlan.h"

#include "core/nn/Int8Rows.h"
#include "core/tensor/Device.h"

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

NumberFormat weightFormat(const ModelOptions& model, Processor kernels, bool prefersInt8)
{
    switch (model.eightBits) {
    case EightBits::Fastest: return prefersInt8 ? NumberFormat::Int8 : NumberFormat::Fp8;
    case EightBits::Fp8: return NumberFormat::Fp8;
    case EightBits::Int8: return NumberFormat::Int8;
    default: return computeFormat(model, kernels);
    }
}

NumberFormat weightFormat(const ModelOptions& model)
{
    const Result<c10::Device> device = tensor::parseDevice(model.device); // Not of a simulated one.
    const bool onGpu = device && device->is_cuda();
    return weightFormat(model, onGpu ? Processor::Gpu : Processor::Cpu, onGpu && nn::prefersInt8(*device));
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
    request.silentSteps = spec.silentSteps;
    request.silentBlocks = length.silentBlocks;
    request.decoder = spec.decoder;
    request.windowBlocks = spec.windowBlocks;
    request.clips = length.clips;
    request.framesPerClip = spec.framesPerClip;
    request.leadIn = leadInOf(spec.compat);
    request.historyFrames = spec.semantics == Semantics::Stream ? 0 : kHistoryFrames;
    request.voiceSamples = length.samples;
    request.wholeVoice = spec.compat.wholeVoice;
    request.lanes = spec.schedule == Schedule::Loop ? 1 : std::min(memory.lanes, spec.steps);
    request.model = computed;
    request.weights = weightFormat(model, machine.kernels, machine.prefersInt8);
    const bool isNarrow = memory.kv ? *memory.kv == NumberFormat::Fp8 : request.weights != computed;
    request.kv = isNarrow ? NumberFormat::Fp8 : computed;
    if (memory.attention == NumberFormat::Fp8 && machine.fp8Attention)
        request.attention = NumberFormat::Fp8;
    request.offload = memory.offload;
    request.kvTier = memory.kvTier;
    request.textOnCpu = model.textOnCpu;
    request.prompts += static_cast<int>(
        std::count_if(spec.turns.begin(), spec.turns.end(), [](const Turn& turn) { return turn.prompt.has_value(); }));
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
