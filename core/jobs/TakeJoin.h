// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/media/FilmJoin.h"
#include "core/project/Take.h"

#include <cstdint>
#include <stop_token>
#include <string>
#include <vector>

namespace studio::jobs {

// Frames [first, first + frames) of a take.
struct JoinedPart {
    project::Take take;
    int64_t first = 0;
    int64_t frames = 0;
};

// A take that is made of parts of others, without a render.
struct TakeJoin {
    std::filesystem::path folder; // of the takes
    std::string namePattern; // as QueueOptions::namePattern
    std::vector<JoinedPart> parts; // one: it is cut

    [[nodiscard]] std::vector<project::TakePart> takeParts() const; // as they are in the take
};

// Settings that tell what is in a film of these parts: the prompt and seed of each part are turns at the block that it
// begins in, the trim is the voice that is heard. Without a voice if they are of several voices, or of parts of one
// that don't follow each other.
[[nodiscard]] project::Scene sceneOf(const std::vector<JoinedPart>& parts);

// Makes the take with its film (media::joinFilms()). It has no report but its size, as nothing was rendered. After an
// error nothing is left. Errors: those of joinFilms() and of TakeStore.
Result<project::Take> joinTakes(const TakeJoin& order, const media::JoinProgress& progress = {},
                                const std::stop_token& stop = {});

} // namespace studio::jobs
