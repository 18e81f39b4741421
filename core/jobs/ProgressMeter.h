// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/pipeline/Render.h"

#include <deque>
#include <optional>

namespace studio::jobs {

// Measures how fast a render is, from what it says of itself; pauses don't count.
class ProgressMeter {
public:
    // At this time, in seconds without pauses.
    void update(const pipeline::Progress& progress, double seconds);

    // Over the last blocks. Nothing until two blocks have been handed out: the first one's time is mostly the way
    // there.
    [[nodiscard]] std::optional<double> framesPerSecond() const;
    [[nodiscard]] std::optional<double> secondsLeft() const;

private:
    struct Mark {
        int64_t frames;
        double seconds;
    };

    std::deque<Mark> m_marks; // one per group of frames
    int64_t m_left = 0; // frames
};

} // namespace studio::jobs
