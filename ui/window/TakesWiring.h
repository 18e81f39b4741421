// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/jobs/RenderQueue.h"

#include <QObject>

#include <optional>

class QModelIndex;

namespace studio::ui {

class JobDelegate;
class JobRows;
class MainWindow;
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
    void addFinals(const QString& preset);
    void addAgain(const QList<int>& numbers);
    void useSettings(const project::Take& take);
    void editJob(const QModelIndex& index);
    void removeJob(const QModelIndex& index);
    void storeFailed(const Error& error);
    void readThumbnails();
    [[nodiscard]] std::optional<jobs::Job> currentJob() const;
    [[nodiscard]] std::vector<project::Take> selectedTakes() const;

    MainWindow& m_window;
    TakeRows* m_takeRows;
    JobRows* m_jobRows;
    JobDelegate* m_jobDelegate;
    jobs::JobId m_edited = 0; // the waiting job that is in the panels
};

} // namespace studio::ui
