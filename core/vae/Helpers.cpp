// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/vae/Helpers.h"

#include <chrono>
#include <utility>

namespace studio::vae {
namespace {

// Spin time before sleeping: the next loop usually begins within it, and waking a thread takes longer.
constexpr auto kPatience = std::chrono::microseconds(100);

// Waits until the value isn't `old`: spins first, then sleeps.
template<typename T>
void waitForChange(const std::atomic<T>& value, T old)
{
    const auto deadline = std::chrono::steady_clock::now() + kPatience;
    while (value.load(std::memory_order_acquire) == old) {
        if (std::chrono::steady_clock::now() > deadline) {
            value.wait(old, std::memory_order_acquire);
            return;
        }
    }
}

} // namespace

Helpers::Helpers(int count)
{
    for (int i = 0; i < count; ++i)
        m_threads.emplace_back([this] { help(); });
}

Helpers::~Helpers()
{
    m_stopping = true;
    m_started.fetch_add(1, std::memory_order_release);
    m_started.notify_all();
    for (std::thread& thread : m_threads)
        thread.join();
}

void Helpers::Loop::work()
{
    for (int64_t begin = next.fetch_add(part); begin < total; begin = next.fetch_add(part)) {
        const int64_t end = std::min(total, begin + part);
        call(context, begin, end);
        if (done.fetch_add(end - begin, std::memory_order_acq_rel) + end - begin == total)
            done.notify_all();
    }
}

void Helpers::run(std::shared_ptr<Loop> loop)
{
    m_loop.store(loop, std::memory_order_release);
    m_started.fetch_add(1, std::memory_order_release);
    m_started.notify_all();
    loop->work();
    for (int64_t done = loop->done.load(std::memory_order_acquire); done < loop->total;
         done = loop->done.load(std::memory_order_acquire))
        waitForChange(loop->done, done);
}

void Helpers::help()
{
    uint32_t seen = 0;
    while (true) {
        waitForChange(m_started, seen);
        seen = m_started.load(std::memory_order_acquire);
        if (m_stopping)
            return;
        if (const std::shared_ptr<Loop> loop = m_loop.load(std::memory_order_acquire))
            loop->work();
    }
}

} // namespace studio::vae
