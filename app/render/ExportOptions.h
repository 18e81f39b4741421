// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/common/OptionTable.h"
#include "core/media/MovieExport.h"

#include <filesystem>
#include <optional>
#include <set>
#include <string>

namespace studio::render {

// What --export is asked for.
struct ExportArguments {
    media::ExportOrder order; // without the comment and the cues of its subtitles
    std::filesystem::path subtitles; // a text or an SRT; empty: none
    media::SubtitlesAs subtitlesAs = media::SubtitlesAs::Beside;
    bool keepsSettings = true; // those in the film
    bool nameIsFree = false; // The target is in a folder that was named; a number is appended if it exists.
};

// The options as typed.
struct TypedExport {
    std::filesystem::path film;
    double begin = 0;
    std::optional<double> end;
    std::optional<int> height;
    media::Finish finish;
    media::Music music;
    media::FilmMark mark;
    std::filesystem::path subtitles;
    media::SubtitlesAs subtitlesAs = media::SubtitlesAs::Beside;
};

// The options of --export alone.
[[nodiscard]] options::Group exportOptions(TypedExport& typed);

// Without --export: refuses options that need it. With it: combines them with the film's name and format, and refuses
// the others, and those that the format can't have. `given`: names of all options that were typed. Errors: BadOption,
// Unsupported (what the installed FFmpeg lacks).
Status refuseExportOptions(const std::set<std::string>& given);
Result<ExportArguments> combineExport(const TypedExport& typed, const std::set<std::string>& given,
                                      const std::filesystem::path& saveFile, const std::string& format);

} // namespace studio::render
