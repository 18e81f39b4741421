// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/text/Unicode.h"

#include <utf8proc.h>

#include <cstdint>
#include <cstdlib>
#include <memory>

namespace studio::text {
namespace {

struct Decoded {
    char32_t character;
    size_t length; // Bytes; 0 for an invalid sequence.
};

bool isContinuation(std::string_view bytes, size_t position)
{
    return position < bytes.size() && (static_cast<uint8_t>(bytes[position]) & 0xC0) == 0x80;
}

// The character at `position`, by the rules of UTF-8: shortest form, no surrogates, at most U+10FFFF.
Decoded decodeOne(std::string_view bytes, size_t position)
{
    const auto first = static_cast<uint8_t>(bytes[position]);
    if (first < 0x80)
        return {first, 1};
    const size_t length = first < 0xC2 ? 0 : first < 0xE0 ? 2 : first < 0xF0 ? 3 : first < 0xF5 ? 4 : 0;
    if (length == 0)
        return {0, 0};
    char32_t character = first & (0x7FU >> length);
    for (size_t i = 1; i < length; ++i) {
        if (!isContinuation(bytes, position + i))
            return {0, 0};
        character = (character << 6) | (static_cast<uint8_t>(bytes[position + i]) & 0x3FU);
    }
    constexpr char32_t kSmallest[] = {0, 0, 0x80, 0x800, 0x10000};
    if (character < kSmallest[length] || character > 0x10FFFF || (character >= 0xD800 && character <= 0xDFFF))
        return {0, 0};
    return {character, length};
}

utf8proc_category_t category(char32_t character)
{
    return utf8proc_category(static_cast<utf8proc_int32_t>(character));
}

bool isLetter(utf8proc_category_t kind)
{
    return kind == UTF8PROC_CATEGORY_LU || kind == UTF8PROC_CATEGORY_LL || kind == UTF8PROC_CATEGORY_LT
        || kind == UTF8PROC_CATEGORY_LM || kind == UTF8PROC_CATEGORY_LO;
}

} // namespace

Characters decodeUtf8(std::string_view bytes)
{
    Characters text;
    text.reserve(bytes.size());
    for (size_t i = 0; i < bytes.size();) {
        const Decoded decoded = decodeOne(bytes, i);
        text += decoded.length > 0 ? decoded.character : U'\uFFFD';
        i += decoded.length > 0 ? decoded.length : 1;
    }
    return text;
}

void appendUtf8(std::string& out, char32_t character)
{
    utf8proc_uint8_t bytes[4];
    const auto length = utf8proc_encode_char(static_cast<utf8proc_int32_t>(character), bytes);
    out.append(reinterpret_cast<const char*>(bytes), static_cast<size_t>(length));
}

std::string encodeUtf8(CharactersView text)
{
    std::string bytes;
    bytes.reserve(text.size());
    for (const char32_t character : text)
        appendUtf8(bytes, character);
    return bytes;
}

std::optional<Characters> decodeUtf8Variants(std::string_view bytes)
{
    const auto at = [&](size_t position) { return static_cast<uint8_t>(bytes[position]); };
    // The reference's regular expressions have a `$`, which also matches before a final line break, and then drop that
    // break. It happens, because texts are split at line breaks.
    const auto isFinalBreak = [&](size_t position) { return position + 1 == bytes.size() && at(position) == '\n'; };
    const auto isSurrogate = [&](size_t i, uint8_t low, uint8_t high) {
        return i + 2 < bytes.size() && at(i) == 0xED && at(i + 1) >= low && at(i + 1) <= high
            && (isContinuation(bytes, i + 2) || isFinalBreak(i + 2));
    };

    Characters text;
    for (size_t i = 0; i < bytes.size();) {
        if (const Decoded decoded = decodeOne(bytes, i); decoded.length > 0) {
            text += decoded.character;
            i += decoded.length;
        } else if (at(i) == 0xC0 && i + 1 < bytes.size() && (at(i + 1) == 0x80 || isFinalBreak(i + 1))) {
            text += U'\0';
            i += 2;
        } else if (isSurrogate(i, 0xA0, 0xAF) && isSurrogate(i + 3, 0xB0, 0xBF)) {
            text += ((at(i + 1) & 0x0FU) << 16) + ((at(i + 2) & 0x3FU) << 10) + ((at(i + 4) & 0x0FU) << 6)
                + (at(i + 5) & 0x3FU) + 0x10000U;
            i += 6;
        } else {
            return std::nullopt;
        }
    }
    return text;
}

Characters normalise(CharactersView text, Form form)
{
    int options = UTF8PROC_STABLE;
    options |= form == Form::Nfc || form == Form::Nfkc ? UTF8PROC_COMPOSE : UTF8PROC_DECOMPOSE;
    if (form == Form::Nfkc || form == Form::Nfkd)
        options |= UTF8PROC_COMPAT;

    const std::string bytes = encodeUtf8(text);
    utf8proc_uint8_t* mapped = nullptr;
    const utf8proc_ssize_t length
        = utf8proc_map(reinterpret_cast<const utf8proc_uint8_t*>(bytes.data()),
                       static_cast<utf8proc_ssize_t>(bytes.size()), &mapped, static_cast<utf8proc_option_t>(options));
    struct Free {
        void operator()(utf8proc_uint8_t* bytes) const { std::free(bytes); }
    };
    const std::unique_ptr<utf8proc_uint8_t, Free> owner(mapped);
    if (length < 0)
        return Characters(text); // Out of memory, or longer than 2 GB.
    return decodeUtf8({reinterpret_cast<const char*>(mapped), static_cast<size_t>(length)});
}

bool isSpace(char32_t character)
{
    return (character >= 0x09 && character <= 0x0D) || character == 0x20 || character == 0x85 || character == 0xA0
        || character == 0x1680 || (character >= 0x2000 && character <= 0x200A) || character == 0x2028
        || character == 0x2029 || character == 0x202F || character == 0x205F || character == 0x3000;
}

bool isPythonSpace(char32_t character)
{
    return isSpace(character) || (character >= 0x1C && character <= 0x1F);
}

bool isPythonWord(char32_t character)
{
    const utf8proc_category_t kind = category(character);
    return isLetter(kind) || kind == UTF8PROC_CATEGORY_ND || kind == UTF8PROC_CATEGORY_NL
        || kind == UTF8PROC_CATEGORY_NO || character == U'_';
}

bool isWord(char32_t character)
{
    const utf8proc_category_t kind = category(character);
    const bool isMark = kind == UTF8PROC_CATEGORY_MN || kind == UTF8PROC_CATEGORY_MC || kind == UTF8PROC_CATEGORY_ME;
    // Letters in circles and squares are symbols that count as letters.
    const bool isFramedLetter = (character >= 0x24B6 && character <= 0x24E9)
        || (character >= 0x1F130 && character <= 0x1F149) || (character >= 0x1F150 && character <= 0x1F169)
        || (character >= 0x1F170 && character <= 0x1F189);
    const bool isJoiner = character == 0x200C || character == 0x200D;
    return isLetter(kind) || isMark || kind == UTF8PROC_CATEGORY_ND || kind == UTF8PROC_CATEGORY_NL
        || kind == UTF8PROC_CATEGORY_PC || isFramedLetter || isJoiner;
}

bool isDigit(char32_t character)
{
    return category(character) == UTF8PROC_CATEGORY_ND;
}

char32_t toUpper(char32_t character)
{
    return static_cast<char32_t>(utf8proc_toupper(static_cast<utf8proc_int32_t>(character)));
}

bool GraphemeBreaker::breaksBetween(char32_t left, char32_t right)
{
    return utf8proc_grapheme_break_stateful(static_cast<utf8proc_int32_t>(left), static_cast<utf8proc_int32_t>(right),
                                            &m_state);
}

} // namespace studio::text
