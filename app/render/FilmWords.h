// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/Result.h"

#include <filesystem>
#include <string>
#include <vector>

namespace studio::render {

// The command line of a film of a list.
struct FilmWords {
    std::string title; // for messages: "line 3", "ada"
    std::vector<std::string> words;
};

// Those of the films of a list (core/jobs/FilmList.h). `common`: words for all of them, before their own. Files are
// looked for from the table's folder. Errors: those of listedFilms(); BadOption, with the list as its subject, for a
// row of more fields than names.
Result<std::vector<FilmWords>> wordsOfFilms(const std::filesystem::path& list, const std::vector<std::string>& common);

} // namespace studio::render
