// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/services/Thumbnails.h"

#include "core/media/MovieWriter.h"
#include "core/media/Thumbnail.h"
#include "ui/services/Background.h"
#include "ui/services/Images.h"

namespace studio::ui {
namespace {

template<typename Read>
void readThumbnail(Read read, QObject* context, std::function<void(const QImage&)> done)
{
    inBackground(
        context,
        [read = std::move(read)] {
            const Result<media::Picture> picture = read();
            return picture ? imageOf(*picture) : QImage();
        },
        [done = std::move(done)](const QImage& image) {
            if (!image.isNull())
                done(image);
        });
}

} // namespace

void readPictureThumbnail(const std::filesystem::path& picture, int side, QObject* context,
                          std::function<void(const QImage&)> done)
{
    readThumbnail([picture, side] { return media::pictureThumbnail(picture, side); }, context, std::move(done));
}

void readMovieThumbnail(const std::filesystem::path& movie, int side, QObject* context,
                        std::function<void(const QImage&)> done)
{
    readThumbnail(
        [movie, side] {
            std::error_code failed;
            const bool whole = std::filesystem::exists(movie, failed);
            return media::movieThumbnail(whole ? movie : media::moviePart(movie).value_or(movie), side);
        },
        context, std::move(done));
}

} // namespace studio::ui
