// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/text/Charsmap.h"

#include <algorithm>
#include <cstring>

namespace studio::text {
namespace {

constexpr size_t kLongestReplacement = 1024; // Bytes; NFKC's longest has 33.

} // namespace

Result<Charsmap> Charsmap::parse(std::string_view bytes)
{
    uint32_t size = 0; // Bytes of the double array; little endian, like this machine.
    if (bytes.size() < sizeof size)
        return Error{ErrorCode::CheckpointDamaged, "precompiled_charsmap", "shorter than its header"};
    std::memcpy(&size, bytes.data(), sizeof size);
    bytes.remove_prefix(sizeof size);
    if (size == 0 || size % sizeof(uint32_t) != 0 || size > bytes.size())
        return Error{ErrorCode::CheckpointDamaged, "precompiled_charsmap", "its header lies about its size"};

    Charsmap map;
    map.m_units.resize(size / sizeof(uint32_t));
    std::memcpy(map.m_units.data(), bytes.data(), size);
    map.m_replacements = bytes.substr(size);
    // A damaged table must not make a book of each character.
    for (size_t start = 0; start < map.m_replacements.size();) {
        const size_t end = std::min(map.m_replacements.find('\0', start), map.m_replacements.size());
        if (end - start > kLongestReplacement)
            return Error{ErrorCode::CheckpointDamaged, "precompiled_charsmap", "a replacement is too long"};
        start = end + 1;
    }
    return map;
}

std::optional<std::string_view> Charsmap::find(std::string_view part) const
{
    // A unit of the double array: bits 0-7 label, 8 has a value, 9 and 10-30 offset; bit 31 marks a value.
    const auto offset = [](uint32_t unit) { return static_cast<size_t>(unit >> 10U) << ((unit & (1U << 9U)) >> 6U); };
    size_t node = offset(m_units[0]);
    for (const char each : part) {
        const auto label = static_cast<uint8_t>(each);
        node ^= label;
        if (label == 0 || node >= m_units.size() || (m_units[node] & 0x800000FFU) != label)
            return std::nullopt;
        const uint32_t unit = m_units[node];
        node ^= offset(unit);
        if (node >= m_units.size())
            return std::nullopt;
        if ((unit & 0x100U) != 0) {
            const size_t start = m_units[node] & 0x7FFFFFFFU;
            if (start > m_replacements.size())
                return std::nullopt;
            const std::string_view rest = std::string_view(m_replacements).substr(start);
            return rest.substr(0, rest.find('\0'));
        }
    }
    return std::nullopt;
}

std::string Charsmap::apply(std::string_view utf8) const
{
    constexpr size_t kLongestWhole = 5; // Bytes; longer graphemes are replaced character by character.
    const Characters text = decodeUtf8(utf8);
    std::string result;
    GraphemeBreaker breaker;
    for (size_t start = 0; start < text.size();) {
        size_t end = start + 1;
        while (end < text.size() && !breaker.breaksBetween(text[end - 1], text[end]))
            ++end;
        const std::string grapheme = encodeUtf8(CharactersView(text).substr(start, end - start));
        const auto whole = grapheme.size() <= kLongestWhole ? find(grapheme) : std::nullopt;
        if (whole) {
            result += *whole;
        } else {
            for (size_t i = start; i < end; ++i) {
                std::string character;
                appendUtf8(character, text[i]);
                result += find(character).value_or(character);
            }
        }
        start = end;
    }
    return result;
}

} // namespace studio::text
