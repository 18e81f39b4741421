// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <span>

namespace studio::media {

// EXIF orientation of a file's bytes, 1 to 8 (1: as stored); 1 if missing or invalid. JPEG stores it in an APP1
// segment, PNG in an eXIf chunk, WebP in an EXIF chunk; EXIF data are a TIFF themselves.
int jpegOrientation(std::span<const uint8_t> file);
int pngOrientation(std::span<const uint8_t> file);
int webpOrientation(std::span<const uint8_t> file);
int tiffOrientation(std::span<const uint8_t> file);

// Whether EXIF declares Adobe RGB, as cameras do instead of adding a profile (DCF 2.0, interoperability index R03).
bool jpegIsAdobeRgb(std::span<const uint8_t> file);

} // namespace studio::media
