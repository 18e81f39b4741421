// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/pipeline/Render.h"

#include <deque>
#include <optional>

namespace studio::jobs {

// Measures the speed of a render from its progress, without pauses.
class ProgressMeter {
public:
    // `seconds`: since the start, without pauses.
    void update(const pipeline::Progress& progress, double seconds);

    // Over the last blocks. Unset until two blocks have been decoded: the first block's time is mostly the pipeline
    // filling up.
    [[nodiscard]] std::optional<double> framesPerSecond() const;
    [[nodiscard]] std::optional<double> secondsLeft() const;

private:
    struct Mark {
        int64_t frames;
        double seconds;
    };

    std::deque<Mark> m_marks; // one per frame group
    int64_t m_left = 0; // frames
};

} // namespace studio::jobs
