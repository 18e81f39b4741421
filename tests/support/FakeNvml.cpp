// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
// A driver's library for tests: two GPUs that say what they are told to.
#include <cstring>

#include <unistd.h>

namespace {

constexpr int kSuccess = 0;
constexpr int kNotSupported = 3;

char devices[2];

bool isSecond(const void* device)
{
    return device == &devices[1];
}

} // namespace

extern "C" {

int nvmlInit_v2()
{
    return kSuccess;
}
int nvmlShutdown()
{
    return kSuccess;
}
int nvmlDeviceGetCount_v2(unsigned* count)
{
    *count = 2;
    return kSuccess;
}
int nvmlDeviceGetHandleByIndex_v2(unsigned index, void** device)
{
    *device = &devices[index];
    return kSuccess;
}
int nvmlDeviceGetName(void* device, char* name, unsigned size)
{
    std::strncpy(name, isSecond(device) ? "Second test GPU" : "Test GPU", size);
    return kSuccess;
}
int nvmlSystemGetDriverVersion(char* version, unsigned size)
{
    std::strncpy(version, "999.1", size);
    return kSuccess;
}
int nvmlDeviceGetMemoryInfo(void* device, unsigned long long* memory)
{
    memory[0] = isSecond(device) ? 48ull << 30 : 24ull << 30;
    memory[1] = 21ull << 30;
    memory[2] = 3ull << 30;
    return kSuccess;
}
struct ProcessInfo {
    unsigned pid;
    unsigned long long used;
    unsigned gpuInstance, computeInstance;
};
int nvmlDeviceGetComputeRunningProcesses_v3(void*, unsigned* count, ProcessInfo* infos)
{
    *count = 2;
    infos[0] = {1, 2ull << 30, 0, 0};
    infos[1] = {static_cast<unsigned>(getpid()), 1ull << 30, 0, 0};
    return kSuccess;
}
int nvmlDeviceGetUtilizationRates(void*, unsigned* rates)
{
    rates[0] = 87;
    rates[1] = 12;
    return kSuccess;
}
int nvmlDeviceGetPcieThroughput(void*, unsigned counter, unsigned* kilobytes)
{
    if (counter == 0)
        return kNotSupported;
    *kilobytes = 12'000'000;
    return kSuccess;
}
}
