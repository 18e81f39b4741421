// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/jobs/RenderQueue.h"
#include "ui/presenters/Orders.h"
#include "ui/services/ExportService.h"
#include "ui/services/PlanService.h"

#include <QObject>
#include <QPoint>

#include <functional>
#include <optional>
#include <utility>
#include <vector>

class QMenu;
class QModelIndex;
class QUndoCommand;
class QWidget;

namespace studio::ui {

class Actions;
class JobDelegate;
class JobQuestions;
class JobRows;
class MessageCentre;
class PressGuard;
class TakeRows;
class TakesPanel;
struct AppState;
struct WindowContext;

// Takes and the queue.
class TakesPresenter : public QObject {
    Q_OBJECT

public:
    // Borrows everything. `window`: parent of this and of dialogs.
    TakesPresenter(const WindowContext& context, TakesPanel& panel, const Actions& actions, MessageCentre& messages,
                   JobQuestions& questions, QWidget& window);

    void contribute(AppState& state) const;
    void show();
    // The take in the player by its number; 0: none.
    void setShownTake(int number);
    // What the timeline shows, which a branch goes on with.
    void setPromptsShown(PromptsShown prompts) { m_promptsShown = prompts; }
    // The takes that it is compared with, or none. The one in the player is the selected one then.
    void setTakesBeside(const QList<int>& numbers);
    // The menu of one take, which is selected as long as it is open.
    void openMenuOf(int number, const QPoint& position);
    // Orders the rest of a take that was stopped.
    void continueTake(const project::Take& take);
    // Whether a job of the queue is in the panels. endEditing() brings the scene back that was open before.
    [[nodiscard]] bool isEditingJob() const;
    enum class Edited { Saved, Discarded };
    void endEditing(Edited what);

Q_SIGNALS:
    void stateChanged(); // availabilities may have changed
    void playWanted(int take); // from its beginning
    void showWanted(int take); // its first picture
    void exportWanted(const studio::project::Take& take);
    void exportAgainWanted(const studio::project::Take& take); // as the last one
    void dubWanted(const studio::project::Take& take);
    void exportRemovalWanted(const studio::ui::ExportJob& job);
    void exportFolderWanted(const studio::ui::ExportJob& job);

private:
    void connectTakes();
    void connectJobs();
    void showRunning();
    void fillFinalMenu(QMenu& menu);
    void addFinals(const QString& preset);
    void addAgain(const QList<int>& numbers);
    // Orders a take that is the shown one before the playhead's block, and has a new seed from there on.
    void branchTake();
    void useSettings(const project::Take& take);
    void editJob(const QModelIndex& index);
    void removeJob(const QModelIndex& index);
    void showFolderOf(const project::Take& take);
    void trashTakes();
    void showNeighbour(int row);
    void offerUndo(const QString& said, QUndoCommand* command, const std::function<void()>& bringBack);
    void sayInterrupted();
    void takesRestored(const std::vector<std::pair<int, int>>& numbers);
    void storeFailed(const Error& error);
    void readThumbnails();
    void mark(int number);
    // The selected take, or the one in the player.
    [[nodiscard]] std::optional<project::Take> currentTake() const;
    // That take, or else the one in the player, if it can go on.
    [[nodiscard]] std::optional<project::Take> takeToContinue() const;
    // The take in the player, unless it is being made.
    [[nodiscard]] std::optional<project::Take> takeToBranch() const;
    [[nodiscard]] std::optional<jobs::Job> currentJob() const;
    [[nodiscard]] std::vector<project::Take> selectedTakes() const;

    const WindowContext& m_context;
    TakesPanel& m_panel;
    const Actions& m_actions;
    MessageCentre& m_messages;
    JobQuestions& m_questions;
    QWidget& m_window;
    int m_shownTake = 0;
    PromptsShown m_promptsShown = PromptsShown::Take;
    QString m_editing; // the question that stays while a job is edited
    TakeRows* m_takeRows;
    JobRows* m_jobRows;
    JobDelegate* m_jobDelegate;
    // takes of a killed program, to be reported; none: already reported
    std::optional<std::vector<project::Take>> m_rescued;
    PressGuard* m_guard; // after "Start the queue", which "Stop after this take" replaces
};

} // namespace studio::ui
