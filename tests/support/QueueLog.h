// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/jobs/RenderQueue.h"

#include <mutex>
#include <utility>
#include <vector>

// What tests of the queue share.
namespace studio::test {

using namespace studio::jobs;

// What a listener was told, for the test's thread.
class QueueLog : public QueueListener {
public:
    void queueChanged(const QueueState& state) override
    {
        const std::lock_guard lock(m_mutex);
        if (state.revision > m_state.revision)
            m_state = state;
    }
    void jobProgressed(const JobProgress& progress) override
    {
        const std::lock_guard lock(m_mutex);
        m_progress.push_back(progress);
    }
    void framesMade(int64_t first, int64_t count) override
    {
        const std::lock_guard lock(m_mutex);
        m_frames.emplace_back(first, count);
        m_whilePaused += m_state.run == RunState::Paused ? 1 : 0;
    }
    void takeEnded(const project::Take& take) override
    {
        const std::lock_guard lock(m_mutex);
        m_takes.push_back(take);
    }

    [[nodiscard]] QueueState state() const { return copy(m_state); }
    [[nodiscard]] std::vector<JobProgress> progress() const { return copy(m_progress); }
    [[nodiscard]] std::vector<project::Take> takes() const { return copy(m_takes); }
    [[nodiscard]] std::vector<std::pair<int64_t, int64_t>> frames() const { return copy(m_frames); }
    [[nodiscard]] int blocksWhilePaused() const { return copy(m_whilePaused); }

private:
    template<typename T>
    T copy(const T& value) const
    {
        const std::lock_guard lock(m_mutex);
        return value;
    }

    mutable std::mutex m_mutex;
    QueueState m_state;
    std::vector<JobProgress> m_progress;
    std::vector<std::pair<int64_t, int64_t>> m_frames;
    int m_whilePaused = 0;
    std::vector<project::Take> m_takes;
};

inline Job queuedJob(const char* name)
{
    Job made;
    made.sceneName = name;
    made.scene.portrait = "portrait.png";
    made.scene.voice = "voice.wav";
    made.scene.prompt = name;
    return made;
}

} // namespace studio::test
