// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/jobs/FilmList.h"
#include "core/project/Scene.h"

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace studio::jobs {

// Columns of a table that a scene has; the others are the command line's alone.
inline constexpr const char* kSceneColumns[]{"image", "audio",        "prompt",   "base_seed",
                                             "size",  "sample_steps", "num_clip", "save_file"};

// A film of a list as a scene, or why it can't be one.
struct ListedScene {
    int line = 0; // as ListedFilm's
    std::string name; // of the film's file, or of its files; may be empty
    project::Scene scene;
    // Unsupported: the subject is a column that a scene doesn't have. BadOption: the subject is a column, the detail
    // its value, which isn't one. FileMissing without a subject: it has no portrait or no voice. Otherwise that of
    // media::probePicture() or media::probeSound(). Internal: the row has more fields than the first one has names.
    std::optional<Error> fault;
};

// The films of a list, with what it doesn't say of them from `base`. Opens each portrait and voice. Errors: those of
// listedFilms().
Result<std::vector<ListedScene>> listedScenes(const std::filesystem::path& list, const project::Scene& base);

} // namespace studio::jobs
