// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/jobs/RenderQueue.h"
#include "ui/common/Messages.h"
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

// The strip: what is being made, how far it is, what is asked, what went wrong; notifications.
class JobPresenter : public QObject {
    Q_OBJECT

public:
    // Borrows everything; the window, whose child it is, comes to the front when a notification is clicked.
    JobPresenter(const WindowContext& context, JobStrip& panel, const Actions& actions, MessageCentre& messages,
                 JobQuestions& questions, QWidget& window);
    ~JobPresenter() override;

    void contribute(AppState& state) const;
    void setState(const AppState& state);
    void show();
    // First press marks the button, the second stops the take. False: nothing runs.
    bool escapeStops();
    void stopAndKeep();

    // "36 % · Take 7", while one is made; for the title.
    [[nodiscard]] QString titlePart() const;

Q_SIGNALS:
    void stateChanged(); // what can be used may be other things now
    void titleChanged();
    void settingsWanted(studio::ui::SettingsPage page);
    void demoModelWanted();

private:
    void connectActions();
    void takeEnded(const project::Take& take);
    void takeFailed(const project::Take& take, MessageValues values); // `values`: those that say where it lies
    void notify(const QString& title, const QString& words);
    [[nodiscard]] QString framesWords() const;
    [[nodiscard]] QString timeWords() const;

    const WindowContext& m_context;
    JobStrip& m_panel;
    const Actions& m_actions;
    MessageCentre& m_messages;
    JobQuestions& m_questions;
    QWidget& m_window;
    AppState m_app; // as it was found out last
    std::optional<project::Take> m_last; // of this session
    QTimer* m_armed; // after the first Esc
    QSystemTrayIcon* m_tray = nullptr;
};

} // namespace studio::ui
