// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/media/ExportEstimate.h"

#include "core/media/MovieReader.h"
#include "core/media/PartFile.h"

#include <algorithm>
#include <cmath>

namespace studio::media {
namespace {

constexpr double kSampleSeconds = 2; // whole ones: most formats have a key frame in each

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
    double bytes = *whole * seconds / kSampleSeconds;
    const ExportFormat* const format = findExportFormat(order.format);
    if (format && format->holdsChanges) { // The first picture is stored once, whatever the film's length.
        const Result<double> half = bytesOf(kSampleSeconds / 2);
        if (!half)
            return half.error();
        bytes = *whole + (*whole - *half) * (seconds - kSampleSeconds) / (kSampleSeconds / 2);
    }
    return static_cast<uintmax_t>(std::llround(bytes)) + order.comment.size();
}

} // namespace studio::media
