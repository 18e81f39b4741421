// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/project/Take.h"
#include "ui/services/ExportService.h"

#include <QObject>

class QWidget;

namespace studio::ui {

class Actions;
class JobQuestions;
class MessageCentre;
class TakesPanel;
struct AppState;
struct WindowContext;

// Exports: the dialog, their rows in the queue, messages about their results.
class ExportPresenter : public QObject {
    Q_OBJECT

public:
    // Borrows everything. `window`: parent of this and of the dialog.
    ExportPresenter(const WindowContext& context, const TakesPanel& takes, const Actions& actions,
                    MessageCentre& messages, JobQuestions& questions, QWidget& window);

    void contribute(AppState& state) const;
    // Opens the export dialog for the take.
    void exportTake(const project::Take& chosen);
    // Exports with the settings of the last export, which are kept over restarts.
    void exportAgain(const project::Take& take);
    // Lays the take over the video that its portrait is from, beside the last exports.
    void dub(const project::Take& take);
    // Cancels the export, or removes the row of one that is done.
    void remove(const ExportJob& job);
    // Opens the folder of a finished export.
    void showInFolder(const ExportJob& job);

Q_SIGNALS:
    void stateChanged(); // availabilities may have changed
    void showWanted(int take); // a new one, in the player

private:
    void begin(const ExportJob& job);
    void beginAgain(const ExportJob& job); // instead of the row that it has
    void changed(const ExportJob& job);
    void joined(const ExportJob& job);
    void joinFailed(const ExportJob& job, const Error& error);
    void dubbed(const ExportJob& job);
    void dubFailed(const ExportJob& job, const Error& error);
    void failed(const ExportJob& job, const Error& error);

    const WindowContext& m_context;
    const TakesPanel& m_takes;
    const Actions& m_actions;
    MessageCentre& m_messages;
    JobQuestions& m_questions;
    QWidget& m_window;
};

} // namespace studio::ui
