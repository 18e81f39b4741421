// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/Result.h"
#include "core/base/Speech.h"
#include "core/jobs/FilmJob.h"

#include <filesystem>
#include <optional>
#include <string>

namespace studio::render {

// A table: seconds per stage, frames per second, memory.
[[nodiscard]] std::string reportText(const jobs::FilmReport& report);

// The same as JSON: seconds.{load,text,audio,image,dit,vae,mux,total}, frames, fps, peak_ram_bytes, peak_vram_bytes;
// and scores (core/spec/FilmScoresJson.h). `outcome` is null for a success. Errors: NotWritable.
// `speech`: what the voice says, if a program spoke it.
Status writeReport(const std::filesystem::path& path, const jobs::FilmReport& report,
                   const std::optional<Speech>& speech, const Error* outcome);

// Of a finished film: movie and scores. Errors: NotWritable.
Status writeScores(const std::filesystem::path& path, const std::filesystem::path& movie, const FilmScores& scores);

} // namespace studio::render
