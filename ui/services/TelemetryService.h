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
    [[nodiscard]] const std::optional<telemetry::GpuInfo>& gpu() const { return m_gpu; }

Q_SIGNALS:
    void sampled(const studio::telemetry::MachineSample& sample); // twice a second

private:
    std::optional<telemetry::GpuInfo> m_gpu;
    telemetry::MachineSample m_latest;
    std::unique_ptr<telemetry::Sampler> m_sampler;
};

} // namespace studio::ui
