// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/telemetry/Telemetry.h"

#include <QString>

#include <optional>

namespace studio::ui {

// Versions and machine, for the about page.
struct MachineInfo {
    QString program;
    QString qt;
    QString engine; // libtorch and CUDA
    QString ffmpeg;
    QString system;
    QString processor;
    QString memory;
    QString gpu; // empty: none
    QString driver;
};

[[nodiscard]] MachineInfo machineInfo(const std::optional<telemetry::GpuInfo>& gpu);

// The text of "Copy diagnostics": English, for developers, without paths of the user's files.
[[nodiscard]] QString diagnosticsText(const MachineInfo& info, const telemetry::MachineSample& sample,
                                      const QString& log);

} // namespace studio::ui
