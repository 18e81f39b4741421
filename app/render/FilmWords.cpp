// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/render/FilmWords.h"

#include "app/render/Options.h"
#include "core/jobs/FilmList.h"

#include <set>
#include <string_view>
#include <utility>

namespace studio::render {
namespace {

// The options whose values are files or folders, as their help says.
std::set<std::string> fileOptions()
{
    std::set<std::string> names;
    Typed typed;
    for (const options::Group& group : optionTable(typed)) {
        for (const options::Option& option : group.options) {
            const std::string_view value = option.value ? option.value : "";
            if (value == "FILE" || value == "DIR" || value == "PATH")
                names.insert(option.name);
        }
    }
    return names;
}

} // namespace

Result<std::vector<FilmWords>> wordsOfFilms(const std::filesystem::path& list, const std::vector<std::string>& common)
{
    const Result<std::vector<jobs::ListedFilm>> films = jobs::listedFilms(list);
    if (!films)
        return films.error();
    const std::set<std::string> files = fileOptions();
    std::vector<FilmWords> all;
    for (const jobs::ListedFilm& film : *films) {
        FilmWords one{.title = film.line > 0 ? "line " + std::to_string(film.line) : film.name, .words = common};
        if (film.isTooWide)
            return Error{ErrorCode::BadOption, list.string(),
                         one.title + " has more fields than the first line has names"};
        for (const jobs::ListedValue& each : film.values) {
            const bool isFile = film.line > 0 && files.contains(each.name) && each.value != "none";
            one.words.push_back("--" + each.name);
            one.words.push_back(isFile ? (list.parent_path() / each.value).string() : each.value);
        }
        all.push_back(std::move(one));
    }
    return all;
}

} // namespace studio::render
