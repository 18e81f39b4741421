// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/telemetry/Telemetry.h"

#include <QObject>

#include <memory>

namespace studio::ui {

// The machine's figures, sampled in their own thread.
class TelemetryService : public QObject {
    Q_OBJECT

public:
    explicit TelemetryService(QObject* parent = nullptr);
    ~TelemetryService() override;

    [[nodiscard]] const telemetry::MachineSample& latest() const { return m_latest; }
    // The GPU that is sampled.
    [[nodiscard]] const std::optional<telemetry::GpuInfo>& gpu() const { return m_gpu; }
    // Samples this one from now on; at first the driver's first.
    void setGpu(unsigned index);
    // Looks for it once more, and samples it from now on if it is there.
    void lookAgain();

Q_SIGNALS:
    void sampled(const studio::telemetry::MachineSample& sample); // twice a second

private:
    std::optional<telemetry::GpuInfo> m_gpu;
    unsigned m_index = 0; // of the GPU
    telemetry::MachineSample m_latest;
    std::unique_ptr<telemetry::Sampler> m_sampler;
};

} // namespace studio::ui
