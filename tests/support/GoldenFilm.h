// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/pipeline/detail/WavefrontDenoiser.h"
#include "core/tensor/Accelerator.h"
#include "tests/support/Goldens.h"

#include <ATen/ops/cat.h>

#include <functional>

namespace studio::test {

// A film of six blocks of the goldens' inputs, 64*128 pixels, with another prefill after four, as clips are.
struct GoldenFilm {
    static constexpr int kSteps = 3;
    static constexpr int64_t kBlocks = 6;
    static constexpr int64_t kHeight = 16; // of the latents
    static constexpr int64_t kWidth = 8;

    model::StateDict golden = test::golden("dit/dit.safetensors");
    int lanes = 1;
    std::function<int(int64_t block)> stepsOf{}; // as WavefrontDenoiser::Options'
    std::function<void()> begins{}; // after the first allocations, which nobody repeats
    std::function<void()> betweenTicks{};
    std::function<bool()> freeMemory{};
    std::stop_token stop{};

    // The latents of all blocks in RAM, or undefined if it didn't get that far.
    [[nodiscard]] at::Tensor latents(const dit::DitModel& model, dit::LayerSource& layers, offload::KvStore& kv) const
    {
        pipeline::WavefrontDenoiser denoiser(
            model, layers, kv,
            {.h = kHeight,
             .w = kWidth,
             .voices =
                 [this](int64_t block) {
                     return Result<std::vector<dit::HeardVoice>>(
                         {{.features = golden.at("fwd" + std::to_string(block) + "/audio_input")[0]}});
                 },
             .text = [text = std::make_shared<dit::TextContext>(model.textContext(
                          golden.at("context"), dit::TextPadding::Weighted))](int64_t) { return text; },
             .noise = [this](int64_t block) { return golden.at("fwd" + std::to_string(block) + "/x"); },
             .distance = [](int64_t block, int step) { return 4 + static_cast<int>(block) + step; },
             .steps = kSteps,
             .lanes = lanes,
             .stepsOf = stepsOf,
             .known = {},
             .depthOfKnown = {},
             .record = {},
             .betweenTicks = betweenTicks,
             .freeMemory = freeMemory,
             .pauseOffDevice = {}});
        if (begins)
            begins();
        std::vector<at::Tensor> made;
        const auto ready = [&](int64_t, const at::Tensor& finished) -> Status {
            const tensor::HostScope host;
            made.push_back(finished.clone());
            return kDone;
        };
        const auto done = [](int64_t) {};
        const auto prefill = [&](int64_t next, const char* name) {
            return bool(denoiser.prefill(next, golden.at(std::string(name) + "/ref_latents")[0],
                                         golden.at("motion_latents")[0], stop));
        };
        if (!prefill(0, "sink0") || !denoiser.run(0, 4, ready, done, stop) || !prefill(4, "sink1")
            || !denoiser.run(4, kBlocks, ready, done, stop))
            return {};
        const tensor::HostScope host;
        return at::cat(made, 1);
    }
};

} // namespace studio::test
