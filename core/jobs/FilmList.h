// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/Result.h"

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace studio::jobs {

// The rows of a table in text: fields between commas, semicolons or tabs, whichever the first line has most of (outside
// of quotes); quotes around fields, doubled inside of them (RFC 4180); any line ends; a byte order mark is passed by.
// Empty lines are left out. Error: BadOption, without a subject, for quotes that don't end.
struct TableRow {
    int line = 0; // that it begins in, from 1
    std::vector<std::string> fields;
};
Result<std::vector<TableRow>> readTable(std::string_view text);

// What a list says of a film: an option of avatar-render, without "--", and its value.
struct ListedValue {
    std::string name; // "image", "base_seed"
    std::string value; // not empty

    bool operator==(const ListedValue&) const = default;
};

// A film of a list.
struct ListedFilm {
    int line = 0; // of a table, from 1
    std::string name; // that its files have in a folder
    std::vector<ListedValue> values;
    bool isTooWide = false; // its row has more fields than the first one has names; these are left out
};

// The films of a list, which is one of these:
// - A table whose first row has names of options: image, audio, prompt, save_file, base_seed, ..., or portrait, voice,
//   film, seed, in any case, with spaces or hyphens. Each other row is a film; an empty field is no option. Names of
//   files are as they stand there; they are meant from the table's folder.
// - A folder: a picture and a sound of one name are a film, with the text of a .txt of that name as its prompt.
// Errors: FileMissing and FileUnreadable; BadOption, with the list as its subject, for one without a film, or a table
// with quotes that don't end.
Result<std::vector<ListedFilm>> listedFilms(const std::filesystem::path& list);

} // namespace studio::jobs
