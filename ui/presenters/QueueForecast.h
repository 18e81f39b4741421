// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>

namespace studio::ui {

class PlanService;
class RenderService;

// Forecasts the waiting jobs again whenever the machine's speed is known better, as after each take.
class QueueForecast : public QObject {
    Q_OBJECT

public:
    QueueForecast(PlanService& planner, RenderService& renderer, QObject* parent); // borrowed

private:
    void forecast();

    PlanService& m_planner;
    RenderService& m_renderer;
};

} // namespace studio::ui
