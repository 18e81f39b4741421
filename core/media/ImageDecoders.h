// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/media/Picture.h"

#include <cstddef>
#include <optional>
#include <span>

// One decoder per file format, for Picture.cpp. Errors have a sentence for the log, and no subject.
namespace studio::media {

// Decoded pixels, before rotation and compositing: RGB, or RGBA with straight alpha.
struct Pixels {
    int width = 0;
    int height = 0;
    int channels = 3;
    std::vector<uint8_t> bytes;
};

struct HeaderSize {
    int64_t width = 0;
    int64_t height = 0;
};

// Reads sizes from the header only; nullopt for another kind of file.
std::optional<HeaderSize> jpegSize(std::span<const uint8_t> file);
std::optional<HeaderSize> pngSize(std::span<const uint8_t> file);
std::optional<HeaderSize> webpSize(std::span<const uint8_t> file);

// Decodes the whole picture. Error: NotAnImage.
Result<Pixels> decodeJpeg(std::span<const uint8_t> file);
Result<Pixels> decodePng(std::span<const uint8_t> file, PictureRules rules);
Result<Pixels> decodeWebP(std::span<const uint8_t> file, PictureRules rules);

} // namespace studio::media
