// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/jobs/RenderQueue.h"

#include <condition_variable>
#include <mutex>
#include <thread>

namespace studio::jobs {

// Saves the queue's jobs on disk, so that they survive the program. A thread of its own writes the newest state only;
// callers never wait for the disk.
class QueueJournal {
public:
    // An empty path saves nothing.
    explicit QueueJournal(std::filesystem::path file);
    ~QueueJournal(); // writes the pending state
    QueueJournal(const QueueJournal&) = delete;
    QueueJournal& operator=(const QueueJournal&) = delete;

    struct Loaded {
        std::vector<Job> jobs;
        std::filesystem::path setAside; // new name of the file, if it could not be read completely
    };
    // The jobs of the last session, waiting or held. A job that was running when the program ended is held, since its
    // take has its frames. A file that can't be read completely is renamed ("queue unreadable 1.json"); the next
    // write() makes a new one.
    [[nodiscard]] Loaded load() const;
    void write(const QueueState& state); // ignored if a newer state was passed already

private:
    void run(const std::stop_token& stop);

    std::filesystem::path m_file;
    std::mutex m_mutex;
    std::condition_variable_any m_changed;
    std::optional<std::vector<Job>> m_pending;
    uint64_t m_revision = 0; // of the newest state given
    std::jthread m_thread;
};

} // namespace studio::jobs
