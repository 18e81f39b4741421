// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/jobs/TakeForecast.h"
#include "core/pipeline/Render.h"

#include <deque>
#include <optional>

namespace studio::jobs {

// Finished share of making the frames, 0 to 1. Latents and pictures each count half: both only grow, and the sum ends
// at one for either order of decoding.
[[nodiscard]] double framesPart(int64_t forward, int64_t forwards, int64_t frames, int64_t framesTotal);

// Measures the speed of a render from its progress, without pauses.
class ProgressMeter {
public:
    // `planned`: the film's forecast, if there is one.
    explicit ProgressMeter(const StageTimes& planned = {});

    // `seconds`: since the start, without pauses.
    void update(const pipeline::Progress& progress, double seconds);

    // Over the last blocks. Unset until two blocks have been decoded: the first block's time is mostly the pipeline
    // filling up.
    [[nodiscard]] std::optional<double> framesPerSecond() const;
    // From that speed; before, what is left of the current stage at its own pace, and the later ones as planned. Unset
    // without a forecast.
    [[nodiscard]] std::optional<double> secondsLeft() const;
    // Finished share of loading, 0 to 1; never decreases.
    [[nodiscard]] double loaded() const { return m_loaded; }

private:
    struct Mark {
        int64_t frames;
        double seconds;
    };

    StageTimes m_planned;
    std::deque<Mark> m_marks; // one per frame group
    pipeline::Progress m_now;
    double m_seconds = 0;
    double m_stageBegan = 0; // seconds
    double m_loaded = 0;
};

} // namespace studio::jobs
