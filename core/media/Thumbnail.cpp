// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/media/Thumbnail.h"

#include "core/media/Framing.h"
#include "core/media/MovieReader.h"

#include <algorithm>
#include <cmath>

namespace studio::media {
namespace {

Picture reduced(Picture picture, int longerSide)
{
    const int longer = std::max(picture.width, picture.height);
    if (longer <= longerSide)
        return picture;
    const auto scaled = [&](int side) {
        return std::max(1, static_cast<int>(std::lround(static_cast<double>(side) * longerSide / longer)));
    };
    return resizeBilinear(picture, {scaled(picture.width), scaled(picture.height)});
}

} // namespace

Result<Picture> pictureThumbnail(const std::filesystem::path& picture, int longerSide)
{
    Result<Picture> read = readPicture(picture, PictureRules::Studio);
    return read ? Result<Picture>(reduced(std::move(*read), longerSide)) : read;
}

Result<Picture> movieThumbnail(const std::filesystem::path& movie, int longerSide, double seconds)
{
    Result<MovieReader> reader = MovieReader::open(movie);
    if (!reader)
        return reader.error();
    if (seconds > 0) {
        if (const Status sought = reader->seek(seconds); !sought)
            return sought.error();
    }
    Result<std::optional<Picture>> frame = reader->nextFrame();
    if (!frame)
        return frame.error();
    if (!*frame)
        return Error{ErrorCode::MediaDamaged, movie.string(), "no frame at this time"};
    return reduced(std::move(**frame), longerSide);
}

} // namespace studio::media
