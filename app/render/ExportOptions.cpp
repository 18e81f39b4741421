// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/render/ExportOptions.h"

#include "app/common/OptionReaders.h"
#include "app/render/FilmName.h"
#include "core/media/SubtitleText.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <string_view>
#include <utility>

namespace studio::render {
namespace {

using namespace options;
namespace fs = std::filesystem;

constexpr const char* kExport = "export";

// Options that need another one.
constexpr std::array kNeeds{std::pair("sides", "shape"), std::pair("music_level", "music"),
                            std::pair("music_ducks", "music"), std::pair("mark_corner", "mark"),
                            std::pair("subtitles_as", "subtitles")};
// What other tasks have in common with an export.
constexpr std::array kShared{"save_file", "format", "overwrite", "no_settings", "progress"};

Error wrong(const std::string& option, const std::string& why)
{
    return {ErrorCode::BadOption, "--" + option, why};
}

Result<std::array<uint8_t, 3>> parseColour(const std::string& text)
{
    std::array<uint8_t, 3> colour{};
    bool isColour = text.size() == 7 && text.front() == '#';
    for (size_t i = 0; isColour && i < colour.size(); ++i) {
        const char* const begin = text.data() + 1 + 2 * i;
        const auto [end, code] = std::from_chars(begin, begin + 2, colour[i], 16);
        isColour = code == std::errc() && end == begin + 2;
    }
    if (!isColour)
        return bad("'" + text + "' is none of: blurred, cut, a colour such as #202020");
    return colour;
}

Reader sides(media::Finish& finish)
{
    return [&finish](const std::string& text) -> Status {
        if (text == "blurred" || text == "cut") {
            finish.sides = text == "cut" ? media::FilmSides::CutOff : media::FilmSides::Blurred;
            return kDone;
        }
        const Result<std::array<uint8_t, 3>> colour = parseColour(text);
        if (!colour)
            return colour.error();
        finish.sides = media::FilmSides::Colour;
        finish.colour = *colour;
        return kDone;
    };
}

Result<std::string> parseMark(const std::string& text)
{
    if (text.empty() || text.find_first_of("\r\n") != std::string::npos || media::firstBadByte(text))
        return bad("it needs words in one line, as UTF-8");
    return text;
}

// Names of the options of --export alone.
std::vector<std::string> ownOptions()
{
    TypedExport typed;
    std::vector<std::string> names;
    for (const Option& option : exportOptions(typed).options)
        names.emplace_back(option.name);
    return names;
}

Status checkGiven(const std::set<std::string>& given)
{
    std::vector<std::string> known = ownOptions();
    known.insert(known.end(), kShared.begin(), kShared.end());
    for (const std::string& option : given) {
        if (std::find(known.begin(), known.end(), option) == known.end())
            return wrong(option, "it isn't used with --export, which changes a film that is there");
    }
    for (const auto& [option, needed] : kNeeds) {
        if (given.contains(option) && !given.contains(needed))
            return wrong(option, std::string("it is used with --") + needed + " only");
    }
    return kDone;
}

bool burns(const std::set<std::string>& given, const TypedExport& typed)
{
    return given.contains("subtitles") && typed.subtitlesAs == media::SubtitlesAs::Burned;
}

// Refuses what the format can't have, rather than to leave it out.
Status checkFormat(const media::OfferedFormat& offered, const std::set<std::string>& given, const TypedExport& typed)
{
    const std::string name(offered.format->name);
    if (offered.format->kind == media::FormatKind::Sound) {
        for (const char* const option : {"shape", "height", "mark"}) {
            if (given.contains(option))
                return wrong(option, name + " has no pictures");
        }
        if (burns(given, typed))
            return wrong("subtitles_as", name + " has no pictures; give beside");
    }
    if (given.contains("music") && offered.format->kind != media::FormatKind::Sound && offered.sounds.empty())
        return wrong("music", name + " has no sound");
    if (typed.finish.notesAi && !offered.format->holdsComment)
        return wrong("note_ai", "a file of " + name + " can't hold a note");
    return kDone;
}

} // namespace

Group exportOptions(TypedExport& typed)
{
    media::Finish& finish = typed.finish;
    return {
        "Exporting a film",
        {{kExport, "FILM", text(typed.film),
          "makes a file of a finished film, --save_file, without a model: in another --format, or finished by the "
          "options below, which are used with it only"},
         {"begin", "SECONDS", number(typed.begin, 0.0, 1e9), "where the part to export begins (0)"},
         {"end", "SECONDS", number(typed.end, 0.0, 1e9), "where it ends (the film's end)"},
         {"height", "N", number(typed.height, media::kLeastExportSide, media::kMostExportSide),
          "of the pictures in pixels; their width follows (as made)"},
         {"shape", "NAME",
          choice<media::FilmShape>(finish.shape,
                                   {{"wide", media::FilmShape::Wide},
                                    {"square", media::FilmShape::Square},
                                    {"upright", media::FilmShape::Upright}}),
          "wide (16:9), square or upright (9:16) (as made)"},
         {"sides", "NAME|COLOUR", sides(finish),
          "what is beside the picture in another --shape: blurred, a colour such as #202020, or cut: the picture fills "
          "the film, with the face in the middle (blurred)"},
         {"fade_in", "SECONDS", number(finish.fadeIn, 0.0, 3600.0), "of picture and sound, from black and silence (0)"},
         {"fade_out", "SECONDS", number(finish.fadeOut, 0.0, 3600.0), "likewise to them, at the end (0)"},
         {"music", "FILE", text(typed.music.file), "under the whole film: any file with sound"},
         {"music_level", "DB", number(typed.music.decibels, -60.0, 6.0), "of its own level (-18)"},
         {"music_ducks", nullptr, toggle(typed.music.ducks), "softer by 9 dB while the voice is loud (True)"},
         {"mark", "TEXT", parsed(typed.mark.words, parseMark), "in a corner of all pictures, such as \"Made with AI\""},
         {"mark_corner", "NAME",
          choice<media::FilmCorner>(typed.mark.corner,
                                    {{"top_left", media::FilmCorner::TopLeft},
                                     {"top_right", media::FilmCorner::TopRight},
                                     {"bottom_left", media::FilmCorner::BottomLeft},
                                     {"bottom_right", media::FilmCorner::BottomRight}}),
          "top_left, top_right, bottom_left or bottom_right (top_right)"},
         {"note_ai", nullptr, toggle(finish.notesAi), "a note in the file that it was made with AI (IPTC)"},
         {"subtitles", "FILE", text(typed.subtitles),
          "an .srt, or the words that are spoken as text (UTF-8): they are laid under the voice by its pauses, "
          "without speech recognition"},
         {"subtitles_as", "NAME",
          choice<media::SubtitlesAs>(typed.subtitlesAs,
                                     {{"beside", media::SubtitlesAs::Beside}, {"burned", media::SubtitlesAs::Burned}}),
          "beside: an .srt with the film's name; burned: in the pictures (beside)"}}};
}

Status refuseExportOptions(const std::set<std::string>& given)
{
    for (const std::string& option : ownOptions()) {
        if (given.contains(option))
            return wrong(option, "it is used with --export only, for a film that is there");
    }
    return kDone;
}

Result<ExportArguments> combineExport(const TypedExport& typed, const std::set<std::string>& given,
                                      const fs::path& saveFile, const std::string& format)
{
    if (const Status allowed = checkGiven(given); !allowed)
        return allowed.error();
    if (typed.film.empty())
        return wrong(kExport, "it needs a film");
    if (saveFile.empty() || saveFile == "-")
        return wrong("save_file", "an export needs the name of a file, or a folder");
    if (typed.end && *typed.end <= typed.begin)
        return wrong("end", "it isn't after --begin");
    const Result<FilmName> name
        = filmName({.file = saveFile, .folder = {}, .stem = typed.film.stem(), .format = format, .mayBeSound = true});
    if (!name)
        return name.error();
    const Result<media::OfferedFormat> offered = media::offeredFormat(*name->format);
    if (!offered)
        return offered.error();
    ExportArguments made{
        .order = {}, .subtitles = typed.subtitles, .subtitlesAs = typed.subtitlesAs, .nameIsFree = name->isFree};
    media::ExportOrder& order = made.order;
    order.movie = typed.film;
    order.target = name->path;
    order.format = name->format->id;
    order.begin = typed.begin;
    order.end = typed.end;
    order.height = typed.height;
    order.finish = typed.finish;
    if (given.contains("music"))
        order.finish.music = typed.music;
    if (given.contains("mark"))
        order.finish.mark = typed.mark;
    if (const Status holds = checkFormat(*offered, given, typed); !holds)
        return holds.error();
    for (const auto& [isWanted, option] :
         {std::pair(given.contains("mark"), "--mark"), {burns(given, typed), "--subtitles_as"}}) {
        if (isWanted && !media::canWriteWords())
            return Error{ErrorCode::Unsupported, option,
                         "the installed FFmpeg can't write words into pictures; it was built without libass"};
    }
    return made;
}

} // namespace studio::render
