// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/pipeline/Render.h"
#include "core/project/Take.h"

#include <filesystem>

namespace studio::jobs {

// What became of a film, and what it took.
struct FilmReport {
    pipeline::RenderReport render;
    int width = 0;
    int height = 0;
    int64_t frames = 0; // in the movie
    double readSeconds = 0; // decoding portrait and voice
    double muxSeconds = 0; // encoding and writing, on a thread of its own, and completing the file
    double totalSeconds = 0;
    std::filesystem::path movie; // empty if none was written
};

// Adds to what was promised of a take what its film took; without the time as a whole and the program's memory.
[[nodiscard]] project::TakeReport takeReport(const project::TakeReport& promised, const FilmReport& film);

} // namespace studio::jobs
