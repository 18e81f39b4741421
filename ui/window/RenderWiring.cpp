// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/window/RenderWiring.h"

#include "core/base/Units.h"
#include "core/settings/Settings.h"
#include "core/telemetry/Telemetry.h"
#include "ui/common/FileChooser.h"
#include "ui/common/MessageCentre.h"
#include "ui/common/Words.h"
#include "ui/controllers/SceneController.h"
#include "ui/dialogs/NameDialog.h"
#include "ui/dialogs/PlanDialog.h"
#include "ui/models/PresetModel.h"
#include "ui/models/TakeModel.h"
#include "ui/panels/PressGuard.h"
#include "ui/panels/RenderPanel.h"
#include "ui/services/Folders.h"
#include "ui/services/InputService.h"
#include "ui/services/RenderService.h"
#include "ui/services/TelemetryService.h"
#include "ui/window/JobWiring.h"
#include "ui/window/MainWindow.h"
#include "ui/window/SceneWiring.h"

#include <QAction>
#include <QDir>
#include <QMenu>
#include <QRandomGenerator>

#include <algorithm>
#include <utility>

namespace studio::ui {
namespace {

// Whether the settings are still those of the preset: as many clips as the voice has are the whole voice, and a voice
// of unknown length (0) isn't longer than the preset's clips.
bool isEdited(const project::Preset& preset, project::RenderSettings settings, int64_t voiceClips)
{
    const auto plain = [voiceClips](project::RenderSettings value) {
        if (voiceClips > 0 && value.clips >= voiceClips)
            value.clips = 0;
        return value;
    };
    if (voiceClips == 0 && settings.clips == 0)
        settings.clips = preset.values.clips;
    return !(plain(RenderWiring::withPreset(preset.values, settings)) == plain(settings));
}

// The same take but for the seed, which is drawn anew after each order.
bool sameButSeed(project::RenderSettings a, project::RenderSettings b)
{
    a.seed = b.seed = 0;
    a.seedLocked = b.seedLocked = false;
    return a == b;
}

bool sameButSeed(project::Scene a, project::Scene b)
{
    if (!sameButSeed(a.settings, b.settings))
        return false;
    a.settings = b.settings;
    return a == b;
}

} // namespace

RenderWiring::RenderWiring(MainWindow& window)
    : QObject(&window)
    , m_window(window)
    , m_ram(telemetry::describeMachine().ramTotal)
    , m_guard(new PressGuard("orderGuardTimer", this))
{
    const WindowContext& context = window.context();
    connect(&context.scene, &SceneController::sceneChanged, this, [this](const project::Scene& scene) {
        if (scene.settings.model != m_model)
            applyModels();
        show();
        planAgain();
    });
    connect(&context.inputs, &InputService::voiceChanged, this, [this] {
        show();
        planAgain();
    });
    connect(&context.inputs, &InputService::portraitChanged, this, &RenderWiring::planAgain);
    connect(&context.planner, &PlanService::planned, this, [this] {
        showContract();
        carryOut();
        m_window.refreshSoon();
    });
    connect(&context.telemetry, &TelemetryService::sampled, this, [this](const telemetry::MachineSample& sample) {
        if (const auto& gpu = m_window.context().telemetry.gpu(); gpu.has_value() != m_gpu) { // The first sample knows.
            m_gpu = gpu.has_value();
            applyModels();
        }
        m_window.context().planner.setMachine(sample);
        if (m_window.context().renderer.isRunning()) {
            m_peakVram = std::max(m_peakVram, sample.vramUsed.value.value_or(0));
            m_peakRam = std::max(m_peakRam, sample.processRam.value.value_or(0));
            showContract();
        }
    });
    connect(&context.renderer, &RenderService::stateChanged, this, [this](const jobs::QueueState& state) {
        const jobs::Job* running = state.running();
        if (running && state.take && (!m_take || m_take->number != state.take->number)) {
            m_taken = running->scene;
            m_promise = running->promise;
            m_peakVram = m_peakRam = 0;
        }
        if (state.take)
            m_take = state.take;
        show();
        showContract();
        m_window.refreshSoon();
    });
    connect(&context.renderer, &RenderService::takeEnded, this, [this](const project::Take& take) {
        m_take = take;
        showContract();
    });
    connect(&context.takes, &TakeModel::loaded, this,
            [this] { m_window.context().planner.setTakes(m_window.context().takes.takes()); });
    connect(&window, &MainWindow::languageChanged, this, [this] {
        show();
        showContract();
    });
    connectActions();
    connectPanel();
    connectPresets();
    applyModels();
    show();
    showContract();
}

void RenderWiring::connectActions()
{
    const auto on
        = [this](ActionId id, auto&& act) { connect(m_window.actions()[id], &QAction::triggered, this, act); };
    on(ActionId::Render, [this] { order(Order::RenderNow); });
    on(ActionId::AddToQueue, [this] { order(Order::Queue); });
    on(ActionId::NewSeed, [this] { newSeed(); });
    on(ActionId::LockSeed, [this](bool locked) {
        project::RenderSettings settings = m_window.context().scene.scene().settings;
        settings.seedLocked = locked;
        m_window.context().scene.setRenderSettings(settings, tr("Lock seed"));
    });
    on(ActionId::PlanDetails, [this] {
        auto* dialog = new PlanDialog(m_window.context().planner.state(), &m_window);
        dialog->show();
    });
}

void RenderWiring::connectPanel()
{
    RenderPanel& panel = m_window.renderPanel();
    SceneController& scene = m_window.context().scene;
    connect(&panel, &RenderPanel::settingsEdited, this,
            [this](const project::RenderSettings& wanted) { changeSettings(wanted, tr("Change render settings")); });
    connect(&panel, &RenderPanel::presetChosen, this, [this, &scene](const QString& id) {
        if (const project::Preset* preset = m_window.context().presets.find(id))
            scene.setPreset(id, withPreset(preset->values, scene.scene().settings));
    });
    connect(&panel, &RenderPanel::modelSetupWanted, this, [this] { m_window.showModelFolder({}); });
    connect(&panel.contract(), &ContractCard::insteadPressed, this, [this] {
        const std::optional<PlanSuggestion> nearest = m_window.context().planner.state().suggestion;
        if (nearest)
            changeSettings(nearest->settings, tr("Use what fits"));
    });
}

void RenderWiring::changeSettings(const project::RenderSettings& wanted, const QString& text)
{
    SceneController& scene = m_window.context().scene;
    project::RenderSettings settings = wanted;
    if (settings.model != scene.scene().settings.model) { // What hangs on the model is the preset's again.
        const QString id = QString::fromStdString(scene.scene().preset);
        if (const project::Preset* preset = m_window.context().presets.find(id)) {
            settings.width = preset->values.width;
            settings.height = preset->values.height;
            settings.memory.offload = preset->values.offload;
        }
    }
    scene.setRenderSettings(settings, text);
    m_window.context().settings.set(settings::kVramBudget, static_cast<double>(settings.memory.vram.bytes) / kGiB);
    m_window.context().settings.set(settings::kRamBudget, static_cast<double>(settings.memory.ram.bytes) / kGiB);
    applyModels();
}

void RenderWiring::connectPresets()
{
    const auto on
        = [this](ActionId id, auto&& act) { connect(m_window.actions()[id], &QAction::triggered, this, act); };
    SceneController& scene = m_window.context().scene;
    PresetModel& presets = m_window.context().presets;
    connect(&presets, &PresetModel::failed, this, &RenderWiring::presetFailed);
    connect(&presets, &PresetModel::modelReset, this, [this] {
        show();
        m_window.refreshSoon();
    });
    const auto current = [&scene] { return QString::fromStdString(scene.scene().preset); };
    const auto saveAs = [this, &scene, &presets](const QString& name) {
        const Result<QString> saved = presets.save(name, project::presetValues(scene.scene().settings));
        if (!saved)
            presetFailed(saved.error());
        else
            scene.setPreset(*saved, scene.scene().settings);
    };
    on(ActionId::SavePreset, [=, &presets] { saveAs(presets.displayName(current())); });
    on(ActionId::SavePresetAs,
       [=, this] { NameDialog::ask(m_window, tr("Save preset"), tr("Name of the preset"), {}, saveAs); });
    on(ActionId::RenamePreset, [=, this, &presets] {
        NameDialog::ask(m_window, tr("Rename preset"), tr("Name of the preset"), presets.displayName(current()),
                        [=, this, &presets](const QString& name) {
                            if (const Status renamed = presets.rename(current(), name); !renamed)
                                presetFailed(renamed.error());
                        });
    });
    on(ActionId::DeletePreset, [=, this, &presets, &scene] {
        if (const Status removed = presets.remove(current()); !removed)
            presetFailed(removed.error());
        else
            scene.setPreset(QStringLiteral("standard"), scene.scene().settings);
    });
    on(ActionId::ImportPresets, [this, &presets] {
        chooseFileToOpen(m_window, m_window.context().settings, FileKind::Presets,
                         [&presets](const QString& file) { presets.importFrom(file); });
    });
    on(ActionId::ExportPreset, [=, this, &presets] {
        chooseFileToSave(m_window, m_window.context().settings, FileKind::Presets, presets.displayName(current()),
                         [=, this, &presets](const QString& file) {
                             if (const Status written = presets.exportTo(file, {current()}); !written)
                                 presetFailed(written.error());
                         });
    });
    on(ActionId::ResetPreset, [=, &presets, &scene] {
        if (const project::Preset* preset = presets.find(current()))
            scene.setPreset(current(), withPreset(preset->values, scene.scene().settings));
    });
}

void RenderWiring::presetFailed(const Error& error)
{
    const bool read = error.code != ErrorCode::NotWritable && error.code != ErrorCode::DiskFull;
    m_window.messages().showError(QStringLiteral("preset"), read ? QStringLiteral("IN-06") : QStringLiteral("STORE-03"),
                                  error,
                                  {{QStringLiteral("file"), QString::fromStdString(error.subject)},
                                   {QStringLiteral("folder"), QString::fromStdString(error.subject)}});
}

project::RenderSettings RenderWiring::withPreset(const project::PresetValues& values, project::RenderSettings settings)
{
    return jobs::fitted(project::applied(values, settings));
}

jobs::ModelPlaces RenderWiring::places() const
{
    const WindowContext& context = m_window.context();
    const settings::Settings& settings = context.settings;
    jobs::ModelPlaces places;
    places.demoCheckpoint = context.demo.checkpoint;
    places.demoLora = context.demo.lora;
    places.checkpoint = words::path(settings.get(settings::kCheckpointFolder));
    places.lora = words::path(settings.get(settings::kLoraFolder));
    const QString device = settings.get(settings::kDevice);
    places.device = !device.isEmpty() ? device.toStdString() : context.telemetry.gpu() ? "cuda" : "cpu";
    places.fp8 = places.device != "cpu" && settings.get(settings::kFp8);
    places.fp8Attention = settings.get(settings::kFp8Attention);
    places.lanes = settings.get(settings::kLanes);
    places.promptCache = words::path(context.dataFolder % QStringLiteral("/prompts"));
    places.slabCache = Folders::of(settings).slabCache;
    return places;
}

void RenderWiring::applyModels()
{
    const WindowContext& context = m_window.context();
    const jobs::ModelPlaces models = places();
    const QString takes = Folders::of(context.settings).takes;
    context.renderer.queue().setOptions({.takesFolder = words::path(takes),
                                         .namePattern = context.settings.get(settings::kNamePattern).toStdString(),
                                         .models = models,
                                         .journal = words::path(context.dataFolder % QStringLiteral("/queue.json"))});
    context.planner.setModels(models);
    context.planner.setTakesFolder(takes);
    m_model = context.scene.scene().settings.model;
    const bool demo = m_model == project::ModelChoice::Demo;
    context.inputs.setCheckpoint(words::text(demo ? models.demoCheckpoint : models.checkpoint));
    show();
}

void RenderWiring::useModel(const QString& checkpoint, const QString& lora)
{
    settings::Settings& settings = m_window.context().settings;
    settings.set(settings::kCheckpointFolder, checkpoint);
    settings.set(settings::kLoraFolder, lora);
    project::RenderSettings wanted = m_window.context().scene.scene().settings;
    wanted.model = project::ModelChoice::LiveAvatar;
    changeSettings(wanted, tr("Change render settings"));
}

void RenderWiring::useDemoModel()
{
    project::RenderSettings wanted = m_window.context().scene.scene().settings;
    wanted.model = project::ModelChoice::Demo;
    changeSettings(wanted, tr("Change render settings"));
}

void RenderWiring::planAgain()
{
    const WindowContext& context = m_window.context();
    const project::Scene& scene = context.scene.scene();
    context.planner.setSettings(scene.settings);
    const std::optional<jobs::VoiceFacts>& voice = context.inputs.voice().facts;
    const std::optional<jobs::PortraitFacts>& portrait = context.inputs.portrait().facts;
    if (voice && portrait)
        context.planner.setFilm(
            pipeline::FilmLength{.clips = voice->clips, .frames = voice->frames, .samples = voice->samples},
            portrait->outputWidth, portrait->outputHeight);
    else
        context.planner.setFilm(std::nullopt, scene.settings.width, scene.settings.height);
    showContract();
}

void RenderWiring::show()
{
    const WindowContext& context = m_window.context();
    const project::Scene& scene = context.scene.scene();
    RenderState state;
    state.settings = scene.settings;
    state.preset = QString::fromStdString(scene.preset);
    state.voiceClips = context.inputs.voice().facts ? context.inputs.voice().facts->clips : 0;
    for (const project::Preset& preset : context.presets.list().presets()) {
        state.presets.append({.id = QString::fromStdString(preset.id),
                              .name = words::presetName(preset.id, preset.name),
                              .builtIn = preset.builtIn});
        if (preset.id == scene.preset)
            state.presetEdited = isEdited(preset, scene.settings, state.voiceClips);
    }
    const bool demo = scene.settings.model == project::ModelChoice::Demo;
    state.realModelReady = !context.settings.get(settings::kCheckpointFolder).isEmpty();
    for (const pipeline::FilmSize& size : jobs::filmSizes(scene.settings.model))
        state.sizes.append({size.width, size.height});
    const auto& gpu = context.telemetry.gpu();
    state.vramGiB = gpu ? static_cast<int>((gpu->vramTotal + kGiB / 2) / kGiB) : 0;
    state.ramGiB = static_cast<int>((m_ram + kGiB / 2) / kGiB);
    const QString why = !gpu ? tr("No NVIDIA GPU was found.")
        : demo               ? tr("The demo model runs on the processor.")
                             : QString();
    state.offload = state.vram = {.on = why.isEmpty(), .why = why};
    state.primaryAdds = m_window.state().busy();
    m_window.renderPanel().setState(state);
    QAction* lock = m_window.actions()[ActionId::LockSeed];
    lock->setChecked(scene.settings.seedLocked);
}

std::optional<PromiseState> RenderWiring::promise() const
{
    const WindowContext& context = m_window.context();
    if (!m_take || !m_taken || !sameButSeed(*m_taken, context.scene.scene()))
        return std::nullopt;
    PromiseState state{.promise = m_promise, .vram = {}, .ram = {}};
    if (m_take->state == project::TakeState::Rendering) {
        if (m_peakVram > 0)
            state.vram = m_peakVram;
        if (m_peakRam > 0)
            state.ram = m_peakRam;
        state.seconds = context.renderer.secondsGone();
        return state;
    }
    if (m_take->state != project::TakeState::Finished)
        return std::nullopt;
    state.vram = m_take->report.peakVram;
    state.ram = m_take->report.peakRam;
    state.seconds = m_take->report.totalSeconds;
    state.finished = true;
    return state;
}

void RenderWiring::showContract()
{
    const WindowContext& context = m_window.context();
    const project::Scene& scene = context.scene.scene();
    m_window.renderPanel().contract().setState(contractState(
        {.plan = context.planner.state(),
         .hasInputs = scene.hasInputs() && !context.inputs.portrait().error && !context.inputs.voice().error,
         .gpu = context.telemetry.gpu().has_value(),
         .demo = scene.settings.model == project::ModelChoice::Demo,
         .busy = context.renderer.isRunning(),
         .promise = promise()}));
}

jobs::Job RenderWiring::jobOf(const project::Scene& scene) const
{
    const WindowContext& context = m_window.context();
    jobs::Job job;
    job.scene = scene;
    const QString name = context.scene.name();
    job.sceneName = (name.isEmpty() ? words::sceneTitle(scene) : name).toStdString();
    const PlanState& plan = context.planner.state();
    if (sameButSeed(plan.settings, scene.settings) && plan.tone != PlanTone::None) { // planned for just this
        job.promise.promisedVram = plan.vram;
        job.promise.promisedRam = plan.ram;
        job.promise.promisedSeconds = plan.seconds;
    }
    return job;
}

void RenderWiring::order(Order what)
{
    if (what == Order::RenderNow) {
        const auto isRender = [](const Wish& wish) { return wish.what == Order::RenderNow; };
        if (m_guard->isActive() || std::any_of(m_wishes.begin(), m_wishes.end(), isRender))
            return;
        m_guard->begin();
    }
    const WindowContext& context = m_window.context();
    const project::Scene scene = context.scene.scene();
    context.scene.autosave(); // Whatever ends the program from now on, this is what the take was made of.
    context.settings.remember(settings::kPromptHistory, QString::fromStdString(scene.prompt));
    m_wishes.push_back({.what = what, .scene = scene});
    carryOut();
    // The next take shall be another one, and its seed is seen before it is used.
    if (!scene.settings.seedLocked)
        newSeed();
}

// It starts when the price is known.
void RenderWiring::carryOut()
{
    const WindowContext& context = m_window.context();
    const PlanState& plan = context.planner.state();
    if (plan.planning)
        return;
    jobs::RenderQueue& queue = context.renderer.queue();
    for (const Wish& wish : std::exchange(m_wishes, {})) {
        if (plan.tone == PlanTone::DoesNotFit && sameButSeed(plan.settings, wish.scene.settings))
            continue; // The card says why.
        if (wish.what == Order::Queue) {
            queue.add(jobOf(wish.scene));
            continue;
        }
        if (context.renderer.isRunning())
            m_window.jobWiring().sayWaits(1);
        queue.renderNow({jobOf(wish.scene)});
    }
}

void RenderWiring::newSeed()
{
    SceneController& scene = m_window.context().scene;
    project::RenderSettings settings = scene.scene().settings;
    settings.seed = QRandomGenerator::global()->bounded(1U, 1'000'000U); // short enough to be read aloud
    scene.setRenderSettings(settings, tr("New seed"));
}

void RenderWiring::fillFinalMenu(QMenu& menu)
{
    menu.clear();
    for (const project::Preset& preset : m_window.context().presets.list().presets()) {
        const QString id = QString::fromStdString(preset.id);
        connect(menu.addAction(words::presetName(preset.id, preset.name)), &QAction::triggered, this,
                [this, id] { Q_EMIT finalWanted(id); });
    }
}

void RenderWiring::contribute(AppState& state) const
{
    const WindowContext& context = m_window.context();
    const PlanState& plan = context.planner.state();
    switch (plan.tone) {
    case PlanTone::None: state.plan = plan.planning ? PlanPhase::Planning : PlanPhase::None; break;
    case PlanTone::Fits: state.plan = PlanPhase::Fits; break;
    case PlanTone::Tight: state.plan = PlanPhase::Tight; break;
    case PlanTone::DoesNotFit: state.plan = PlanPhase::DoesNotFit; break;
    }
    state.planWhy = planProblem(plan);
    state.planDetails = plan.tone != PlanTone::None;
    state.gpu = context.telemetry.gpu().has_value();
    const project::Scene& scene = context.scene.scene();
    if (const project::Preset* preset = context.presets.find(QString::fromStdString(scene.preset))) {
        state.presetBuiltIn = preset->builtIn;
        const auto& voice = context.inputs.voice().facts;
        state.presetEdited = isEdited(*preset, scene.settings, voice ? voice->clips : 0);
    }
}

} // namespace studio::ui
