// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/jobs/FilmList.h"

#include "core/media/Picture.h"
#include "core/media/VoiceReader.h"
#include "core/project/AtomicFile.h"

#include <algorithm>
#include <cctype>
#include <map>
#include <system_error>
#include <utility>

namespace studio::jobs {
namespace {

namespace fs = std::filesystem;

std::string lowered(std::string text)
{
    std::transform(text.begin(), text.end(), text.begin(),
                   [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    return text;
}

// The one that the first line has most of.
char separatorOf(std::string_view text)
{
    std::map<char, int> counts{{',', 0}, {';', 0}, {'\t', 0}};
    bool isQuoted = false;
    for (const char c : text) {
        if (c == '"')
            isQuoted = !isQuoted;
        if (!isQuoted && (c == '\n' || c == '\r'))
            break;
        if (!isQuoted && counts.contains(c))
            ++counts[c];
    }
    return std::max_element(counts.begin(), counts.end(),
                            [](const auto& a, const auto& b) { return a.second < b.second; })
        ->first;
}

// An option's name as people write it: "Base seed", "--base-seed".
std::string optionOf(const std::string& field)
{
    std::string name = lowered(field);
    const auto isAround = [](char c) { return std::isspace(static_cast<unsigned char>(c)) != 0 || c == '-'; };
    name.erase(name.begin(), std::find_if_not(name.begin(), name.end(), isAround));
    while (!name.empty() && isAround(name.back()))
        name.pop_back();
    for (char& c : name) {
        if (c == ' ' || c == '-')
            c = '_';
    }
    // As the window calls them.
    const std::map<std::string, std::string> others{
        {"portrait", "image"}, {"voice", "audio"}, {"film", "save_file"}, {"seed", "base_seed"}};
    const auto other = others.find(name);
    return other == others.end() ? name : other->second;
}

Result<std::vector<ListedFilm>> filmsOfTable(const fs::path& list)
{
    const Result<std::string> text = project::readSmallFile(list);
    if (!text)
        return text.error();
    const Result<std::vector<TableRow>> rows = readTable(*text);
    if (!rows)
        return Error{ErrorCode::BadOption, list.string(), rows.error().detail};
    std::vector<ListedFilm> films;
    for (size_t i = 1; i < rows->size(); ++i) {
        const TableRow& row = (*rows)[i];
        const std::vector<std::string>& names = rows->front().fields;
        ListedFilm film{.line = row.line, .name = {}, .values = {}, .isTooWide = row.fields.size() > names.size()};
        for (size_t c = 0; c < std::min(row.fields.size(), names.size()); ++c) {
            if (!row.fields[c].empty())
                film.values.push_back({optionOf(names[c]), row.fields[c]});
        }
        films.push_back(std::move(film));
    }
    return films;
}

Result<std::vector<ListedFilm>> filmsOfFolder(const fs::path& folder)
{
    struct Files {
        fs::path picture, sound, text;
    };
    std::map<std::string, Files> named;
    std::error_code failed;
    for (fs::directory_iterator at(folder, failed), end; !failed && at != end; at.increment(failed)) {
        const std::string suffix = lowered(at->path().extension().string());
        const auto isOf = [&suffix](const auto& suffixes) {
            return !suffix.empty() && std::find(suffixes.begin(), suffixes.end(), suffix.substr(1)) != suffixes.end();
        };
        const auto keep = [&at](fs::path& file) { // of several the first by name
            if (file.empty() || at->path() < file)
                file = at->path();
        };
        if (isOf(media::kPictureSuffixes))
            keep(named[at->path().stem().string()].picture);
        else if (isOf(media::kSoundSuffixes))
            keep(named[at->path().stem().string()].sound);
        else if (suffix == ".txt")
            keep(named[at->path().stem().string()].text);
    }
    if (failed)
        return Error{ErrorCode::FileUnreadable, folder.string(), failed.message()};
    std::vector<ListedFilm> films;
    for (const auto& [name, files] : named) {
        if (files.picture.empty() || files.sound.empty())
            continue;
        ListedFilm film{.line = 0, .name = name, .values = {}};
        film.values = {{"image", files.picture.string()}, {"audio", files.sound.string()}};
        if (!files.text.empty()) {
            Result<std::string> prompt = project::readSmallFile(files.text);
            if (!prompt)
                return prompt.error();
            while (!prompt->empty() && std::isspace(static_cast<unsigned char>(prompt->back())) != 0)
                prompt->pop_back();
            if (!prompt->empty())
                film.values.push_back({"prompt", *prompt});
        }
        films.push_back(std::move(film));
    }
    return films;
}

} // namespace

Result<std::vector<TableRow>> readTable(std::string_view text)
{
    constexpr std::string_view kMark = "\xef\xbb\xbf";
    if (text.starts_with(kMark))
        text.remove_prefix(kMark.size());
    const char separator = separatorOf(text);
    std::vector<TableRow> rows;
    TableRow row{.line = 1, .fields = {}};
    std::string field;
    bool isQuoted = false;
    bool wasQuoted = false; // this field: its spaces are meant
    int line = 1;
    const auto endField = [&] {
        const auto isSpace = [](char c) { return c == ' '; };
        if (!wasQuoted) {
            field.erase(field.begin(), std::find_if_not(field.begin(), field.end(), isSpace));
            while (!field.empty() && isSpace(field.back()))
                field.pop_back();
        }
        row.fields.push_back(std::exchange(field, {}));
        wasQuoted = false;
    };
    const auto endRow = [&] {
        endField();
        if (std::any_of(row.fields.begin(), row.fields.end(), [](const std::string& each) { return !each.empty(); }))
            rows.push_back(std::exchange(row, {}));
        row = {.line = line + 1, .fields = {}};
    };
    for (size_t i = 0; i < text.size(); ++i) {
        const char c = text[i];
        if (isQuoted) {
            if (c == '"' && i + 1 < text.size() && text[i + 1] == '"')
                field += text[++i];
            else if (c == '"')
                isQuoted = false;
            else
                field += c;
        } else if (c == '"' && field.find_first_not_of(' ') == std::string::npos) {
            field.clear();
            isQuoted = wasQuoted = true;
        } else if (c == separator) {
            endField();
        } else if (c == '\n' || (c == '\r' && (i + 1 == text.size() || text[i + 1] != '\n'))) {
            endRow();
        } else if (c != '\r' && !(wasQuoted && c == ' ')) { // Spaces behind quotes mean nothing.
            field += c;
        }
        line += c == '\n' ? 1 : 0;
    }
    if (isQuoted)
        return Error{ErrorCode::BadOption, {}, "quotes that begin in line " + std::to_string(row.line) + " don't end"};
    endRow();
    return rows;
}

Result<std::vector<ListedFilm>> listedFilms(const fs::path& list)
{
    std::error_code ignored;
    const bool isFolder = fs::is_directory(list, ignored);
    Result<std::vector<ListedFilm>> films = isFolder ? filmsOfFolder(list) : filmsOfTable(list);
    if (films && films->empty())
        return Error{
            ErrorCode::BadOption, list.string(),
            isFolder ? "there are no picture and sound of one name in it"
                     : "it has no films; its first line has names of options, such as image,audio,prompt,save_file"};
    return films;
}

} // namespace studio::jobs
