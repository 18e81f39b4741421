// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/render/ExportFilm.h"

#include "app/render/ProgressWriter.h"
#include "core/media/MovieReader.h"

#include <cstdio>
#include <system_error>
#include <utility>
#include <vector>

namespace studio::render {
namespace {

namespace fs = std::filesystem;

bool isOneFile(const fs::path& a, const fs::path& b)
{
    std::error_code failed;
    return fs::exists(a, failed) && fs::exists(b, failed) && fs::equivalent(a, b, failed);
}

// What is to be written, with --overwrite too, may be none of the files that it is made of.
Status checkNames(const ExportArguments& wanted)
{
    const media::ExportOrder& order = wanted.order;
    std::vector<fs::path> outputs{order.target};
    if (!wanted.subtitles.empty() && wanted.subtitlesAs == media::SubtitlesAs::Beside)
        outputs.push_back(media::subtitlesBeside(order.target));
    std::vector<std::pair<const char*, fs::path>> inputs{{"--export", order.movie}, {"--subtitles", wanted.subtitles}};
    if (order.finish.music)
        inputs.emplace_back("--music", order.finish.music->file);
    for (const fs::path& output : outputs) {
        for (const auto& [option, input] : inputs) {
            if (!wanted.nameIsFree && isOneFile(output, input))
                return Error{ErrorCode::BadOption, "--save_file",
                             "\u201c" + output.string() + "\u201d is the file of " + option
                                 + " and would be lost; choose another name"};
        }
        std::error_code failed;
        const bool isThere = fs::exists(fs::symlink_status(output, failed));
        const bool isFolder = fs::is_directory(output, failed);
        if (isThere && !wanted.nameIsFree && (isFolder || order.existing == media::Existing::Refuse))
            return Error{ErrorCode::FileExists, output.string(),
                         isFolder ? "pictures go into a new folder, also with --overwrite" : ""};
    }
    return kDone;
}

} // namespace

Status exportFilm(const ExportArguments& wanted, ProgressStyle style, const std::stop_token& stop)
{
    if (Status named = checkNames(wanted); !named)
        return named;
    media::ExportOrder order = wanted.order;
    if (wanted.keepsSettings) {
        const Result<media::MovieReader> film = media::MovieReader::open(order.movie);
        if (!film)
            return film.error();
        order.comment = film->info().comment;
    }
    if (!wanted.subtitles.empty()) {
        Result<std::vector<media::Cue>> cues = media::readSubtitles(wanted.subtitles, {.file = order.movie}, stop);
        if (!cues)
            return cues.error();
        order.finish.subtitles = media::Subtitles{.as = wanted.subtitlesAs, .cues = std::move(*cues)};
    }
    ProgressWriter progress(style);
    const Result<media::ExportSummary> made = media::exportMovie(
        order, [&progress](double part) { progress.showPart("export", "exporting", part); }, stop);
    progress.finish();
    if (!made)
        return made.error();
    std::printf("%s\n", made->path.c_str());
    if (!made->subtitles.empty())
        std::printf("%s\n", made->subtitles.c_str());
    else if (!wanted.subtitles.empty() && wanted.subtitlesAs == media::SubtitlesAs::Beside)
        std::fprintf(stderr, "No subtitle is in this part of the film, so there is no file of them.\n");
    return kDone;
}

} // namespace studio::render
