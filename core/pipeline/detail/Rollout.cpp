// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/pipeline/detail/Rollout.h"

namespace studio::pipeline {

Rollout::Rollout(const dit::DitModel& model, dit::LayerSource& layers, dit::TextContext text, Film film)
    : m_model(model)
    , m_layers(layers)
    , m_text(std::move(text))
    , m_film(std::move(film))
    , m_schedule(sampler::makeSchedule(m_film.steps))
    , m_kv(model.kvShape(m_film.steps, m_film.h, m_film.w), at::device(model.device()).dtype(model.dtype()))
{
    for (const float t : m_schedule.timesteps)
        m_levels.push_back(model.timeEmbedding(t));
}

Status Rollout::prefill(const at::Tensor& reference, const at::Tensor& motion, const std::stop_token& stop)
{
    if (!m_model.prefill(reference, motion, m_text, m_layers, m_kv, stop))
        return Error{ErrorCode::Cancelled, {}, "stopped while the condition tokens were prefilled"};
    return kDone;
}

Rollout::Pending Rollout::begin(int64_t block) const
{
    const at::Tensor heard = m_film.features.narrow(-1, block * dit::kBlockAudioFrames, dit::kBlockAudioFrames);
    return {.block = block,
            .step = 0,
            .context = m_model.blockContext(block * dit::kBlockLatents, heard, m_film.h, m_film.w),
            .latents = m_film.noise(block).to(m_model.device(), m_model.dtype())};
}

Status Rollout::advance(std::span<Pending> blocks, const std::stop_token& stop)
{
    std::vector<dit::Lane> lanes;
    for (Pending& pending : blocks) {
        const int64_t first = pending.context.firstLatent;
        lanes.push_back({.step = pending.step,
                         .time = &m_levels[static_cast<size_t>(pending.step)],
                         .block = &pending.context,
                         .referenceRope = m_model.referenceRope(first, m_film.distance(pending.block, pending.step),
                                                                m_film.h, m_film.w),
                         .latents = pending.latents,
                         .velocity = {}});
    }
    if (!m_model.forward(lanes, m_text, m_layers, m_kv, stop))
        return Error{ErrorCode::Cancelled, {}, "stopped between two layers"};
    for (size_t i = 0; i < lanes.size(); ++i) {
        Pending& pending = blocks[i];
        pending.latents = sampler::eulerStep(pending.latents, lanes[i].velocity, m_schedule, pending.step);
        ++pending.step;
    }
    m_forwards += static_cast<int64_t>(lanes.size());
    return kDone;
}

Status Rollout::run(int64_t begin, int64_t end, const BlockReady& ready, const ForwardDone& done,
                    const std::stop_token& stop)
{
    std::vector<Pending> active; // oldest first
    int64_t next = begin;
    while (next < end || !active.empty()) {
        if (next < end && (active.empty() || m_film.schedule == Schedule::Wavefront))
            active.push_back(this->begin(next++));
        if (Status advanced = advance(active, stop); !advanced)
            return advanced;
        done(m_forwards);
        if (active.front().step == m_schedule.steps()) {
            if (Status handed = ready(active.front().block, active.front().latents); !handed)
                return handed;
            active.erase(active.begin());
        }
    }
    return kDone;
}

} // namespace studio::pipeline
