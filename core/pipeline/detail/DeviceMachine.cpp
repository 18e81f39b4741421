// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/pipeline/detail/DeviceMachine.h"

#include "core/base/Process.h"
#include "core/nn/Fp8Attention.h"
#include "core/nn/Int8Rows.h"
#include "core/pipeline/Forecast.h"
#include "core/pipeline/KnownGpus.h"
#include "core/tensor/Device.h"

#include <algorithm>

namespace studio::pipeline {
namespace {

// RAM of libraries, threads and the encoder while a film is computed, measured with small films.
constexpr int64_t kFirstComputing = int64_t{64} << 20;

} // namespace

Machine machineOf(tensor::Accelerator& device, int64_t pinned)
{
    Machine machine;
    machine.fp8Attention = nn::Fp8Attention::isFastOn(device.device());
    machine.prefersInt8 = nn::prefersInt8(device.device());
    const bool simulated = device.device().is_cpu();
    for (const tensor::Gpu& gpu : tensor::usableGpus()) {
        if (!simulated && gpu.index == std::max<int>(device.device().index(), 0))
            machine.rates = expectedRates(gpu.name);
    }
    if (simulated) {
        machine.kernels = Processor::Cpu;
        machine.contextBytes = 0; // A simulated device has no driver context.
        machine.rates = imaginedRates();
        // The program and its libraries are loaded already, except for what they allocate at their first computation.
        if (const std::optional<int64_t> resident = residentBytes())
            machine.programBytes = *resident - pinned + kFirstComputing;
    }
    const tensor::MemoryUse use = device.memory();
    const int64_t vram = use.used + use.available + machine.contextBytes; // The driver's context is allocated already.
    machine.vram = {.total = vram, .free = simulated ? vram : usableVram(vram)};
    machine.ram = {.total = machineRam(), .free = availableRam() + pinned + machine.programBytes};
    return machine;
}

Result<Machine> machineOf(std::string_view device)
{
    const Result<std::unique_ptr<tensor::Accelerator>> opened = tensor::openAccelerator(device);
    if (!opened)
        return opened.error();
    if (!*opened)
        return Error{ErrorCode::Unsupported, "--device", "the CPU has no memory of its own to plan"};
    return machineOf(**opened, 0);
}

void reportUse(tensor::Accelerator& device, const tensor::Traffic& before, RenderReport& report)
{
    const tensor::Traffic traffic = device.traffic();
    report.peakDeviceBytes = device.memory().peak;
    report.toDeviceBytes = traffic.toDevice - before.toDevice;
    report.fromDeviceBytes = traffic.fromDevice - before.fromDevice;
    report.diskBytes = traffic.disk - before.disk;
    report.stallSeconds = traffic.stallSeconds - before.stallSeconds;
}

void reportPlan(const Plan& plan, RenderReport& report)
{
    report.lanes = plan.lanes;
    report.residentLayers = plan.count(WeightTier::Device);
    report.streamedLayers = plan.count(WeightTier::Pinned);
    report.diskLayers = plan.count(WeightTier::Disk);
    report.pinnedKvLayers = plan.count(KvTier::Pinned);
}

} // namespace studio::pipeline
