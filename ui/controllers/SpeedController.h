// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/project/Take.h"

#include <QObject>
#include <QString>

#include <optional>

namespace studio::settings {
class Settings;
}

namespace studio::ui {

class PlanService;
class RenderService;

// Measures this machine's speed once, so that the first take has a time estimate: renders one hidden clip with the demo
// model and keeps the figures for this machine and program version.
class SpeedController : public QObject {
    Q_OBJECT

public:
    // Borrows everything and gives stored figures to the planner. `demo`: the scene to measure with.
    SpeedController(settings::Settings& settings, RenderService& renderer, PlanService& planner, project::Scene demo,
                    QObject* parent = nullptr);

    // Measures after a short delay, unless figures are stored.
    void begin();
    // Measures now, unless a take is being made. A starting render cancels the measurement; stored figures stay, and
    // without them the next start measures again.
    void measure();
    [[nodiscard]] bool isMeasuring() const { return m_isMeasuring; }
    // This machine's figures as a take without a number; none: not measured yet.
    [[nodiscard]] const std::optional<project::Take>& known() const { return m_known; }

Q_SIGNALS:
    void changed();

private:
    void keep(const std::optional<project::Take>& take);

    settings::Settings& m_settings;
    RenderService& m_renderer;
    PlanService& m_planner;
    project::Scene m_scene;
    QString m_machine;
    std::optional<project::Take> m_known;
    bool m_isMeasuring = false;
};

} // namespace studio::ui
