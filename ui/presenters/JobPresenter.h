// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/jobs/RenderQueue.h"
#include "ui/common/Messages.h"
#include "ui/dialogs/LateDialog.h"
#include "ui/dialogs/SettingsDialog.h"
#include "ui/presenters/WindowRules.h"

#include <QObject>
#include <QString>

#include <optional>

class QSystemTrayIcon;
class QTimer;

namespace studio::ui {

class JobQuestions;
class JobStrip;
class MessageCentre;
struct WindowContext;

// The job strip (running take, progress, questions), messages about failed takes, notifications.
class JobPresenter : public QObject {
    Q_OBJECT

public:
    // Borrows everything. `window`: its parent; a click on a notification raises it.
    JobPresenter(const WindowContext& context, JobStrip& panel, const Actions& actions, MessageCentre& messages,
                 JobQuestions& questions, QWidget& window);
    ~JobPresenter() override;

    void contribute(AppState& state) const;
    void setState(const AppState& state);
    void show();
    // Handles Esc: the first press arms the stop, the second stops the take. False: nothing can be stopped.
    bool escapeStops();
    void stopAndKeep();

    // "36 % · Take 7", for the window's title; empty while nothing runs.
    [[nodiscard]] QString titlePart() const;

Q_SIGNALS:
    void stateChanged(); // availabilities may have changed
    void titleChanged();
    void continueWanted(const studio::project::Take& take);
    void settingsWanted(studio::ui::SettingsPage page);
    void demoModelWanted();

private:
    void connectActions();
    void showWhy();
    void sayHeld();
    void takeEnded(const project::Take& take);
    void takeFailed(const project::Take& take, MessageValues values); // `values`: where the take is
    void notify(const QString& title, const QString& words);
    [[nodiscard]] QString framesWords() const;
    [[nodiscard]] QString timeWords() const;
    [[nodiscard]] static QString safeWords(int64_t made, int64_t all); // frames
    [[nodiscard]] static QString keptWords(double promised, double taken); // seconds

    const WindowContext& m_context;
    JobStrip& m_panel;
    const Actions& m_actions;
    MessageCentre& m_messages;
    JobQuestions& m_questions;
    QWidget& m_window;
    AppState m_app; // the last state
    std::optional<project::Take> m_last; // of this session
    jobs::JobId m_job = 0; // the running or last one
    jobs::StageTimes m_promised; // of it
    OthersUse m_others; // during it
    QTimer* m_armed; // after the first Esc
    QSystemTrayIcon* m_tray = nullptr;
};

} // namespace studio::ui
