// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/media/Exif.h"

#include <algorithm>
#include <cstddef>
#include <string_view>

namespace studio::media {
namespace {

using Bytes = std::span<const uint8_t>;

bool startsWith(Bytes bytes, std::string_view text)
{
    return bytes.size() >= text.size()
        && std::equal(text.begin(), text.end(), bytes.begin(), [](char c, uint8_t b) { return uint8_t(c) == b; });
}

enum class Endian { Little, Big };

// Reads past the end are zero: a lying length then finds no tag.
uint32_t number(Bytes bytes, size_t at, size_t count, Endian endian)
{
    uint32_t value = 0;
    for (size_t i = 0; i < count; ++i) {
        const size_t position = at + (endian == Endian::Big ? i : count - 1 - i);
        value = value << 8 | (position < bytes.size() ? bytes[position] : 0);
    }
    return value;
}

// A TIFF header, then a directory of 12-byte entries: tag, type, count, value (TIFF 6.0, section 2).
int tiffOrientation(Bytes tiff)
{
    constexpr uint32_t kOrientation = 0x0112;
    constexpr uint32_t kShort = 3;
    const bool little = startsWith(tiff, "II");
    if (!little && !startsWith(tiff, "MM"))
        return 1;
    const Endian endian = little ? Endian::Little : Endian::Big;
    const size_t directory = number(tiff, 4, 4, endian);
    const uint32_t entries = number(tiff, directory, 2, endian);
    for (uint32_t i = 0; i < entries; ++i) {
        const size_t entry = directory + 2 + size_t{12} * i;
        if (entry + 12 > tiff.size())
            break;
        if (number(tiff, entry, 2, endian) != kOrientation || number(tiff, entry + 2, 2, endian) != kShort)
            continue;
        const uint32_t value = number(tiff, entry + 8, 2, endian);
        return value >= 1 && value <= 8 ? static_cast<int>(value) : 1;
    }
    return 1;
}

constexpr std::string_view kExifMark{"Exif\0\0", 6};

// The bytes with or without the mark that JPEG demands and some programs write everywhere.
int exifOrientation(Bytes exif)
{
    return tiffOrientation(startsWith(exif, kExifMark) ? exif.subspan(kExifMark.size()) : exif);
}

} // namespace

int jpegOrientation(Bytes file)
{
    constexpr uint8_t kApp1 = 0xE1;
    constexpr uint8_t kScan = 0xDA;
    size_t at = 2;
    while (at + 4 <= file.size() && file[at] == 0xFF) {
        const uint8_t marker = file[at + 1];
        if (marker == 0xFF) { // Padding before a marker.
            ++at;
            continue;
        }
        if (marker == kScan)
            break;
        const size_t length = number(file, at + 2, 2, Endian::Big);
        if (length < 2 || at + 2 + length > file.size())
            break;
        const Bytes segment = file.subspan(at + 4, length - 2);
        if (marker == kApp1 && startsWith(segment, kExifMark))
            return exifOrientation(segment);
        at += 2 + length;
    }
    return 1;
}

int pngOrientation(Bytes file)
{
    size_t at = 8;
    while (at + 12 <= file.size()) { // length, name, data, checksum
        const size_t length = number(file, at, 4, Endian::Big);
        if (length > file.size() - at - 12)
            break;
        if (startsWith(file.subspan(at + 4), "eXIf"))
            return exifOrientation(file.subspan(at + 8, length));
        at += 12 + length;
    }
    return 1;
}

int webpOrientation(Bytes file)
{
    size_t at = 12;
    while (at + 8 <= file.size()) { // name, length, data, padding to even
        const size_t length = number(file, at + 4, 4, Endian::Little);
        if (length > file.size() - at - 8)
            break;
        if (startsWith(file.subspan(at), "EXIF"))
            return exifOrientation(file.subspan(at + 8, length));
        at += 8 + length + (length & 1);
    }
    return 1;
}

} // namespace studio::media
