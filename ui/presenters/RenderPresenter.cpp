// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/presenters/RenderPresenter.h"

#include "core/base/Units.h"
#include "core/settings/Settings.h"
#include "core/telemetry/Telemetry.h"
#include "ui/common/Actions.h"
#include "ui/common/FileChooser.h"
#include "ui/common/MessageCentre.h"
#include "ui/common/WindowContext.h"
#include "ui/common/Words.h"
#include "ui/controllers/SceneController.h"
#include "ui/dialogs/NameDialog.h"
#include "ui/dialogs/PlanDialog.h"
#include "ui/models/PresetModel.h"
#include "ui/models/TakeModel.h"
#include "ui/panels/ContractWords.h"
#include "ui/panels/PressGuard.h"
#include "ui/panels/RenderPanel.h"
#include "ui/presenters/JobQuestions.h"
#include "ui/presenters/WindowRules.h"
#include "ui/services/Background.h"
#include "ui/services/Folders.h"
#include "ui/services/InputService.h"
#include "ui/services/ModelFolders.h"
#include "ui/services/RenderService.h"
#include "ui/services/TelemetryService.h"
#include "ui/services/WeightPreparer.h"

#include <QAction>
#include <QDir>
#include <QMenu>

#include <algorithm>
#include <utility>

namespace studio::ui {
namespace {

// Not while the GPU's memory moves to RAM, as a pause may let it, or waits there.
bool isMeasurable(const jobs::QueueState& state)
{
    return state.run != jobs::RunState::Paused && !state.deviceIsFree;
}

// Of "cuda:1"; what has no number is the first GPU.
unsigned gpuIndex(const QString& device)
{
    return device.section(QLatin1Char(':'), 0, 0) == QLatin1String("cuda")
        ? device.section(QLatin1Char(':'), 1).toUInt()
        : 0;
}

} // namespace

RenderPresenter::RenderPresenter(const WindowContext& context, RenderPanel& panel, const Actions& actions,
                                 MessageCentre& messages, JobQuestions& questions, QWidget& window)
    : QObject(&window)
    , m_context(context)
    , m_panel(panel)
    , m_actions(actions)
    , m_messages(messages)
    , m_questions(questions)
    , m_window(window)
    , m_ram(telemetry::describeMachine().ramTotal)
    , m_guard(new PressGuard("orderGuardTimer", this))
{
    connect(&m_context.scene, &SceneController::sceneChanged, this, [this](const project::Scene& scene) {
        if (scene.settings.model != m_model)
            applyModels();
        show();
        planAgain();
    });
    connect(&m_context.inputs, &InputService::voiceChanged, this, [this] {
        show();
        planAgain();
    });
    connect(&m_context.inputs, &InputService::portraitChanged, this, &RenderPresenter::planAgain);
    connect(&m_context.planner, &PlanService::planned, this, [this] {
        show(); // the presets' prices
        showContract();
        carryOut();
        Q_EMIT stateChanged();
    });
    connect(&m_context.telemetry, &TelemetryService::sampled, this, [this](const telemetry::MachineSample& sample) {
        // The GPU is known from the first sample on.
        const std::optional<telemetry::GpuInfo>& card = m_context.telemetry.gpu();
        const RenderState::Gpu gpu = card ? RenderState::Gpu::Present : RenderState::Gpu::Absent;
        const bool isOther = std::exchange(m_card, card) != card;
        if (std::exchange(m_gpu, gpu) != gpu || isOther) {
            applyModels();
            showContract();
        }
        m_context.planner.setMachine(sample);
        if (m_context.renderer.isRunning()) {
            // The whole card's use where the driver doesn't tell the program's own.
            const std::optional<int64_t>& own = sample.processVram.value;
            m_ramNow = sample.processRam.value.value_or(0);
            if (isMeasurable(m_context.renderer.state())) {
                m_peakVram = std::max(m_peakVram, own ? *own : sample.vramUsed.value.value_or(0));
                m_peakRam = std::max(m_peakRam, m_ramNow);
            }
            showContract();
        }
    });
    connect(&m_context.renderer, &RenderService::stateChanged, this, [this](const jobs::QueueState& state) {
        const jobs::Job* running = state.running();
        if (running && state.take && (!m_take || m_takenBy != running->id)) {
            m_takenBy = running->id;
            m_taken = running->scene;
            m_promise = running->promise;
            m_peakVram = m_peakRam = 0;
        }
        if (state.take)
            m_take = state.take;
        show();
        showContract();
        Q_EMIT stateChanged();
    });
    connect(&m_context.renderer, &RenderService::takeEnded, this, [this](const project::Take& take) {
        m_take = take;
        if (take.movie.empty())
            m_take.reset(); // The next take gets its number.
        showContract();
    });
    connect(&m_context.takes, &TakeModel::loaded, this,
            [this] { m_context.planner.setTakes(m_context.takes.takes()); });
    connectActions();
    connectPanel();
    connectPresets();
    applyModels();
    show();
    showContract();
}

void RenderPresenter::connectActions()
{
    const auto on = [this](ActionId id, auto&& act) { connect(m_actions[id], &QAction::triggered, this, act); };
    on(ActionId::Render, [this] { order(Order::RenderNow); });
    on(ActionId::AddToQueue, [this] { order(Order::Queue); });
    on(ActionId::NewSeed, [this] { newSeed(); });
    on(ActionId::LockSeed, [this](bool locked) {
        project::RenderSettings settings = m_context.scene.scene().settings;
        settings.seedLocked = locked;
        m_context.scene.setRenderSettings(settings, locked ? tr("Lock seed") : tr("Unlock seed"));
    });
    on(ActionId::PlanDetails, [this] {
        auto* dialog = new PlanDialog(m_context.planner.state(), &m_window);
        dialog->show();
    });
}

void RenderPresenter::connectPanel()
{
    RenderPanel& panel = m_panel;
    SceneController& scene = m_context.scene;
    connect(&panel, &RenderPanel::settingsEdited, this,
            [this](const project::RenderSettings& wanted) { changeSettings(wanted, changeWords(wanted)); });
    connect(&panel, &RenderPanel::presetChosen, this, [this, &scene](const QString& id) {
        if (const project::Preset* preset = m_context.presets.find(id))
            scene.setPreset(id, presetSettings(*preset),
                            tr("Choose preset %1").arg(words::quoted(m_context.presets.displayName(id))));
    });
    connect(&panel, &RenderPanel::takeCountChosen, this, [this](int count) {
        m_takeCount = count;
        m_context.planner.setFilms(count);
        show();
        showContract();
    });
    connect(&panel, &RenderPanel::gpuReasonWanted, this, [this] { lookForGpu(Looked::First); });
    connect(&panel, &RenderPanel::modelSetupWanted, this, &RenderPresenter::modelSetupWanted);
    connect(&panel.contract(), &ContractCard::insteadPressed, this, [this] {
        const std::optional<PlanSuggestion> nearest = m_context.planner.state().suggestion;
        if (nearest)
            changeSettings(nearest->settings, tr("Use what fits"));
    });
}

void RenderPresenter::lookForGpu(Looked looked)
{
    const unsigned index = gpuIndex(m_context.settings.get(settings::kDevice));
    inBackground(
        this, [index] { return telemetry::Probe(index).search(); },
        [this, looked](const telemetry::GpuSearch& found) { sayGpu(found, looked); });
}

void RenderPresenter::sayGpu(const telemetry::GpuSearch& found, Looked looked)
{
    if (found.gpu) {
        m_questions.ask({.words = tr("%1 was found.", "a GPU").arg(QString::fromStdString(found.gpu->name)),
                         .answers = {{tr("Show its rows"), [this] { m_context.telemetry.lookAgain(); }}},
                         .stay = {tr("Not now")},
                         .applies = [this] { return !m_context.telemetry.gpu(); }});
        return;
    }
    const auto why = [&found] {
        const QString library = QString::fromStdString(found.library);
        switch (found.problem) {
        case telemetry::GpuProblem::NoLibrary:
            return tr("The library of NVIDIA's driver, %1, isn't installed.").arg(library);
        case telemetry::GpuProblem::NoDriver:
            return tr("%1 is installed, but NVIDIA's driver doesn't answer: it isn't loaded, or is another version.")
                .arg(library);
        case telemetry::GpuProblem::NoDevice: break;
        }
        return tr("NVIDIA's driver %1 answers, but has no such GPU.").arg(QString::fromStdString(found.driver));
    }();
    m_questions.offer(looked == Looked::Again ? tr("Still none. %1", "GPU, then why").arg(why) : why,
                      {{tr("Look again"), [this] { lookForGpu(Looked::Again); }}, {tr("OK")}});
}

// The undo label of a change in the panel, usually of one setting.
QString RenderPresenter::changeWords(const project::RenderSettings& wanted) const
{
    const project::RenderSettings& now = m_context.scene.scene().settings;
    if (wanted.model != now.model)
        return tr("Change model");
    if (wanted.width != now.width || wanted.height != now.height)
        return tr("Change size");
    if (wanted.steps != now.steps)
        return tr("Change steps");
    if (wanted.clips != now.clips)
        return tr("Change length");
    if (wanted.seed != now.seed)
        return tr("Change seed");
    if (wanted.memory != now.memory)
        return tr("Change memory settings");
    return tr("Change render settings");
}

void RenderPresenter::changeSettings(const project::RenderSettings& wanted, const QString& text)
{
    SceneController& scene = m_context.scene;
    project::RenderSettings settings = wanted;
    // A change of model takes model-dependent settings from the preset again.
    if (settings.model != scene.scene().settings.model) {
        const QString id = QString::fromStdString(scene.scene().preset);
        if (const project::Preset* preset = m_context.presets.find(id)) {
            settings.width = preset->values.width;
            settings.height = preset->values.height;
            settings.memory.offload = preset->values.offload;
        }
    }
    scene.setRenderSettings(settings, text);
    m_context.settings.set(settings::kVramBudget, static_cast<double>(settings.memory.vram.bytes) / kGiB);
    m_context.settings.set(settings::kRamBudget, static_cast<double>(settings.memory.ram.bytes) / kGiB);
    applyModels();
}

void RenderPresenter::connectPresets()
{
    const auto on = [this](ActionId id, auto&& act) { connect(m_actions[id], &QAction::triggered, this, act); };
    SceneController& scene = m_context.scene;
    PresetModel& presets = m_context.presets;
    connect(&presets, &PresetModel::failed, this, &RenderPresenter::presetFailed);
    connect(&presets, &PresetModel::modelReset, this, [this] {
        show();
        planAgain();
        Q_EMIT stateChanged();
    });
    const auto current = [&scene] { return QString::fromStdString(scene.scene().preset); };
    const auto saveAs = [this, &scene, &presets](const QString& name) {
        const Result<QString> saved = presets.save(name, project::presetValues(scene.scene().settings));
        if (!saved)
            presetFailed(saved.error());
        else
            scene.setPreset(*saved, scene.scene().settings, tr("Save preset %1").arg(words::quoted(name)));
    };
    on(ActionId::SavePreset, [=, &presets] { saveAs(presets.displayName(current())); });
    on(ActionId::SavePresetAs, [=, this, &scene] {
        const project::RenderSettings& settings = scene.scene().settings;
        const PlanState& plan = m_context.planner.state();
        const bool isPlanned = !plan.planning && sameButSeed(plan.settings, settings);
        NameDialog::ask(m_window, tr("Save preset"), tr("Name of the preset"), {}, saveAs,
                        settingsFacts(settings, isPlanned ? plan.seconds : std::nullopt));
    });
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
            scene.setPreset(QStringLiteral("standard"), scene.scene().settings, tr("Delete preset"));
    });
    on(ActionId::ImportPresets, [this, &presets] {
        chooseFileToOpen(m_window, m_context.settings, m_context.demo, FileKind::Presets,
                         [&presets](const QString& file) { presets.importFrom(file); });
    });
    on(ActionId::ExportPreset, [=, this, &presets] {
        chooseFileToSave(m_window, m_context.settings, m_context.demo, FileKind::Presets,
                         presets.displayName(current()), [=, this, &presets](const QString& file) {
                             if (const Status written = presets.exportTo(file, {current()}); !written)
                                 presetFailed(written.error());
                         });
    });
    on(ActionId::ResetPreset, [=, this, &presets, &scene] {
        if (const project::Preset* preset = presets.find(current()))
            scene.setPreset(current(), presetSettings(*preset), tr("Reset to preset"));
    });
}

