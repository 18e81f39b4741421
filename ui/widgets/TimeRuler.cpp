// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/TimeRuler.h"

#include <cmath>

namespace studio::ui {

double rulerStep(double seconds, double pixels, double labelPixels)
{
    constexpr double kSteps[] = {0.1, 0.2, 0.5, 1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800};
    if (pixels <= 0)
        return kSteps[0];
    for (const double step : kSteps) {
        if (step / seconds * pixels >= labelPixels)
            return step;
    }
    return 3600;
}

std::vector<double> rulerTimes(double start, double end, double step)
{
    constexpr double kRounding = 1e-9; // in steps: a tick at an end isn't lost
    std::vector<double> times;
    for (double tick = std::ceil(start / step - kRounding); tick <= end / step + kRounding; ++tick)
        times.push_back(tick * step);
    return times;
}

} // namespace studio::ui
