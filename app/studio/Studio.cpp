// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/studio/Studio.h"

#include "core/base/TemporaryFolder.h"
#include "core/settings/Settings.h"
#include "ui/common/Languages.h"
#include "ui/common/WindowContext.h"
#include "ui/common/Words.h"
#include "ui/controllers/DropReader.h"
#include "ui/controllers/PlayerController.h"
#include "ui/controllers/SceneController.h"
#include "ui/controllers/SpeedController.h"
#include "ui/controllers/VoicePlayer.h"
#include "ui/dialogs/FirstStartDialog.h"
#include "ui/models/ExportModel.h"
#include "ui/models/PresetModel.h"
#include "ui/models/QueueModel.h"
#include "ui/models/TakeModel.h"
#include "ui/services/CheckpointService.h"
#include "ui/services/DemoGallery.h"
#include "ui/services/DownloadService.h"
#include "ui/services/ExportService.h"
#include "ui/services/FileWorker.h"
#include "ui/services/HashService.h"
#include "ui/services/InputService.h"
#include "ui/services/ModelFinder.h"
#include "ui/services/PlanService.h"
#include "ui/services/RenderService.h"
#include "ui/services/TakeScorer.h"
#include "ui/services/TelemetryService.h"
#include "ui/services/WeightPreparer.h"
#include "ui/theme/Theme.h"
#include "ui/widgets/AccessibleControls.h"
#include "ui/window/MainWindow.h"

#include <QApplication>
#include <QFileInfo>

namespace studio::app {
namespace {

using namespace ui;

ThemeChoice choiceOf(settings::Theme theme)
{
    return theme == settings::Theme::Light ? ThemeChoice::Light
        : theme == settings::Theme::Dark   ? ThemeChoice::Dark
                                           : ThemeChoice::Automatic;
}

std::unique_ptr<settings::Settings> openSettings(const QString& file, FileWorker& files)
{
    const auto writer
        = [&files](QObject* context, const auto& write, const auto& written) { files.run(context, write, written); };
    return file.isEmpty() ? std::make_unique<settings::Settings>(writer)
                          : std::make_unique<settings::Settings>(file, writer);
}

// The options that the queue needs to read its journal; the window completes them.
jobs::QueueOptions queueOptions(const StudioOptions& options)
{
    jobs::QueueOptions queue;
    queue.models.catalogue = options.models;
    queue.models.folders[options.models.ofProgram().id]
        = {.checkpoint = options.demo.checkpoint, .lora = options.demo.lora, .lightDecoder = options.demo.lightDecoder};
    return queue;
}

std::filesystem::path queueJournal(const StudioOptions& options)
{
    return options.queue == StudioOptions::Queue::Kept ? words::path(options.dataFolder + QStringLiteral("/queue.json"))
                                                       : std::filesystem::path();
}

std::unique_ptr<PlaybackClock> makeClock(StudioOptions::Sound sound)
{
    return sound == StudioOptions::Sound::On ? makeSoundClock() : makeTimerClock();
}

} // namespace

// In the order of dependencies; destroyed in reverse, the window first.
struct Studio::Private {
    Private(QApplication& application, StudioOptions given)
        : options(std::move(given))
        , settings(openSettings(options.settingsFile, files))
        , scene(*settings, files, options.dataFolder + QStringLiteral("/autosave"), options.models)
        , renderer(std::move(options.engine), queueOptions(options), queueJournal(options))
        , preparer(*settings, renderer)
        , downloads(*settings, std::move(options.download))
        , speed(*settings, renderer, planner, options.demo.scene)
        , player(makeClock(options.sound))
        , voice(makeClock(options.sound))
        , drops(options.dataFolder + QStringLiteral("/pasted"), options.models)
        , takes(files, options.trash)
        , presets(files, options.dataFolder + QStringLiteral("/presets.json"))
        , gallery(options.demo)
        , context{.theme = theme,
                  .languages = languages,
                  .settings = *settings,
                  .files = files,
                  .scene = scene,
                  .inputs = inputs,
                  .planner = planner,
                  .renderer = renderer,
                  .speed = speed,
                  .exporter = exporter,
                  .telemetry = telemetry,
                  .checkpoints = checkpoints,
                  .finder = finder,
                  .preparer = preparer,
                  .downloads = downloads,
                  .hashes = hashes,
                  .player = player,
                  .voice = voice,
                  .drops = drops,
                  .takes = takes,
                  .scorer = scorer,
                  .queue = queue,
                  .exports = exports,
                  .presets = presets,
                  .gallery = gallery,
                  .models = options.models,
                  .demo = options.demo,
                  .dataFolder = options.dataFolder,
                  .makeClock = [sound = options.sound] { return makeClock(sound); },
                  .putToSleep = options.putToSleep,
                  .freeSpace = options.freeSpace}
    {
        languages.setLanguage(settings->get(settings::kLanguage));
        theme.applyTo(application);
        theme.setChoice(choiceOf(settings->get(settings::kTheme)));
        theme.setMotion(settings->get(settings::kReducedMotion) ? Motion::Reduced : Motion::Full);
        installAccessibleControls();
        window = std::make_unique<MainWindow>(context);
        QObject::connect(&application, &QGuiApplication::commitDataRequest, window.get(), [this] {
            window->keepScene();
            files.waitForDone(); // The session may end the process at any time.
        });
    }