project::RenderSettings RenderPresenter::presetSettings(const project::Preset& preset) const
{
    return withPreset(preset.values, m_context.scene.scene().settings, m_context.models,
                      m_context.inputs.voice().facts);
}

QString RenderPresenter::settingsFacts(const project::RenderSettings& settings, const std::optional<double>& seconds)
{
    const auto also
        = [](const QString& facts, const QString& more) { return QString(facts % QStringLiteral(" · ") % more); };
    QString facts = words::settings(settings, settings.clips);
    if (settings.clips == 0)
        facts = also(facts, tr("whole voice"));
    return seconds ? also(facts, tr("about %1", "duration").arg(words::duration(*seconds))) : facts;
}

QString RenderPresenter::presetFacts(const project::Preset& preset) const
{
    const project::RenderSettings settings = presetSettings(preset);
    const PlanState& plan = m_context.planner.state();
    const auto price = plan.prices.find(preset.id);
    const bool isKnown = price != plan.prices.end() && plan.settings.model == settings.model;
    return settingsFacts(settings, isKnown ? std::optional(price->second) : std::nullopt);
}

void RenderPresenter::presetFailed(const Error& error)
{
    const bool read = error.code != ErrorCode::NotWritable && error.code != ErrorCode::DiskFull;
    m_messages.showError(QStringLiteral("preset"), read ? MessageId::FileUnreadable : MessageId::NotWritable, error,
                         {{QStringLiteral("file"), QString::fromStdString(error.subject)},
                          {QStringLiteral("folder"), QString::fromStdString(error.subject)}});
}

