// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/Result.h"

#include <condition_variable>
#include <cstdint>
#include <deque>
#include <functional>
#include <mutex>
#include <span>
#include <thread>
#include <vector>

namespace studio::jobs {

// A queue of frames for an encoder on its own thread. Bounded: push() blocks while the encoder is behind, so memory
// doesn't grow with the film.
class FrameQueue {
public:
    using Write = std::function<Status(std::span<const uint8_t> rgb)>;

    // `write` is called on the queue's thread, once per frame.
    FrameQueue(Write write, size_t capacity);
    ~FrameQueue();
    FrameQueue(const FrameQueue&) = delete;
    FrameQueue& operator=(const FrameQueue&) = delete;

    // Copies the frame. Returns the first error of `write` so far; after an error, frames are ignored.
    Status push(std::span<const uint8_t> rgb);

    // Waits until all frames are written. Returns the first error of `write`.
    Status drain();

    // Time spent in `write`, in seconds; call it after drain().
    [[nodiscard]] double seconds() const { return m_seconds; }

private:
    [[nodiscard]] Status write(const std::vector<uint8_t>& frame) const;
    void run();

    Write m_write;
    size_t m_capacity;
    std::mutex m_mutex;
    std::condition_variable m_changed;
    std::deque<std::vector<uint8_t>> m_frames;
    std::vector<std::vector<uint8_t>> m_spare; // written frames, whose memory is reused
    bool m_writing = false;
    bool m_closed = false;
    Status m_status = kDone;
    double m_seconds = 0;
    std::thread m_thread;
};

} // namespace studio::jobs
