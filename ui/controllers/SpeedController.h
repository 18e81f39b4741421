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

// Lets the first take have a price: how fast this machine is with the demo model is measured once, by a film of a clip
// that nobody sees, and remembered for this machine and program.
class SpeedController : public QObject {
    Q_OBJECT

public:
    // All is borrowed. `demo` is the scene to measure with. Tells the planner what is remembered.
    SpeedController(settings::Settings& settings, RenderService& renderer, PlanService& planner, project::Scene demo,
                    QObject* parent = nullptr);

    // Measures in a moment where nothing is remembered.
    void begin();
    // Measures now, if no take is being made. A render that begins ends it; then what was remembered stays, and without
    // that the next start tries again.
    void measure();
    [[nodiscard]] bool isMeasuring() const { return m_isMeasuring; }
    // Of this machine, as a take without a number; none: not measured yet.
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
