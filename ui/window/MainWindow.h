// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/common/Parts.h"
#include "ui/common/WindowContext.h"
#include "ui/dialogs/SettingsDialog.h"
#include "ui/window/WindowRules.h"

#include <QMainWindow>

class QSplitter;

namespace studio::ui {

class DropHandler;
class ExportWiring;
class JobStrip;
class JobWiring;
class KeyFilter;
class MessageCentre;
class Menus;
class MeterStrip;
class MeterWiring;
class PlayerPanel;
class PlayerWiring;
class RenderPanel;
class RenderWiring;
class ScenePanel;
class SceneWiring;
class TakesPanel;
class TakesWiring;

// The window: three columns and a strip of instruments. It lays out the panels and decides what can be used; what the
// panels show and wish is the wirings' business, one per concern.
class MainWindow : public QMainWindow {
    Q_OBJECT

public:
    explicit MainWindow(const WindowContext& context);
    ~MainWindow() override;

    [[nodiscard]] const WindowContext& context() const { return m_context; }
    [[nodiscard]] Actions& actions() { return m_actions; }
    [[nodiscard]] ScenePanel& scenePanel() const { return *m_scenePanel; }
    [[nodiscard]] PlayerPanel& playerPanel() const { return *m_playerPanel; }
    [[nodiscard]] TakesPanel& takesPanel() const { return *m_takesPanel; }
    [[nodiscard]] RenderPanel& renderPanel() const { return *m_renderPanel; }
    [[nodiscard]] JobStrip& jobStrip() const { return *m_jobStrip; }
    [[nodiscard]] MeterStrip& meterStrip() const { return *m_meterStrip; }
    [[nodiscard]] MessageCentre& messages() const { return *m_messages; }
    [[nodiscard]] SceneWiring& sceneWiring() const { return *m_scene; }
    [[nodiscard]] RenderWiring& renderWiring() const { return *m_render; }
    [[nodiscard]] PlayerWiring& playerWiring() const { return *m_player; }
    [[nodiscard]] TakesWiring& takesWiring() const { return *m_takes; }
    [[nodiscard]] ExportWiring& exportWiring() const { return *m_exports; }
    [[nodiscard]] JobWiring& jobWiring() const { return *m_jobs; }
    [[nodiscard]] DropHandler& dropHandler() const { return *m_drops; }
    [[nodiscard]] const AppState& state() const { return m_state; }

    // Something that decides what can be used has changed; asked again once the event loop is back.
    void refreshSoon();
    void openFiles(const QStringList& files); // of the command line: as if they were dropped
    void showSettings(SettingsPage page);
    void showModelFolder(const QString& folder); // the model's page, checking it
    void updateTitle(); // scene, progress, unsaved mark
    // Nothing but the picture.
    void setPictureOnly(bool only);
    // The session or the program is ended by somebody who can't be asked: the next start opens the scene as it is now.
    void keepScene();
    void closeUnasked();

Q_SIGNALS:
    void languageChanged(); // texts that are made of values are to be made again

protected:
    void closeEvent(QCloseEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;
    void moveEvent(QMoveEvent* event) override;
    void changeEvent(QEvent* event) override;
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    void buildPanels();
    void connectView();
    void connectClosing();
    void connectHelp();
    void restoreLayout();
    void saveLayout();
    void applyDensity();
    void focusPanel(int direction);
    void escape();
    void refresh();
    void retranslate();
    [[nodiscard]] bool askBeforeClosing();
    void goOnClosing();

    WindowContext m_context;
    Actions m_actions;
    AppState m_state;
    bool m_refreshPending = false;
    bool m_pictureOnly = false;
    // What was allowed since the window was asked to close. Each thing that would be lost is asked about once.
    struct Leave {
        bool stopRender = false;
        bool endExports = false;
        bool dropScene = false;
        bool all = false; // nobody is asked
    };
    Leave m_leave;
    bool m_goesOnClosing = false; // after an answer; otherwise somebody closes the window anew
    bool m_closeWhenIdle = false;
    bool m_closeWhenSaved = false;
    bool m_closeWhenWritten = false;
    bool m_columnsTouched = false; // a person moved the handles: widths are no longer ours
    Density m_density = Density::Wide;
    bool m_wasMaximized = false; // before full screen

    QSplitter* m_columns;
    QSplitter* m_centre;
    ScenePanel* m_scenePanel;
    PlayerPanel* m_playerPanel;
    TakesPanel* m_takesPanel;
    RenderPanel* m_renderPanel;
    JobStrip* m_jobStrip;
    MeterStrip* m_meterStrip;
    Menus* m_menus;

    KeyFilter* m_keys;
    DropHandler* m_drops;
    MessageCentre* m_messages;
    SceneWiring* m_scene;
    RenderWiring* m_render;
    PlayerWiring* m_player;
    ExportWiring* m_exports;
    TakesWiring* m_takes;
    JobWiring* m_jobs;
    MeterWiring* m_meters;
};

} // namespace studio::ui
