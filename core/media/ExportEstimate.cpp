// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/media/ExportEstimate.h"

#include "core/base/TemporaryFolder.h"
#include "core/media/MovieReader.h"

#include <algorithm>
#include <cmath>

namespace studio::media {
namespace {

// Of the film's middle. Whole seconds: most formats have a key frame in each. The first one is larger than the others:
// it has what is stored once, and some encoders begin with more bits than they go on with.
constexpr double kSampleSeconds = 3;
constexpr double kFirstSeconds = 1;

} // namespace

Result<uintmax_t> estimateExport(const ExportOrder& order, const std::stop_token& stop)
{
    const Result<MovieReader> movie = MovieReader::open(order.movie);
    if (!movie)
        return movie.error();
    const double begin = std::max(0.0, order.begin);
    const double end = std::min(order.end.value_or(movie->info().seconds), movie->info().seconds);
    const double seconds = end - begin;

    ExportOrder sample = order;
    const Result<TemporaryFolder> folder = TemporaryFolder::create();
    if (!folder)
        return folder.error();
    sample.target = folder->path() / ("sample" + order.target.extension().string());
    sample.files.clear();
    if (sample.finish.subtitles && sample.finish.subtitles->as == SubtitlesAs::Beside)
        sample.finish.subtitles.reset(); // a file of its own
    if (seconds > kSampleSeconds) {
        sample.comment.clear();
        sample.finish.fadeIn = 0; // at the film's ends
        sample.finish.fadeOut = 0;
        sample.begin = begin + (seconds - kSampleSeconds) / 2;
    }
    const auto bytesOf = [&](double length) -> Result<double> {
        if (length < seconds)
            sample.end = sample.begin + length;
        const Result<ExportSummary> made = exportMovie(
            sample, [](double) {}, stop);
        return made ? Result<double>(static_cast<double>(made->bytes)) : Result<double>(made.error());
    };
    const Result<double> whole = bytesOf(kSampleSeconds);
    if (!whole)
        return whole.error();
    if (seconds <= kSampleSeconds)
        return static_cast<uintmax_t>(*whole);
    const Result<double> first = bytesOf(kFirstSeconds);
    if (!first)
        return first.error();
    const double bytes = *whole + (*whole - *first) * (seconds - kSampleSeconds) / (kSampleSeconds - kFirstSeconds);
    return static_cast<uintmax_t>(std::llround(bytes)) + order.comment.size();
}

} // namespace studio::media
