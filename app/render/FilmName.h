// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/Result.h"
#include "core/media/ExportFormat.h"

#include <filesystem>
#include <string>

namespace studio::render {

// What is typed about a film's file.
struct TypedName {
    std::filesystem::path file; // --save_file
    std::filesystem::path folder; // for a film without --save_file; empty: the working folder
    std::filesystem::path stem; // of a film without a name of its own
    std::string format; // --format: media::ExportFormat::id
    bool mayBeSound = false; // a film's sound alone
};

struct FilmName {
    const media::ExportFormat* format = nullptr;
    std::filesystem::path path; // with the format's suffix; of pictures their folder
    bool isFree = false; // It wasn't typed: the next free name is used.
};

// The format of --format, else of the name's suffix, else the first of the table. Error: BadOption.
Result<const media::ExportFormat*> formatOf(const TypedName& typed);
// Errors: those of formatOf().
Result<FilmName> filmName(const TypedName& typed);

} // namespace studio::render
