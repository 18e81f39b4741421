// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/jobs/RenderQueue.h"

#include <QObject>

#include <optional>
#include <utility>
#include <vector>

class QModelIndex;

namespace studio::ui {

class JobDelegate;
class JobRows;
class MainWindow;
class PressGuard;
class TakeRows;
struct AppState;

// Takes and the queue.
class TakesWiring : public QObject {
    Q_OBJECT

public:
    explicit TakesWiring(MainWindow& window);

    void contribute(AppState& state) const;
    // The selected take, or the one in the player.
    [[nodiscard]] std::optional<project::Take> currentTake() const;

private:
    void connectTakes();
    void connectJobs();
    void show();
    void showRunning();
    void addFinals(const QString& preset);
    void addAgain(const QList<int>& numbers);
    void useSettings(const project::Take& take);
    void editJob(const QModelIndex& index);
    void removeJob(const QModelIndex& index);
    void trashTakes();
    void sayInterrupted();
    void takesRestored(const std::vector<std::pair<int, int>>& numbers);
    void storeFailed(const Error& error);
    void readThumbnails();
    [[nodiscard]] std::optional<jobs::Job> currentJob() const;
    [[nodiscard]] std::vector<project::Take> selectedTakes() const;

    MainWindow& m_window;
    TakeRows* m_takeRows;
    JobRows* m_jobRows;
    JobDelegate* m_jobDelegate;
    std::optional<std::vector<project::Take>> m_rescued; // of a program that ended unexpectedly; none: it was said
    PressGuard* m_guard; // after "Start the queue", in whose place "Stop after this take" comes
    jobs::JobId m_edited = 0; // the waiting job that is in the panels
};

} // namespace studio::ui
