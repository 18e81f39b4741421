// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/presenters/QueueForecast.h"

#include "ui/services/PlanService.h"
#include "ui/services/RenderService.h"

#include <algorithm>

namespace studio::ui {

QueueForecast::QueueForecast(PlanService& planner, RenderService& renderer, QObject* parent)
    : QObject(parent)
    , m_planner(planner)
    , m_renderer(renderer)
{
    connect(&planner, &PlanService::speedChanged, this, &QueueForecast::forecast);
    // One that was ordered before its plan was made has no promise.
    connect(&renderer, &RenderService::stateChanged, this, [this](const jobs::QueueState& state) {
        if (std::any_of(state.jobs.begin(), state.jobs.end(), [](const jobs::Job& job) {
                return job.state != jobs::JobState::Running && job.continues.empty() && !job.promise.promisedSeconds;
            }))
            forecast();
    });
}

void QueueForecast::forecast()
{
    std::vector<jobs::Job> asked = m_renderer.queue().state().jobs;
    std::erase_if(asked, [](const jobs::Job& job) { return job.state == jobs::JobState::Running; });
    if (asked.empty())
        return;
    m_planner.forecast(asked, this, [this, asked](const std::map<jobs::JobId, jobs::StageTimes>& found) {
        jobs::RenderQueue& queue = m_renderer.queue();
        for (const jobs::Job& job : queue.state().jobs) {
            const auto stages = found.find(job.id);
            const bool isAsked = std::any_of(asked.begin(), asked.end(), [&job](const jobs::Job& one) {
                return one.id == job.id && one.scene == job.scene && one.film == job.film && one.pixels == job.pixels;
            });
            if (isAsked && stages != found.end() && stages->second != job.stages)
                queue.setForecast(job.id, stages->second);
        }
    });
}

} // namespace studio::ui