    StudioOptions options;
    Languages languages;
    Theme theme;
    FileWorker files;
    std::unique_ptr<settings::Settings> settings;
    SceneController scene;
    InputService inputs;
    PlanService planner;
    RenderService renderer;
    ExportService exporter;
    TelemetryService telemetry;
    CheckpointService checkpoints;
    ModelFinder finder;
    WeightPreparer preparer;
    DownloadService downloads;
    HashService hashes;
    SpeedController speed;
    PlayerController player;
    VoicePlayer voice;
    DropReader drops;
    TakeModel takes;
    TakeScorer scorer;
    QueueModel queue;
    ExportModel exports;
    PresetModel presets;
    DemoGallery gallery;
    WindowContext context;
    std::unique_ptr<MainWindow> window;
    bool opened = false;
    QStringList waiting; // files to open as soon as the first scene is there
};

Studio::Studio(QApplication& application, StudioOptions options)
    : m_d(std::make_unique<Private>(application, std::move(options)))
{
}

Studio::~Studio() = default;

const WindowContext& Studio::context() const
{
    return m_d->context;
}

MainWindow& Studio::window()
{
    return *m_d->window;
}

void Studio::open(const QStringList& files)
{
    MainWindow& window = *m_d->window;
    window.showFirst();
    m_d->files.run(
        &window,
        [] {
            removeAbandonedFolders();
            return true;
        },
        [](bool) {});
    m_d->waiting = files;
    if (files.isEmpty())
        window.showLastTake();
    // recover() emits one of the two. In the scene that is back files are opened like dropped ones, as undo steps.
    QObject::connect(&m_d->scene, &SceneController::recovered, &window, [this] {
        m_d->opened = true;
        openWaiting();
    });
    QObject::connect(&m_d->scene, &SceneController::nothingToRecover, &window, [this] { openFirst(); });
    if (m_d->options.queue == StudioOptions::Queue::NotKept)
        window.sayQueueIsNotKept();
    m_d->scene.recover();
    if (m_d->options.measuring == StudioOptions::Measuring::AtFirstStart)
        m_d->speed.begin();
}

void Studio::openFirst()
{
    if (!m_d->waiting.isEmpty()) {
        m_d->opened = true;
        openWaiting();
        return;
    }
    MainWindow& window = *m_d->window;
    if (!m_d->settings->get(settings::kFirstStartDone)) {
        m_d->opened = true;
        auto* dialog = new FirstStartDialog(m_d->context, &window);
        QObject::connect(dialog, &FirstStartDialog::startWanted, &window,
                         [&window](const project::Scene& scene, FirstStart then) {
                             window.begin(scene, then == FirstStart::Show ? FirstTake::Later : FirstTake::RenderNow);
                             if (then == FirstStart::RenderAndGetModel)
                                 window.showModelFolder({});
                         });
        dialog->open();
        openWaiting();
        return;
    }
    const QString last = m_d->settings->get(settings::kRecentScenes).value(0);
    m_d->files.run(
        &window, [last] { return !last.isEmpty() && QFileInfo::exists(last); },
        [this, last](bool exists) {
            if (exists)
                m_d->scene.open(last);
            else
                m_d->window->openDemo();
            m_d->opened = true;
            openWaiting();
        });
}

void Studio::openMore(const QStringList& files)
{
    MainWindow& window = *m_d->window;
    window.setWindowState(window.windowState() & ~Qt::WindowMinimized);
    window.show();
    window.raise();
    window.activateWindow();
    m_d->waiting += files;
    if (m_d->opened)
        openWaiting();
}

// Queued after the scene that is being read, which would replace files opened before it.
void Studio::openWaiting()
{
    m_d->files.run(
        m_d->window.get(), [] { return true; },
        [this](bool) {
            const QStringList files = std::exchange(m_d->waiting, {});
            if (!files.isEmpty())
                m_d->window->openFiles(files);
        });
}

bool Studio::hasOpened() const
{
    return m_d->opened && !m_d->files.isBusy();
}

} // namespace studio::app
