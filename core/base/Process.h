// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>

namespace studio {

// Memory that this process holds in RAM, in bytes; nothing where the system can't tell.
[[nodiscard]] std::optional<int64_t> residentBytes();

// Most memory that this process has held in RAM since its start, in bytes.
[[nodiscard]] int64_t peakResidentBytes();

// Most memory in RAM since the last call of startPeakResident(), in bytes; nothing where the system can't tell.
void startPeakResident();
[[nodiscard]] std::optional<int64_t> peakResidentSinceStart();

// RAM that programs may still take without anything being swapped out, and all that the machine has, in bytes.
[[nodiscard]] int64_t availableRam();
[[nodiscard]] int64_t machineRam();

// Starts the program anew, once, with waiting threads that sleep instead of spinning, unless the environment says how
// they should wait (OMP_WAIT_POLICY or GOMP_SPINCOUNT). OpenMP reads that before main(), so that it can't be set from
// inside. Spinning costs a few per cent less on an idle machine and many times more on one that does anything else, be
// it drawing our own window: a thread that waits keeps the one that it waits for from running. To be called first.
void sleepWhileWaiting(char** argv);

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
