// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/presenters/Orders.h"

#include "ui/common/Words.h"
#include "ui/presenters/JobQuestions.h"
#include "ui/services/PlanService.h"
#include "ui/services/RenderService.h"

#include <QRandomGenerator>

#include <algorithm>
#include <utility>

namespace studio::ui {

bool sameButSeed(project::RenderSettings a, project::RenderSettings b)
{
    a.seed = b.seed = 0;
    a.seedLocked = b.seedLocked = false;
    return a == b;
}

bool sameButSeed(project::Scene a, const project::Scene& b)
{
    if (!sameButSeed(a.settings, b.settings))
        return false;
    a.settings = b.settings;
    return a == b;
}

project::RenderSettings withPreset(const project::PresetValues& values, const project::RenderSettings& settings,
                                   const ModelCatalogue& models)
{
    return jobs::fitted(project::applied(values, settings), models);
}

project::RenderSettings withPreset(const project::PresetValues& values, const project::RenderSettings& settings,
                                   const ModelCatalogue& models, const std::optional<jobs::VoiceFacts>& voice)
{
    project::RenderSettings wanted = withPreset(values, settings, models);
    if (voice && voice->wholeClips > 0 && wanted.clips >= voice->wholeClips)
        wanted.clips = 0;
    return wanted;
}

uint64_t drawSeed()
{
    return QRandomGenerator::global()->bounded(1U, 1'000'000U);
}

std::vector<project::Scene> variationsOf(const project::Scene& scene, int count)
{
    std::vector<project::Scene> scenes{scene};
    while (static_cast<int>(scenes.size()) < count) {
        project::Scene other = scene;
        other.settings.seed = drawSeed();
        const auto isOne = [&other](const project::Scene& each) { return each.settings.seed == other.settings.seed; };
        if (std::none_of(scenes.begin(), scenes.end(), isOne))
            scenes.push_back(std::move(other));
    }
    return scenes;
}

jobs::Job jobOf(const project::Scene& scene, const QString& sceneName, const PlanState& plan,
                const std::optional<jobs::VoiceFacts>& voice)
{
    jobs::Job job;
    job.scene = scene;
    job.sceneName = (sceneName.isEmpty() ? words::sceneTitle(scene) : sceneName).toStdString();
    if (sameButSeed(plan.settings, scene.settings) && plan.tone != PlanTone::None) { // planned for just this
        job.promise.promisedVram = plan.vram;
        job.promise.promisedRam = plan.ram;
        job.promise.promisedSeconds = plan.seconds;
        job.stages = plan.stages;
    }
    if (voice) {
        job.clips = voice->clips;
        job.seconds = static_cast<double>(voice->frames) / kFramesPerSecond;
    }
    return job;
}

void orderNow(RenderService& renderer, JobQuestions& questions, std::vector<jobs::Job> jobs)
{
    jobs::RenderQueue& queue = renderer.queue();
    const jobs::QueueState before = queue.state();
    const bool isBusy = before.running() || before.started;
    const std::vector<jobs::JobId> ids = queue.renderNow(std::move(jobs));
    if (isBusy)
        questions.sayWaits();
    else if (before.waiting() > 0)
        questions.sayBefore(before.waiting(), ids);
}

} // namespace studio::ui
