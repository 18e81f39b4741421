// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/tensor/Accelerator.h"

#include <algorithm>

namespace studio::bench {

// Imitates a device behind a slower bus: repeats every copy until it takes as long as on that bus. The host doesn't
// wait, so everything else keeps its speed.
class PacedDevice : public tensor::Accelerator {
public:
    // Rates in bytes per second: the device's own in each direction, and the one to imitate, which isn't higher.
    PacedDevice(std::unique_ptr<tensor::Accelerator> device, double realIn, double realOut, double wanted)
        : m_device(std::move(device))
        , m_timesIn(std::max(1.0, realIn / wanted))
        , m_timesOut(std::max(1.0, realOut / wanted))
    {
    }

    [[nodiscard]] c10::Device device() const override { return m_device->device(); }
    [[nodiscard]] std::unique_ptr<Scope> scope() override { return m_device->scope(); }
    [[nodiscard]] at::Tensor allocate(int64_t bytes) override { return m_device->allocate(bytes); }
    [[nodiscard]] at::Tensor allocatePinned(int64_t bytes) override { return m_device->allocatePinned(bytes); }
    [[nodiscard]] std::unique_ptr<Event> makeEvent() override { return m_device->makeEvent(); }
    void record(Event& event, tensor::Queue queue) override { m_device->record(event, queue); }
    void wait(tensor::Queue queue, const Event& event) override { m_device->wait(queue, event); }
    [[nodiscard]] bool isDone(const Event& event) override { return m_device->isDone(event); }
    void synchronize(const Event& event) override { m_device->synchronize(event); }
    void synchronize() override { m_device->synchronize(); }
    void copyIn(const at::Tensor& device, const at::Tensor& host) override;
    void copyOut(const at::Tensor& host, const at::Tensor& device) override;
    void read(const at::Tensor& host, std::function<void()> task) override { m_device->read(host, std::move(task)); }
    void compute(double seconds) override { m_device->compute(seconds); }
    void setCap(int64_t bytes) override { m_device->setCap(bytes); }
    void trim() override { m_device->trim(); }
    [[nodiscard]] tensor::MemoryUse memory() override { return m_device->memory(); }
    void resetPeak() override { m_device->resetPeak(); }
    // Without the repeated copies.
    [[nodiscard]] tensor::Traffic traffic() override;

private:
    std::unique_ptr<tensor::Accelerator> m_device;
    double m_timesIn;
    double m_timesOut;
    int64_t m_extraIn = 0;
    int64_t m_extraOut = 0;
};

} // namespace studio::bench
