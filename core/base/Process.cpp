// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/Process.h"

#include "core/base/Signals.h"

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>
#include <system_error>

#include <malloc.h>
#include <sys/resource.h>
#include <unistd.h>

namespace studio {

namespace {

// A line of /proc/self/status.
std::optional<int64_t> fromStatus(std::string_view name)
{
    std::ifstream status("/proc/self/status");
    for (std::string word; status >> word;) {
        int64_t kibibytes = 0;
        if (word == name && status >> kibibytes)
            return kibibytes * 1024;
    }
    return {};
}

} // namespace

int64_t peakResidentBytes()
{
    rusage usage{};
    getrusage(RUSAGE_SELF, &usage);
    return int64_t{usage.ru_maxrss} * 1024; // Linux counts KiB.
}

void startPeakResident()
{
#ifdef __GLIBC__
    malloc_trim(0); // What was freed before is no part of what comes.
#endif
    std::ofstream("/proc/self/clear_refs") << "5\n"; // proc(5): sets the high water mark back.
}

std::optional<int64_t> peakResidentSinceStart()
{
    return fromStatus("VmHWM:");
}

std::optional<int64_t> residentBytes()
{
    return fromStatus("VmRSS:");
}

int64_t machineRam()
{
    return int64_t{sysconf(_SC_PHYS_PAGES)} * sysconf(_SC_PAGESIZE);
}

int64_t availableRam()
{
    // The kernel's own estimate, which knows what of its caches can be had back.
    std::ifstream file("/proc/meminfo");
    for (std::string name, rest; file >> name; std::getline(file, rest)) {
        int64_t kib = 0;
        if (name == "MemAvailable:" && file >> kib)
            return kib * 1024;
    }
    return machineRam();
}

void sleepWhileWaiting(char** argv)
{
    if (std::getenv("OMP_WAIT_POLICY") || std::getenv("GOMP_SPINCOUNT"))
        return;
    setenv("OMP_WAIT_POLICY", "passive", 1);
    // By its own path: a program that runs as /proc/self/exe is called "exe" in lists of processes. Where that is not
    // possible it runs on as it is, only slower.
    std::error_code ignored;
    execv(std::filesystem::read_symlink("/proc/self/exe", ignored).c_str(), argv);
}

void numberGpusByBus()
{
    setenv("CUDA_DEVICE_ORDER", "PCI_BUS_ID", 0);
}

void startProgram(char** argv)
{
    survivePipesAndLimits();
    numberGpusByBus();
    sleepWhileWaiting(argv);
}

} // namespace studio
