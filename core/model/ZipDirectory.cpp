// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
// The format: PKWARE's APPNOTE.TXT, sections 4.3.7 (local header), 4.3.12 (central directory), 4.3.14 to 4.3.16 (its
// end) and 4.5.3 (zip64 extra field). All numbers are little endian.
#include "core/model/ZipDirectory.h"

#include <algorithm>
#include <cstring>
#include <limits>
#include <utility>
#include <vector>

namespace studio::model {
namespace {

constexpr std::string_view kLocalHeader("PK\x03\x04", 4);
constexpr std::string_view kEntry("PK\x01\x02", 4);
constexpr std::string_view kEnd("PK\x05\x06", 4);
constexpr std::string_view kEnd64("PK\x06\x06", 4);
constexpr std::string_view kEnd64Locator("PK\x06\x07", 4);
constexpr uint32_t kIn64 = std::numeric_limits<uint32_t>::max(); // "see the zip64 field"
constexpr size_t kEndSize = 22;
constexpr size_t kLocatorSize = 20;

[[noreturn]] void fail(std::string what)
{
    throw Error{ErrorCode::CheckpointDamaged, {}, "the zip archive is damaged: " + std::move(what)};
}

// `count` bytes at `offset`, if the archive has them.
std::string_view slice(std::string_view bytes, uint64_t offset, uint64_t count)
{
    if (offset > bytes.size() || count > bytes.size() - offset)
        fail("it ends too early");
    return bytes.substr(offset, count);
}

template<typename T>
T number(std::string_view bytes, uint64_t offset)
{
    T value;
    std::memcpy(&value, slice(bytes, offset, sizeof(T)).data(), sizeof(T));
    return value;
}

struct Directory {
    uint64_t offset = 0;
    uint64_t size = 0;
    uint64_t entries = 0;
};

Directory findDirectory(std::string_view archive)
{
    // The end record is followed by nothing but a comment whose length it gives.
    constexpr size_t kMaxComment = std::numeric_limits<uint16_t>::max();
    const std::string_view tail = archive.substr(archive.size() - std::min(archive.size(), kEndSize + kMaxComment));
    size_t found = tail.rfind(kEnd);
    while (found != std::string_view::npos
           && (tail.size() - found < kEndSize || number<uint16_t>(tail, found + 20) != tail.size() - found - kEndSize))
        found = found == 0 ? std::string_view::npos : tail.rfind(kEnd, found - 1);
    if (found == std::string_view::npos)
        fail("its directory is missing; was the download cut off?");

    const size_t end = archive.size() - tail.size() + found;
    Directory directory{.offset = number<uint32_t>(archive, end + 16),
                        .size = number<uint32_t>(archive, end + 12),
                        .entries = number<uint16_t>(archive, end + 10)};
    if (end >= kLocatorSize && slice(archive, end - kLocatorSize, 4) == kEnd64Locator) {
        const auto end64 = number<uint64_t>(archive, end - kLocatorSize + 8);
        if (slice(archive, end64, 4) != kEnd64)
            fail("its zip64 directory is missing");
        directory.entries = number<uint64_t>(archive, end64 + 32);
        directory.size = number<uint64_t>(archive, end64 + 40);
        directory.offset = number<uint64_t>(archive, end64 + 48);
    }
    return directory;
}

// An entry's number, or the next one of its zip64 field if the entry refers to that.
uint64_t widened(uint32_t value, std::string_view field, size_t& next)
{
    if (value != kIn64)
        return value;
    const auto wide = number<uint64_t>(field, next);
    next += sizeof(uint64_t);
    return wide;
}

std::string_view zip64Field(std::string_view extra)
{
    while (!extra.empty()) {
        const auto id = number<uint16_t>(extra, 0);
        const auto size = number<uint16_t>(extra, 2);
        const std::string_view field = slice(extra, 4, size);
        if (id == 1)
            return field;
        extra.remove_prefix(size_t{4} + size);
    }
    return {};
}

uint64_t dataOffset(std::string_view archive, uint64_t header, std::string_view name)
{
    const std::string_view fixed = slice(archive, header, 30);
    const auto nameSize = number<uint16_t>(fixed, 26);
    const auto extraSize = number<uint16_t>(fixed, 28);
    if (!fixed.starts_with(kLocalHeader) || slice(archive, header + 30, nameSize) != name)
        fail("its directory does not match its records");
    return header + 30 + nameSize + extraSize;
}

// Records must not overlap: a zip bomb shares bytes between records.
void checkApart(const std::map<std::string, ZipRecord, std::less<>>& records)
{
    std::vector<std::pair<uint64_t, uint64_t>> ranges;
    for (const auto& [name, record] : records)
        ranges.emplace_back(record.offset, record.size);
    std::sort(ranges.begin(), ranges.end());
    for (size_t i = 1; i < ranges.size(); ++i) {
        if (ranges[i - 1].first + ranges[i - 1].second > ranges[i].first)
            fail("its records lie on top of each other");
    }
}

std::map<std::string, ZipRecord, std::less<>> read(std::string_view archive)
{
    const Directory directory = findDirectory(archive);
    std::string_view rest = slice(archive, directory.offset, directory.size);
    std::map<std::string, ZipRecord, std::less<>> records;
    for (uint64_t i = 0; i < directory.entries; ++i) { // The bytes of `rest` bound this loop, whatever `entries` says.
        const std::string_view fixed = slice(rest, 0, 46);
        if (!fixed.starts_with(kEntry))
            fail("its directory does not hold what it should");
        const auto flags = number<uint16_t>(fixed, 8);
        const auto method = number<uint16_t>(fixed, 10);
        const size_t nameSize = number<uint16_t>(fixed, 28);
        const size_t extraSize = number<uint16_t>(fixed, 30);
        const size_t commentSize = number<uint16_t>(fixed, 32);
        const std::string_view name = slice(rest, 46, nameSize);
        const std::string_view field = zip64Field(slice(rest, 46 + nameSize, extraSize));
        slice(rest, 46 + nameSize + extraSize, commentSize);

        size_t next = 0;
        const uint64_t size = widened(number<uint32_t>(fixed, 24), field, next);
        const uint64_t packed = widened(number<uint32_t>(fixed, 20), field, next);
        const uint64_t header = widened(number<uint32_t>(fixed, 42), field, next);
        const bool stored = method == 0 && (flags & 1) == 0;
        if (stored && size != packed)
            fail("a record has two sizes");
        const uint64_t offset = dataOffset(archive, header, name);
        slice(archive, offset, packed);
        if (!records.emplace(name, ZipRecord{.offset = offset, .size = packed, .stored = stored}).second)
            fail("it holds the same name twice");
        rest.remove_prefix(46 + nameSize + extraSize + commentSize);
    }
    checkApart(records);
    return records;
}

} // namespace

Result<std::map<std::string, ZipRecord, std::less<>>> readZipDirectory(std::string_view archive)
{
    try {
        return read(archive);
    } catch (const Error& error) {
        return error;
    }
}

} // namespace studio::model
