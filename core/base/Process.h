// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>

namespace studio {

// RAM in use by this process, in bytes; nullopt if unknown.
[[nodiscard]] std::optional<int64_t> residentBytes();

// Peak RAM of this process since its start, in bytes.
[[nodiscard]] int64_t peakResidentBytes();

// Peak RAM since the last call of startPeakResident(), in bytes; nullopt if unknown.
void startPeakResident();
[[nodiscard]] std::optional<int64_t> peakResidentSinceStart();

// RAM available to programs without swapping, and the machine's total, in bytes.
[[nodiscard]] int64_t availableRam();
[[nodiscard]] int64_t machineRam();

// Restarts the program once, with OpenMP threads that sleep instead of spinning while they wait, unless the environment
// sets OMP_WAIT_POLICY or GOMP_SPINCOUNT. OpenMP reads these before main(), so they can't be set here. Spinning saves a
// few per cent on an idle machine, but costs many times more on one that does anything else, such as painting our
// window: a spinning thread delays the one that it waits for. Call it first.
void sleepWhileWaiting(char** argv);

// CUDA numbers the GPUs as nvidia-smi and the driver's figures do, by their place on the bus ("cuda:1" is the second
// one), unless the environment sets CUDA_DEVICE_ORDER. CUDA reads it when it is first used.
void numberGpusByBus();

// What a program does first: survivePipesAndLimits(), numberGpusByBus(), and sleepWhileWaiting(), which may restart it.
void startProgram(char** argv);

// Measures the seconds since its construction.
class Stopwatch {
public:
    [[nodiscard]] double seconds() const
    {
        return std::chrono::duration<double>(std::chrono::steady_clock::now() - m_start).count();
    }

private:
    std::chrono::steady_clock::time_point m_start = std::chrono::steady_clock::now();
};

// Adds the time until the end of its scope to `sum`.
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
