// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/pipeline/detail/FilmPlan.h"

#include "core/base/Process.h"
#include "core/base/Units.h"
#include "core/nn/Fp8Attention.h"
#include "core/pipeline/Forecast.h"
#include "core/pipeline/detail/FilmLength.h"

#include <algorithm>

namespace studio::pipeline {
namespace {

constexpr int64_t kSpareShare = 32; // of a GPU's free memory, left to it: allocators round and fragment

int64_t bytesOf(const Budget& budget, int64_t all, int64_t free)
{
    if (budget.bytes > 0)
        return std::min(budget.bytes, free);
    if (budget.share > 0)
        return std::min(static_cast<int64_t>(budget.share * static_cast<double>(all)), free);
    return free;
}

// What the libraries, threads and the movie's encoder take once a film computes, as measured with small ones.
constexpr int64_t kFirstComputing = int64_t{64} << 20;

} // namespace

PlanRequest planRequest(const RenderRequest& request, const ModelOptions& options, ComputeFormat format, int64_t clips,
                        int64_t keptRam, tensor::Accelerator& device)
{
    const MemorySettings& memory = request.memory;
    const NumberFormat model = format == ComputeFormat::Fp32 ? NumberFormat::Fp32 : NumberFormat::Bf16;
    PlanRequest wanted;
    wanted.width = request.width;
    wanted.height = request.height;
    wanted.steps = request.steps;
    wanted.clips = clips;
    wanted.leadIn = leadInOf(request.quirks);
    wanted.historyFrames = request.semantics == Semantics::Stream ? 0 : kHistoryFrames;
    wanted.voiceSamples = static_cast<int64_t>(request.voice.size());
    wanted.lanes = request.schedule == Schedule::Loop ? 1 : std::min(memory.lanes, request.steps);
    wanted.model = model;
    wanted.weights = options.fp8 ? NumberFormat::Fp8 : model;
    wanted.kv = memory.kv.value_or(wanted.weights) == NumberFormat::Fp8 ? NumberFormat::Fp8 : model;
    if (memory.attention == NumberFormat::Fp8 && nn::Fp8Attention::isFastOn(device.device()))
        wanted.attention = NumberFormat::Fp8;
    wanted.offload = memory.offload;
    wanted.kvPlace = memory.kvPlace;
    wanted.textOnCpu = options.textOnCpu;

    const bool simulated = device.device().is_cpu();
    if (simulated) {
        wanted.kernels = Processor::Cpu;
        wanted.contextBytes = 0; // It has no driver.
        wanted.rates = imaginedRates();
        // It and its libraries are here already, but for what they take when they first compute.
        if (const std::optional<int64_t> resident = residentBytes())
            wanted.programBytes = *resident - keptRam + kFirstComputing;
    }
    const tensor::MemoryUse use = device.memory();
    const int64_t all = use.used + use.available + wanted.contextBytes; // The driver has its part already.
    wanted.vramBudget = bytesOf(memory.vram, all, simulated ? all : all - all / kSpareShare);
    // What this program holds is part of its budget.
    const int64_t free = availableRam() + keptRam + wanted.programBytes;
    wanted.ramBudget = bytesOf(memory.ram, machineRam(), free);
    return wanted;
}

std::string nearestSetting(const Plan& plan)
{
    const PlanRequest& wanted = plan.request;
    std::string text;
    if (plan.peakVram > wanted.vramBudget)
        text += "It needs " + gigabytesText(plan.peakVram) + " of VRAM, " + gigabytesText(wanted.vramBudget)
            + " allowed.\n";
    if (plan.peakRam > wanted.ramBudget)
        text += "It needs " + gigabytesText(plan.peakRam) + " of RAM, " + gigabytesText(wanted.ramBudget)
            + " allowed.\n";
    if (!plan.nearest)
        return text + "No setting near to it fits either.";
    const PlanRequest& nearest = plan.nearest->request;
    std::string flags;
    std::string without;
    if (nearest.width != wanted.width || nearest.height != wanted.height)
        flags += " --size " + std::to_string(nearest.width) + "*" + std::to_string(nearest.height);
    if (nearest.steps != wanted.steps)
        flags += " --sample_steps " + std::to_string(nearest.steps);
    if (nearest.weights != wanted.weights)
        flags += " --fp8";
    if (nearest.kv != wanted.kv)
        flags += " --kv fp8";
    if (nearest.offload != wanted.offload)
        flags += " --offload_model True";
    if (nearest.kvPlace != wanted.kvPlace)
        without += " --offload_kv_cache";
    if (nearest.lanes != wanted.lanes)
        without += " --lanes";
    if (nearest.vramBudget != wanted.vramBudget)
        flags += " --vram_budget " + budgetText(nearest.vramBudget);
    if (nearest.ramBudget != wanted.ramBudget)
        flags += " --ram_budget " + budgetText(nearest.ramBudget);
    if (!without.empty())
        flags += (flags.empty() ? " the same without" : " and no") + without;
    return text + "The nearest setting that fits:" + flags + "\nIt takes " + gigabytesText(plan.nearest->peakVram)
        + " of VRAM, " + gigabytesText(plan.nearest->peakRam) + " of RAM.";
}

} // namespace studio::pipeline
