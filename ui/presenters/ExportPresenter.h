// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/project/Take.h"
#include "ui/services/ExportService.h"

#include <QObject>

#include <optional>

class QWidget;

namespace studio::ui {

class Actions;
class JobQuestions;
class MessageCentre;
class TakesPanel;
struct AppState;
struct WindowContext;

// Exports: the dialog, their rows in the queue, and what became of them.
class ExportPresenter : public QObject {
    Q_OBJECT

public:
    // Borrows everything; the dialog stands over the window, whose child it is.
    ExportPresenter(const WindowContext& context, const TakesPanel& takes, const Actions& actions,
                    MessageCentre& messages, JobQuestions& questions, QWidget& window);

    void contribute(AppState& state) const;
    // Asks how, and exports it.
    void exportTake(const project::Take& chosen);
    // As the last one was exported.
    void exportAgain(const project::Take& take);
    // Stops it, or clears its row away where it is done.
    void remove(const ExportJob& job);
    // Shows the folder that a finished one lies in.
    static void showInFolder(const ExportJob& job);

Q_SIGNALS:
    void stateChanged(); // what can be used may be other things now

private:
    void changed(const ExportJob& job);
    void failed(const ExportJob& job, const Error& error);

    const WindowContext& m_context;
    const TakesPanel& m_takes;
    const Actions& m_actions;
    MessageCentre& m_messages;
    JobQuestions& m_questions;
    QWidget& m_window;
    std::optional<ExportJob> m_last; // its settings are those of "again"
};

} // namespace studio::ui
