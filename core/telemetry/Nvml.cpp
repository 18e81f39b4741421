// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/telemetry/Nvml.h"

#include <array>
#include <utility>

#include <dlfcn.h>
#include <unistd.h>

namespace studio::telemetry {
namespace {

// The few declarations of nvml.h that are used here. A function's suffix stands for its ABI, which never changes.
constexpr int kSuccess = 0;
constexpr unsigned kPcieFromDevice = 0; // NVML_PCIE_UTIL_TX_BYTES: the device transmits
constexpr unsigned kPcieToDevice = 1;
constexpr double kPcieUnit = 1000; // "KB/s"

struct Memory {
    unsigned long long total, free, used;
};
struct ProcessInfo { // nvmlProcessInfo_v2_t
    unsigned pid;
    unsigned long long used;
    unsigned gpuInstance, computeInstance;
};
struct Utilisation {
    unsigned gpu, memory;
};

} // namespace

struct Nvml::Functions {
    void* library = nullptr;
    int (*init)() = nullptr;
    int (*shutdown)() = nullptr;
    int (*count)(unsigned*) = nullptr;
    int (*deviceByIndex)(unsigned, void**) = nullptr;
    int (*name)(void*, char*, unsigned) = nullptr;
    int (*driverVersion)(char*, unsigned) = nullptr;
    int (*memory)(void*, Memory*) = nullptr;
    int (*utilisation)(void*, Utilisation*) = nullptr; // These may be missing ...
    int (*pcieThroughput)(void*, unsigned, unsigned*) = nullptr; // ... from an old driver.
    int (*processes)(void*, unsigned*, ProcessInfo*) = nullptr;
    bool initialised = false;

    Functions() = default;
    Functions(const Functions&) = delete;
    Functions& operator=(const Functions&) = delete;
    ~Functions()
    {
        if (initialised)
            shutdown();
        if (library)
            dlclose(library);
    }

    template<typename Function>
    bool resolve(Function& function, const char* symbol) const
    {
        function = reinterpret_cast<Function>(dlsym(library, symbol));
        return function != nullptr;
    }

    // Whether the library is NVML, though it may not have answered.
    [[nodiscard]] bool isThere() const { return library && memory; }

    bool load(const std::string& path)
    {
        library = dlopen(path.c_str(), RTLD_NOW | RTLD_LOCAL);
        if (!library || !resolve(init, "nvmlInit_v2") || !resolve(shutdown, "nvmlShutdown")
            || !resolve(count, "nvmlDeviceGetCount_v2") || !resolve(deviceByIndex, "nvmlDeviceGetHandleByIndex_v2")
            || !resolve(name, "nvmlDeviceGetName") || !resolve(driverVersion, "nvmlSystemGetDriverVersion")
            || !resolve(memory, "nvmlDeviceGetMemoryInfo"))
            return false;
        resolve(utilisation, "nvmlDeviceGetUtilizationRates");
        resolve(pcieThroughput, "nvmlDeviceGetPcieThroughput");
        resolve(processes, "nvmlDeviceGetComputeRunningProcesses_v3");
        initialised = init() == kSuccess;
        return initialised;
    }
};

Nvml::Nvml()
    : m_functions(std::make_unique<Functions>())
{
}
Nvml::~Nvml() = default;

std::unique_ptr<Nvml> Nvml::open(unsigned index, GpuSearch& search)
{
    std::unique_ptr<Nvml> nvml(new Nvml);
    Functions& functions = *nvml->m_functions;
    search = {.library = search.library, .gpu = {}, .driver = {}};
    if (!functions.load(search.library)) {
        search.problem = functions.isThere() ? GpuProblem::NoDriver : GpuProblem::NoLibrary;
        return nullptr;
    }
    std::array<char, 96> text{};
    if (functions.driverVersion(text.data(), text.size()) == kSuccess)
        search.driver = text.data();
    unsigned count = 0;
    if (functions.count(&count) != kSuccess || index >= count
        || functions.deviceByIndex(index, &nvml->m_device) != kSuccess) {
        search.problem = GpuProblem::NoDevice;
        return nullptr;
    }
    GpuInfo info;
    info.driver = search.driver;
    for (unsigned i = 0; i < count; ++i) {
        void* device = nullptr;
        text = {};
        if (functions.deviceByIndex(i, &device) == kSuccess)
            functions.name(device, text.data(), text.size());
        info.all.emplace_back(text.data());
    }
    info.name = info.all[index];
    Memory memory{};
    if (functions.memory(nvml->m_device, &memory) == kSuccess)
        info.vramTotal = static_cast<int64_t>(memory.total);
    search.gpu = std::move(info);
    return nvml;
}

void Nvml::read(MachineSample& sample) const
{
    const Functions& functions = *m_functions;
    const auto none = Missing::NotTold;
    sample.vramUsed = sample.vramTotal = sample.processVram = Metric<int64_t>::none(none);
    sample.gpu = sample.toGpu = sample.fromGpu = Metric<double>::none(none);
    Memory memory{};
    if (functions.memory(m_device, &memory) == kSuccess) {
        sample.vramUsed.value = static_cast<int64_t>(memory.used);
        sample.vramTotal.value = static_cast<int64_t>(memory.total);
    }
    std::array<ProcessInfo, 64> processes{};
    auto count = static_cast<unsigned>(processes.size());
    if (functions.processes && functions.processes(m_device, &count, processes.data()) == kSuccess) {
        const auto own = static_cast<unsigned>(getpid());
        sample.processVram.value = 0;
        for (unsigned i = 0; i < count; ++i) {
            if (processes[i].pid == own)
                sample.processVram.value = static_cast<int64_t>(processes[i].used);
        }
    }
    Utilisation utilisation{};
    if (functions.utilisation && functions.utilisation(m_device, &utilisation) == kSuccess)
        sample.gpu.value = utilisation.gpu;
    unsigned rate = 0;
    if (functions.pcieThroughput && functions.pcieThroughput(m_device, kPcieToDevice, &rate) == kSuccess)
        sample.toGpu.value = rate * kPcieUnit;
    if (functions.pcieThroughput && functions.pcieThroughput(m_device, kPcieFromDevice, &rate) == kSuccess)
        sample.fromGpu.value = rate * kPcieUnit;
}

} // namespace studio::telemetry
