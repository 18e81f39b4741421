// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/project/Scene.h"
#include "ui/common/Parts.h"
#include "ui/dialogs/SettingsDialog.h"

#include <QMainWindow>

#include <optional>

namespace studio::ui {

class Actions;
class DownloadPresenter;
class DropHandler;
class ExportPresenter;
class FilmListPresenter;
class JobStrip;
class JoinPresenter;
class JobPresenter;
class JobQuestions;
class KeyFilter;
class Layout;
class MessageCentre;
class Menus;
class MeterStrip;
class MeterPresenter;
class PlayerPanel;
class PlayerPresenter;
class PromptPresenter;
class QueueEndPresenter;
class RenderPanel;
class RenderPresenter;
class ScenePanel;
class ScenePresenter;
class TakesPanel;
class TakesPresenter;
class TimelinePresenter;
class TakesTogether;
class WelcomePresenter;
struct AppState;
struct WindowContext;

enum class FirstTake { Later, RenderNow };

// The main window. It makes the panels, for which Layout has the places, and the presenters (one per concern)
// and connects their signals, and sets the actions' availability. The presenters decide what the panels show.
class MainWindow : public QMainWindow {
    Q_OBJECT

public:
    // Borrows the context.
    explicit MainWindow(const WindowContext& context);
    ~MainWindow() override;

    // Shows it with the focus in the picture, so that Space plays at once.
    void showFirst();
    void openFiles(const QStringList& files); // from the command line; handled like dropped files
    void showSettings(SettingsPage page);
    void showModelFolder(const QString& folder); // the model's page, checking it
    void openDemo();
    // Opens a scene as it comes, with nothing unsaved. RenderNow: and renders it once its files are read.
    void begin(const project::Scene& scene, FirstTake take);
    // Says that another process has the queue of this data folder.
    void sayQueueIsNotKept();
    // The take that was in the player at the last end.
    void showLastTake();
    // For an end without questions (the session ends, a signal): the next start opens everything as it is now.
    // closeUnasked() also closes the window.
    void keepScene();
    void closeUnasked();

protected:
    void closeEvent(QCloseEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;
    void moveEvent(QMoveEvent* event) override;
    void changeEvent(QEvent* event) override;
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    void buildPanels();
    void buildPresenters();
    void connectPresenters();
    void connectView();
    void connectClosing();
    void connectHelp();
    void restoreLayout();
    void saveLayout();
    void applyDensity();
    void resetColumns();
    void resetCentre();
    void resizePanel(int steps);
    void focusPanel(int direction);
    void escape();
    // Calls refresh() from the event loop, once for all changes until then.
    void refreshSoon();
    void saySetAside(const QString& what, const QString& kept);
    void refresh();
    void renderFirst(const AppState& state);
    void updateTitle(); // scene, progress, unsaved mark
    void setPictureOnly(bool only);
    void retranslate();
    [[nodiscard]] bool askBeforeClosing();
    void askAboutScene();
    void goOnClosing();

    const WindowContext& m_context;
    Actions& m_actions; // a child
    bool m_refreshPending = false;
    bool m_pictureOnly = false;
    std::optional<project::Scene> m_firstScene; // to be rendered as soon as its files are read
    // Losses that were confirmed since the window was asked to close; each is asked about once.
    struct Leave {
        bool stopRender = false;
        bool endExports = false;
        bool dropScene = false; // its copy can't be written
        bool all = false; // nobody is asked
    };
    Leave m_leave;
    bool m_goesOnClosing = false; // close() comes from goOnClosing(), not from the user
    bool m_closeWhenIdle = false;
    bool m_closeWhenSaved = false;
    bool m_closeWhenWritten = false;
    bool m_failedOnLeaving = false; // the last write failed and was reported: the next close doesn't wait for it
    bool m_columnsTouched = false; // the user moved a handle: the widths are left alone
    bool m_wasMaximized = false; // before full screen

    ScenePanel* m_scenePanel;
    PlayerPanel* m_playerPanel;
    TakesPanel* m_takesPanel;
    RenderPanel* m_renderPanel;
    JobStrip* m_jobStrip;
    MeterStrip* m_meterStrip;
    Layout* m_layout; // the places of these
    Menus* m_menus;

    KeyFilter* m_keys;
    DropHandler* m_drops;
    MessageCentre* m_messages;
    JobQuestions* m_questions;
    ScenePresenter* m_scene;
    WelcomePresenter* m_welcome;
    RenderPresenter* m_render;
    TimelinePresenter* m_timeline;
    PlayerPresenter* m_player;
    PromptPresenter* m_prompts;
    TakesTogether* m_together;
    ExportPresenter* m_exports;
    JoinPresenter* m_join;
    TakesPresenter* m_takes;
    FilmListPresenter* m_films;
    JobPresenter* m_jobs;
    MeterPresenter* m_meters;
    DownloadPresenter* m_downloads;
    QueueEndPresenter* m_queueEnd;
};

} // namespace studio::ui
