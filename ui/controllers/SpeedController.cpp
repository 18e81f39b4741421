// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/controllers/SpeedController.h"

#include "core/pipeline/AvatarPipeline.h"
#include "core/settings/Settings.h"
#include "core/telemetry/Telemetry.h"
#include "ui/services/PlanService.h"
#include "ui/services/RenderService.h"

#include <QCoreApplication>
#include <QTimer>

#include <utility>

namespace studio::ui {
namespace {

constexpr int kMoment = 1500; // ms: after the window has started

// Identifies the machine of the figures: another CPU or build has another speed.
QString machine()
{
    const telemetry::MachineDescription here = telemetry::describeMachine();
    return QStringLiteral("%1, %2 threads, %3 bytes, %4, %5")
        .arg(QString::fromStdString(here.processor))
        .arg(here.threads)
        .arg(here.ramTotal)
        .arg(QString::fromStdString(pipeline::engineDescription()), QCoreApplication::applicationVersion());
}

} // namespace

SpeedController::SpeedController(settings::Settings& settings, RenderService& renderer, PlanService& planner,
                                 project::Scene demo, QObject* parent)
    : QObject(parent)
    , m_settings(settings)
    , m_renderer(renderer)
    , m_planner(planner)
    , m_scene(std::move(demo))
    , m_machine(machine())
{
    m_scene.settings.clips = 1;
    connect(&renderer, &RenderService::measured, this, &SpeedController::keep);
    connect(&renderer, &RenderService::stateChanged, this, [this] {
        // A render has cancelled the measurement, perhaps before its start.
        if (m_isMeasuring && m_renderer.isRunning())
            keep(std::nullopt);
    });
    if (settings.get(settings::kMeasuredMachine) != m_machine)
        return;
    const Result<project::Take> known = project::takeFromJson(settings.get(settings::kMeasuredTake).toStdString(), {});
    if (!known)
        return;
    m_known = *known;
    planner.setMeasured(*known);
}

void SpeedController::begin()
{
    if (!m_known)
        QTimer::singleShot(kMoment, this, &SpeedController::measure);
}

void SpeedController::measure()
{
    if (m_isMeasuring || m_renderer.isRunning())
        return;
    m_isMeasuring = true;
    m_renderer.queue().measure(m_scene);
    Q_EMIT changed();
}

void SpeedController::keep(const std::optional<project::Take>& take)
{
    m_isMeasuring = false;
    if (take) {
        m_known = take;
        m_settings.set(settings::kMeasuredMachine, m_machine);
        m_settings.set(settings::kMeasuredTake, QString::fromStdString(project::takeToJson(*take)));
        m_planner.setMeasured(*take);
    }
    Q_EMIT changed();
}

} // namespace studio::ui