ModelPlace RenderPresenter::placeOf(const ModelEntry& model) const
{
    if (model.source != ModelSource::Program)
        return modelPlace(m_context.settings, model);
    return {.checkpoint = m_context.demo.checkpoint,
            .lora = m_context.demo.lora,
            .parts = {},
            .lightDecoder = m_context.demo.lightDecoder};
}

jobs::ModelPlaces RenderPresenter::places() const
{
    const settings::Settings& settings = m_context.settings;
    jobs::ModelPlaces places;
    places.catalogue = m_context.models;
    for (const ModelEntry& model : m_context.models.entries())
        places.folders[model.id] = placeOf(model);
    const QString device = settings.get(settings::kDevice);
    places.device = !device.isEmpty() ? device.toStdString() : m_context.telemetry.gpu() ? "cuda" : "cpu";
    if (places.device != "cpu" && settings.get(settings::kFp8))
        places.eightBits = EightBits::Fastest;
    places.fp8Attention = settings.get(settings::kFp8Attention);
    places.lanes = settings.get(settings::kLanes);
    places.promptCache = promptFolder(m_context.dataFolder);
    places.slabCache = Folders::of(settings).slabCache;
    return places;
}

void RenderPresenter::applyModels()
{
    const jobs::ModelPlaces models = places();
    const QString takes = Folders::of(m_context.settings).takes;
    m_context.renderer.queue().setOptions({.takesFolder = words::path(takes),
                                           .namePattern = m_context.settings.get(settings::kNamePattern).toStdString(),
                                           .keepJournals = m_context.settings.get(settings::kKeepJournals),
                                           .models = models});
    m_context.telemetry.setGpu(gpuIndex(m_context.settings.get(settings::kDevice)));
    m_context.planner.setModels(models);
    m_context.planner.setTakesFolder(takes);
    m_model = m_context.scene.scene().settings.model;
    m_context.preparer.setModel(models, m_model);
    const ModelEntry* const model = m_context.models.find(m_model);
    m_context.inputs.setModel(models.place(m_model), model ? model->files : CheckpointNames{});
    show();
}

