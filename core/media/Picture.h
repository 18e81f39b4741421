// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/Result.h"

#include <array>
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

// How a file is converted to RGB. Reference: as PIL's convert("RGB"): ignores colour profiles and the EXIF orientation,
// drops alpha, replicates grey, clips 16-bit grey (MODEL.md 4). Studio: converts to sRGB by the profile, applies the
// orientation, composites alpha over white, scales 16 bits down.
enum class PictureRules { Reference, Studio };

enum class PictureFormat { Png, Jpeg, WebP, Tiff, Heif, Gif, Bmp, JpegXl, Jpeg2000, Psd, Qoi, Pnm, Video };

// Usual extensions of their names, for file dialogs and guesses.
inline constexpr std::array kPictureSuffixes{"png",  "jpg", "jpeg", "jpe", "jfif", "webp", "heic", "heif", "hif",
                                             "avif", "tif", "tiff", "gif", "bmp",  "dib",  "jxl",  "jp2",  "j2k",
                                             "jpf",  "psd", "apng", "qoi", "ppm",  "pgm",  "pbm",  "pnm",  "pam"};

struct PictureInfo {
    int width = 0; // of the file, after applying the orientation with Studio rules
    int height = 0;
    int readWidth = 0; // of readPicture()'s result: smaller if the picture is reduced while it is read
    int readHeight = 0;
    PictureFormat format = PictureFormat::Png;
};

// Limits of accepted pictures, also for messages.
inline constexpr int kMinPictureSide = 64; // Studio rules, pixels of the shorter side.
inline constexpr int kMinReferenceSide = 8; // Reference rules.
inline constexpr int64_t kMaxPicturePixels = 500'000'000; // Studio rules
inline constexpr int64_t kMaxReferencePixels = 178'956'970; // Reference rules: PIL refuses more.
// Studio rules: larger pictures are halved while they are read, until they have at most this many pixels.
inline constexpr int64_t kMaxReadPixels = 100'000'000;

// Reads a picture, whatever the name of its file: PNG, JPEG, WebP, TIFF, HEIC, AVIF, GIF, BMP, JPEG XL, JPEG 2000, PSD,
// QOI or PNM; of several pictures the first; with Studio rules also the first picture of a video. Memory: the file (at
// most 2 GB), 300 MB for the picture (twice that while it is turned upright), and what the decoder needs: some rows for
// PNG, TIFF in strips or tiles, and JPEG (a progressive one: 2 bytes a sample); the whole picture, at most 1 GiB each
// for its codec and its pixels, for the other formats and interlaced PNG. Errors: FileMissing, FileUnreadable,
// NotAnImage (another kind of file), ImageUnsupported (the detail is the kind: "SVG"), MediaDamaged (damaged or cut
// off), ImageTooSmall, ImageTooLarge (both before decoding; the detail is the size, "30000 x 30000"), OutOfMemory.
Result<Picture> readPicture(const std::filesystem::path& path, PictureRules rules);

// The same checks from the header only: the file may still be damaged further on.
Result<PictureInfo> probePicture(const std::filesystem::path& path, PictureRules rules = PictureRules::Studio);

// Writes an RGB PNG; an incomplete file is removed. Errors: NotWritable, DiskFull.
Status writePng(const std::filesystem::path& path, const Picture& picture);

} // namespace studio::media
