// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <chrono>
#include <cstdint>

namespace studio {

// Most memory that this process has held in RAM since its start, in bytes.
[[nodiscard]] int64_t peakResidentBytes();

// Seconds since it was made.
class Stopwatch {
public:
    [[nodiscard]] double seconds() const
    {
        return std::chrono::duration<double>(std::chrono::steady_clock::now() - m_start).count();
    }

private:
    std::chrono::steady_clock::time_point m_start = std::chrono::steady_clock::now();
};

// Adds the time until the end of its scope to a sum.
class ScopedTimer {
public:
    explicit ScopedTimer(double& sum)
        : m_sum(sum)
    {
    }
    ScopedTimer(const ScopedTimer&) = delete;
    ScopedTimer& operator=(const ScopedTimer&) = delete;
    ~ScopedTimer() { m_sum += m_watch.seconds(); }

private:
    double& m_sum;
    Stopwatch m_watch;
};

} // namespace studio