void RenderPresenter::useModel(const QString& id, const ModelPlace& place)
{
    if (const ModelEntry* const model = m_context.models.find(id.toStdString())) {
        setModelPlace(m_context.settings, *model, place);
        if (m_context.scene.scene().settings.model == model->id)
            applyModels(); // The scene stays as it is.
        else
            setModel(model->id);
    }
}

void RenderPresenter::forgetModel(const QString& id)
{
    const ModelEntry* const model = m_context.models.find(id.toStdString());
    if (!model)
        return;
    setModelPlace(m_context.settings, *model, {});
    if (m_context.scene.scene().settings.model == model->id)
        useDemoModel();
    applyModels();
}

void RenderPresenter::useDemoModel()
{
    setModel(m_context.models.ofProgram().id);
}

void RenderPresenter::setModel(const std::string& id)
{
    project::RenderSettings wanted = m_context.scene.scene().settings;
    wanted.model = id;
    changeSettings(wanted, tr("Change model"));
}

void RenderPresenter::planAgain()
{
    const project::Scene& scene = m_context.scene.scene();
    m_context.planner.setSettings(scene.settings);
    m_context.planner.setVoice(planVoice(scene));
    const std::optional<jobs::VoiceFacts>& voice = m_context.inputs.voice().facts;
    const std::optional<jobs::PortraitFacts>& portrait = m_context.inputs.portrait().facts;
    std::vector<PlanAlternative> presets;
    for (const project::Preset& preset : m_context.presets.list().presets())
        presets.push_back({.id = preset.id, .settings = presetSettings(preset)});
    m_context.planner.setAlternatives(
        presets, portrait ? media::Size{portrait->cropWidth, portrait->cropHeight} : media::Size{});
    if (voice && portrait)
        m_context.planner.setFilm(
            pipeline::FilmLength{.clips = voice->clips, .frames = voice->frames, .samples = voice->samples},
            portrait->outputWidth, portrait->outputHeight);
    else
        m_context.planner.setFilm(std::nullopt, scene.settings.width, scene.settings.height);
    showContract();
}

