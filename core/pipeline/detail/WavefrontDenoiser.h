// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/Result.h"
#include "core/dit/DitModel.h"
#include "core/pipeline/Render.h"
#include "core/sampler/FlowMatchEuler.h"

#include <functional>
#include <memory>
#include <optional>
#include <vector>

namespace studio::pipeline {

// The (block, step) pairs that are finished when `block` is, if the blocks [0, end) are denoised with so many lanes.
[[nodiscard]] int64_t forwardsUntil(int64_t block, int64_t end, int steps, int lanes);

// Denoises the blocks of a film as a wavefront: one tick advances every active block by one step, in one pass over the
// layers, and a new block starts as soon as a lane is free. The lanes of a tick are independent, since step s of a
// block attends only to step-s keys of earlier blocks. With one lane it is the plain loop.
class WavefrontDenoiser {
public:
    struct Options {
        int64_t h = 0; // of the latents
        int64_t w = 0;
        // What a block hears, of all blocks in the same tokens. Asked for block after block, for each as it begins; an
        // error ends the film.
        std::function<Result<std::vector<dit::HeardVoice>>(int64_t block)> voices;
        // The prompt of a block, the same object for blocks with the same one. Asked for as voices are, and before a
        // prefill. The denoiser keeps it until no block that is being denoised has it.
        std::function<std::shared_ptr<dit::TextContext>(int64_t block)> text;
        std::function<at::Tensor(int64_t block)> noise; // [16, 3, h, w] fp32 on the CPU
        std::function<int(int64_t block, int step)> distance; // of the reference frame
        int steps = 0;
        double shift = kTimestepShift; // of the noise levels
        int lanes = 1; // maximum number of active blocks
        // How many of the steps a block takes, 1 or more (sampler::takesStep()). In a tick whose step it skips it stays
        // as it is, and the step's ring gets the keys and values of the step before, so that later blocks attend to as
        // many blocks as ever. Asked for as voices are. May be empty: all.
        std::function<int(int64_t block)> stepsOf{};
        // What a block had after each step, [16, 3, h, w] each, if it was denoised before: takes the place of what the
        // steps compute here, so that only their keys and values count. Asked for as voices are; no tensors for a new
        // block. May be empty.
        std::function<Result<std::vector<at::Tensor>>(int64_t block)> known;
        // How many layers, from the first one, keep keys of a known block that count later, 1 at least: a pass over
        // known blocks ends behind them. May be empty: all.
        std::function<int64_t(int64_t block)> depthOfKnown;
        // Gets what a new block had after each step, after it was passed to BlockReady; an error ends the film. May be
        // empty: then nothing is kept.
        std::function<Status(int64_t block, std::span<const at::Tensor> steps)> record;
        // betweenTicks() is called between two ticks; freeMemory() after an out-of-memory error, to repeat the tick. It
        // returns false if nothing can be freed: then the exception is passed on. Both may be empty.
        std::function<void()> betweenTicks;
        std::function<bool()> freeMemory;
        // Called after a PassAbandoned: pauses off the device, then restores it; the pass is repeated. An error ends
        // the film. May be empty if PassAbandoned is never thrown.
        std::function<Status()> pauseOffDevice;
    };
    // Borrows everything but options. Throws c10::OutOfMemoryError.
    WavefrontDenoiser(const dit::DitModel& model, dit::LayerSource& layers, offload::KvStore& kv, Options options);

    // Fills the KV caches with the condition tokens of the blocks to come, with the prompt of `next`, the first one of
    // them. Error: Cancelled.
    Status prefill(int64_t next, const at::Tensor& reference, const at::Tensor& motion, const std::stop_token& stop);

    // A block's denoised latents, [16, 3, h, w] in the model's dtype.
    using BlockReady = std::function<Status(int64_t block, const at::Tensor& latents)>;
    // Called after every tick with the number of finished (block, step) pairs.
    using ForwardDone = std::function<void(int64_t forwards)>;
    // Denoises blocks [begin, end), which follow those of the previous call, or are preceded by rings of zeros and
    // begin with known ones. Errors: Cancelled, those of `ready` and of the options.
    Status run(int64_t begin, int64_t end, const BlockReady& ready, const ForwardDone& done,
               const std::stop_token& stop);

private:
    // An active block.
    struct Pending {
        int64_t block = 0;
        int step = 0; // the next one
        int taken = 0; // steps, of all
        dit::BlockContext context;
        std::shared_ptr<dit::TextContext> text;
        at::Tensor latents;
        std::vector<at::Tensor> known; // after each step; empty for a new block
        std::vector<at::Tensor> past; // likewise, of a new block that is recorded, up to now
    };
    Result<Pending> begin(int64_t block);
    [[nodiscard]] std::shared_ptr<dit::TextContext> textOf(int64_t block);
    // Advances each block by one step. Changes nothing unless it succeeds.
    Status advance(std::span<Pending> blocks, const std::stop_token& stop);
    // Of the pass over these blocks; unset if it needs all layers.
    [[nodiscard]] std::optional<int64_t> depthOf(std::span<const Pending> blocks) const;
    Status handOut(const Pending& pending, const BlockReady& ready) const;
    template<typename Work>
    Status retryOnOom(Work&& work);
    [[nodiscard]] bool takes(const Pending& pending, int step) const
    {
        return sampler::takesStep(step, m_schedule.steps(), pending.taken);
    }
    [[nodiscard]] at::Tensor stepped(const Pending& pending, const at::Tensor& velocity) const;
    void announceNext(std::span<const Pending> blocks, int64_t next, int64_t end);

    const dit::DitModel& m_model;
    dit::LayerSource& m_layers;
    offload::KvStore& m_kv;
    Options m_options;
    std::vector<std::shared_ptr<dit::TextContext>> m_texts; // in use, and the latest one
    sampler::Schedule m_schedule;
    std::vector<dit::TimeEmbedding> m_levels;
    int64_t m_forwards = 0;
};

} // namespace studio::pipeline
