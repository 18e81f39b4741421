// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/services/RenderService.h"

#include <mutex>
#include <optional>
#include <utility>

namespace studio::ui {

// Forwards the queue's events to the GUI thread.
class RenderService::Listener : public jobs::QueueListener {
public:
    explicit Listener(RenderService& service)
        : m_service(service)
    {
    }

    void queueChanged(const jobs::QueueState& state) override
    {
        post([&service = m_service, state] {
            if (state.revision <= service.m_state.revision)
                return;
            service.apply(state);
        });
    }

    void jobProgressed(const jobs::JobProgress& progress) override
    {
        const std::lock_guard lock(m_mutex);
        const bool isPosted = std::exchange(m_latest, progress).has_value();
        if (isPosted)
            return; // A delivery is pending and will take the newest.
        post([this] {
            std::unique_lock taking(m_mutex);
            m_service.m_progress = *std::exchange(m_latest, std::nullopt);
            taking.unlock();
            m_service.m_clock.update(m_service.m_progress.elapsedSeconds);
            Q_EMIT m_service.progressed(m_service.m_progress);
        });
    }

    void framesMade(int64_t first, int64_t count) override
    {
        post([&service = m_service, first, count] { Q_EMIT service.framesMade(first, count); });
    }

    void takeEnded(const project::Take& take) override
    {
        post([&service = m_service, take] { Q_EMIT service.takeEnded(take); });
    }

    void measured(const std::optional<project::Take>& take) override
    {
        post([&service = m_service, take] { Q_EMIT service.measured(take); });
    }

private:
    template<typename Call>
    void post(Call call)
    {
        QMetaObject::invokeMethod(&m_service, std::move(call), Qt::QueuedConnection);
    }

    RenderService& m_service;
    std::mutex m_mutex;
    std::optional<jobs::JobProgress> m_latest; // not delivered yet
};

RenderService::RenderService(std::unique_ptr<jobs::FilmEngine> engine, const jobs::QueueOptions& options,
                             const std::filesystem::path& journal, QObject* parent)
    : QObject(parent)
    , m_listener(std::make_unique<Listener>(*this))
    , m_queue(std::make_unique<jobs::RenderQueue>(std::move(engine), options, journal, *m_listener))
    , m_state(m_queue->state())
    , m_clock([this] { return static_cast<double>(m_time.elapsed()) / 1000; })
{
    m_time.start();
    m_second.setInterval(1000);
    connect(&m_second, &QTimer::timeout, this, &RenderService::ticked);
}

void RenderService::apply(const jobs::QueueState& state)
{
    const bool wasStill = m_state.run == jobs::RunState::Paused || m_state.run == jobs::RunState::Idle;
    m_state = state;
    const jobs::Job* running = state.running();
    if (running && running->id != m_job) {
        m_job = running->id;
        if (m_progress.job != m_job)
            m_progress = {.job = m_job};
        m_clock.begin();
    }
    const bool isStill = state.run == jobs::RunState::Paused || state.run == jobs::RunState::Idle;
    if (isStill) {
        m_clock.hold();
        m_second.stop();
    } else if (wasStill) {
        m_clock.goOn();
        m_second.start();
    }
    Q_EMIT stateChanged(m_state);
}

RenderService::~RenderService()
{
    m_queue.reset(); // Before the listener is destroyed.
}

} // namespace studio::ui
