// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/media/Exif.h"

#include <algorithm>
#include <cstddef>
#include <optional>
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

// Reads past the end give zero, so that a wrong length finds no tag.
uint32_t number(Bytes bytes, size_t at, size_t count, Endian endian)
{
    uint32_t value = 0;
    for (size_t i = 0; i < count; ++i) {
        const size_t position = at + (endian == Endian::Big ? i : count - 1 - i);
        value = value << 8 | (position < bytes.size() ? bytes[position] : 0);
    }
    return value;
}

constexpr uint32_t kOrientation = 0x0112;
constexpr uint32_t kShort = 3;

// A TIFF's directories of 12-byte entries: tag, type, count, value (TIFF 6.0, section 2).
class Tags {
public:
    explicit Tags(Bytes tiff)
        : m_tiff(tiff)
        , m_endian(startsWith(tiff, "II") ? Endian::Little : Endian::Big)
    {
    }

    [[nodiscard]] bool isTiff() const { return startsWith(m_tiff, "II") || startsWith(m_tiff, "MM"); }
    [[nodiscard]] size_t first() const { return number(m_tiff, 4, 4, m_endian); }

    // Offset of a tag's entry in the directory at this offset.
    [[nodiscard]] std::optional<size_t> find(size_t directory, uint32_t tag) const
    {
        const uint32_t entries = number(m_tiff, directory, 2, m_endian);
        for (uint32_t i = 0; i < entries; ++i) {
            const size_t entry = directory + 2 + size_t{12} * i;
            if (entry + 12 > m_tiff.size())
                break;
            if (number(m_tiff, entry, 2, m_endian) == tag)
                return entry;
        }
        return {};
    }

    // The directory that a tag refers to.
    [[nodiscard]] std::optional<size_t> below(std::optional<size_t> directory, uint32_t tag) const
    {
        const std::optional<size_t> entry = directory ? find(*directory, tag) : std::nullopt;
        return entry ? std::optional<size_t>(number(m_tiff, *entry + 8, 4, m_endian)) : std::nullopt;
    }

    [[nodiscard]] uint32_t type(size_t entry) const { return number(m_tiff, entry + 2, 2, m_endian); }
    [[nodiscard]] uint32_t shortValue(size_t entry) const { return number(m_tiff, entry + 8, 2, m_endian); }
    [[nodiscard]] Bytes inlineValue(size_t entry) const { return m_tiff.subspan(entry + 8, 4); }

private:
    Bytes m_tiff;
    Endian m_endian;
};

constexpr std::string_view kExifMark{"Exif\0\0", 6};

// Without the mark "Exif", which JPEG requires and some programs write everywhere.
Bytes withoutMark(Bytes exif)
{
    return startsWith(exif, kExifMark) ? exif.subspan(kExifMark.size()) : exif;
}

int exifOrientation(Bytes exif)
{
    return tiffOrientation(withoutMark(exif));
}

// A JPEG's EXIF data, including the mark; empty if it has none.
Bytes jpegExif(Bytes file)
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
            return segment;
        at += 2 + length;
    }
    return {};
}

} // namespace

int tiffOrientation(Bytes tiff)
{
    const Tags tags(tiff);
    const std::optional<size_t> entry = tags.isTiff() ? tags.find(tags.first(), kOrientation) : std::nullopt;
    if (!entry || tags.type(*entry) != kShort)
        return 1;
    const uint32_t value = tags.shortValue(*entry);
    return value >= 1 && value <= 8 ? static_cast<int>(value) : 1;
}

int jpegOrientation(Bytes file)
{
    return exifOrientation(jpegExif(file));
}

bool jpegIsAdobeRgb(Bytes file)
{
    constexpr uint32_t kExifDirectory = 0x8769;
    constexpr uint32_t kInteroperability = 0xA005;
    constexpr uint32_t kIndex = 1;
    const Tags tags(withoutMark(jpegExif(file)));
    if (!tags.isTiff())
        return false;
    const std::optional<size_t> directory = tags.below(tags.below(tags.first(), kExifDirectory), kInteroperability);
    const std::optional<size_t> entry = directory ? tags.find(*directory, kIndex) : std::nullopt;
    return entry && startsWith(tags.inlineValue(*entry), "R03");
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
