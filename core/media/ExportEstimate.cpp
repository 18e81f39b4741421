// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/media/ExportEstimate.h"

#include "core/media/MovieReader.h"
#include "core/media/PartFile.h"

#include <algorithm>
#include <cmath>

namespace studio::media {
namespace {

constexpr double kSampleSeconds = 2; // whole ones: exports have a key frame in each

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
    const Result<ScratchFolder> folder = ScratchFolder::temporary();
    if (!folder)
        return folder.error();
    sample.target = folder->path() / ("sample" + order.target.extension().string());
    sample.files.clear();
    if (seconds > kSampleSeconds) {
        sample.comment.clear();
        sample.begin = begin + (seconds - kSampleSeconds) / 2;
        sample.end = sample.begin + kSampleSeconds;
    }
    const Result<ExportSummary> made = exportMovie(
        sample, [](double) {}, stop);
    if (!made)
        return made.error();
    if (seconds <= kSampleSeconds)
        return made->bytes;
    return static_cast<uintmax_t>(std::llround(static_cast<double>(made->bytes) * seconds / made->seconds))
        + order.comment.size();
}

} // namespace studio::media
