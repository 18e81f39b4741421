// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/jobs/FilmJob.h"
#include "core/pipeline/FilmLength.h"

namespace studio::render {

// How large and how long a film becomes.
struct FilmExtent {
    int width = 0; // of a frame
    int height = 0;
    pipeline::FilmLength length; // all 0 where it has no end
};

// From the order's portrait and voice. One that isn't named leaves the size, or the number of clips, as it is ordered.
// Errors: those of jobs::portraitFacts() and jobs::voiceOf().
Result<FilmExtent> filmExtent(const jobs::FilmOrder& order, const std::stop_token& stop = {});

} // namespace studio::render
