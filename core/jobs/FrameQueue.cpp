// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/jobs/FrameQueue.h"

#include "core/base/Process.h"

namespace studio::jobs {

FrameQueue::FrameQueue(Write write, size_t capacity)
    : m_write(std::move(write))
    , m_capacity(capacity)
    , m_thread([this] { run(); })
{
}

FrameQueue::~FrameQueue()
{
    {
        const std::lock_guard lock(m_mutex);
        m_closed = true;
    }
    m_changed.notify_all();
    m_thread.join();
}

Status FrameQueue::push(std::span<const uint8_t> rgb)
{
    std::unique_lock lock(m_mutex);
    m_changed.wait(lock, [this] { return m_frames.size() < m_capacity || !m_status; });
    if (!m_status)
        return m_status;
    std::vector<uint8_t> frame;
    if (!m_spare.empty()) {
        frame = std::move(m_spare.back());
        m_spare.pop_back();
    }
    frame.assign(rgb.begin(), rgb.end());
    m_frames.push_back(std::move(frame));
    m_changed.notify_all();
    return kDone;
}

Status FrameQueue::drain()
{
    std::unique_lock lock(m_mutex);
    m_changed.wait(lock, [this] { return (m_frames.empty() && !m_writing) || !m_status; });
    return m_status;
}

// An exception must not leave the queue's thread.
Status FrameQueue::write(const std::vector<uint8_t>& frame) const
{
    try {
        return m_write(frame);
    } catch (const std::exception& error) {
        return errorOf(error);
    }
}

void FrameQueue::run()
{
    std::unique_lock lock(m_mutex);
    while (true) {
        m_changed.wait(lock, [this] { return !m_frames.empty() || m_closed; });
        if (m_frames.empty() || !m_status)
            return;
        std::vector<uint8_t> frame = std::move(m_frames.front());
        m_frames.pop_front();
        m_writing = true;
        lock.unlock();
        const Stopwatch watch;
        Status written = write(frame);
        lock.lock();
        m_seconds += watch.seconds();
        m_writing = false;
        m_spare.push_back(std::move(frame));
        if (!written)
            m_status = std::move(written);
        m_changed.notify_all();
    }
}

} // namespace studio::jobs
