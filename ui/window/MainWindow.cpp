// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/window/MainWindow.h"

#include "core/settings/Settings.h"
#include "ui/common/Actions.h"
#include "ui/common/Languages.h"
#include "ui/common/MessageCentre.h"
#include "ui/common/TabOrder.h"
#include "ui/common/WindowContext.h"
#include "ui/controllers/SceneController.h"
#include "ui/dialogs/AboutDialog.h"
#include "ui/dialogs/DialogSize.h"
#include "ui/dialogs/HelpDialog.h"
#include "ui/dialogs/KeysDialog.h"
#include "ui/models/PresetModel.h"
#include "ui/models/TakeModel.h"
#include "ui/panels/JobStrip.h"
#include "ui/panels/MeterStrip.h"
#include "ui/panels/PlayerPanel.h"
#include "ui/panels/RenderPanel.h"
#include "ui/panels/ScenePanel.h"
#include "ui/panels/TakesPanel.h"
#include "ui/presenters/DownloadPresenter.h"
#include "ui/presenters/DropHandler.h"
#include "ui/presenters/ExportPresenter.h"
#include "ui/presenters/FilmListPresenter.h"
#include "ui/presenters/JobPresenter.h"
#include "ui/presenters/JobQuestions.h"
#include "ui/presenters/JoinPresenter.h"
#include "ui/presenters/MeterPresenter.h"
#include "ui/presenters/PlayerPresenter.h"
#include "ui/presenters/PromptPresenter.h"
#include "ui/presenters/QueueEndPresenter.h"
#include "ui/presenters/QueueForecast.h"
#include "ui/presenters/RenderPresenter.h"
#include "ui/presenters/ScenePresenter.h"
#include "ui/presenters/TakesPresenter.h"
#include "ui/presenters/TimelinePresenter.h"
#include "ui/presenters/WelcomePresenter.h"
#include "ui/presenters/WindowRules.h"
#include "ui/services/ExportService.h"
#include "ui/services/FileWorker.h"
#include "ui/services/Folders.h"
#include "ui/services/RenderService.h"
#include "ui/theme/Theme.h"
#include "ui/widgets/VideoView.h"
#include "ui/window/KeyFilter.h"
#include "ui/window/Layout.h"
#include "ui/window/Menus.h"
#include "ui/window/TakesTogether.h"

#include <QAction>
#include <QApplication>
#include <QClipboard>
#include <QCloseEvent>
#include <QFileInfo>
#include <QMenuBar>
#include <QPlainTextEdit>
#include <QScreen>
#include <QSplitter>
#include <QTimer>
#include <QUndoStack>

#include <utility>

