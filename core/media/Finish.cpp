// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/media/Finish.h"

#include "core/media/FaceFinder.h"
#include "core/media/MovieExport.h"
#include "core/media/MovieReader.h"

#include <algorithm>
#include <cmath>
#include <string>

namespace studio::media {
namespace {

double widthByHeight(FilmShape shape, Size picture)
{
    switch (shape) {
    case FilmShape::Wide: return 16.0 / 9;
    case FilmShape::Square: return 1;
    case FilmShape::Upright: return 9.0 / 16;
    case FilmShape::AsMade: break;
    }
    return static_cast<double>(picture.width) / picture.height;
}

int even(double side)
{
    return static_cast<int>(std::clamp(2 * std::llround(side / 2), 2LL, 1LL << 20));
}

Status checkSides(Size film)
{
    if (std::min(film.width, film.height) >= kLeastExportSide && std::max(film.width, film.height) <= kMostExportSide)
        return kDone;
    return Error{ErrorCode::BadOption, "height",
                 std::to_string(film.width) + " x " + std::to_string(film.height) + ": pictures may have "
                     + std::to_string(kLeastExportSide) + " to " + std::to_string(kMostExportSide) + " pixels a side"};
}

// The place of a picture's side of this length that covers the film's, with the focus as near to the middle as it can
// be.
int cutAt(int picture, int film, double focus)
{
    return std::clamp(static_cast<int>(std::lround(film / 2.0 - focus * picture)), film - picture, 0);
}

} // namespace

Result<FilmLayout> filmLayout(Size picture, const Finish& finish, std::optional<int> height)
{
    if (picture.width < 1 || picture.height < 1)
        return Error{ErrorCode::BadOption, "size", "an empty picture"};
    FilmLayout layout;
    if (finish.shape == FilmShape::AsMade) {
        if (!height) {
            layout.film = {picture.width / 2 * 2, picture.height / 2 * 2};
        } else if (const Result<Size> scaled = exportSize(picture, *height)) {
            layout.film = *scaled;
        } else {
            return scaled.error();
        }
        layout.picture = {0, 0, layout.film.width, layout.film.height};
        return layout;
    }
    const double shape = widthByHeight(finish.shape, picture);
    const double own = widthByHeight(FilmShape::AsMade, picture);
    const bool cuts = finish.sides == FilmSides::CutOff;
    if (height)
        layout.film = {even(*height * shape), even(*height)};
    else if ((own > shape) == cuts) // The picture's height is the film's.
        layout.film = {even(picture.height * shape), even(picture.height)};
    else
        layout.film = {even(picture.width), even(picture.width / shape)};
    if (const Status usable = checkSides(layout.film); !usable)
        return usable.error();
    const Size film = layout.film;
    const bool fillsHeight = (own > shape) == cuts;
    const auto limited
        = [cuts](int side, int ofFilm) { return cuts ? std::max(side, ofFilm) : std::min(side, ofFilm); };
    const int wide = fillsHeight ? limited(even(film.height * own), film.width) : film.width;
    const int high = fillsHeight ? film.height : limited(even(film.width / own), film.height);
    const FilmPoint focus = finish.focus.value_or(FilmPoint());
    layout.picture = cuts ? Rect{cutAt(wide, film.width, focus.x), cutAt(high, film.height, focus.y), wide, high}
                          : Rect{(film.width - wide) / 2, (film.height - high) / 2, wide, high};
    return layout;
}

Result<FilmPoint> findFocus(const std::filesystem::path& movie)
{
    Result<MovieReader> reader = MovieReader::open(movie);
    if (!reader)
        return reader.error();
    if (!canFindFaces())
        return FilmPoint();
    const Result<std::optional<Picture>> first = reader->nextFrame();
    if (!first)
        return first.error();
    if (!*first)
        return FilmPoint();
    const std::vector<Face> faces = findFaces(**first);
    if (faces.empty())
        return FilmPoint();
    const Rect& box = faces.front().box;
    return FilmPoint{(box.x + box.width / 2.0) / (*first)->width, (box.y + box.height / 2.0) / (*first)->height};
}

} // namespace studio::media
