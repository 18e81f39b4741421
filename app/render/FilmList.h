// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/Result.h"

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace studio::render {

// The rows of a table in text: fields between commas, semicolons or tabs, whichever the first line has most of (outside
// of quotes); quotes around fields, doubled inside of them (RFC 4180); any line ends; a byte order mark is passed by.
// Empty lines are left out. Error: BadOption, without a subject, for quotes that don't end.
struct TableRow {
    int line = 0; // that it begins in, from 1
    std::vector<std::string> fields;
};
Result<std::vector<TableRow>> readTable(std::string_view text);

// A film of a list.
struct ListedFilm {
    std::string title; // for messages: "line 3", "ada"
    std::vector<std::string> words; // of its command line
};

// The films of a list, which is one of these:
// - A table whose first row has names of options, without "--": image, audio, prompt, save_file, base_seed, ... Each
//   other row is a film; an empty field is no option. Files are looked for from the table's folder.
// - A folder: a picture and a sound of one name are a film, with the text of a .txt of that name as its prompt.
// `common`: words for all of them, before their own. Errors: FileMissing and FileUnreadable; BadOption, with the list
// as its subject, for one without a film, a table without quotes' ends or with a row of more fields than names.
Result<std::vector<ListedFilm>> listedFilms(const std::filesystem::path& list, const std::vector<std::string>& common);

} // namespace studio::render
