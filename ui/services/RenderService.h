// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/jobs/RenderQueue.h"
#include "ui/services/RunClock.h"

#include <QElapsedTimer>
#include <QObject>
#include <QTimer>

#include <memory>

namespace studio::ui {

// The render queue for the GUI thread: calls go directly to the queue, its reports arrive as queued signals with
// values.
class RenderService : public QObject {
    Q_OBJECT

public:
    // As jobs::RenderQueue.
    RenderService(std::unique_ptr<jobs::FilmEngine> engine, const jobs::QueueOptions& options,
                  const std::filesystem::path& journal, QObject* parent = nullptr);
    ~RenderService() override;

    [[nodiscard]] jobs::RenderQueue& queue() { return *m_queue; }
    // The state as of the last stateChanged().
    [[nodiscard]] const jobs::QueueState& state() const { return m_state; }
    // Progress of the running or last take; zero again when another one begins.
    [[nodiscard]] const jobs::JobProgress& progress() const { return m_progress; }
    // Rendering time of that take without pauses; advances between progress reports.
    [[nodiscard]] double secondsGone() const { return m_clock.seconds(); }
    [[nodiscard]] bool isRunning() const { return m_state.run != jobs::RunState::Idle; }
    [[nodiscard]] std::shared_ptr<jobs::FrameStore> frames() const { return m_queue->frames(); }

Q_SIGNALS:
    void stateChanged(const studio::jobs::QueueState& state);
    // Only the latest progress is delivered; what a busy GUI thread misses is dropped.
    void progressed(const studio::jobs::JobProgress& progress);
    void framesMade(qint64 first, qint64 count);
    void ticked(); // each second of a take that isn't paused
    void takeEnded(const studio::project::Take& take);
    void measured(const std::optional<studio::project::Take>& take); // as jobs::QueueListener's

private:
    class Listener;

    void apply(const jobs::QueueState& state);

    std::unique_ptr<Listener> m_listener;
    std::unique_ptr<jobs::RenderQueue> m_queue;
    jobs::QueueState m_state;
    jobs::JobProgress m_progress;
    jobs::JobId m_job = 0; // timed by m_clock
    QElapsedTimer m_time;
    RunClock m_clock;
    QTimer m_second;
};

} // namespace studio::ui
