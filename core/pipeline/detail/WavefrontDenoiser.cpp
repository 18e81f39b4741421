// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/pipeline/detail/WavefrontDenoiser.h"

#include "core/pipeline/detail/PausableLayers.h"
#include "core/tensor/OomRetry.h"

#include <c10/util/Exception.h>

#include <algorithm>
#include <deque>

namespace studio::pipeline {

int64_t forwardsUntil(int64_t block, int64_t end, int steps, int lanes)
{
    std::deque<int> active; // steps done, oldest block first
    int64_t forwards = 0;
    for (int64_t begun = 0, done = 0; done <= block;) {
        if (begun < end && static_cast<int>(active.size()) < lanes) {
            active.push_back(0);
            ++begun;
        }
        for (int& step : active)
            ++step;
        forwards += static_cast<int64_t>(active.size());
        if (active.front() == steps) {
            active.pop_front();
            ++done;
        }
    }
    return forwards;
}

WavefrontDenoiser::WavefrontDenoiser(const dit::DitModel& model, dit::LayerSource& layers, offload::KvStore& kv,
                                     Options options)
    : m_model(model)
    , m_layers(layers)
    , m_kv(kv)
    , m_options(std::move(options))
    , m_schedule(sampler::makeSchedule(m_options.steps, m_options.shift))
{
    for (const float t : m_schedule.timesteps)
        m_levels.push_back(tensor::retryOnOom(m_options.freeMemory, [&] { return model.timeEmbedding(t); }));
}

// Repeats the work after out-of-memory errors, as long as memory can be freed, and after abandoned passes. The work
// must change nothing unless it succeeds.
template<typename Work>
Status WavefrontDenoiser::retryOnOom(Work&& work)
{
    for (;;) {
        bool isAbandoned = false;
        try {
            return work();
        } catch (const PassAbandoned&) {
            isAbandoned = true;
        } catch (const c10::OutOfMemoryError&) {
            if (!m_options.freeMemory)
                throw;
        }
        // Outside of the handlers, whose exceptions keep tensors alive.
        if (isAbandoned) {
            for (const auto& text : m_texts) {
                for (dit::Projection& projection : text->layers)
                    projection = {}; // The next pass computes them again.
            }
            if (Status back = m_options.pauseOffDevice(); !back)
                return back;
        } else if (!m_options.freeMemory())
            return Error{ErrorCode::OutOfMemory, {}, "a tick needs more memory than there is"};
    }
}

Status WavefrontDenoiser::prefill(int64_t next, const at::Tensor& reference, const at::Tensor& motion,
                                  const std::stop_token& stop)
{
    return retryOnOom([&] {
        const std::shared_ptr<dit::TextContext> text = textOf(next);
        return m_model.prefill(reference, motion, *text, m_layers, m_kv, stop);
    });
}

std::shared_ptr<dit::TextContext> WavefrontDenoiser::textOf(int64_t block)
{
    std::erase_if(m_texts, [](const auto& text) { return text.use_count() == 1; });
    std::shared_ptr<dit::TextContext> text = m_options.text(block);
    if (std::find(m_texts.begin(), m_texts.end(), text) == m_texts.end())
        m_texts.push_back(text);
    return text;
}

Result<WavefrontDenoiser::Pending> WavefrontDenoiser::begin(int64_t block)
{
    const Result<std::vector<dit::HeardVoice>> voices = m_options.voices(block);
    if (!voices)
        return voices.error();
    Pending pending{.block = block,
                    .step = 0,
                    .taken = m_options.stepsOf ? m_options.stepsOf(block) : m_options.steps,
                    .context = m_model.blockContext(block * dit::kBlockLatents, *voices, m_options.h, m_options.w),
                    .text = textOf(block),
                    .latents = m_options.noise(block).to(m_model.device(), m_model.dtype()),
                    .known = {},
                    .past = {}};
    if (!m_options.known)
        return pending;
    Result<std::vector<at::Tensor>> known = m_options.known(block);
    if (!known)
        return known.error();
    for (const at::Tensor& latents : *known)
        pending.known.push_back(latents.to(m_model.device(), m_model.dtype()));
    return pending;
}

std::optional<int64_t> WavefrontDenoiser::depthOf(std::span<const Pending> blocks) const
{
    int64_t depth = 0;
    for (const Pending& pending : blocks) {
        if (pending.known.empty() || !m_options.depthOfKnown)
            return {};
        depth = std::max(depth, m_options.depthOfKnown(pending.block));
    }
    return depth;
}

Status WavefrontDenoiser::advance(std::span<Pending> blocks, const std::stop_token& stop)
{
    std::vector<dit::Lane> lanes; // in the order of their steps: the newest block first
    std::vector<offload::KvLane> copies;
    for (auto it = blocks.rbegin(); it != blocks.rend(); ++it) {
        Pending& pending = *it;
        if (!takes(pending, pending.step)) {
            copies.push_back({.step = pending.step, .block = pending.block, .isCopy = true});
            continue;
        }
        const int64_t first = pending.context.firstLatent;
        lanes.push_back({.step = pending.step,
                         .time = &m_levels[static_cast<size_t>(pending.step)],
                         .block = &pending.context,
                         .text = pending.text.get(),
                         .referenceRope = m_model.referenceRope(first, m_options.distance(pending.block, pending.step),
                                                                m_options.h, m_options.w),
                         .latents = pending.latents,
                         .velocity = {}});
    }
    if (Status passed = m_model.forward(lanes, m_layers, m_kv, stop, depthOf(blocks), copies); !passed)
        return passed;
    std::vector<at::Tensor> latents;
    auto lane = lanes.rbegin();
    for (const Pending& pending : blocks) {
        const bool isTaken = takes(pending, pending.step);
        if (!pending.known.empty())
            latents.push_back(pending.known[static_cast<size_t>(pending.step)]);
        else
            latents.push_back(isTaken ? stepped(pending, lane->velocity) : pending.latents);
        if (isTaken)
            ++lane;
    }
    for (size_t i = 0; i < blocks.size(); ++i) {
        if (m_options.record && blocks[i].known.empty())
            blocks[i].past.push_back(latents[i]);
        blocks[i].latents = std::move(latents[i]);
        ++blocks[i].step;
    }
    m_forwards += static_cast<int64_t>(blocks.size());
    return kDone;
}

// To the level of the next step that it takes, or to the end.
at::Tensor WavefrontDenoiser::stepped(const Pending& pending, const at::Tensor& velocity) const
{
    int next = pending.step + 1;
    while (next < m_schedule.steps() && !takes(pending, next))
        ++next;
    return sampler::eulerStep(pending.latents, velocity, m_schedule, pending.step, next);
}

Status WavefrontDenoiser::handOut(const Pending& pending, const BlockReady& ready) const
{
    if (Status handed = ready(pending.block, pending.latents); !handed || pending.past.empty())
        return handed;
    return m_options.record(pending.block, pending.past);
}

// Announces the lanes of the tick after the next one.
void WavefrontDenoiser::announceNext(std::span<const Pending> blocks, int64_t next, int64_t end)
{
    std::vector<offload::KvLane> lanes; // oldest first
    std::vector<offload::KvLane> copies;
    for (const Pending& pending : blocks) {
        const int step = pending.step + 1;
        if (step >= m_schedule.steps())
            continue;
        const bool isCopy = !takes(pending, step);
        (isCopy ? copies : lanes).push_back({.step = step, .block = pending.block, .isCopy = isCopy});
    }
    // A block that ends with this tick leaves its lane.
    if (next < end && static_cast<int>(lanes.size() + copies.size()) < m_options.lanes)
        lanes.push_back({.step = 0, .block = next});
    std::reverse(lanes.begin(), lanes.end());
    lanes.insert(lanes.end(), copies.rbegin(), copies.rend());
    m_kv.expect(lanes);
}

Status WavefrontDenoiser::run(int64_t begin, int64_t end, const BlockReady& ready, const ForwardDone& done,
                              const std::stop_token& stop)
{
    std::vector<Pending> active; // oldest first
    int64_t next = begin;
    while (next < end || !active.empty()) {
        const Status advanced = retryOnOom([&]() -> Status {
            if (m_options.betweenTicks)
                m_options.betweenTicks();
            const bool hasBegun = !active.empty() && active.back().step == 0; // true if the tick is repeated
            if (next < end && static_cast<int>(active.size()) < m_options.lanes && !hasBegun) {
                Result<Pending> begun = this->begin(next);
                if (!begun)
                    return begun.error();
                active.push_back(std::move(*begun));
                ++next;
            }
            announceNext(active, next, end);
            return advance(active, stop);
        });
        if (!advanced)
            return advanced;
        done(m_forwards);
        if (active.front().step == m_schedule.steps()) {
            if (Status handed = handOut(active.front(), ready); !handed)
                return handed;
            active.erase(active.begin());
        }
    }
    return kDone;
}

} // namespace studio::pipeline