namespace studio::ui {
namespace {

ThemeChoice choiceOf(settings::Theme theme)
{
    return theme == settings::Theme::Light ? ThemeChoice::Light
        : theme == settings::Theme::Dark   ? ThemeChoice::Dark
                                           : ThemeChoice::Automatic;
}

} // namespace

MainWindow::MainWindow(const WindowContext& context)
    : m_context(context)
    , m_actions(*new Actions(this))
    , m_scenePanel(new ScenePanel(context.theme, m_actions))
    , m_playerPanel(new PlayerPanel(context.theme, m_actions))
    , m_takesPanel(new TakesPanel(context.theme, m_actions))
    , m_renderPanel(new RenderPanel(context.theme, m_actions))
    , m_jobStrip(new JobStrip(context.theme, m_actions))
    , m_meterStrip(new MeterStrip(context.theme))
    , m_layout(new Layout(context.theme,
                          {.scene = m_scenePanel,
                           .player = m_playerPanel,
                           .takes = m_takesPanel,
                           .render = m_renderPanel,
                           .job = m_jobStrip,
                           .meters = m_meterStrip}))
{
    setObjectName(QStringLiteral("mainWindow"));
    setWindowIcon(Theme::applicationIcon());
    setMinimumSize(context.theme.px(960), context.theme.px(540));
    buildPanels();
    menuBar()->setNativeMenuBar(false);
    m_menus = new Menus(*menuBar(), m_actions,
                        {.promptHistory = &m_scenePanel->promptHistory(),
                         .promptTemplates = &m_scenePanel->promptTemplates(),
                         .finals = &m_takesPanel->finalMenu(),
                         .compareWith = &m_takesPanel->compareMenu(),
                         .whenDone = &m_takesPanel->whenDoneMenu()});
    addActions(m_actions.all()); // Keys work while the menu bar is hidden, too.

    m_keys = new KeyFilter(m_actions, *this);
    new TabOrder(this);
    buildPresenters();
    connectPresenters();
    m_scene->fillRecentScenes(m_menus->recentScenes());

    connect(m_keys, &KeyFilter::escapePressed, this, &MainWindow::escape);
    connect(m_messages, &MessageCentre::shownChanged, this, &MainWindow::refreshSoon);
    connect(&context.languages, &Languages::changed, this, &MainWindow::retranslate);
    connectView();
    connectHelp();
    restoreLayout();
    refresh();
    m_playerPanel->video().setFocus(Qt::MouseFocusReason); // So that Space plays at once; without a focus ring.
}

MainWindow::~MainWindow() = default;

void MainWindow::buildPanels()
{
    setCentralWidget(m_layout);
    for (QSplitter* splitter : {&m_layout->columns(), &m_layout->centre()}) {
        for (int i = 1; i < splitter->count(); ++i)
            splitter->handle(i)->installEventFilter(this);
    }
    connect(&m_layout->columns(), &QSplitter::splitterMoved, this, [this] {
        m_columnsTouched = true;
        saveLayout();
    });
    connect(&m_layout->centre(), &QSplitter::splitterMoved, this, &MainWindow::saveLayout);
    // Before the presenters, which give the focus to what is there then.
    const auto reveal = [this](ActionId id, WindowPart part) {
        connect(m_actions[id], &QAction::triggered, m_layout, [this, part] { m_layout->reveal(part); });
    };
    reveal(ActionId::GoToPrompt, WindowPart::Scene);
    for (const ActionId id : {ActionId::FindTakes, ActionId::TakesAsGrid, ActionId::TakesAsTree})
        reveal(id, WindowPart::Takes);
}

void MainWindow::buildPresenters()
{
    m_drops = new DropHandler(*this);
    m_drops->addPlace(m_scenePanel->portraitPicker(), DropPlace::Portrait);
    m_drops->addPlace(m_scenePanel->voicePicker(), DropPlace::Voice);
    m_drops->addPlace(m_scenePanel->prompt(), DropPlace::Prompt);
    m_drops->addPlace(*m_takesPanel, DropPlace::Queue);
    m_messages = new MessageCentre(m_playerPanel->messageBar(), this);
    m_questions = new JobQuestions(m_context.renderer, m_actions, this);
    m_scene = new ScenePresenter(m_context, *m_scenePanel, *m_takesPanel, m_actions, *m_messages, *m_drops, *this);
    m_welcome = new WelcomePresenter(m_context, m_playerPanel->welcome(), *this);
    m_render = new RenderPresenter(m_context, *m_renderPanel, m_actions, *m_messages, *m_questions, *this);
    m_jobs = new JobPresenter(m_context, *m_jobStrip, m_actions, *m_messages, *m_questions, *this);
    m_timeline = new TimelinePresenter(m_context, m_playerPanel->timeline(), m_actions, *this);
    m_player = new PlayerPresenter(m_context, *m_playerPanel, m_scenePanel->waveform(), m_scenePanel->crop(), m_actions,
                                   *m_messages, *this);
    m_prompts = new PromptPresenter(m_context, m_playerPanel->timeline(), m_actions, *this);
    m_together = new TakesTogether(m_context, *m_playerPanel, *m_takesPanel, m_actions, *m_messages, *this);
    m_exports = new ExportPresenter(m_context, *m_takesPanel, m_actions, *m_messages, *m_questions, *this);
    m_takes = new TakesPresenter(m_context, *m_takesPanel, m_actions, *m_messages, *m_questions, *this);
    m_join = new JoinPresenter(m_context, *m_takesPanel, m_actions, *m_questions, *this);
    m_films = new FilmListPresenter(m_context, *m_takesPanel, m_actions, *m_messages, *m_questions, *this);
    m_meters = new MeterPresenter(m_context, *m_meterStrip, this);
    m_downloads = new DownloadPresenter(m_context, this);
    new QueueForecast(m_context.planner, m_context.renderer, this);
    m_queueEnd = new QueueEndPresenter(m_context, m_actions, *m_messages, this);
}

void MainWindow::connectPresenters()
{
    connect(m_scene, &ScenePresenter::stateChanged, this, &MainWindow::refreshSoon);
    connect(m_render, &RenderPresenter::stateChanged, this, &MainWindow::refreshSoon);
    connect(m_jobs, &JobPresenter::stateChanged, this, &MainWindow::refreshSoon);
    connect(m_player, &PlayerPresenter::stateChanged, this, &MainWindow::refreshSoon);
    connect(m_prompts, &PromptPresenter::stateChanged, this, &MainWindow::refreshSoon);
    connect(m_exports, &ExportPresenter::stateChanged, this, &MainWindow::refreshSoon);
    connect(m_takes, &TakesPresenter::stateChanged, this, &MainWindow::refreshSoon);
    connect(m_scene, &ScenePresenter::modelFolderWanted, this, &MainWindow::showModelFolder);
    connect(m_scene, &ScenePresenter::filmsWanted, m_films, &FilmListPresenter::add);
    connect(m_render, &RenderPresenter::modelSetupWanted, this, [this](const QString& id) {
        showSettings(SettingsPage::Model);
        findChild<SettingsDialog*>()->showModel(id);
    });
    connect(m_jobs, &JobPresenter::titleChanged, this, &MainWindow::updateTitle);
    connect(m_jobs, &JobPresenter::settingsWanted, this, &MainWindow::showSettings);
    connect(m_jobs, &JobPresenter::demoModelWanted, m_render, &RenderPresenter::useDemoModel);
    connect(m_jobs, &JobPresenter::continueWanted, m_takes, &TakesPresenter::continueTake);
    connect(m_downloads, &DownloadPresenter::modelChosen, m_render, &RenderPresenter::useModel);
    connect(m_queueEnd, &QueueEndPresenter::choiceChanged, m_takes, &TakesPresenter::show);
    connect(m_queueEnd, &QueueEndPresenter::keepWanted, this, &MainWindow::keepScene);
    connect(m_queueEnd, &QueueEndPresenter::closeWanted, this, &MainWindow::close);
    connect(m_player, &PlayerPresenter::shownTakeChanged, m_takes, &TakesPresenter::setShownTake);
    connect(m_player, &PlayerPresenter::shownTakeChanged, m_prompts, &PromptPresenter::setShownTake);
    connect(m_player, &PlayerPresenter::shownTakeChanged, m_join, &JoinPresenter::setShownTake);
    connect(m_player, &PlayerPresenter::filmShown, m_timeline, &TimelinePresenter::setFilm);
    connect(m_timeline, &TimelinePresenter::placeChosen, m_player, &PlayerPresenter::stay);
    connect(m_prompts, &PromptPresenter::promptsShown, m_takes, &TakesPresenter::setPromptsShown);
    connect(m_scenePanel, &ScenePanel::laterPressed, m_prompts, &PromptPresenter::showScene);
    connect(m_prompts, &PromptPresenter::firstPromptWanted, m_actions[ActionId::GoToPrompt], &QAction::trigger);
    connect(m_player, &PlayerPresenter::cropOpened, this, [this] {
        setPictureOnly(false);
        m_together->end();
    });
    connect(m_together, &TakesTogether::stateChanged, this, &MainWindow::refreshSoon);
    m_together->connectTo(*m_player, *m_takes);
    connect(m_takes, &TakesPresenter::playWanted, m_player, &PlayerPresenter::playTake);
    connect(m_takes, &TakesPresenter::exportWanted, m_exports, &ExportPresenter::exportTake);
    connect(m_takes, &TakesPresenter::exportAgainWanted, m_exports, &ExportPresenter::exportAgain);
    connect(m_takes, &TakesPresenter::dubWanted, m_exports, &ExportPresenter::dub);
    connect(m_exports, &ExportPresenter::showWanted, m_together, &TakesTogether::pickTake);
    connect(m_takes, &TakesPresenter::exportRemovalWanted, m_exports, &ExportPresenter::remove);
    connect(m_takes, &TakesPresenter::exportFolderWanted, m_exports, &ExportPresenter::showInFolder);
}

void MainWindow::connectView()
{
    const auto on = [this](ActionId id, auto&& act) { connect(m_actions[id], &QAction::triggered, this, act); };
    settings::Settings& settings = m_context.settings;
    const auto part = [this, &settings](ActionId id, WindowPart which, const settings::Key<bool>& key) {
        QAction* action = m_actions[id];
        connect(action, &QAction::toggled, this, [this, &settings, which, &key](bool shown) {
            m_layout->setShown(which, shown);
            settings.set(key, shown);
        });
        action->setChecked(settings.get(key));
        m_layout->setShown(which, settings.get(key));
    };
    part(ActionId::ShowScene, WindowPart::Scene, settings::kSceneVisible);
    part(ActionId::ShowRender, WindowPart::Render, settings::kRenderVisible);
    part(ActionId::ShowTakes, WindowPart::Takes, settings::kTakesVisible);
    part(ActionId::ShowMeters, WindowPart::Meters, settings::kMetersVisible);
    const auto theme = [this, &settings](ActionId id, settings::Theme choice) {
        m_actions[id]->setChecked(settings.get(settings::kTheme) == choice);
        connect(m_actions[id], &QAction::triggered, this, [this, &settings, choice] {
            settings.set(settings::kTheme, choice);
            m_context.theme.setChoice(choiceOf(choice));
        });
    };
    theme(ActionId::ThemeAutomatic, settings::Theme::Automatic);
    theme(ActionId::ThemeLight, settings::Theme::Light);
    theme(ActionId::ThemeDark, settings::Theme::Dark);
    on(ActionId::FullScreen, [this](bool full) { setPictureOnly(full); });
    on(ActionId::LargerPanel, [this] { resizePanel(1); });
    on(ActionId::SmallerPanel, [this] { resizePanel(-1); });
    on(ActionId::ResetPanels, [this] {
        resetColumns();
        resetCentre();
    });
    on(ActionId::NextPanel, [this] { focusPanel(1); });
    on(ActionId::PreviousPanel, [this] { focusPanel(-1); });
    on(ActionId::ToMessageBar, [this] { m_messages->takeFocus(); });
    on(ActionId::Settings, [this] { showSettings(SettingsPage::General); });
    on(ActionId::Quit, [this] { close(); });
    connect(m_takesPanel, &TakesPanel::tabChanged, this, [this, &settings](TakesTab tab) {
        settings.set(settings::kTakesTab, tab == TakesTab::Takes ? 0 : 1);
        refreshSoon();
    });
    m_takesPanel->setTab(settings.get(settings::kTakesTab) == 0 ? TakesTab::Takes : TakesTab::Queue);
    m_takesPanel->setTileSize(settings.get(settings::kTileSize));
    connect(m_takesPanel, &TakesPanel::tileSizeChanged, this,
            [&settings](int size) { settings.set(settings::kTileSize, size); });
    m_actions[settings.get(settings::kTakesTree) ? ActionId::TakesAsTree : ActionId::TakesAsGrid]->setChecked(true);
    connect(m_actions[ActionId::TakesAsTree], &QAction::toggled, this,
            [&settings](bool tree) { settings.set(settings::kTakesTree, tree); });
    connectClosing();
    connect(&m_context.scene, &SceneController::modifiedChanged, this, &MainWindow::updateTitle);
    connect(&m_context.scene, &SceneController::fileChanged, this, &MainWindow::updateTitle);
}

// The window closes after pending writes. If one fails, it stays open and reports the error; the next close succeeds.
void MainWindow::connectClosing()
{
    const auto stay = [this] {
        m_closeWhenSaved = m_closeWhenWritten = false;
        m_leave.dropScene = false; // The confirmation concerned another scene, or a state before a save.
    };
    const auto failed = [this, stay] {
        m_failedOnLeaving = m_failedOnLeaving || m_closeWhenWritten;
        stay();
    };
    connect(&m_context.scene, &SceneController::saved, this, [this] {
        if (m_closeWhenSaved)
            goOnClosing();
    });
    // A new save replaces the one on closing, whose chooser was cancelled.
    for (const ActionId id : {ActionId::SaveScene, ActionId::SaveSceneAs})
        connect(m_actions[id], &QAction::triggered, this, [this] { m_closeWhenSaved = false; });
    connect(&m_context.files, &FileWorker::idle, this, [this] {
        if (std::exchange(m_closeWhenWritten, false))
            goOnClosing();
    });
    connect(&m_context.scene, &SceneController::sceneChanged, this, stay);
    connect(&m_context.scene, &SceneController::fileFailed, this, failed);
    connect(&m_context.scene, &SceneController::autosaveFailed, this, [this, failed] {
        const bool closing = m_closeWhenWritten;
        failed();
        if (closing) // What isn't saved anywhere is asked about.
            goOnClosing();
    });
    connect(&m_context.takes, &TakeModel::failed, this, failed);
    connect(&m_context.takes, &TakeModel::restoreFailed, this, failed);
    connect(&m_context.presets, &PresetModel::failed, this, failed);
    connect(&m_context.presets, &PresetModel::setAside, this,
            [this](const QString& kept) { saySetAside(tr("The file of your presets"), kept); });
    connect(&m_context.scene, &SceneController::setAside, this,
            [this](const QString& kept) { saySetAside(tr("The scene of the last session"), kept); });
    if (const QString& kept = m_context.settings.unreadable(); !kept.isEmpty())
        QMetaObject::invokeMethod( // After the window's other parts are constructed.
            this, [this, kept] { saySetAside(tr("The file of your settings"), kept); }, Qt::QueuedConnection);
    connect(&m_context.settings, &settings::Settings::failed, this, [this, failed](const Error& error) {
        failed();
        m_messages->showError(QStringLiteral("settings"), MessageId::NotWritable, error,
                              {{QStringLiteral("folder"), QString::fromStdString(error.subject)}});
    });
}

void MainWindow::connectHelp()
{
    const auto on = [this](ActionId id, auto&& act) { connect(m_actions[id], &QAction::triggered, this, act); };
    on(ActionId::About, [this] { (new AboutDialog(m_context, this))->show(); });
    on(ActionId::Keys, [this] { (new KeysDialog(m_actions, this))->show(); });
    on(ActionId::Help, [this] {
        const QString section = HelpDialog::sectionOf(QApplication::focusWidget());
        QWidget* above = QApplication::activeModalWidget(); // It would block a dialog of the window.
        auto* dialog = findChild<HelpDialog*>();
        if (!dialog || (above && !above->isAncestorOf(dialog)))
            dialog = new HelpDialog(m_context, m_actions, *this, above ? above : this);
        dialog->show();
        dialog->raise();
        dialog->activateWindow();
        dialog->showSection(section);
    });
    on(ActionId::CopyDiagnostics, [this] {
        QApplication::clipboard()->setText(AboutDialog::diagnostics(m_context));
        m_questions->offer(tr("The diagnostics are on the clipboard."), {{tr("OK")}});
    });
}

void MainWindow::showSettings(SettingsPage page)
{
    auto* dialog = findChild<SettingsDialog*>();
    if (!dialog) {
        dialog = new SettingsDialog(m_context, m_actions, this);
        connect(dialog, &SettingsDialog::modelChosen, m_render, &RenderPresenter::useModel);
        connect(dialog, &SettingsDialog::modelForgotten, m_render, &RenderPresenter::forgetModel);
        connect(dialog, &SettingsDialog::demoModelWanted, m_render, &RenderPresenter::useDemoModel);
        connect(dialog, &SettingsDialog::playbackChanged, m_player, &PlayerPresenter::applyPlayback);
        connect(dialog, &SettingsDialog::foldersChanged, this, [this] {
            m_render->applyModels();
            m_context.takes.setFolder(Folders::of(m_context.settings).takes);
        });
    }
    dialog->setPage(page);
    dialog->show();
    dialog->raise();
    dialog->activateWindow();
}

void MainWindow::showModelFolder(const QString& folder)
{
    showSettings(SettingsPage::Model);
    if (!folder.isEmpty())
        findChild<SettingsDialog*>()->checkFolder(folder);
}

void MainWindow::openFiles(const QStringList& files)
{
    m_scene->readFiles(files);
}

void MainWindow::openDemo()
{
    m_scene->openDemo();
}

void MainWindow::begin(const project::Scene& scene, FirstTake take)
{
    m_context.scene.adopt(scene, tr("Open demo scene"), SceneController::Adopted::AsItCame);
    if (take == FirstTake::RenderNow)
        m_firstScene = scene;
    refreshSoon();
}

// Not any more once something else is open, or the files turn out not to be readable.
void MainWindow::renderFirst(const AppState& state)
{
    if (!m_firstScene)
        return;
    const project::Scene& scene = m_context.scene.scene();
    const bool isOpen = scene.portrait == m_firstScene->portrait && scene.voice == m_firstScene->voice;
    if (!isOpen || state.inputError || state.plan == PlanPhase::DoesNotFit) {
        m_firstScene.reset();
    } else if (m_actions[ActionId::Render]->isEnabled()) {
        m_firstScene.reset();
        m_actions[ActionId::Render]->trigger();
    }
}

void MainWindow::showLastTake()
{
    m_player->showLastTake();
}

void MainWindow::showFirst()
{
    show();
    // Qt gave the focus as if by Tab, which would put a ring around the picture.
    m_playerPanel->video().clearFocus();
    m_playerPanel->video().setFocus(Qt::MouseFocusReason);
}

void MainWindow::sayQueueIsNotKept()
{
    m_messages->show(QStringLiteral("queue"), MessageId::QueueNotKept,
                     {{QStringLiteral("folder"), m_context.dataFolder}});
}

void MainWindow::saySetAside(const QString& what, const QString& kept)
{
    m_messages->show(QStringLiteral("set aside ") + kept, MessageId::FileSetAside,
                     {{QStringLiteral("what"), what}, {QStringLiteral("kept"), QFileInfo(kept).fileName()}}, kept);
}

void MainWindow::refreshSoon()
{
    if (m_refreshPending)
        return;
    m_refreshPending = true;
    QMetaObject::invokeMethod(this, &MainWindow::refresh, Qt::QueuedConnection);
}

void MainWindow::refresh()
{
    m_refreshPending = false;
    AppState state;
    m_scene->contribute(state);
    m_render->contribute(state);
    m_player->contribute(state);
    m_prompts->contribute(state);
    m_takes->contribute(state);
    m_join->contribute(state);
    m_together->contribute(state);
    m_exports->contribute(state);
    m_jobs->contribute(state);
    state.messageShown = m_messages->isShown();
    state.fixedPanels = m_layout->isCompact() || m_pictureOnly;
    m_actions.setWords(ActionId::Render, primaryWords(state));
    m_actions.setWords(ActionId::PauseResume, pauseWords(state));
    m_actions.setWords(ActionId::StartQueue, startWords(state));
    m_actions.setWords(ActionId::Compare, compareWords(state));
    m_actions.setWords(ActionId::JoinTakes, joinWords(state));
    const QUndoStack& undo = m_context.scene.undoStack();
    const auto step = [](const QString& words, const QString& text) {
        return text.isEmpty()
            ? QString()
            : tr("%1: %2", "Undo or Redo, then what").arg(words, QString(text).replace(u'&', QStringLiteral("&&")));
    };
    m_actions.setWords(ActionId::Undo, step(tr("Undo"), undo.undoText()));
    m_actions.setWords(ActionId::Redo, step(tr("Redo"), undo.redoText()));
    const QHash<ActionId, Availability> can = availabilities(state);
    for (auto entry = can.begin(); entry != can.end(); ++entry)
        m_actions.setAvailability(entry.key(), entry.value());
    m_render->setState(state);
    m_jobs->setState(state);
    m_player->setState(state);
    updateTitle();
    renderFirst(state);
    if (m_closeWhenIdle && !m_context.renderer.isRunning()) {
        m_closeWhenIdle = false;
        goOnClosing();
    }
}

void MainWindow::updateTitle()
{
    QString title = m_jobs->titlePart();
    const QString scene = m_scene->sceneName() % (m_context.scene.isModified() ? QStringLiteral("*") : QString());
    title = title.isEmpty() ? scene : QString(title % QStringLiteral(" – ") % scene);
    setWindowTitle(title % QStringLiteral(" – Live Avatar Studio"));
}

void MainWindow::retranslate()
{
    m_actions.retranslate();
    m_menus->retranslate();
    m_messages->retranslate();
    m_scene->show();
    m_welcome->retranslate();
    m_render->retranslate();
    m_jobs->show();
    m_player->show();
    m_prompts->show();
    m_together->show();
    m_takes->show();
    m_meters->show();
    refresh();
}

void MainWindow::changeEvent(QEvent* event)
{
    QMainWindow::changeEvent(event);
    if (event->type() == QEvent::WindowStateChange)
        m_actions[ActionId::FullScreen]->setChecked(m_pictureOnly);
}

// Restores the window's last geometry; at the first start, most of the screen.
void MainWindow::restoreLayout()
{
    settings::Settings& settings = m_context.settings;
    if (restoreGeometry(settings.get(settings::kGeometry))) {
        if (!(windowState() & (Qt::WindowMaximized | Qt::WindowFullScreen)))
            resizeToScreen(*this, size()); // It may have been saved on another screen, or at another scale.
    } else {
        const QSize room = screen() ? screen()->availableSize() : QSize(1440, 900);
        const QSize size = (room * 0.85).boundedTo(QSize(1920, 1080));
        // The wide form where the screen has room for it.
        const QSize wide = QSize(m_context.theme.px(1120), m_context.theme.px(700)).boundedTo(room);
        resizeToScreen(*this, size.expandedTo(wide).expandedTo(minimumSize()));
    }
    m_columnsTouched = m_layout->columns().restoreState(settings.get(settings::kColumnsSplitter));
    if (!m_layout->centre().restoreState(settings.get(settings::kCentreSplitter)))
        m_layout->centre().setSizes({height(), m_context.theme.px(160)});
    applyDensity();
}

void MainWindow::saveLayout()
{
    if (!isVisible() || m_pictureOnly)
        return;
    settings::Settings& settings = m_context.settings;
    settings.set(settings::kGeometry, saveGeometry());
    if (m_layout->isCompact())
        return; // The sizes are the wide form's.
    if (m_columnsTouched)
        settings.set(settings::kColumnsSplitter, m_layout->columns().saveState());
    else
        settings.reset(settings::kColumnsSplitter);
    settings.set(settings::kCentreSplitter, m_layout->centre().saveState());
}

void MainWindow::resizeEvent(QResizeEvent* event)
{
    QMainWindow::resizeEvent(event);
    applyDensity();
    saveLayout();
}

void MainWindow::moveEvent(QMoveEvent* event)
{
    QMainWindow::moveEvent(event);
    saveLayout();
}

// Sizes are in design units, so that a larger font makes the window "narrower".
void MainWindow::applyDensity()
{
    const double scale = m_context.theme.fontScale();
    const double wide = width() / scale;
    const double high = height() / scale;
    const Density density = wide >= 1500 ? Density::Wide
        : wide >= 1360                   ? Density::Narrow
        : wide >= 1200                   ? Density::Slim
                                         : Density::Tight;
    // Half a pixel: lengths are rounded.
    const bool wasCompact = m_layout->isCompact();
    m_layout->setCompact(wide < 1119.5 || high < 699.5);
    if (m_layout->isCompact() != wasCompact)
        refreshSoon();
    m_jobStrip->setDensity(density);
    m_playerPanel->setDensity(density);
    m_renderPanel->setRowSpacing(high < 760 ? 4 : high < 860 ? 6 : 8); // The budgets must fit into the lowest window.
    m_scenePanel->setRoom(high < 860                     ? ScenePanel::Room::Low
                              : density == Density::Wide ? ScenePanel::Room::Ample
                                                         : ScenePanel::Room::Narrow);
    if (m_columnsTouched || m_layout->isCompact())
        return;
    const int left = density == Density::Wide ? 320 : density == Density::Narrow ? 292 : 264;
    const int right = density == Density::Wide ? 344 : density == Density::Narrow ? 324 : 316;
    const Theme& theme = m_context.theme;
    m_layout->columns().setSizes({theme.px(left), width() - theme.px(left) - theme.px(right) - 8, theme.px(right)});
}

bool MainWindow::eventFilter(QObject* watched, QEvent* event)
{
    // A double click on a handle restores the default sizes.
    if (event->type() == QEvent::MouseButtonDblClick) {
        if (watched == m_layout->centre().handle(1))
            resetCentre();
        else
            resetColumns();
        return true;
    }
    return QMainWindow::eventFilter(watched, event);
}

void MainWindow::resetColumns()
{
    m_columnsTouched = false;
    applyDensity();
    saveLayout();
}

void MainWindow::resetCentre()
{
    QSplitter& centre = m_layout->centre();
    const int all = centre.height();
    centre.setSizes({all * 3 / 5, all * 2 / 5});
    saveLayout();
}

// By keys, as a handle by the pointer.
void MainWindow::resizePanel(int steps)
{
    const QList<int> before = m_layout->columns().sizes();
    if (!m_layout->growFocused(steps * m_context.theme.px(24)))
        return;
    m_columnsTouched = m_columnsTouched || m_layout->columns().sizes() != before;
    saveLayout();
}

void MainWindow::setPictureOnly(bool only)
{
    if (only == m_pictureOnly)
        return;
    m_pictureOnly = only;
    refreshSoon();
    if (only) {
        m_player->keepCrop();
        m_wasMaximized = isMaximized();
    }
    menuBar()->setVisible(!only);
    m_layout->setPictureOnly(only);
    m_playerPanel->setPictureOnly(only);
    if (only)
        showFullScreen();
    else if (m_wasMaximized)
        showMaximized();
    else
        showNormal();
    m_actions[ActionId::FullScreen]->setChecked(only);
    if (only)
        m_playerPanel->video().setFocus(Qt::MouseFocusReason);
}

// Cycles through scene, picture, takes, render, strip.
void MainWindow::focusPanel(int direction)
{
    struct Panel {
        QWidget* widget;
        std::optional<WindowPart> part; // what is revealed first, since it may be folded
        std::function<void()> focus;
    };
    const QList<Panel> panels{{m_scenePanel, WindowPart::Scene, [this] { m_scenePanel->focusFirst(); }},
                              {m_playerPanel, {}, [this] { m_playerPanel->focusFirst(); }},
                              {m_takesPanel, WindowPart::Takes, [this] { m_takesPanel->focusList(); }},
                              {m_renderPanel, WindowPart::Render, [this] { m_renderPanel->focusFirst(); }},
                              {m_jobStrip, {}, [this] { m_jobStrip->focusFirst(); }}};
    const QWidget* focus = QApplication::focusWidget();
    int current = direction > 0 ? -1 : 0;
    for (int i = 0; i < panels.size(); ++i) {
        if (focus && panels[i].widget->isAncestorOf(focus))
            current = i;
    }
    for (int step = 1; step <= panels.size(); ++step) {
        const auto next = (current + direction * step + 2 * panels.size()) % panels.size();
        if (panels[next].part)
            m_layout->reveal(*panels[next].part);
        if (!panels[next].widget->isVisible())
            continue;
        panels[next].focus();
        if (panels[next].widget->isAncestorOf(focusWidget())) // Else nothing in it is on.
            return;
    }
}

void MainWindow::escape()
{
    if (m_prompts->escape())
        return;
    if (m_pictureOnly)
        setPictureOnly(false);
    else if (m_questions->dismiss() || m_player->escapeCrop() || m_layout->closeTakes() || m_together->escape())
        return;
    else if (m_messages->isShown())
        m_messages->dismiss();
    else
        m_jobs->escapeStops();
}

void MainWindow::closeEvent(QCloseEvent* event)
{
    if (!std::exchange(m_goesOnClosing, false) && !m_leave.all && !m_closeWhenIdle) {
        m_leave = {};
        m_closeWhenSaved = false;
    }
    if (m_closeWhenIdle || !askBeforeClosing()) {
        event->ignore();
        return;
    }
    m_context.settings.sync();
    const bool isTold = std::exchange(m_failedOnLeaving, false) || std::exchange(m_closeWhenWritten, false);
    if (!isTold && !m_leave.dropScene)
        m_context.scene.keepAtEnd();
    // Stay open until pending writes are done, so that errors can be reported.
    if (m_context.files.isBusy() && !isTold && !m_leave.all) {
        event->ignore();
        m_closeWhenWritten = true;
        return;
    }
    if (m_context.scene.copyFailed() && m_context.scene.isModified() && !m_leave.dropScene && !m_leave.all) {
        event->ignore();
        askAboutScene();
        return;
    }
    event->accept();
    QMainWindow::closeEvent(event);
}

void MainWindow::goOnClosing()
{
    m_goesOnClosing = true;
    close();
}

// Asks in the job strip. True: no question is open, and everything to be stopped has stopped.
bool MainWindow::askBeforeClosing()
{
    if (m_leave.all)
        return true;
    // Stopping loses nothing: the frames made stay playable.
    if (m_context.renderer.isRunning() && !m_leave.stopRender) {
        m_questions->ask({.words = tr("A take is being rendered. What is finished so far is kept."),
                          .answers = {{tr("Stop and quit"),
                                       [this] {
                                           m_leave.stopRender = true;
                                           goOnClosing();
                                       }}},
                          .stay = {tr("Keep rendering")},
                          .applies = [this] { return m_context.renderer.isRunning(); }});
        return false;
    }
    if (m_context.exporter.isRunning() && !m_leave.endExports) {
        m_questions->ask({.words = tr("An export is running. Quitting cancels it; the take itself is kept."),
                          .answers = {{tr("Cancel it and quit"),
                                       [this] {
                                           m_leave.endExports = true;
                                           goOnClosing();
                                       }}},
                          .stay = {tr("Keep exporting")},
                          .applies = [this] { return m_context.exporter.isRunning(); }});
        return false;
    }
    // Otherwise the scene of the job would be kept, and the one behind it lost.
    if (m_takes->isEditingJob()) {
        const auto leave = [this](TakesPresenter::Edited what) {
            return [this, what] {
                m_takes->endEditing(what);
                goOnClosing();
            };
        };
        m_questions->ask({.words = tr("A job of the queue is being edited."),
                          .answers = {{tr("Save job and quit"), leave(TakesPresenter::Edited::Saved)},
                                      {tr("Discard changes and quit"), leave(TakesPresenter::Edited::Discarded)}},
                          .stay = {tr("Go on editing")},
                          .applies = [this] { return m_takes->isEditingJob(); }});
        return false;
    }
    if (!m_context.renderer.isRunning())
        return true;
    m_closeWhenIdle = true;
    m_jobs->stopAndKeep();
    return false;
}

// The scene is kept at an end; where that fails, it may still be saved elsewhere.
void MainWindow::askAboutScene()
{
    m_questions->ask({.words = tr("The scene isn't saved, and its copy for the next start can't be written."),
                      .answers = {{tr("Save…"),
                                   [this] {
                                       m_closeWhenSaved = true;
                                       m_scene->save();
                                   }},
                                  {tr("Quit without saving"),
                                   [this] {
                                       m_leave.dropScene = true;
                                       goOnClosing();
                                   }}},
                      .stay = {tr("Don't quit")},
                      .applies = [this] { return m_context.scene.isModified(); }});
}

void MainWindow::keepScene()
{
    if (m_takes->isEditingJob())
        m_takes->endEditing(TakesPresenter::Edited::Saved);
    m_context.scene.keepAtEnd();
}

void MainWindow::closeUnasked()
{
    keepScene();
    m_leave.all = true;
    close();
}

} // namespace studio::ui
