// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <algorithm>
#include <atomic>
#include <cstdint>
#include <memory>
#include <thread>
#include <vector>

namespace studio::vae {

// Threads that help the caller with loops of some hundred microseconds. The caller never waits for a helper that hasn't
// started: on a busy machine (an encoder, a window) it does the work itself, where an OpenMP barrier would wait for
// every thread to be scheduled, several hundred times per decoded block.
class Helpers {
public:
    explicit Helpers(int count);
    Helpers(const Helpers&) = delete;
    Helpers& operator=(const Helpers&) = delete;
    ~Helpers();

    // Calls function(begin, end) for parts of [0, total), each `part` long, on the free threads; returns when all are
    // done. For one calling thread at a time; the function must not throw.
    template<typename Function>
    void forParts(int64_t total, int64_t part, const Function& function)
    {
        if (total <= part || m_threads.empty())
            return function(int64_t(0), total);
        const auto call = [](const void* context, int64_t begin, int64_t end) {
            (*static_cast<const Function*>(context))(begin, end);
        };
        run(std::make_shared<Loop>(call, &function, total, part));
    }

private:
    struct Loop {
        Loop(void (*f)(const void*, int64_t, int64_t), const void* c, int64_t n, int64_t p)
            : call(f)
            , context(c)
            , total(n)
            , part(p)
        {
        }
        // Takes parts until none is left.
        void work();

        void (*call)(const void* context, int64_t begin, int64_t end);
        const void* context; // Valid until `done` is `total`; not read by a thread that gets no part.
        int64_t total;
        int64_t part;
        std::atomic<int64_t> next = 0;
        std::atomic<int64_t> done = 0;
    };

    void run(std::shared_ptr<Loop> loop);
    void help();

    std::atomic<std::shared_ptr<Loop>> m_loop;
    std::atomic<uint32_t> m_started = 0; // loops so far
    std::atomic<bool> m_stopping = false;
    std::vector<std::thread> m_threads;
};

} // namespace studio::vae
