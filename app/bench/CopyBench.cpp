// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/bench/Benches.h"
#include "app/bench/Machine.h"
#include "app/bench/PacedDevice.h"
#include "core/base/Process.h"
#include "core/base/Units.h"
#include "core/tensor/PinnedBuffer.h"

#include <ATen/ops/empty.h>
#include <c10/core/InferenceMode.h>

#include <nlohmann/json.hpp>

#include <algorithm>
#include <thread>

#include <unistd.h>

namespace studio::bench {
namespace {

constexpr int64_t kBytes = int64_t{256} << 20;
constexpr int kRounds = 5;

// Seconds of the fastest round: the bus without disturbances.
template<typename Work>
double fastest(tensor::Accelerator& device, Work&& work)
{
    double best = 1e9;
    for (int round = 0; round < kRounds; ++round) {
        device.synchronize();
        const Stopwatch watch;
        work();
        device.synchronize();
        best = std::min(best, watch.seconds());
    }
    return best;
}

} // namespace

double median(std::vector<double> values)
{
    if (values.empty())
        return 0;
    const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
    std::nth_element(values.begin(), middle, values.end());
    return *middle;
}

int64_t machineRam()
{
    return int64_t{sysconf(_SC_PHYS_PAGES)} * sysconf(_SC_PAGESIZE);
}

dit::DitConfig configOf(const pipeline::ModelShape& shape)
{
    dit::DitConfig config;
    config.dim = shape.dim;
    config.heads = shape.heads;
    config.ffnDim = shape.ffnDim;
    config.layers = shape.layers;
    config.freqDim = shape.freqDim;
    config.textDim = shape.textDim;
    config.textLength = shape.textLength;
    config.inChannels = shape.inChannels;
    config.outChannels = shape.outChannels;
    config.condChannels = shape.condChannels;
    config.audioDim = shape.audioDim;
    config.audioStates = shape.audioStates;
    config.audioTokens = shape.audioTokens;
    config.audioLayers = shape.audioLayers;
    return config;
}

CopySpeeds measureCopies(tensor::Accelerator& device)
{
    const at::Tensor there = device.allocate(kBytes);
    const at::Tensor thereToo = device.allocate(kBytes);
    const at::Tensor here = device.allocatePinned(kBytes);
    const at::Tensor hereToo = device.allocatePinned(kBytes);
    {
        const auto scope = device.scope();
        thereToo.zero_(); // A simulated device refuses copies from unwritten memory.
    }
    const auto bytes = static_cast<double>(kBytes);
    CopySpeeds speeds;
    speeds.in = bytes / fastest(device, [&] { device.copyIn(there, here); });
    speeds.out = bytes / fastest(device, [&] { device.copyOut(hereToo, thereToo); });
    speeds.both = 2 * bytes / fastest(device, [&] {
                      device.copyIn(there, here);
                      device.copyOut(hereToo, thereToo);
                  });
    return speeds;
}

Result<Machine> openMachine(const BenchOptions& options)
{
    Result<std::unique_ptr<tensor::Accelerator>> device = tensor::openAccelerator(options.device);
    if (!device)
        return device.error();
    if (!*device)
        return Error{ErrorCode::BadOption, "--device", "cuda, or sim:GB for a simulated one"};
    Machine machine{.device = std::move(*device), .dtype = at::kBFloat16};
    if (options.pcie) {
        const CopySpeeds real = measureCopies(*machine.device);
        machine.device
            = std::make_unique<PacedDevice>(std::move(machine.device), real.in, real.out, *options.pcie * 1e9);
    }
    return machine;
}

Result<nlohmann::ordered_json> benchCopies(const BenchOptions& options)
{
    const c10::InferenceMode inference;
    Result<Machine> machine = openMachine(options);
    if (!machine)
        return machine.error();
    tensor::Accelerator& device = *machine->device;
    nlohmann::ordered_json rows = nlohmann::ordered_json::array();
    const auto add = [&](const char* what, double bytesPerSecond) {
        rows.push_back({{"what", what}, {"GB_per_s", bytesPerSecond / 1e9}});
    };
    const CopySpeeds speeds = measureCopies(device);
    add("locked to the GPU", speeds.in);
    add("GPU to locked", speeds.out);
    add("both ways, sum", speeds.both);
    if (!device.device().is_cpu()) {
        const at::Tensor there = device.allocate(kBytes);
        const at::Tensor plain = at::empty({kBytes}, at::kByte);
        add("plain to the GPU", static_cast<double>(kBytes) / fastest(device, [&] { there.copy_(plain); }));
    }
    for (const size_t threads : {size_t{1}, size_t{4}}) {
        std::vector<tensor::PinnedBuffer> buffers(threads);
        const Stopwatch watch;
        {
            std::vector<std::jthread> workers;
            for (tensor::PinnedBuffer& buffer : buffers)
                workers.emplace_back([&buffer] {
                    if (auto made = tensor::PinnedBuffer::allocate(kBytes))
                        buffer = std::move(*made);
                });
        }
        add(threads == 1 ? "locking, one buffer" : "locking, four buffers at once",
            static_cast<double>(kBytes) * static_cast<double>(threads) / watch.seconds());
    }
    return rows;
}

} // namespace studio::bench
