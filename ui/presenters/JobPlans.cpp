// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/presenters/JobPlans.h"

#include "ui/presenters/Orders.h"

#include <memory>
#include <utility>

namespace studio::ui {

void planJobs(PlanService& planner, std::vector<jobs::Job> jobs, QObject* receiver,
              std::function<void(std::vector<PlannedJob>)> done)
{
    struct Batch {
        std::vector<PlannedJob> jobs;
        size_t left = 0;
        std::function<void(std::vector<PlannedJob>)> done;
    };
    const auto batch = std::make_shared<Batch>(Batch{.jobs = {}, .left = jobs.size(), .done = std::move(done)});
    for (jobs::Job& job : jobs)
        batch->jobs.push_back({.job = std::move(job), .plan = {}, .voice = {}});
    for (size_t i = 0; i < batch->jobs.size(); ++i) {
        planner.planScene(batch->jobs[i].job.scene, receiver, [batch, i](const ScenePlan& found) {
            PlannedJob& planned = batch->jobs[i];
            planned.plan = found.plan;
            planned.voice = found.voice;
            const int finalOf = planned.job.finalOf;
            const QString name = QString::fromStdString(planned.job.sceneName);
            planned.job = jobOf(planned.job.scene, name, found.plan, {.voice = found.voice, .pixels = found.pixels});
            planned.job.finalOf = finalOf;
            if (--batch->left == 0)
                batch->done(std::move(batch->jobs));
        });
    }
}

} // namespace studio::ui
