// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace studio::telemetry {

enum class Missing {
    NoGpu, // No NVIDIA driver, or no GPU.
    NotTold, // The driver or the system doesn't report it.
    NotYet, // Needs two samples; this is the first.
};

// A measured value, or the reason why there is none. Unknown is never zero.
template<typename T>
struct Metric {
    std::optional<T> value;
    Missing missing = Missing::NotYet; // valid only without a value

    [[nodiscard]] static Metric none(Missing why) { return {std::nullopt, why}; }
    bool operator==(const Metric&) const = default;
};

// A sample of the machine's state. Memory in bytes, traffic in bytes per second, shares in percent.
struct MachineSample {
    std::chrono::steady_clock::time_point time;
    Metric<int64_t> processRam; // resident, of this program
    Metric<int64_t> ramUsed; // of the machine: total minus what programs could still get
    Metric<int64_t> ramTotal;
    Metric<int64_t> swapUsed;
    Metric<int64_t> swapTotal;
    Metric<double> cpu; // of all cores
    Metric<int64_t> vramUsed; // of the GPU, by all programs
    Metric<int64_t> vramTotal;
    Metric<int64_t> processVram; // of this program
    Metric<double> gpu;
    Metric<double> toGpu; // PCI Express, averaged by the driver
    Metric<double> fromGpu;
};

struct GpuInfo {
    std::string name;
    std::string driver; // version
    int64_t vramTotal = 0; // bytes
    std::vector<std::string> all; // names of all GPUs that the driver has, in its order

    bool operator==(const GpuInfo&) const = default;
};

enum class GpuProblem {
    NoLibrary, // NVML can't be opened: no driver is installed.
    NoDriver, // It doesn't answer: the driver isn't loaded, or is another version's.
    NoDevice, // The driver has no GPU of this index.
};

// What was found where a GPU was looked for.
struct GpuSearch {
    std::string library; // NVML's file name
    std::optional<GpuInfo> gpu;
    GpuProblem problem = GpuProblem::NoLibrary; // valid only without a GPU
    std::string driver; // version; empty if it didn't answer
};

// Samples the machine. For one thread at a time.
class Probe {
public:
    // Opens NVML (libnvidia-ml.so.1) for the GPU of this index, if there is one. Needs no CUDA context. NVML counts in
    // the order of the bus, CUDA only if CUDA_DEVICE_ORDER says so.
    explicit Probe(unsigned gpuIndex = 0);
    // Uses another library instead of NVML, for tests and unusual installations.
    Probe(unsigned gpuIndex, const std::string& nvmlLibrary);
    ~Probe();
    Probe(Probe&&) noexcept;
    Probe& operator=(Probe&&) noexcept;

    [[nodiscard]] MachineSample sample();
    // nullopt without a GPU.
    [[nodiscard]] std::optional<GpuInfo> gpu() const;
    [[nodiscard]] const GpuSearch& search() const;
    // Samples this GPU from now on.
    void setGpu(unsigned index);

private:
    struct Private;
    std::unique_ptr<Private> m_d;
};

// Samples on its own thread from construction to destruction, and passes each sample to `listener` there.
class Sampler {
public:
    using Listener = std::function<void(const MachineSample&)>;

    explicit Sampler(Listener listener, std::chrono::milliseconds interval = std::chrono::milliseconds(500));
    ~Sampler();
    Sampler(const Sampler&) = delete;
    Sampler& operator=(const Sampler&) = delete;

    // nullopt without a GPU, and before the first sample.
    [[nodiscard]] std::optional<GpuInfo> gpu() const;

    // Samples this GPU from now on, and at once; another one than the first. Opens the driver's library again.
    void setGpu(unsigned index);
    // From the next sample on.
    void setInterval(std::chrono::milliseconds interval);

private:
    struct Private;
    std::unique_ptr<Private> m_d;
};

// "Debian GNU/Linux 12", "AMD EPYC 9654, 16 threads": for diagnostics.
struct MachineDescription {
    std::string system;
    std::string kernel;
    std::string processor;
    int threads = 0;
    int64_t ramTotal = 0; // bytes
};
[[nodiscard]] MachineDescription describeMachine();

} // namespace studio::telemetry
