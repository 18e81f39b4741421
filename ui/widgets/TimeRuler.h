// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <vector>

namespace studio::ui {

// Seconds between two labelled ticks of a ruler that shows this many seconds over this many pixels: the smallest of
// 0.1, 0.2, 0.5, 1, 2, 5, 10, 15, 30 s, 1, 2, 5 min ... that leaves each label its room in pixels.
[[nodiscard]] double rulerStep(double seconds, double pixels, double labelPixels);

// The times of a ruler's ticks from `start` to `end`, both included: multiples of `step`, in seconds.
[[nodiscard]] std::vector<double> rulerTimes(double start, double end, double step);

} // namespace studio::ui
