// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/telemetry/Telemetry.h"

#include "core/telemetry/Nvml.h"

#include <algorithm>
#include <condition_variable>
#include <cstdlib>
#include <fstream>
#include <mutex>
#include <string_view>
#include <thread>
#include <utility>

#include <sys/utsname.h>
#include <unistd.h>

namespace studio::telemetry {
namespace {

constexpr const char* kNvml = "libnvidia-ml.so.1";
constexpr int64_t kKibi = 1024;

Metric<int64_t> told(std::optional<int64_t> value)
{
    return {value, Missing::NotTold};
}

struct Memory {
    std::optional<int64_t> total, available, swapTotal, swapFree;
};

// proc(5): /proc/meminfo, in KiB.
Memory readMemory()
{
    Memory memory;
    std::ifstream file("/proc/meminfo");
    for (std::string line; std::getline(file, line);) {
        const auto take = [&](std::string_view name, std::optional<int64_t>& value) {
            if (line.starts_with(name))
                value = std::strtoll(line.c_str() + name.size(), nullptr, 10) * kKibi;
        };
        take("MemTotal:", memory.total);
        take("MemAvailable:", memory.available);
        take("SwapTotal:", memory.swapTotal);
        take("SwapFree:", memory.swapFree);
    }
    return memory;
}

std::optional<int64_t> readResident()
{
    std::ifstream file("/proc/self/statm");
    int64_t size = 0;
    int64_t resident = 0;
    if (!(file >> size >> resident))
        return {};
    return resident * sysconf(_SC_PAGESIZE);
}

// Time that the cores spent since the start, in ticks.
struct CpuTimes {
    int64_t busy = 0;
    int64_t all = 0;
};

// proc(5): user nice system idle iowait irq softirq steal; guest times are in user and nice already.
std::optional<CpuTimes> readCpuTimes()
{
    std::ifstream file("/proc/stat");
    std::string word;
    if (!(file >> word) || word != "cpu")
        return {};
    CpuTimes times;
    for (int i = 0; i < 8; ++i) {
        int64_t ticks = 0;
        if (!(file >> ticks))
            return {};
        times.all += ticks;
        if (i != 3 && i != 4)
            times.busy += ticks;
    }
    return times;
}

// The value of a line "KEY=value" or "key : value".
std::string valueIn(const char* path, std::string_view key)
{
    std::ifstream file(path);
    for (std::string line; std::getline(file, line);) {
        if (!line.starts_with(key))
            continue;
        const size_t begin = line.find_first_not_of(" \t:=\"", key.size());
        const size_t end = line.find_last_not_of(" \t\"");
        if (begin != std::string::npos && end >= begin)
            return line.substr(begin, end - begin + 1);
    }
    return {};
}

} // namespace

struct Probe::Private {
    std::unique_ptr<Nvml> nvml;
    GpuSearch search;
    std::optional<CpuTimes> before;
};

Probe::Probe(unsigned gpuIndex)
    : Probe(gpuIndex, kNvml)
{
}

Probe::Probe(unsigned gpuIndex, const std::string& nvmlLibrary)
    : m_d(std::make_unique<Private>())
{
    m_d->search.library = nvmlLibrary;
    setGpu(gpuIndex);
}

void Probe::setGpu(unsigned index)
{
    m_d->nvml.reset();
    m_d->nvml = Nvml::open(index, m_d->search);
}

Probe::~Probe() = default;
Probe::Probe(Probe&&) noexcept = default;
Probe& Probe::operator=(Probe&&) noexcept = default;

MachineSample Probe::sample()
{
    MachineSample sample;
    sample.time = std::chrono::steady_clock::now();
    sample.processRam = told(readResident());
    const Memory memory = readMemory();
    sample.ramTotal = told(memory.total);
    sample.swapTotal = told(memory.swapTotal);
    const bool ram = memory.total && memory.available;
    sample.ramUsed = told(ram ? std::optional(*memory.total - *memory.available) : std::nullopt);
    const bool swap = memory.swapTotal && memory.swapFree;
    sample.swapUsed = told(swap ? std::optional(*memory.swapTotal - *memory.swapFree) : std::nullopt);

    const std::optional<CpuTimes> now = readCpuTimes();
    if (!now)
        sample.cpu = Metric<double>::none(Missing::NotTold);
    else if (!m_d->before || now->all <= m_d->before->all)
        sample.cpu = Metric<double>::none(Missing::NotYet);
    else
        sample.cpu.value = 100.0 * static_cast<double>(now->busy - m_d->before->busy)
            / static_cast<double>(now->all - m_d->before->all);
    if (now)
        m_d->before = now;

    if (m_d->nvml) {
        m_d->nvml->read(sample);
    } else {
        sample.vramUsed = sample.vramTotal = sample.processVram = Metric<int64_t>::none(Missing::NoGpu);
        sample.gpu = sample.toGpu = sample.fromGpu = Metric<double>::none(Missing::NoGpu);
    }
    return sample;
}

std::optional<GpuInfo> Probe::gpu() const
{
    return m_d->search.gpu;
}

const GpuSearch& Probe::search() const
{
    return m_d->search;
}

struct Sampler::Private {
    Listener listener;
    std::mutex mutex; // of what follows
    std::condition_variable_any changed;
    std::optional<GpuInfo> gpu;
    std::optional<unsigned> wanted = 0; // index of the GPU; none: it is sampled already
    std::chrono::milliseconds interval;
    std::jthread thread;
};

Sampler::Sampler(Listener listener, std::chrono::milliseconds interval)
    : m_d(std::make_unique<Private>())
{
    m_d->listener = std::move(listener);
    m_d->interval = interval;
    m_d->thread = std::jthread([d = m_d.get()](const std::stop_token& stop) {
        std::optional<Probe> probe;
        auto next = std::chrono::steady_clock::now();
        std::unique_lock lock(d->mutex);
        while (!stop.stop_requested()) {
            const std::optional<unsigned> wanted = std::exchange(d->wanted, std::nullopt);
            lock.unlock();
            if (wanted && probe) // Opening the driver's library takes its time.
                probe->setGpu(*wanted);
            else if (wanted)
                probe.emplace(*wanted);
            const std::optional<GpuInfo> gpu = probe->gpu();
            lock.lock();
            d->gpu = gpu;
            lock.unlock();
            d->listener(probe->sample());
            lock.lock();
            next = std::max(next + d->interval, std::chrono::steady_clock::now()); // A late one isn't made up for.
            d->changed.wait_until(lock, stop, next, [d] { return d->wanted.has_value(); });
        }
    });
}

Sampler::~Sampler() = default;

std::optional<GpuInfo> Sampler::gpu() const
{
    const std::lock_guard lock(m_d->mutex);
    return m_d->gpu;
}

void Sampler::setGpu(unsigned index)
{
    const std::lock_guard lock(m_d->mutex);
    m_d->wanted = index;
    m_d->changed.notify_all();
}

void Sampler::setInterval(std::chrono::milliseconds interval)
{
    const std::lock_guard lock(m_d->mutex);
    m_d->interval = interval;
}

MachineDescription describeMachine()
{
    MachineDescription machine;
    machine.system = valueIn("/etc/os-release", "PRETTY_NAME");
    utsname name{};
    if (uname(&name) == 0)
        machine.kernel = std::string(name.sysname) + " " + name.release;
    machine.processor = valueIn("/proc/cpuinfo", "model name");
    machine.threads = static_cast<int>(std::thread::hardware_concurrency());
    machine.ramTotal = readMemory().total.value_or(0);
    return machine;
}

} // namespace studio::telemetry
