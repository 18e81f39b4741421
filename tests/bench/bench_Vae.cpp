// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
// Seconds of the VAE with random weights: bench_Vae [base size [fastest]]
#include "core/vae/RandomVae.h"
#include "core/vae/Vae.h"

#include <ATen/Parallel.h>
#include <ATen/core/grad_mode.h>
#include <ATen/ops/rand.h>
#include <ATen/ops/randn.h>
#include <c10/core/InferenceMode.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <functional>

using namespace studio;

namespace {

// The fastest of a few runs: what is left when nobody disturbs.
double seconds(int repeats, const std::function<void()>& work)
{
    double best = 1e9;
    for (int i = 0; i < repeats; ++i) {
        const auto start = std::chrono::steady_clock::now();
        work();
        best = std::min(best, std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count());
    }
    return best;
}

void measure(int64_t base, int64_t size, vae::Kernels kernels)
{
    const vae::Vae vae = *vae::Vae::fromTensors(vae::randomVae(base), "random", at::kCPU, at::kFloat, kernels);
    const at::Tensor pixels = at::rand({3, 13, size, size}) * 2 - 1;
    const at::Tensor latents = at::randn({16, 3, size / 8, size / 8});

    vae::StreamDecoder decoder(vae);
    (void)decoder.decode(latents);
    const double decode = seconds(7, [&] { (void)decoder.decode(latents); });
    const double encode = seconds(3, [&] { (void)vae.encode(pixels); });
    std::printf("base %2d, %3dx%-3d %-9s 12 frames decoded %.4f s, 13 frames encoded %.4f s", int(base), int(size),
                int(size), kernels == vae::Kernels::Fastest ? "fastest" : "libtorch", decode, encode);
    if (kernels == vae::Kernels::Fastest) {
        const at::Tensor still = pixels.select(1, 0);
        const double all = seconds(1, [&] { (void)vae.encode(still.unsqueeze(1).expand({3, 365, size, size})); });
        const double settled = seconds(2, [&] { (void)vae.encodeStill(still, 365); });
        std::printf(", still of 365 frames %.3f s instead of %.3f s", settled, all);
    }
    std::printf("\n");
    std::fflush(stdout);
}

} // namespace

int main(int argc, char** argv)
{
    const c10::InferenceMode inference;
    std::printf("%d threads\n", at::get_num_threads());
    if (argc > 2) {
        if (argc == 3)
            measure(std::atol(argv[1]), std::atol(argv[2]), vae::Kernels::Libtorch);
        measure(std::atol(argv[1]), std::atol(argv[2]), vae::Kernels::Fastest);
        return 0;
    }
    for (const auto& [base, size] : {std::pair{8, 128}, {12, 128}, {16, 128}, {8, 192}, {12, 192}, {16, 192}}) {
        for (const vae::Kernels kernels : {vae::Kernels::Libtorch, vae::Kernels::Fastest})
            measure(base, size, kernels);
    }
    return 0;
}
