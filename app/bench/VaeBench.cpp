// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/bench/Benches.h"
#include "app/bench/Machine.h"
#include "core/base/Process.h"
#include "core/base/Units.h"
#include "core/vae/RandomVae.h"
#include "core/vae/Vae.h"

#include <ATen/ops/rand.h>
#include <ATen/ops/randn.h>
#include <c10/core/InferenceMode.h>

#include <nlohmann/json.hpp>

namespace studio::bench {

Result<nlohmann::ordered_json> benchVae(const BenchOptions& options)
{
    const c10::InferenceMode inference;
    Result<Machine> machine = openMachine(options);
    if (!machine)
        return machine.error();
    tensor::Accelerator& device = *machine->device;
    const auto scope = device.scope();
    const Result<vae::Vae> vae
        = vae::Vae::fromTensors(vae::randomVae(options.shape.vaeWidth), "random", device.device(), machine->dtype);
    if (!vae)
        return vae.error();
    nlohmann::ordered_json rows = nlohmann::ordered_json::array();
    const double megapixels = 12.0 * options.width * options.height / 1e6;

    vae::StreamDecoder decoder(*vae);
    const at::Tensor latents = at::randn({vae::kLatentChannels, 3, options.height / 8, options.width / 8});
    std::vector<double> seconds;
    for (int i = 0; i < options.ticks + 2; ++i) { // The first two fill the caches and choose kernels.
        if (i == 2)
            device.resetPeak();
        const Stopwatch watch;
        if (const Result<at::Tensor> frames = decoder.decode(latents.to(device.device())); !frames)
            return frames.error();
        device.synchronize();
        if (i >= 2)
            seconds.push_back(watch.seconds());
    }
    rows.push_back({{"what", "decode a block"},
                    {"s", median(seconds)},
                    {"s_per_megapixel", median(seconds) / megapixels},
                    {"peak_GB", static_cast<double>(device.memory().peak) / kGiB}});

    device.resetPeak();
    const at::Tensor image = at::rand({3, options.height, options.width}) * 2 - 1;
    const Stopwatch watch;
    if (const Result<at::Tensor> still = vae->encodeStill(image, 73); !still)
        return still.error();
    device.synchronize();
    rows.push_back({{"what", "encode the portrait"},
                    {"s", watch.seconds()},
                    {"s_per_megapixel", nullptr},
                    {"peak_GB", static_cast<double>(device.memory().peak) / kGiB}});
    return rows;
}

} // namespace studio::bench
