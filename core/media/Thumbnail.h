// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/Result.h"
#include "core/media/Picture.h"

#include <filesystem>

namespace studio::media {

// A picture, or a movie's frame at a time, reduced (never enlarged) so that its longer side has at most `longerSide`
// pixels. Errors: those of readPicture(), with Studio rules, and of MovieReader.
Result<Picture> pictureThumbnail(const std::filesystem::path& picture, int longerSide);
Result<Picture> movieThumbnail(const std::filesystem::path& movie, int longerSide, double seconds = 0);

} // namespace studio::media
