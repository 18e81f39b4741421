// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>

namespace studio::telemetry {

enum class Missing {
    NoGpu, // No NVIDIA driver, or no GPU behind it.
    NotTold, // The driver or the system has no such figure.
    NotYet, // Needs two samples, and this is the first.
};

// A measured figure, or the reason why there is none. An unknown one is never a zero.
template<typename T>
struct Metric {
    std::optional<T> value;
    Missing missing = Missing::NotYet; // means something only without a value

    [[nodiscard]] static Metric none(Missing why) { return {std::nullopt, why}; }
    bool operator==(const Metric&) const = default;
};

// What the machine did at one moment. Memory in bytes, traffic in bytes per second, shares in percent of the whole.
struct MachineSample {
    std::chrono::steady_clock::time_point time;
    Metric<int64_t> processRam; // resident, of this program
    Metric<int64_t> ramUsed; // of the machine: total less what programs could still get
    Metric<int64_t> ramTotal;
    Metric<int64_t> swapUsed;
    Metric<int64_t> swapTotal;
    Metric<double> cpu; // of all cores
    Metric<int64_t> vramUsed; // of the card, by all programs
    Metric<int64_t> vramTotal;
    Metric<int64_t> processVram; // of this program
    Metric<double> gpu;
    Metric<double> toGpu; // PCI Express, as the driver averages it
    Metric<double> fromGpu;
};

struct GpuInfo {
    std::string name;
    std::string driver; // version
    int64_t vramTotal = 0; // bytes
    int count = 0; // GPUs that the driver has
};

// Reads the figures of the machine. One thread at a time.
class Probe {
public:
    // Opens NVML (libnvidia-ml.so.1) for the GPU of this index, if there is one. It needs no CUDA context.
    explicit Probe(unsigned gpuIndex = 0);
    // Another library in NVML's place: for tests, and for what lies elsewhere.
    Probe(unsigned gpuIndex, const std::string& nvmlLibrary);
    ~Probe();
    Probe(Probe&&) noexcept;
    Probe& operator=(Probe&&) noexcept;

    [[nodiscard]] MachineSample sample();
    // Empty without a GPU.
    [[nodiscard]] std::optional<GpuInfo> gpu() const;

private:
    struct Private;
    std::unique_ptr<Private> m_d;
};

// Samples in its own thread from construction until destruction, and hands each sample to `listener` there.
class Sampler {
public:
    using Listener = std::function<void(const MachineSample&)>;

    explicit Sampler(Listener listener, std::chrono::milliseconds interval = std::chrono::milliseconds(500));
    ~Sampler();
    Sampler(const Sampler&) = delete;
    Sampler& operator=(const Sampler&) = delete;

    // The GPU; empty without one, and before the first sample.
    [[nodiscard]] std::optional<GpuInfo> gpu() const;

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
