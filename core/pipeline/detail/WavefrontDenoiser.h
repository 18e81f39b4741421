// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/Result.h"
#include "core/dit/DitModel.h"
#include "core/pipeline/Render.h"
#include "core/sampler/FlowMatchEuler.h"

#include <functional>

namespace studio::pipeline {

// Denoises the blocks of a film as a wavefront: a tick brings every block that is on its way one step on, in one pass
// over the layers, and a new block sets out when there is a lane for it. The lanes of a tick need nothing of each
// other, since step s of a block sees only step-s keys of earlier blocks. With one lane it is the plain loop.
class WavefrontDenoiser {
public:
    struct Options {
        int64_t h = 0; // of the latents
        int64_t w = 0;
        at::Tensor features; // [states, audioDim, 12 * blocks]: what each video frame hears
        std::function<at::Tensor(int64_t block)> noise; // [16, 3, h, w] fp32 on the CPU
        std::function<int(int64_t block, int step)> distance; // of the reference frame
        int steps = 0;
        int lanes = 1; // blocks on their way at once, at most
        // Asked between two ticks, and when the memory didn't suffice for one, which is then repeated. False if nothing
        // can be done: then the exception goes on. May be empty.
        std::function<void()> betweenTicks;
        std::function<bool()> freeMemory;
        // After a PassAbandoned, before the pass is repeated; an error ends the film. May be empty if none is thrown.
        std::function<Status()> pauseOffDevice;
    };
    // Everything is borrowed but text and film. Throws c10::OutOfMemoryError.
    WavefrontDenoiser(const dit::DitModel& model, dit::LayerSource& layers, offload::KvStore& kv, dit::TextContext text,
                      Options options);

    // Sets the condition tokens of the blocks to come. Error: Cancelled.
    Status prefill(const at::Tensor& reference, const at::Tensor& motion, const std::stop_token& stop);

    // A finished block's latents, [16, 3, h, w] in the model's dtype.
    using BlockReady = std::function<Status(int64_t block, const at::Tensor& latents)>;
    // Called after every forward with the number of (block, step) pairs that are done.
    using ForwardDone = std::function<void(int64_t forwards)>;
    // Denoises blocks [begin, end), which follow those of the call before. Errors: Cancelled, those of `ready`.
    Status run(int64_t begin, int64_t end, const BlockReady& ready, const ForwardDone& done,
               const std::stop_token& stop);

private:
    // A block on its way.
    struct Pending {
        int64_t block = 0;
        int step = 0; // the next one
        dit::BlockContext context;
        at::Tensor latents;
    };
    [[nodiscard]] Pending begin(int64_t block) const;
    // Brings each of the blocks one step on. What is left as it was: everything, unless it succeeds.
    Status advance(std::span<Pending> blocks, const std::stop_token& stop);
    template<typename Work>
    Status retryOnOom(Work&& work);
    void announceNext(std::span<const Pending> blocks, int64_t next, int64_t end);

    const dit::DitModel& m_model;
    dit::LayerSource& m_layers;
    offload::KvStore& m_kv;
    dit::TextContext m_text;
    Options m_options;
    sampler::Schedule m_schedule;
    std::vector<dit::TimeEmbedding> m_levels;
    int64_t m_forwards = 0;
};

} // namespace studio::pipeline
