// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/services/RenderService.h"

#include <mutex>
#include <optional>
#include <utility>

namespace studio::ui {

// Brings what the queue says to the GUI thread.
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
            service.m_state = state;
            Q_EMIT service.stateChanged(service.m_state);
        });
    }

    void jobProgressed(const jobs::JobProgress& progress) override
    {
        const std::lock_guard lock(m_mutex);
        const bool isPosted = std::exchange(m_latest, progress).has_value();
        if (isPosted)
            return; // It is on its way, and will find the newest.
        post([this] {
            std::unique_lock taking(m_mutex);
            m_service.m_progress = *std::exchange(m_latest, std::nullopt);
            taking.unlock();
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
                             QObject* parent)
    : QObject(parent)
    , m_listener(std::make_unique<Listener>(*this))
    , m_queue(std::make_unique<jobs::RenderQueue>(std::move(engine), options, *m_listener))
    , m_state(m_queue->state())
{
}

RenderService::~RenderService()
{
    m_queue.reset(); // While the listener is still there.
}

} // namespace studio::ui
