// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/jobs/FilmJob.h"
#include "core/pipeline/FilmLength.h"

namespace studio::render {

// Size and length of a film.
struct FilmExtent {
    int width = 0; // of a frame
    int height = 0;
    pipeline::FilmLength length; // all 0 for an unlimited film
};

// From the order's portrait and voice. Without a portrait the size is the ordered one, without a voice the number of
// clips. Silent blocks are counted if they take fewer steps. Errors: those of jobs::portraitFacts(), jobs::voiceOf()
// and jobs::silentBlocks().
Result<FilmExtent> filmExtent(const jobs::FilmOrder& order, const std::stop_token& stop = {});

} // namespace studio::render