void RenderPresenter::setState(const AppState& state)
{
    m_busy = state.busy();
    show();
}

void RenderPresenter::retranslate()
{
    show();
    showContract();
}

void RenderPresenter::show()
{
    const project::Scene& scene = m_context.scene.scene();
    RenderState state;
    state.settings = scene.settings;
    state.preset = QString::fromStdString(scene.preset);
    const std::optional<jobs::VoiceFacts>& voice = m_context.inputs.voice().facts;
    state.voiceClips = voice ? voice->wholeClips : 0;
    for (const project::Preset& preset : m_context.presets.list().presets()) {
        state.presets.append({.id = QString::fromStdString(preset.id),
                              .name = m_context.presets.displayName(QString::fromStdString(preset.id)),
                              .builtIn = preset.builtIn,
                              .purpose = words::presetPurpose(preset.id),
                              .facts = presetFacts(preset)});
        if (preset.id == scene.preset)
            state.presetEdited = isEdited(preset, scene.settings, voice, m_context.models);
    }
    for (const ModelEntry& each : m_context.models.entries()) {
        const bool ready = each.source == ModelSource::Program || isSetUp(m_context.settings, each);
        state.models.append({.id = QString::fromStdString(each.id), .title = words::modelTitle(each), .ready = ready});
    }
    const ModelEntry* const model = m_context.models.find(scene.settings.model);
    if (model) {
        for (const FilmSize& size : model->sizes)
            state.sizes.append({size.width, size.height});
    } else { // The unknown model stays in the settings, but can't be rendered.
        const QString id = QString::fromStdString(scene.settings.model);
        state.models.append({.id = id, .title = tr("%1 (unknown)", "a model").arg(id), .ready = true});
        state.sizes.append({scene.settings.width, scene.settings.height});
    }
    if (const std::optional<FilmSize>& refused = m_context.scene.refusedSize())
        state.sizeNote
            = tr("Changed from %1, which this model can't do.").arg(words::size(refused->width, refused->height));
    const auto& gpu = m_context.telemetry.gpu();
    state.gpu = m_gpu;
    state.vramGiB = gpu ? static_cast<int>((gpu->vramTotal + kGiB / 2) / kGiB) : 0;
    state.ramGiB = static_cast<int>((m_ram + kGiB / 2) / kGiB);
    const QString why
        = model && model->runsOn == RunsOn::Processor ? tr("This model runs on the processor.") : QString();
    state.offload = state.vram = {.on = why.isEmpty(), .why = why};
    const std::optional<bool>& canInt8 = m_context.planner.state().int8Decoder;
    state.int8Decoder.why = !why.isEmpty()       ? why
        : state.gpu != RenderState::Gpu::Present ? tr("It needs an NVIDIA GPU.")
        : !canInt8.value_or(true)                ? tr("This GPU is older than those that it is made for.")
                                                 : QString();
    state.int8Decoder.on = state.int8Decoder.why.isEmpty();
    const bool hasLight = model && !placeOf(*model).lightDecoder.empty();
    state.lightDecoder = {
        .on = hasLight,
        .why = hasLight ? QString()
                        : tr("This model has none. taew2_1.safetensors is one; it is found beside the model's files.")};
    state.takeCount = m_takeCount;
    state.primaryAdds = m_busy;
    m_panel.setState(state);
    QAction* lock = m_actions[ActionId::LockSeed];
    lock->setChecked(scene.settings.seedLocked);
}

