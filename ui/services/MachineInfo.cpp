// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/services/MachineInfo.h"

#include "core/base/Units.h"
#include "core/media/ExportFormat.h"
#include "core/pipeline/AvatarPipeline.h"

#include <QCoreApplication>
#include <QLocale>

namespace studio::ui {
namespace {

QString gigabytes(int64_t bytes)
{
    return QLocale::c().toString(studio::gigabytes(bytes), 'f', 1) + QStringLiteral(" GB");
}

QString text(const telemetry::Metric<int64_t>& metric)
{
    if (metric.value)
        return gigabytes(*metric.value);
    return metric.missing == telemetry::Missing::NoGpu ? QStringLiteral("no GPU") : QStringLiteral("not told");
}

} // namespace

MachineInfo machineInfo(const std::optional<telemetry::GpuInfo>& gpu)
{
    const telemetry::MachineDescription machine = telemetry::describeMachine();
    MachineInfo info;
    info.program = QStringLiteral("Live Avatar Studio ") + QCoreApplication::applicationVersion();
    info.qt = QStringLiteral("Qt ") + QString::fromLatin1(qVersion());
    info.engine = QString::fromStdString(pipeline::engineDescription());
    info.ffmpeg = QString::fromStdString(media::ffmpegDescription());
    info.system
        = QString::fromStdString(machine.system) + QStringLiteral(", ") + QString::fromStdString(machine.kernel);
    info.processor = QString::fromStdString(machine.processor) + QStringLiteral(", %1 threads").arg(machine.threads);
    info.memory = gigabytes(machine.ramTotal);
    if (gpu) {
        info.gpu = QString::fromStdString(gpu->name) + QStringLiteral(", ") + gigabytes(gpu->vramTotal);
        info.driver = QString::fromStdString(gpu->driver);
    }
    return info;
}

QString diagnosticsText(const MachineInfo& info, const telemetry::MachineSample& sample, const QString& log)
{
    QString lines;
    const auto add = [&](const char* name, const QString& value) {
        if (!value.isEmpty())
            lines += QLatin1String(name) + QStringLiteral(": ") + value + QLatin1Char('\n');
    };
    add("Program", info.program);
    add("Engine", info.engine);
    add("Qt", info.qt);
    add("FFmpeg", info.ffmpeg);
    add("System", info.system);
    add("Processor", info.processor);
    add("Memory", info.memory);
    add("GPU", info.gpu.isEmpty() ? QStringLiteral("none") : info.gpu);
    add("Driver", info.driver);
    add("RAM used", text(sample.ramUsed));
    add("RAM of the program", text(sample.processRam));
    add("Swap used", text(sample.swapUsed));
    add("VRAM used", text(sample.vramUsed));
    if (!log.isEmpty())
        lines += QStringLiteral("\nLog:\n") + log;
    return lines;
}

} // namespace studio::ui
