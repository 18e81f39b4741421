// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/Result.h"

#include <cstdint>
#include <filesystem>
#include <vector>

namespace studio::media {

// 8 bits a channel, rows from the top, without padding: rgb has 3 * width * height bytes.
struct Picture {
    int width = 0;
    int height = 0;
    std::vector<uint8_t> rgb;
};

// How a file becomes RGB. Reference: as the reference's Python does it (PIL's convert("RGB"): the EXIF orientation is
// ignored, alpha is dropped, grey is replicated, 16-bit grey is clipped; MODEL.md 4). Studio: as a person expects it
// (the orientation is obeyed, alpha lies over white, 16 bits are scaled down).
enum class PictureRules { Reference, Studio };

enum class PictureFormat { Png, Jpeg, WebP };

struct PictureInfo {
    int width = 0; // After the orientation is applied, where the rules say so.
    int height = 0;
    PictureFormat format = PictureFormat::Png;
};

// What the program accepts, for messages too.
inline constexpr int kMinPictureSide = 64; // Studio rules, pixels of the shorter side.
inline constexpr int kMinReferenceSide = 8; // Reference rules.
inline constexpr int64_t kMaxPicturePixels = 100'000'000;

// Reads a PNG, JPEG or WebP (an animation's first picture). Errors: FileMissing, FileUnreadable, NotAnImage (another
// kind of file, damaged or cut off), ImageTooSmall, ImageTooLarge (both before any pixel is decoded; the detail is the
// size found, "30000 x 30000"), OutOfMemory.
Result<Picture> readPicture(const std::filesystem::path& path, PictureRules rules);

// The same checks from the file's header alone: a file that passes may still be damaged further on.
Result<PictureInfo> probePicture(const std::filesystem::path& path, PictureRules rules = PictureRules::Studio);

// Writes an RGB PNG; what is half written is removed. Errors: NotWritable, DiskFull.
Status writePng(const std::filesystem::path& path, const Picture& picture);

} // namespace studio::media
