// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/jobs/DubbedFilm.h"

#include "core/jobs/FilmSettings.h"
#include "core/jobs/InputFacts.h"
#include "core/media/FaceFinder.h"
#include "core/media/MouthOverlay.h"
#include "core/media/MovieReader.h"

#include <algorithm>
#include <cmath>
#include <string>
#include <system_error>
#include <utility>
#include <vector>

namespace studio::jobs {
namespace {

constexpr int kLeastFace = 8; // pixels

// A film's first picture is its portrait again, so far as the model keeps it: by the correlation of their brightness.
constexpr double kLeastSame = 0.6;

Result<media::Picture> firstPicture(media::MovieReader& reader, const std::filesystem::path& movie)
{
    Result<std::optional<media::Picture>> first = reader.nextFrame();
    if (!first)
        return first.error();
    if (!*first)
        return Error{ErrorCode::MediaDamaged, movie.string(), "no picture in it"};
    return std::move(**first);
}

Result<media::Rect> faceIn(const media::Picture& picture, const media::Rect& shown,
                           const std::optional<project::CropRect>& given)
{
    media::Rect face;
    if (given) {
        const auto pixels = [](double part, int side) { return static_cast<int>(std::lround(part * side)); };
        face = {pixels(given->x, picture.width), pixels(given->y, picture.height), pixels(given->width, picture.width),
                pixels(given->height, picture.height)};
    } else if (const std::vector<media::Face> faces = findFaces(picture); !faces.empty()) {
        face = faces.front().box;
    } else {
        return Error{ErrorCode::BadOption, "face", "none was found in the video's first picture"};
    }
    if (face.width < kLeastFace || face.height < kLeastFace)
        return Error{ErrorCode::BadOption, "face", "it is too small"};
    if (face.x < shown.x || face.y < shown.y || face.x + face.width > shown.x + shown.width
        || face.y + face.height > shown.y + shown.height)
        return Error{ErrorCode::BadOption, "face", "it isn't in the part of the video that the film shows"};
    return face;
}

// Correlation of brightness, at a small size.
double sameness(const media::Picture& a, const media::Picture& b)
{
    constexpr media::Size kSmall{32, 32};
    const media::Picture one = media::resizeBilinear(a, kSmall);
    const media::Picture other = media::resizeBilinear(b, kSmall);
    double sumA = 0, sumB = 0, aa = 0, bb = 0, ab = 0;
    for (size_t i = 0; i < one.rgb.size(); ++i) {
        const double x = one.rgb[i];
        const double y = other.rgb[i];
        sumA += x;
        sumB += y;
        aa += x * x;
        bb += y * y;
        ab += x * y;
    }
    const auto n = static_cast<double>(one.rgb.size());
    const double spread = (aa - sumA * sumA / n) * (bb - sumB * sumB / n);
    return spread > 0 ? (ab - sumA * sumB / n) / std::sqrt(spread) : 0;
}

// The video's picture at a time, or its last one.
class VideoPictures {
public:
    VideoPictures(media::MovieReader reader, media::Picture first)
        : m_reader(std::move(reader))
        , m_rate(m_reader.info().frameRate > 0 ? m_reader.info().frameRate : 25)
        , m_latest(std::move(first))
    {
    }

