// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/media/Picture.h"

#include "core/media/Exif.h"
#include "core/media/ImageDecoders.h"
#include "core/media/MovieReader.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <memory>
#include <new>
#include <optional>
#include <string>
#include <string_view>

namespace studio::media {
namespace {

constexpr size_t kSniffed = 512; // bytes that tell the kind of a file

struct CloseFile {
    void operator()(std::FILE* file) const { std::fclose(file); }
};
using File = std::unique_ptr<std::FILE, CloseFile>;

struct Header {
    PictureFormat format = PictureFormat::Png;
    HeaderSize stored;
    int orientation = 1;
    int reduction = 1;
};

bool has(FileBytes start, size_t at, std::string_view text)
{
    return start.size() >= at + text.size() && std::memcmp(start.data() + at, text.data(), text.size()) == 0;
}

// The brands of an ISO media file, the major one first: "heic", "mif1". A film has others.
std::vector<std::string_view> isoBrands(FileBytes start)
{
    if (start.size() < 16 || !has(start, 4, "ftyp"))
        return {};
    const std::string_view text(reinterpret_cast<const char*>(start.data()), start.size());
    const size_t length = std::min<size_t>(text.size(), size_t{start[2]} << 8 | start[3]);
    std::vector<std::string_view> brands{text.substr(8, 4)};
    for (size_t at = 16; at + 4 <= length; at += 4)
        brands.push_back(text.substr(at, 4));
    return brands;
}

bool isHeif(FileBytes start)
{
    constexpr std::array kBrands{"heic", "heix", "heim", "heis", "hevc", "hevx",
                                 "avif", "avis", "mif1", "msf1", "avci"};
    const std::vector<std::string_view> brands = isoBrands(start);
    return std::find_first_of(brands.begin(), brands.end(), kBrands.begin(), kBrands.end()) != brands.end();
}

std::optional<PictureFormat> sniff(FileBytes start)
{
    using namespace std::string_view_literals;
    if (has(start, 0, "\x89PNG\r\n\x1a\n"))
        return PictureFormat::Png;
    if (has(start, 0, "\xff\xd8\xff"))
        return PictureFormat::Jpeg;
    if (has(start, 0, "RIFF") && has(start, 8, "WEBP"))
        return PictureFormat::WebP;
    if (has(start, 0, "II*\0"sv) || has(start, 0, "MM\0*"sv) || has(start, 0, "II+\0"sv) || has(start, 0, "MM\0+"sv))
        return PictureFormat::Tiff;
    if (isHeif(start))
        return PictureFormat::Heif;
    if (has(start, 0, "GIF87a") || has(start, 0, "GIF89a"))
        return PictureFormat::Gif;
    // Header sizes of BMP: OS/2 1 and 2, Windows 3, Photoshop, Windows 95 and 98.
    constexpr std::array<uint8_t, 8> kBmpHeaders{12, 16, 40, 52, 56, 64, 108, 124};
    if (has(start, 0, "BM") && has(start, 15, "\0\0\0"sv)
        && std::find(kBmpHeaders.begin(), kBmpHeaders.end(), start[14]) != kBmpHeaders.end())
        return PictureFormat::Bmp;
    if (has(start, 0, "\xff\x0a") || has(start, 0, "\0\0\0\x0cJXL \r\n\x87\n"sv))
        return PictureFormat::JpegXl;
    if (has(start, 0, "\xff\x4f\xff\x51") || has(start, 0, "\0\0\0\x0cjP  \r\n\x87\n"sv))
        return PictureFormat::Jpeg2000;
    if (has(start, 0, "8BPS\0\1"sv))
        return PictureFormat::Psd;
    if (has(start, 0, "qoif"))
        return PictureFormat::Qoi;
    const auto isIn = [&](size_t at, std::string_view characters) {
        return start.size() > at && characters.find(static_cast<char>(start[at])) != std::string_view::npos;
    };
    if (has(start, 0, "P7\nWIDTH")
        || (has(start, 0, "P") && isIn(1, "123456") && isIn(2, " \t\r\n") && isIn(3, "#0123456789")))
        return PictureFormat::Pnm;
    return {};
}

// Name of a picture kind that is recognised but can't be read; empty for all others.
std::string unreadableKind(FileBytes start)
{
    using namespace std::string_view_literals;
    struct Kind {
        std::string_view start;
        std::string_view name;
    };
    constexpr std::array kKinds{Kind{"%PDF", "PDF"},
                                Kind{"%!PS", "PostScript"},
                                Kind{"\xc5\xd0\xd3\xc6", "PostScript"},
                                Kind{"gimp xcf", "GIMP (XCF)"},
                                Kind{"\x76\x2f\x31\x01", "OpenEXR"},
                                Kind{"#?RADIANCE", "Radiance HDR"},
                                Kind{"\0\0\1\0"sv, "icon (ICO)"},
                                Kind{"DDS ", "DDS"},
                                Kind{"8BPS\0\2"sv, "PSB"},
                                Kind{"FUJIFILMCCD-RAW", "camera raw"},
                                Kind{"\0MRM"sv, "camera raw"},
                                Kind{"FOVb", "camera raw"},
                                Kind{"IIRS", "camera raw"},
                                Kind{"IIRO", "camera raw"},
                                Kind{"IIU\0"sv, "camera raw"}};
    for (const Kind& kind : kKinds) {
        if (has(start, 0, kind.start))
            return std::string(kind.name);
    }
    const std::vector<std::string_view> brands = isoBrands(start);
    if (!brands.empty() && brands.front() == "crx ")
        return "camera raw";
    const std::string_view text(reinterpret_cast<const char*>(start.data()), start.size());
    if (text.find("<svg") != std::string_view::npos)
        return "SVG";
    return {};
}

// The whole file, once its first bytes look like a picture.
Result<std::vector<uint8_t>> readFile(const std::filesystem::path& path)
{
    constexpr uintmax_t kMaxBytes = (uintmax_t{1} << 31) - 4096; // FFmpeg counts bytes in an int.
    std::error_code failed;
    const auto status = std::filesystem::status(path, failed);
    if (status.type() == std::filesystem::file_type::not_found)
        return Error{ErrorCode::FileMissing, path.string(), {}};
    if (status.type() != std::filesystem::file_type::regular)
        return Error{ErrorCode::FileUnreadable, path.string(), failed ? failed.message() : "not a file"};
    const File file(std::fopen(path.c_str(), "rb"));
    if (!file)
        return Error{ErrorCode::FileUnreadable, path.string(), std::strerror(errno)};

    std::array<uint8_t, kSniffed> start{};
    const size_t found = std::fread(start.data(), 1, start.size(), file.get());
    if (std::ferror(file.get()))
        return Error{ErrorCode::FileUnreadable, path.string(), std::strerror(errno)};
    const FileBytes sniffed = FileBytes(start).first(found);
    if (!sniff(sniffed)) {
        if (const std::string kind = unreadableKind(sniffed); !kind.empty())
            return Error{ErrorCode::ImageUnsupported, path.string(), kind};
        return Error{ErrorCode::NotAnImage, path.string(), "no known kind of picture"};
    }
    const uintmax_t size = std::filesystem::file_size(path, failed);
    if (failed || size > kMaxBytes)
        return Error{ErrorCode::ImageUnsupported, path.string(), "picture file of more than 2 GB"};

    std::vector<uint8_t> bytes(std::max<size_t>(static_cast<size_t>(size), found));
    std::copy_n(start.begin(), found, bytes.begin());
    const size_t rest = std::fread(bytes.data() + found, 1, bytes.size() - found, file.get());
    if (std::ferror(file.get()))
        return Error{ErrorCode::FileUnreadable, path.string(), std::strerror(errno)};
    bytes.resize(found + rest);
    return bytes;
}

Result<HeaderSize> sizeOf(FileBytes file, PictureFormat format)
{
    switch (format) {
    case PictureFormat::Png: return pngSize(file);
    case PictureFormat::Jpeg: return jpegSize(file);
    case PictureFormat::WebP: return webpSize(file);
    case PictureFormat::Tiff: return tiffSize(file);
    case PictureFormat::Heif: return heifSize(file);
    default: return frameSize(file, format);
    }
}

int orientationOf(FileBytes file, PictureFormat format)
{
    switch (format) {
    case PictureFormat::Png: return pngOrientation(file);
    case PictureFormat::Jpeg: return jpegOrientation(file);
    case PictureFormat::WebP: return webpOrientation(file);
    case PictureFormat::Tiff: return tiffOrientation(file);
    default: return 1; // HEIF's rotation is part of decoding; the others have none.
    }
}

Result<Picture> decode(FileBytes file, PictureFormat format, const Decoding& how)
{
    switch (format) {
    case PictureFormat::Png: return decodePng(file, how);
    case PictureFormat::Jpeg: return decodeJpeg(file, how);
    case PictureFormat::WebP: return decodeWebP(file, how);
    case PictureFormat::Tiff: return decodeTiff(file, how);
    case PictureFormat::Heif: return decodeHeif(file, how);
    default: return decodeFrame(file, format, how);
    }
}

int64_t reducedPixels(HeaderSize size, int reduction)
{
    return reducedSide(size.width, reduction) * reducedSide(size.height, reduction);
}

Result<Header> readHeader(FileBytes file, const std::filesystem::path& path, PictureRules rules)
{
    const bool reference = rules == PictureRules::Reference;
    Header header;
    header.format = *sniff(file.first(std::min(file.size(), kSniffed)));
    const Result<HeaderSize> size = sizeOf(file, header.format);
    if (!size)
        return Error{size.error().code, path.string(), size.error().detail};
    if (size->width < 1 || size->height < 1)
        return Error{ErrorCode::MediaDamaged, path.string(), "no usable header"};
    header.stored = *size;
    if (!reference)
        header.orientation = orientationOf(file, header.format);

    if (size->width > (reference ? kMaxReferencePixels : kMaxPicturePixels) / size->height)
        return Error{ErrorCode::ImageTooLarge, path.string(), sizeText(*size)};
    if (std::min(size->width, size->height) < (reference ? kMinReferenceSide : kMinPictureSide))
        return Error{ErrorCode::ImageTooSmall, path.string(), sizeText(*size)};
    while (!reference && reducedPixels(*size, header.reduction) > kMaxReadPixels)
        header.reduction *= 2;
    return header;
}

// Orientations from 5 on also swap the sides.
bool turnsSideways(int orientation)
{
    return orientation >= 5;
}

Picture upright(Picture pixels, int orientation)
{
    if (orientation == 1)
        return pixels;
    const bool sideways = turnsSideways(orientation);
    const int width = sideways ? pixels.height : pixels.width;
    const int height = sideways ? pixels.width : pixels.height;
    // The stored axes that run backwards, after the sides are swapped.
    const bool columnsBack = orientation == 2 || orientation == 3 || orientation == 7 || orientation == 8;
    const bool rowsBack = orientation == 3 || orientation == 4 || orientation == 6 || orientation == 7;

    Picture out{width, height, std::vector<uint8_t>(pixels.rgb.size())};
    uint8_t* target = out.rgb.data();
    for (int y = 0; y < height; ++y) {
        for (int x = 0; x < width; ++x) {
            const int column = sideways ? y : x;
            const int row = sideways ? x : y;
            const size_t fromX = static_cast<size_t>(columnsBack ? pixels.width - 1 - column : column);
            const size_t fromY = static_cast<size_t>(rowsBack ? pixels.height - 1 - row : row);
            target = std::copy_n(pixels.rgb.data() + 3 * (fromY * pixels.width + fromX), 3, target);
        }
    }
    return out;
}

// The first picture of a video; `otherwise` if it is none, one of tiny pictures, or a sound with a cover.
Result<Picture> firstPicture(const std::filesystem::path& path, const Error& otherwise)
{
    Result<MovieReader> video = MovieReader::open(path);
    if (!video || video->info().frameRate <= 0)
        return otherwise;
    Result<std::optional<Picture>> first = video->nextFrame();
    if (!first || !*first)
        return otherwise;
    return std::min((*first)->width, (*first)->height) < kMinPictureSide ? otherwise
                                                                         : Result<Picture>(std::move(**first));
}

[[nodiscard]] bool mayBeVideo(const Error& error, PictureRules rules)
{
    return error.code == ErrorCode::NotAnImage && rules == PictureRules::Studio;
}

} // namespace

std::string sizeText(HeaderSize size)
{
    return std::to_string(size.width) + " x " + std::to_string(size.height);
}

Status wholeFits(HeaderSize size, size_t pixelBytes)
{
    if (size.width * size.height > kMaxWholeBytes / static_cast<int64_t>(pixelBytes))
        return Error{ErrorCode::ImageTooLarge, {}, sizeText(size)};
    return kDone;
}

Result<Picture> readPicture(const std::filesystem::path& path, PictureRules rules)
try {
    const Result<std::vector<uint8_t>> file = readFile(path);
    if (!file)
        return mayBeVideo(file.error(), rules) ? firstPicture(path, file.error()) : Result<Picture>(file.error());
    const Result<Header> header = readHeader(*file, path, rules);
    if (!header)
        return header.error();
    Result<Picture> picture = decode(*file, header->format, {.rules = rules, .reduction = header->reduction});
    if (!picture)
        return Error{picture.error().code, path.string(), picture.error().detail};
    // Limits and the film's shape went by the header.
    if (picture->width != reducedSide(header->stored.width, header->reduction)
        || picture->height != reducedSide(header->stored.height, header->reduction))
        return Error{ErrorCode::MediaDamaged, path.string(),
                     "its pixels are " + sizeText({picture->width, picture->height}) + ", its header says "
                         + sizeText(header->stored)};
    return upright(std::move(*picture), header->orientation);
} catch (const std::bad_alloc&) {
    return Error{ErrorCode::OutOfMemory, path.string(), "decoding the picture"};
}

Result<PictureInfo> probePicture(const std::filesystem::path& path, PictureRules rules)
try {
    const Result<std::vector<uint8_t>> file = readFile(path);
    if (!file) {
        if (!mayBeVideo(file.error(), rules))
            return file.error();
        const Result<Picture> first = firstPicture(path, file.error());
        if (!first)
            return first.error();
        return PictureInfo{.width = first->width,
                           .height = first->height,
                           .readWidth = first->width,
                           .readHeight = first->height,
                           .format = PictureFormat::Video};
    }
    const Result<Header> header = readHeader(*file, path, rules);
    if (!header)
        return header.error();
    const auto [width, height] = header->stored;
    PictureInfo info{.width = static_cast<int>(width),
                     .height = static_cast<int>(height),
                     .readWidth = static_cast<int>(reducedSide(width, header->reduction)),
                     .readHeight = static_cast<int>(reducedSide(height, header->reduction)),
                     .format = header->format};
    if (turnsSideways(header->orientation)) {
        std::swap(info.width, info.height);
        std::swap(info.readWidth, info.readHeight);
    }
    return info;
} catch (const std::bad_alloc&) {
    return Error{ErrorCode::OutOfMemory, path.string(), "reading the picture's header"};
}

} // namespace studio::media
