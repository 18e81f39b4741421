// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/jobs/FilmJob.h"
#include "core/jobs/Models.h"

#include <memory>

namespace studio::jobs {

// Renders films: the avatar pipeline, or a test's stand-in. Used on one thread.
class FilmEngine {
public:
    virtual ~FilmEngine() = default;
    // As makeFilm(). Loaded networks are kept for the next film of the same model. Errors: also those of
    // modelOptions() and AvatarPipeline::open().
    virtual Status make(const ModelPlaces& models, const std::string& model, const FilmOrder& order,
                        const FilmListener& listener, FilmReport& report, std::stop_token stop)
        = 0;
};

[[nodiscard]] std::unique_ptr<FilmEngine> makeAvatarEngine();

} // namespace studio::jobs
