// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/Result.h"

#include <condition_variable>
#include <filesystem>
#include <mutex>
#include <optional>
#include <stop_token>
#include <thread>

namespace studio::render {

// Copies a film to standard output while it grows (--save_file -). The hidden MP4 is only appended to: fragments that
// play as they come. A thread of its own writes, so that a slow reader never holds up the render.
class FilmStream {
public:
    // `stop`: stops the render when nobody reads any more.
    explicit FilmStream(std::stop_source stop);
    ~FilmStream();
    FilmStream(const FilmStream&) = delete;
    FilmStream& operator=(const FilmStream&) = delete;

    // `growing`: FilmStart::growing.
    void begin(const std::filesystem::path& growing);
    // There may be more.
    void grown();
    // Writes the rest, when the render has ended and even if its file was removed. Errors: NotWritable (nobody reads,
    // or standard output can't be written), DiskFull, FileUnreadable.
    Status end();

private:
    void run(const std::stop_token& ended);
    Status copy(); // what there is

    std::stop_source m_stop;
    int m_file = -1;
    std::mutex m_mutex;
    std::condition_variable_any m_changed;
    bool m_hasMore = false;
    Status m_status = kDone; // the thread's, until it has ended
    std::jthread m_thread; // the last member: it uses all others
};

} // namespace studio::render
