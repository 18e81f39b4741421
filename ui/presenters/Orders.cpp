// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/presenters/Orders.h"

#include "core/pipeline/FilmLength.h"
#include "ui/common/Words.h"
#include "ui/models/PresetModel.h"
#include "ui/presenters/JobQuestions.h"
#include "ui/services/InputService.h"
#include "ui/services/PlanService.h"
#include "ui/services/RenderService.h"
#include "ui/widgets/PaintText.h"

#include <QCoreApplication>
#include <QRandomGenerator>

#include <algorithm>
#include <utility>

namespace studio::ui {
namespace {

struct Tr {
    Q_DECLARE_TR_FUNCTIONS(Orders)
};

} // namespace

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

bool isEdited(const project::Preset& preset, project::RenderSettings settings,
              const std::optional<jobs::VoiceFacts>& voice, const ModelCatalogue& models)
{
    const project::RenderSettings plain = withPreset(preset.values, settings, models, voice);
    if (settings.clips == 0 || (voice && voice->wholeClips > 0 && settings.clips >= voice->wholeClips))
        settings.clips = plain.clips;
    return !(plain == settings);
}

QString presetWords(const project::Scene& scene, const PresetModel& presets, const ModelCatalogue& models)
{
    const QString id = QString::fromStdString(scene.preset);
    const project::Preset* const preset = presets.find(id);
    if (!preset)
        return id;
    const QString name = presets.displayName(id);
    return isEdited(*preset, scene.settings, std::nullopt, models) ? Tr::tr("%1, edited", "a preset").arg(name) : name;
}

uint64_t drawSeed()
{
    return QRandomGenerator::global()->bounded(1U, 1'000'000U);
}

jobs::Job branchOf(const project::Take& take, int64_t frame, const project::Scene& scene, PromptsShown prompts)
{
    const project::RenderSettings& settings = take.scene.settings;
    Turn turn{.block = pipeline::blockOf(std::min(frame, take.framesMade - 1), settings.compat),
              .seed = drawSeed(),
              .prompt = {}};
    const bool isDirected = prompts == PromptsShown::Scene;
    const std::string wanted = isDirected ? scene.settings.promptAt(turn.block, scene.prompt) : scene.prompt;
    if (wanted != settings.promptAt(turn.block, take.scene.prompt) && (isDirected || wanted != take.scene.prompt))
        turn.prompt = wanted;
    jobs::Job job;
    job.scene = take.scene;
    static_cast<RenderSpec&>(job.scene.settings)
        = isDirected ? settings.branched(turn, scene.settings.turns) : settings.branched(turn);
    job.sceneName = take.sceneName;
    job.parent = take.number;
    job.parentMovie = take.movie;
    job.branchBlock = turn.block;
    job.film.frames = take.framesTotal;
    job.pixels = int64_t{take.width} * take.height;
    return job;
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

OrderedFilm orderedFilm(const InputService& inputs)
{
    const std::optional<jobs::PortraitFacts>& portrait = inputs.portrait().facts;
    return {.voice = inputs.voice().facts,
            .pixels = portrait ? int64_t{portrait->outputWidth} * portrait->outputHeight : 0};
}

jobs::Job jobOf(const project::Scene& scene, const QString& sceneName, const PlanState& plan, const OrderedFilm& film)
{
    jobs::Job job;
    job.scene = scene;
    job.sceneName = (sceneName.isEmpty() ? words::sceneTitle(scene) : sceneName).toStdString();
    const bool isPlanned = sameButSeed(plan.settings, scene.settings) && plan.tone != PlanTone::None; // for just this
    if (isPlanned) {
        job.promise.promisedVram = plan.vram;
        job.promise.promisedRam = plan.ram;
        job.promise.promisedSeconds = plan.seconds;
        job.stages = plan.stages;
    }
    job.pixels = film.pixels;
    if (const std::optional<jobs::VoiceFacts>& voice = film.voice)
        job.film = {.clips = voice->clips,
                    .frames = voice->frames,
                    .samples = voice->samples,
                    .silentBlocks = isPlanned ? plan.silentBlocks : 0};
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
