// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <span>

namespace studio::media {

// The EXIF orientation, 1 to 8 (1: as stored), of a file's bytes; 1 where there is none or it makes no sense.
// JPEG keeps it in an APP1 segment, PNG in a chunk eXIf, WebP in a chunk EXIF.
int jpegOrientation(std::span<const uint8_t> file);
int pngOrientation(std::span<const uint8_t> file);
int webpOrientation(std::span<const uint8_t> file);

} // namespace studio::media
