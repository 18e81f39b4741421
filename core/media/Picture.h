// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/Result.h"

#include <cstdint>
#include <filesystem>
#include <vector>

namespace studio::media {

// RGB with 8 bits per channel, rows from the top, without padding: 3 * width * height bytes.
struct Picture {
    int width = 0;
    int height = 0;
    std::vector<uint8_t> rgb;
};

// How a file is converted to RGB. Reference: as PIL's convert("RGB"): ignores the EXIF orientation, drops alpha,
// replicates grey, clips 16-bit grey (MODEL.md 4). Studio: applies the orientation, composites alpha over white, scales
// 16 bits down.
enum class PictureRules { Reference, Studio };

enum class PictureFormat { Png, Jpeg, WebP };

struct PictureInfo {
    int width = 0; // After applying the orientation, with Studio rules.
    int height = 0;
    PictureFormat format = PictureFormat::Png;
};

// Limits of accepted pictures, also for messages.
inline constexpr int kMinPictureSide = 64; // Studio rules, pixels of the shorter side.
inline constexpr int kMinReferenceSide = 8; // Reference rules.
inline constexpr int64_t kMaxPicturePixels = 100'000'000;

// Reads a PNG, JPEG or WebP (an animation's first picture). Errors: FileMissing, FileUnreadable, NotAnImage (another
// kind of file, damaged or truncated), ImageTooSmall, ImageTooLarge (both before decoding; the detail is the size,
// "30000 x 30000"), OutOfMemory.
Result<Picture> readPicture(const std::filesystem::path& path, PictureRules rules);

// The same checks from the header only: the file may still be damaged further on.
Result<PictureInfo> probePicture(const std::filesystem::path& path, PictureRules rules = PictureRules::Studio);

// Writes an RGB PNG; an incomplete file is removed. Errors: NotWritable, DiskFull.
Status writePng(const std::filesystem::path& path, const Picture& picture);

} // namespace studio::media
