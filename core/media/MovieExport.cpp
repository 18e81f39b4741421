// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/media/MovieExport.h"

#include "core/media/MovieReader.h"
#include "core/media/MovieWriter.h"
#include "core/media/PartFile.h"
#include "core/media/Picture.h"
#include "core/media/Transcoder.h"

#include <algorithm>
#include <cmath>
#include <fstream>
#include <limits>

namespace studio::media {
namespace {

namespace fs = std::filesystem;

Result<FrameRange> rangeOf(double begin, const std::optional<double>& end, const MovieInfo& info)
{
    FrameRange range{.frameRate = info.frameRate > 0 ? info.frameRate : 25};
    const auto frame = [&](double seconds) { return std::llround(seconds * range.frameRate); };
    range.begin = frame(std::max(0.0, begin));
    range.end = info.seconds > 0 ? frame(info.seconds) : std::numeric_limits<int32_t>::max();
    if (end)
        range.end = std::min<int64_t>(range.end, frame(*end));
    if (range.count() < 1)
        return Error{ErrorCode::BadOption, "range", "no frame is in it"};
    return range;
}

constexpr double kLeastFrameRate = 1;

bool isThere(const fs::path& path)
{
    std::error_code ignored;
    return fs::exists(fs::symlink_status(path, ignored));
}

// The wanted name, or the first numbered one that is free with all that lies beside it.
template<typename IsFree>
fs::path numbered(const fs::path& wanted, const IsFree& isFree)
{
    fs::path path = wanted;
    for (int n = 2; !isFree(path); ++n)
        path = withTail(wanted, " (" + std::to_string(n) + ")");
    return path;
}

// Publishes under the wanted name, or the first numbered one that is free.
template<typename Publish, typename IsFree>
Result<fs::path> publishFree(const Publish& publish, const fs::path& wanted, const IsFree& isFree)
{
    while (true) {
        fs::path path = numbered(wanted, isFree);
        const Status published = publish(path);
        if (published)
            return path;
        if (published.error().code != ErrorCode::FileExists) // FileExists: the name has been taken meanwhile.
            return published.error();
    }
}

// Replaces the draft's path in an error by the target's.
Error named(const Error& error, const fs::path& draft, const fs::path& target)
{
    return {error.code, error.subject == draft.string() ? target.string() : error.subject, error.detail};
}

Status write(const DraftFile& draft, const std::string& text, const fs::path& target)
{
    std::ofstream out(draft.opened(), std::ios::binary);
    if (!out.write(text.data(), static_cast<std::streamsize>(text.size())).flush())
        return Error{ErrorCode::NotWritable, target.string(), "its subtitles"};
    return kDone;
}

// Gives film and subtitles their names.
Status publish(const ExportOrder& order, Draft& film, std::optional<DraftFile>& subtitles, ExportSummary& summary)
{
    const auto publishAs = [&](const fs::path& path) { return film.publish(path, order.existing); };
    const auto isFree = [&](const fs::path& path) {
        return order.existing == Existing::Replace
            || (!isThere(path) && (!subtitles || !isThere(subtitlesBeside(path))));
    };
    Result<fs::path> published = publishFree(publishAs, order.target, isFree);
    if (!published)
        return published.error();
    summary.path = std::move(*published);
    if (!subtitles)
        return kDone;
    summary.subtitles = subtitlesBeside(summary.path);
    return subtitles->publish(summary.subtitles, order.existing);
}

Result<ExportSummary> make(const ExportOrder& order, const ExportProgress& listener, const std::stop_token& stop)
{
    const ExportFormat* const format = findExportFormat(order.format);
    if (!format)
        return Error{ErrorCode::Unsupported, order.format, "there is no such format"};
    MovieInfo info;
    {
        const Result<MovieReader> reader = MovieReader::open(order.movie);
        if (!reader)
            return reader.error();
        info = reader->info();
    }
    const Result<FrameRange> range = rangeOf(order.begin, order.end, info);
    if (!range)
        return range.error();
    const double frameRate = order.frameRate.value_or(std::min(range->frameRate, format->mostFrameRate));
    if (!(frameRate >= kLeastFrameRate && frameRate <= format->mostFrameRate))
        return Error{ErrorCode::BadOption, "frame rate", std::to_string(frameRate)};
    Size size;
    Finish finish = order.finish;
    if (finish.subtitles)
        finish.subtitles->cues
            = cuesWithin(finish.subtitles->cues, range->seconds(range->begin), range->seconds(range->end));
    std::string beside; // the subtitles for a file of their own
    if (finish.subtitles && finish.subtitles->as == SubtitlesAs::Beside)
        beside = srtOf(finish.subtitles->cues);
    std::optional<FilmLayout> layout;
    if (finish.changesPicture() && format->kind != FormatKind::Sound) {
        if (finish.changesShape() && finish.sides == FilmSides::CutOff && !finish.focus) {
            const Result<FilmPoint> focus = findFocus(order.movie);
            if (!focus)
                return focus.error();
            finish.focus = *focus;
        }
        const Result<FilmLayout> placed = filmLayout({info.width, info.height}, finish, order.height);
        if (!placed)
            return placed.error();
        layout = *placed;
    } else if (order.height && format->kind != FormatKind::Sound) {
        const Result<Size> scaled = exportSize({info.width, info.height}, *order.height);
        if (!scaled)
            return scaled.error();
        size = *scaled == Size{info.width, info.height} ? Size() : *scaled;
    }
    if (order.target.filename().empty())
        return Error{ErrorCode::NotWritable, order.target.string(), "no file name"};
    if (format->kind == FormatKind::Sound && !info.hasSound)
        return Error{ErrorCode::NoAudio, order.movie.string(), "the movie is silent"};
    Result<OfferedFormat> offered = offeredFormat(*format);
    if (!offered)
        return offered.error();

    Result<Draft> draft = Draft::create(order.target, format->kind);
    if (!draft)
        return draft.error();
    const fs::path file = draft->path();
    const TranscodeOrder transcoding{.with = std::move(*offered),
                                     .movie = order.movie,
                                     .target = order.target,
                                     .range = *range,
                                     .frameRate = frameRate,
                                     .size = size,
                                     .finish = std::move(finish),
                                     .layout = layout,
                                     .quality = order.quality,
                                     .audio = order.audio,
                                     .audioBitRate = order.audioBitRate,
                                     .comment = order.comment};
    const Result<Transcoded> made = transcode(
        transcoding, file, listener ? listener : [](double) {}, stop);
    if (!made)
        return made.error();
    if (format->holdsFiles) {
        if (const Status embedded = embedFiles(file, order.files, stop); !embedded)
            return named(embedded.error(), file, order.target);
    }
    ExportSummary summary{
        .path = {}, .subtitles = {}, .frames = made->frames, .seconds = made->seconds, .bytes = draft->bytes()};
    std::optional<DraftFile> subtitles;
    if (!beside.empty()) {
        Result<DraftFile> opened = DraftFile::create(subtitlesBeside(order.target));
        if (!opened)
            return opened.error();
        if (const Status written = write(subtitles.emplace(std::move(*opened)), beside, order.target); !written)
            return written.error();
    }
    if (const Status published = publish(order, *draft, subtitles, summary); !published)
        return published.error();
    return summary;
}

// Calls `act` with the movie, or with the hidden file of one that is still growing.
template<typename Act>
auto withMovie(const fs::path& movie, const Act& act)
{
    std::error_code ignored;
    const std::optional<fs::path> part = fs::exists(movie, ignored) ? std::nullopt : moviePart(movie);
    if (part) {
        auto made = act(*part);
        // It may have been finished, and renamed, before it was opened.
        if (made || made.error().code != ErrorCode::FileMissing || !fs::exists(movie, ignored))
            return made;
    }
    return act(movie);
}

Result<fs::path> makePoster(const fs::path& movie, const fs::path& target, double seconds)
{
    Result<MovieReader> reader = MovieReader::open(movie);
    if (!reader)
        return reader.error();
    const Result<FrameRange> range = rangeOf(seconds, {}, reader->info());
    if (!range)
        return range.error();
    if (range->begin > 0) {
        if (const Status sought = reader->seek(range->seconds(range->begin)); !sought)
            return sought.error();
    }
    const Result<std::optional<Picture>> frame = reader->nextFrame();
    if (!frame)
        return frame.error();
    if (!*frame)
        return Error{ErrorCode::BadOption, "range", "no frame is in it"};
    Result<DraftFile> draft = DraftFile::create(target);
    if (!draft)
        return draft.error();
    if (const Status written = writePng(draft->opened(), **frame); !written)
        return named(written.error(), draft->opened(), target);
    return publishFree([&](const fs::path& path) { return draft->publish(path, Existing::Refuse); }, target,
                       [](const fs::path& path) { return !isThere(path); });
}

} // namespace

Result<Size> exportSize(Size picture, int height)
{
    const auto even = [](double side) { return std::clamp(2 * std::llround(side / 2), 0LL, 1LL << 20); };
    const bool known = picture.width > 0 && picture.height > 0;
    const auto high = even(height);
    const auto wide = known ? even(static_cast<double>(picture.width) * static_cast<double>(high) / picture.height) : 0;
    if (std::min(wide, high) < kLeastExportSide || std::max(wide, high) > kMostExportSide)
        return Error{ErrorCode::BadOption, "height",
                     std::to_string(height) + ": pictures may have " + std::to_string(kLeastExportSide) + " to "
                         + std::to_string(kMostExportSide) + " pixels a side"};
    return Size{static_cast<int>(wide), static_cast<int>(high)};
}

fs::path freePath(const fs::path& wanted, const Finish& finish)
{
    const bool hasMore = finish.subtitles && finish.subtitles->as == SubtitlesAs::Beside;
    return numbered(wanted, [hasMore](const fs::path& path) {
        return !isThere(path) && !(hasMore && isThere(subtitlesBeside(path)));
    });
}

fs::path subtitlesBeside(const fs::path& exported)
{
    return exportFormatOf(exported) ? fs::path(exported).replace_extension(".srt") : fs::path(exported) += ".srt";
}

Result<ExportSummary> exportMovie(const ExportOrder& order, const ExportProgress& listener, const std::stop_token& stop)
{
    return withMovie(order.movie, [&](const fs::path& movie) {
        ExportOrder found = order;
        found.movie = movie;
        return make(found, listener, stop);
    });
}

Result<fs::path> exportPoster(const fs::path& movie, const fs::path& target, double seconds)
{
    return withMovie(movie, [&](const fs::path& found) { return makePoster(found, target, seconds); });
}

} // namespace studio::media
