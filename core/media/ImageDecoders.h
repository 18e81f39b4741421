// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/media/Picture.h"
#include "core/media/PixelSink.h"

#include <cstddef>
#include <span>
#include <string>

// The decoders of picture files, for Picture.cpp: one per file format, and FFmpeg for the rest. ...Size() reads the
// size in the header; decode...() gives the picture in sRGB over white, reduced, without its EXIF orientation applied.
// Errors have no subject: MediaDamaged (cut off or damaged), ImageUnsupported (the detail is the kind), ImageTooLarge
// (to be decoded as a whole; the detail is the size), OutOfMemory.
namespace studio::media {

using FileBytes = std::span<const uint8_t>;

// Memory limit of decoders that need the whole picture at once: interlaced PNG, animated WebP, HEIF, AVIF, GIF and the
// like. The others decode row by row.
inline constexpr int64_t kMaxWholeBytes = int64_t{1} << 30;

// Checks a picture that must be decoded as a whole against kMaxWholeBytes. Error: ImageTooLarge.
Status wholeFits(HeaderSize size, size_t pixelBytes);

struct Decoding {
    PictureRules rules = PictureRules::Studio;
    int reduction = 1; // of each side: a power of two
};

// "30000 x 20000", the detail of errors of sizes.
std::string sizeText(HeaderSize size);

Result<HeaderSize> jpegSize(FileBytes file);
Result<HeaderSize> pngSize(FileBytes file);
Result<HeaderSize> webpSize(FileBytes file);
Result<HeaderSize> tiffSize(FileBytes file);
Result<HeaderSize> heifSize(FileBytes file); // upright

Result<Picture> decodeJpeg(FileBytes file, const Decoding& how);
Result<Picture> decodePng(FileBytes file, const Decoding& how);
Result<Picture> decodeWebP(FileBytes file, const Decoding& how);
Result<Picture> decodeTiff(FileBytes file, const Decoding& how);
Result<Picture> decodeHeif(FileBytes file, const Decoding& how); // HEIC and AVIF

// GIF, BMP, JPEG XL, JPEG 2000, PSD, QOI and PNM, by FFmpeg.
Result<HeaderSize> frameSize(FileBytes file, PictureFormat format);
Result<Picture> decodeFrame(FileBytes file, PictureFormat format, const Decoding& how);

} // namespace studio::media
