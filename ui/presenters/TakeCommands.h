// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/jobs/RenderQueue.h"
#include "ui/models/TakeModel.h"

#include <QString>
#include <QUndoCommand>

#include <vector>

// What of takes and jobs can be undone, for TakesPresenter. Each is pushed once it was done.
namespace studio::ui {

class DeleteTakes : public QUndoCommand {
public:
    DeleteTakes(TakeModel& takes, TakeModel::Deletion deletion, const QString& text);

    void undo() override;
    void redo() override;

private:
    TakeModel& m_takes;
    TakeModel::Deletion m_deletion;
};

class RemoveJob : public QUndoCommand {
public:
    // `place`: as placeOf(), before it was removed.
    RemoveJob(jobs::RenderQueue& queue, jobs::Job job, int place, const QString& text);

    void undo() override;
    void redo() override;

private:
    jobs::RenderQueue& m_queue;
    jobs::Job m_job;
    int m_place; // among the jobs that are not running
    bool m_isBack = false;
};

// Adds jobs behind those of the queue, when it is pushed.
class AddJobs : public QUndoCommand {
public:
    AddJobs(jobs::RenderQueue& queue, std::vector<jobs::Job> jobs, const QString& text);

    // Jobs that have begun, or aren't there any more, stay as they are.
    void undo() override;
    void redo() override;

private:
    jobs::RenderQueue& m_queue;
    std::vector<jobs::Job> m_jobs; // those that undo() removes
};

// Index among the jobs that are not running.
[[nodiscard]] int placeOf(const jobs::QueueState& state, jobs::JobId id);

} // namespace studio::ui
