// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/render/JoinOptions.h"

#include "app/common/OptionReaders.h"
#include "app/render/FilmName.h"
#include "app/render/ProgressWriter.h"
#include "core/media/FilmJoin.h"
#include "core/media/MovieReader.h"

#include <charconv>
#include <cmath>
#include <cstdio>
#include <string_view>

namespace studio::render {
namespace {

namespace fs = std::filesystem;

Error wrong(const std::string& option, const std::string& why)
{
    return {ErrorCode::BadOption, "--" + option, why};
}

// Seconds; none for an empty text.
Result<std::optional<double>> moment(std::string_view text)
{
    if (text.empty())
        return std::optional<double>();
    double seconds = 0;
    const auto [end, code] = std::from_chars(text.data(), text.data() + text.size(), seconds);
    if (code != std::errc() || end != text.data() + text.size() || !std::isfinite(seconds) || seconds < 0
        || seconds > 1e9)
        return options::bad("'" + std::string(text) + "' is no time in seconds; a part of a film is FILM:BEGIN-END");
    return std::optional(seconds);
}

Result<JoinArguments::Part> parsePart(const std::string& text)
{
    std::error_code failed;
    const size_t colon = text.rfind(':');
    const size_t dash = colon == std::string::npos ? colon : text.find('-', colon);
    JoinArguments::Part part{.film = text};
    if (text.empty())
        return options::bad("it needs a film");
    if (dash == std::string::npos || fs::exists(text, failed))
        return part;
    part.film = text.substr(0, colon);
    const Result<std::optional<double>> begin = moment(std::string_view(text).substr(colon + 1, dash - colon - 1));
    const Result<std::optional<double>> end = moment(std::string_view(text).substr(dash + 1));
    if (!begin || !end)
        return begin ? end.error() : begin.error();
    part.begin = begin->value_or(0);
    part.end = *end;
    if (part.end && *part.end <= part.begin)
        return options::bad("'" + text + "' ends before it begins");
    return part;
}

Result<media::FilmPart> framesOf(const JoinArguments::Part& part)
{
    const Result<media::MovieReader> film = media::MovieReader::open(part.film);
    if (!film)
        return film.error();
    const auto frame = [&](double seconds) { return std::llround(seconds * film->info().frameRate); };
    media::FilmPart made{.film = part.film, .first = frame(part.begin)};
    if (part.end)
        made.frames = frame(*part.end) - made.first;
    return made;
}

} // namespace

options::Reader joinReader(JoinArguments& wanted)
{
    return [&wanted](const std::string& text) -> Status {
        Result<JoinArguments::Part> part = parsePart(text);
        if (!part)
            return part.error();
        wanted.parts.push_back(std::move(*part));
        return kDone;
    };
}

Status combineJoin(JoinArguments& wanted, const std::set<std::string>& given, const fs::path& saveFile,
                   const std::string& format)
{
    for (const std::string& option : given) {
        if (option != "join" && option != "save_file" && option != "format" && option != "progress")
            return wrong(option, "it isn't used with --join, which takes films as they are");
    }
    if (saveFile.empty() || saveFile == "-")
        return wrong("save_file", "a joined film needs the name of a file");
    const Result<FilmName> name
        = filmName({.file = saveFile, .folder = {}, .stem = wanted.parts.front().film.stem(), .format = format});
    if (!name)
        return name.error();
    if (name->format != &media::exportFormats().front())
        return wrong("format", "films are joined as MP4, and exported afterwards: --export");
    wanted.target = name->path;
    wanted.nameIsFree = name->isFree;
    return kDone;
}

Status joinFilms(const JoinArguments& wanted, ProgressStyle style, const std::stop_token& stop)
{
    std::vector<media::FilmPart> parts;
    for (const JoinArguments::Part& part : wanted.parts) {
        const Result<media::FilmPart> made = framesOf(part);
        if (!made)
            return made.error();
        parts.push_back(*made);
    }
    Result<media::PartFile> name = wanted.nameIsFree ? media::PartFile::reserveFree(wanted.target)
                                                     : media::PartFile::reserve(wanted.target, media::Existing::Refuse);
    if (!name) // There is no --overwrite here.
        return name.error().code == ErrorCode::FileExists && name.error().detail.empty()
            ? Error{ErrorCode::FileExists, name.error().subject, "a joined film replaces none"}
            : name.error();
    ProgressWriter progress(style);
    const Result<media::JoinSummary> made = media::joinFilms(
        parts, std::move(*name), [&progress](double part) { progress.showPart("join", "joining", part); }, stop);
    progress.finish();
    if (!made)
        return made.error();
    std::printf("%s\n", made->movie.path.c_str());
    std::fprintf(stderr, "%lld frames, of which %lld were encoded again.\n", static_cast<long long>(made->movie.frames),
                 static_cast<long long>(made->pictures.encoded));
    return kDone;
}

} // namespace studio::render