    Result<const media::Picture*> at(double seconds)
    {
        const auto wanted = static_cast<int64_t>(std::floor(seconds * m_rate + 1e-6));
        while (m_index < wanted && !m_ended) {
            Result<std::optional<media::Picture>> next = m_reader.nextFrame();
            if (!next)
                return next.error();
            m_ended = !*next;
            if (*next) {
                m_latest = std::move(**next);
                ++m_index;
            }
        }
        return &m_latest;
    }
    [[nodiscard]] bool ended() const { return m_ended; }

private:
    media::MovieReader m_reader;
    double m_rate;
    media::Picture m_latest;
    int64_t m_index = 0;
    bool m_ended = false;
};

// Less an odd row and column.
media::Picture evenSided(media::Picture picture)
{
    const media::Size even{picture.width & ~1, picture.height & ~1};
    if (even == media::Size{picture.width, picture.height})
        return picture;
    media::Picture cut{.width = even.width, .height = even.height, .rgb = {}};
    for (int y = 0; y < even.height; ++y) {
        const auto row = picture.rgb.begin() + ptrdiff_t{3} * y * picture.width;
        cut.rgb.insert(cut.rgb.end(), row, row + ptrdiff_t{3} * even.width);
    }
    return cut;
}

} // namespace

Result<DubReport> dubFilm(const DubOrder& order, const std::function<void(double)>& progress,
                          const std::stop_token& stop)
{
    for (const std::filesystem::path& source : {order.film, order.video}) {
        std::error_code none;
        if (std::filesystem::equivalent(source, order.target, none))
            return Error{ErrorCode::BadOption, "save_file",
                         order.target.string()
                             + " is what the film is made of, and would be lost; choose another name"};
    }
    Result<media::MovieReader> film = media::MovieReader::open(order.film);
    if (!film)
        return film.error();
    const Result<project::Scene> scene = settingsOfFilm(order.film, film->info().comment);
    Result<media::MovieReader> video = media::MovieReader::open(order.video);
    if (!video)
        return video.error();
    Result<media::Picture> filmPicture = firstPicture(*film, order.film);
    if (!filmPicture)
        return filmPicture.error();
    Result<media::Picture> first = firstPicture(*video, order.video);
    if (!first)
        return first.error();
    const media::Size size{first->width, first->height};
    const media::Rect shown
        = keptPixels(size, scene ? scene->crop : std::nullopt, {filmPicture->width, filmPicture->height});
    if (sameness(media::frame(*first, {filmPicture->width, filmPicture->height}, media::Fit::Cover, shown),
                 *filmPicture)
        < kLeastSame)
        return Error{ErrorCode::BadOption, "video",
                     order.film.string() + " doesn't begin with the first picture of " + order.video.string()};
    const Result<media::Rect> face = faceIn(*first, shown, order.face);
    if (!face)
        return face.error();

    const double rate = film->info().frameRate > 0 ? film->info().frameRate : 25;
    const double expected = std::max(1.0, film->info().seconds * rate);
    Result<media::MovieWriter> writer
        = media::MovieWriter::open(order.target,
                                   {.width = size.width & ~1,
                                    .height = size.height & ~1,
                                    .frameRate = static_cast<int>(std::lround(rate)),
                                    .sound = film->info().hasSound ? std::optional(order.film) : std::nullopt,
                                    .soundEnd = media::SoundEnd::AsItIs,
                                    .comment = film->info().comment,
                                    .existing = order.existing});
    if (!writer)
        return writer.error();

    media::MouthOverlay overlay(*first, *filmPicture, *face, shown);
    VideoPictures pictures(std::move(*video), std::move(*first));
    DubReport report;
    const auto make = [&]() -> Status {
        for (std::optional<media::Picture> mouth = std::move(*filmPicture); mouth;) {
            if (stop.stop_requested())
                return Error{ErrorCode::Cancelled, order.target.string(), {}};
            const Result<const media::Picture*> background = pictures.at(static_cast<double>(report.frames) / rate);
            if (!background)
                return background.error();
            media::Picture picture = **background;
            report.unchanged += overlay.lay(picture, *mouth) > 0 ? 0 : 1;
            report.standing += pictures.ended() ? 1 : 0;
            if (Status written = writer->writeFrame(evenSided(std::move(picture)).rgb); !written)
                return written;
            ++report.frames;
            if (progress)
                progress(std::min(1.0, static_cast<double>(report.frames) / expected));
            Result<std::optional<media::Picture>> next = film->nextFrame();
            if (!next)
                return next.error();
            mouth = std::move(*next);
        }
        return kDone;
    };
    Status made = make();
    // A cut file ends early without an error.
    if (made && static_cast<double>(report.frames) < expected - 1)
        made = Error{ErrorCode::MediaDamaged, order.film.string(),
                     "only " + std::to_string(report.frames) + " of its frames can be read"};
    if (!made) {
        writer->abandon();
        return made.error();
    }
    const Result<media::MovieSummary> finished = writer->finish();
    if (!finished)
        return finished.error();
    if (finished->doubt)
        return *finished->doubt;
    report.movie = finished->path;
    report.seconds = static_cast<double>(report.frames) / rate;
    return report;
}

} // namespace studio::jobs
