// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/presenters/TakeCommands.h"

#include <algorithm>
#include <utility>

namespace studio::ui {

DeleteTakes::DeleteTakes(TakeModel& takes, TakeModel::Deletion deletion, const QString& text)
    : QUndoCommand(text)
    , m_takes(takes)
    , m_deletion(std::move(deletion))
{
}

void DeleteTakes::undo()
{
    m_takes.restore(m_deletion);
}

void DeleteTakes::redo()
{
    m_takes.removeAgain(m_deletion);
}

RemoveJob::RemoveJob(jobs::RenderQueue& queue, jobs::Job job, int place, const QString& text)
    : QUndoCommand(text)
    , m_queue(queue)
    , m_job(std::move(job))
    , m_place(place)
{
}

void RemoveJob::undo()
{
    m_job.id = m_queue.add(m_job, m_place);
    m_isBack = true;
}

void RemoveJob::redo()
{
    if (!std::exchange(m_isBack, false))
        return;
    const jobs::QueueState state = m_queue.state();
    const jobs::Job* const running = state.running();
    if (running && running->id == m_job.id)
        setObsolete(true); // Its take is made now.
    else
        m_queue.remove(m_job.id);
}

AddJobs::AddJobs(jobs::RenderQueue& queue, std::vector<jobs::Job> jobs, const QString& text)
    : QUndoCommand(text)
    , m_queue(queue)
    , m_jobs(std::move(jobs))
{
}

void AddJobs::undo()
{
    const jobs::QueueState state = m_queue.state();
    std::erase_if(m_jobs, [&state](const jobs::Job& mine) {
        return std::none_of(state.jobs.begin(), state.jobs.end(), [&mine](const jobs::Job& job) {
            return job.id == mine.id && job.state != jobs::JobState::Running;
        });
    });
    for (const jobs::Job& job : m_jobs)
        m_queue.remove(job.id);
    if (m_jobs.empty())
        setObsolete(true);
}

void AddJobs::redo()
{
    for (jobs::Job& job : m_jobs)
        job.id = m_queue.add(job);
}

int placeOf(const jobs::QueueState& state, jobs::JobId id)
{
    int place = 0;
    for (const jobs::Job& job : state.jobs) {
        if (job.id == id)
            break;
        place += job.state == jobs::JobState::Running ? 0 : 1;
    }
    return place;
}

} // namespace studio::ui
