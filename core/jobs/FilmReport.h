// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/pipeline/Render.h"
#include "core/project/Take.h"
#include "core/spec/FilmScores.h"

#include <filesystem>
#include <optional>

namespace studio::jobs {

// Result and measurements of a film, also of a failed one.
struct FilmReport {
    pipeline::RenderReport render;
    int width = 0;
    int height = 0;
    int64_t frames = 0; // in the movie
    double readSeconds = 0; // decoding portrait and voice
    double muxSeconds = 0; // encoding and writing, on a thread of its own, and completing the file
    double totalSeconds = 0;
    std::filesystem::path movie; // empty if none was written
    std::filesystem::path journal; // with which the film can be continued and branched; empty: it has none
    bool hasWholeVoice = false; // It can't be continued.
    std::optional<FilmScores> scores{}; // if they were ordered, and could be made
};

// The take's planned figures with the film's measured ones; total time and peak RAM are left to the caller.
[[nodiscard]] project::TakeReport takeReport(const project::TakeReport& promised, const FilmReport& film);

} // namespace studio::jobs
