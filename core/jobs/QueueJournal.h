// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/jobs/RenderQueue.h"

#include <condition_variable>
#include <mutex>
#include <thread>

namespace studio::jobs {

// Keeps the queue's jobs on the disk, so that they survive the program. Writing has a thread of its own, which writes
// the newest state only: whoever calls never waits for the disk.
class QueueJournal {
public:
    // An empty path keeps nothing.
    explicit QueueJournal(std::filesystem::path file);
    ~QueueJournal(); // writes what is still to be written
    QueueJournal(const QueueJournal&) = delete;
    QueueJournal& operator=(const QueueJournal&) = delete;

    struct Loaded {
        std::vector<Job> jobs;
        std::filesystem::path setAside; // the file under its new name, if not all of it could be read
    };
    // The jobs of the last session, as waiting or held ones. One that was running when the program ended comes back on
    // hold: its take has what was made of it. A file of which some or all can't be read is kept under another name
    // ("queue unreadable 1.json"), and what could be read of it takes its place.
    [[nodiscard]] Loaded load() const;
    void write(const QueueState& state); // unless a newer one was given already

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