std::optional<PromiseState> RenderPresenter::promise() const
{
    if (!m_take || !m_taken || !sameButSeed(*m_taken, m_context.scene.scene()))
        return std::nullopt;
    PromiseState state{.promise = m_promise, .vram = {}, .ram = {}};
    if (m_take->state == project::TakeState::Rendering) {
        if (m_peakVram > 0)
            state.vram = m_peakVram;
        state.vramIsInRam = m_context.renderer.state().deviceIsFree;
        if (const int64_t ram = state.vramIsInRam ? m_ramNow : m_peakRam; ram > 0)
            state.ram = ram;
        state.seconds = m_context.renderer.secondsGone();
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

void RenderPresenter::showContract()
{
    const project::Scene& scene = m_context.scene.scene();
    const ModelEntry* const model = m_context.models.find(scene.settings.model);
    m_panel.contract().setState(contractState(
        {.plan = m_context.planner.state(),
         .hasInputs = scene.hasInputs() && !m_context.inputs.portrait().error && !m_context.inputs.voice().error,
         .gpu = m_context.telemetry.gpu().has_value(),
         .onProcessor = model && model->runsOn == RunsOn::Processor,
         .busy = m_context.renderer.isRunning(),
         .takeCount = m_takeCount,
         .promise = promise()}));
}

void RenderPresenter::order(Order what)
{
    if (what == Order::RenderNow) {
        const auto isRender = [](const Wish& wish) { return wish.what == Order::RenderNow; };
        if (m_guard->isActive() || std::any_of(m_wishes.begin(), m_wishes.end(), isRender))
            return;
        m_guard->begin();
    }
    const project::Scene scene = m_context.scene.scene();
    m_context.scene.autosave(); // Saves the take's scene, in case the program is killed.
    m_context.settings.remember(settings::kPromptHistory, QString::fromStdString(scene.prompt));
    m_wishes.push_back(
        {.what = what, .scenes = variationsOf(scene, m_takeCount), .film = orderedFilm(m_context.inputs)});
    carryOut();
    // Draws the next take's seed now, so that it is visible before its use.
    if (!scene.settings.seedLocked)
        newSeed();
}

// Carries out the orders whose plan is known.
void RenderPresenter::carryOut()
{
    const PlanState& plan = m_context.planner.state();
    if (plan.planning)
        return;
    jobs::RenderQueue& queue = m_context.renderer.queue();
    for (const Wish& wish : std::exchange(m_wishes, {})) {
        if (plan.tone == PlanTone::DoesNotFit && sameButSeed(plan.settings, wish.scenes.front().settings))
            continue; // The card says why.
        std::vector<jobs::Job> jobs;
        for (const project::Scene& scene : wish.scenes)
            jobs.push_back(jobOf(scene, m_context.scene.name(), plan, wish.film));
        if (wish.what == Order::Queue) {
            for (const jobs::Job& job : jobs)
                queue.add(job);
            m_questions.sayWaits();
        } else {
            orderNow(m_context.renderer, m_questions, std::move(jobs));
        }
    }
}

void RenderPresenter::newSeed()
{
    SceneController& scene = m_context.scene;
    project::RenderSettings settings = scene.scene().settings;
    settings.seed = drawSeed();
    scene.setRenderSettings(settings, tr("New seed"));
}

void RenderPresenter::contribute(AppState& state) const
{
    const PlanState& plan = m_context.planner.state();
    switch (plan.tone) {
    case PlanTone::None: state.plan = plan.planning ? PlanPhase::Planning : PlanPhase::None; break;
    case PlanTone::Fits: state.plan = PlanPhase::Fits; break;
    case PlanTone::Tight: state.plan = PlanPhase::Tight; break;
    case PlanTone::DoesNotFit: state.plan = PlanPhase::DoesNotFit; break;
    }
    state.planWhy = planProblem(plan);
    state.planDetails = plan.tone != PlanTone::None;
    state.gpu = m_context.telemetry.gpu().has_value();
    const project::Scene& scene = m_context.scene.scene();
    if (const project::Preset* preset = m_context.presets.find(QString::fromStdString(scene.preset))) {
        state.presetBuiltIn = preset->builtIn;
        state.presetEdited = isEdited(*preset, scene.settings, m_context.inputs.voice().facts, m_context.models);
    }
}

} // namespace studio::ui
