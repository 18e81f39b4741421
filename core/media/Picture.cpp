// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/media/Picture.h"

#include "core/media/Exif.h"
#include "core/media/ImageDecoders.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <memory>
#include <new>
#include <string_view>

namespace studio::media {
namespace {

using Bytes = std::span<const uint8_t>;
struct CloseFile {
    void operator()(std::FILE* file) const { std::fclose(file); }
};
using File = std::unique_ptr<std::FILE, CloseFile>;

struct Header {
    PictureFormat format = PictureFormat::Png;
    HeaderSize stored;
    int orientation = 1;
};

std::optional<PictureFormat> sniff(Bytes start)
{
    const auto has = [&](size_t at, std::string_view text) {
        return start.size() >= at + text.size() && std::memcmp(start.data() + at, text.data(), text.size()) == 0;
    };
    if (has(0, "\x89PNG\r\n\x1a\n"))
        return PictureFormat::Png;
    if (has(0, "\xff\xd8\xff"))
        return PictureFormat::Jpeg;
    if (has(0, "RIFF") && has(8, "WEBP"))
        return PictureFormat::WebP;
    return {};
}

// The whole file, once its first bytes look like a picture.
Result<std::vector<uint8_t>> readFile(const std::filesystem::path& path)
{
    constexpr uintmax_t kMaxBytes = uintmax_t{1} << 30; // 100 megapixels of 16-bit RGBA stay below.
    std::error_code failed;
    const auto status = std::filesystem::status(path, failed);
    if (status.type() == std::filesystem::file_type::not_found)
        return Error{ErrorCode::FileMissing, path.string(), {}};
    if (status.type() != std::filesystem::file_type::regular)
        return Error{ErrorCode::FileUnreadable, path.string(), failed ? failed.message() : "not a file"};
    const File file(std::fopen(path.c_str(), "rb"));
    if (!file)
        return Error{ErrorCode::FileUnreadable, path.string(), std::strerror(errno)};

    std::array<uint8_t, 16> start{};
    const size_t found = std::fread(start.data(), 1, start.size(), file.get());
    if (std::ferror(file.get()))
        return Error{ErrorCode::FileUnreadable, path.string(), std::strerror(errno)};
    if (!sniff(Bytes(start).first(found)))
        return Error{ErrorCode::NotAnImage, path.string(), "neither PNG, JPEG nor WebP"};
    const uintmax_t size = std::filesystem::file_size(path, failed);
    if (failed || size > kMaxBytes)
        return Error{ErrorCode::NotAnImage, path.string(), "larger than any picture that is read"};

    std::vector<uint8_t> bytes(std::max<size_t>(static_cast<size_t>(size), found));
    std::copy_n(start.begin(), found, bytes.begin());
    const size_t rest = std::fread(bytes.data() + found, 1, bytes.size() - found, file.get());
    if (std::ferror(file.get()))
        return Error{ErrorCode::FileUnreadable, path.string(), std::strerror(errno)};
    bytes.resize(found + rest);
    return bytes;
}

Result<Header> readHeader(Bytes file, const std::filesystem::path& path, PictureRules rules)
{
    Header header;
    header.format = *sniff(file);
    std::optional<HeaderSize> size;
    switch (header.format) {
    case PictureFormat::Png:
        size = pngSize(file);
        header.orientation = pngOrientation(file);
        break;
    case PictureFormat::Jpeg:
        size = jpegSize(file);
        header.orientation = jpegOrientation(file);
        break;
    case PictureFormat::WebP:
        size = webpSize(file);
        header.orientation = webpOrientation(file);
        break;
    }
    if (!size || size->width < 1 || size->height < 1)
        return Error{ErrorCode::NotAnImage, path.string(), "no usable header"};
    if (rules == PictureRules::Reference)
        header.orientation = 1;
    header.stored = *size;

    const std::string text = std::to_string(size->width) + " x " + std::to_string(size->height);
    const int smallest = rules == PictureRules::Studio ? kMinPictureSide : kMinReferenceSide;
    if (size->width > kMaxPicturePixels / size->height)
        return Error{ErrorCode::ImageTooLarge, path.string(), text};
    if (std::min(size->width, size->height) < smallest)
        return Error{ErrorCode::ImageTooSmall, path.string(), text};
    return header;
}

// Orientations from 5 on also swap the sides.
bool turnsSideways(int orientation)
{
    return orientation >= 5;
}

// Straight alpha over white, in place; then the alpha bytes are squeezed out.
void dropAlpha(Pixels& pixels, PictureRules rules)
{
    if (pixels.channels == 3)
        return;
    const size_t count = static_cast<size_t>(pixels.width) * pixels.height;
    uint8_t* target = pixels.bytes.data();
    for (size_t i = 0; i < count; ++i) {
        const uint8_t* const from = pixels.bytes.data() + 4 * i;
        const unsigned alpha = rules == PictureRules::Studio ? from[3] : 255;
        for (int c = 0; c < 3; ++c)
            *target++ = static_cast<uint8_t>((from[c] * alpha + 255 * (255 - alpha) + 127) / 255);
    }
    pixels.bytes.resize(3 * count);
    pixels.channels = 3;
}

Picture upright(Pixels pixels, int orientation)
{
    if (orientation == 1)
        return {pixels.width, pixels.height, std::move(pixels.bytes)};
    const bool sideways = turnsSideways(orientation);
    const int width = sideways ? pixels.height : pixels.width;
    const int height = sideways ? pixels.width : pixels.height;
    // What the orientations mean: seen after the sides are swapped, which of the stored axes run backwards.
    const bool columnsBack = orientation == 2 || orientation == 3 || orientation == 7 || orientation == 8;
    const bool rowsBack = orientation == 3 || orientation == 4 || orientation == 6 || orientation == 7;

    Picture out{width, height, std::vector<uint8_t>(pixels.bytes.size())};
    uint8_t* target = out.rgb.data();
    for (int y = 0; y < height; ++y) {
        for (int x = 0; x < width; ++x) {
            const int column = sideways ? y : x;
            const int row = sideways ? x : y;
            const size_t fromX = static_cast<size_t>(columnsBack ? pixels.width - 1 - column : column);
            const size_t fromY = static_cast<size_t>(rowsBack ? pixels.height - 1 - row : row);
            target = std::copy_n(pixels.bytes.data() + 3 * (fromY * pixels.width + fromX), 3, target);
        }
    }
    return out;
}

Result<Pixels> decode(Bytes file, PictureFormat format, PictureRules rules)
{
    switch (format) {
    case PictureFormat::Jpeg: return decodeJpeg(file);
    case PictureFormat::WebP: return decodeWebP(file, rules);
    case PictureFormat::Png: break;
    }
    return decodePng(file, rules);
}

} // namespace

Result<Picture> readPicture(const std::filesystem::path& path, PictureRules rules)
try {
    const Result<std::vector<uint8_t>> file = readFile(path);
    if (!file)
        return file.error();
    const Result<Header> header = readHeader(*file, path, rules);
    if (!header)
        return header.error();
    Result<Pixels> pixels = decode(*file, header->format, rules);
    if (!pixels)
        return Error{pixels.error().code, path.string(), pixels.error().detail};
    dropAlpha(*pixels, rules);
    return upright(std::move(*pixels), header->orientation);
} catch (const std::bad_alloc&) {
    return Error{ErrorCode::OutOfMemory, path.string(), "decoding the picture"};
}

Result<PictureInfo> probePicture(const std::filesystem::path& path, PictureRules rules)
try {
    const Result<std::vector<uint8_t>> file = readFile(path);
    if (!file)
        return file.error();
    const Result<Header> header = readHeader(*file, path, rules);
    if (!header)
        return header.error();
    PictureInfo info{static_cast<int>(header->stored.width), static_cast<int>(header->stored.height), header->format};
    if (turnsSideways(header->orientation))
        std::swap(info.width, info.height);
    return info;
} catch (const std::bad_alloc&) {
    return Error{ErrorCode::OutOfMemory, path.string(), "reading the picture's header"};
}

} // namespace studio::media
