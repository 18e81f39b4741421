// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/text/cleaning/HtmlEntities.h"

#include "core/text/cleaning/HtmlEntityTable.h"
#include "core/text/cleaning/SingleByteCharsets.h"

#include <algorithm>
#include <charconv>
#include <optional>
#include <unordered_map>

namespace studio::text {
namespace {

struct Entity {
    Characters text;
    enum class Semicolon { Needed, Optional } semicolon;
};
using Entities = std::unordered_map<std::string, Entity>;

const Entities& entities()
{
    static const Entities kEntities = [] {
        Entities found;
        std::string_view rest = kHtmlEntities;
        while (!rest.empty()) {
            const size_t mark = rest.find_first_of(":;");
            const size_t end = rest.find(' ');
            Characters text;
            for (const char* at = rest.data() + mark; at != rest.data() + end;) {
                unsigned character = 0;
                at = std::from_chars(at + 1, rest.data() + end, character, 16).ptr;
                text += character;
            }
            const auto semicolon = rest[mark] == ':' ? Entity::Semicolon::Optional : Entity::Semicolon::Needed;
            found.emplace(rest.substr(0, mark), Entity{std::move(text), semicolon});
            rest.remove_prefix(end + 1);
        }
        return found;
    }();
    return kEntities;
}

bool isAsciiDigit(char32_t character)
{
    return character >= U'0' && character <= U'9';
}
bool isAsciiLower(char32_t character)
{
    return character >= U'a' && character <= U'z';
}
bool isAsciiAlnum(char32_t character)
{
    return isAsciiDigit(character) || isAsciiLower(character) || (character >= U'A' && character <= U'Z');
}
int hexDigit(char32_t character)
{
    if (isAsciiDigit(character))
        return static_cast<int>(character - U'0');
    const char32_t lower = character | 0x20U;
    return character < 0x80 && lower >= U'a' && lower <= U'f' ? static_cast<int>(lower - U'a') + 10 : -1;
}

// Null if the name doesn't exist in this form, with or without a semicolon.
const Entity* findEntity(CharactersView name, Entity::Semicolon semicolon)
{
    if (!std::all_of(name.begin(), name.end(), isAsciiAlnum))
        return nullptr;
    const auto found = entities().find(std::string(name.begin(), name.end()));
    if (found == entities().end())
        return nullptr;
    return semicolon == Entity::Semicolon::Needed || found->second.semicolon == semicolon ? &found->second : nullptr;
}

// The text of a numeric reference, by HTML's rules for numbers that aren't characters.
Characters numericReference(char32_t number)
{
    if (number == 0 || (number >= 0xD800 && number <= 0xDFFF) || number > 0x10FFFF)
        return U"\uFFFD";
    if (number >= 0x80 && number <= 0x9F)
        return {decode(Charset::Windows1252, static_cast<uint8_t>(number))};
    const bool isControl = number < 0x20 && number != U'\t' && number != U'\n' && number != U'\f' && number != U'\r';
    const bool isNoCharacter = (number >= 0xFDD0 && number <= 0xFDEF) || (number & 0xFFFEU) == 0xFFFEU;
    if (isControl || number == 0x7F || isNoCharacter)
        return {};
    return {number};
}

struct Reference {
    Characters text;
    size_t length; // in characters of the source
};

// The numeric reference at the start of `text`, which begins with "&#".
std::optional<Reference> readNumber(CharactersView text)
{
    size_t i = 2;
    const bool isHex = i < text.size() && (text[i] == U'x' || text[i] == U'X');
    i += isHex ? 1 : 0;
    const size_t start = i;
    char32_t number = 0;
    for (; i < text.size() && (isHex ? hexDigit(text[i]) >= 0 : isAsciiDigit(text[i])); ++i)
        number = std::min<char32_t>(number * (isHex ? 16 : 10) + static_cast<char32_t>(hexDigit(text[i])), 0x110000);
    if (i == start)
        return std::nullopt;
    return Reference{numericReference(number), i < text.size() && text[i] == U';' ? i + 1 : i};
}

// The named reference at the start of `text`, which begins with "&".
std::optional<Reference> readName(CharactersView text)
{
    constexpr size_t kLongestName = 32;
    constexpr size_t kShortestName = 2;
    const size_t end = std::min(text.find_first_of(U"\t\n\f <&#;", 1), text.size());
    const CharactersView name = text.substr(1, std::min(end - 1, kLongestName));
    const bool isClosed = name.size() + 1 < text.size() && text[name.size() + 1] == U';';
    if (isClosed) {
        if (const Entity* const entity = findEntity(name, Entity::Semicolon::Needed))
            return Reference{entity->text, name.size() + 2};
    }
    for (size_t length = name.size(); length >= kShortestName; --length) {
        if (const Entity* const entity = findEntity(name.substr(0, length), Entity::Semicolon::Optional))
            return Reference{entity->text, length + 1};
    }
    return std::nullopt;
}

// A lower-case name written in capitals means the capital letter, unless the name in capitals has a meaning of its own
// or begins a longer word.
std::optional<Characters> findCapitals(CharactersView name)
{
    // Capitals of more than one letter.
    static const std::unordered_map<char32_t, CharactersView> kSpelledOut{
        {U'ß', U"SS"}, {U'ŉ', U"ʼN"}, {U'ﬀ', U"FF"}, {U'ﬁ', U"FI"}, {U'ﬂ', U"FL"}, {U'ﬃ', U"FFI"}, {U'ﬄ', U"FFL"},
    };
    if (std::any_of(name.begin(), name.end(), isAsciiLower))
        return std::nullopt;
    Characters small(name);
    for (char32_t& character : small)
        character |= isAsciiDigit(character) ? 0U : 0x20U;
    const Entity* const entity = findEntity(small, Entity::Semicolon::Needed);
    if (entity == nullptr || readName(U'&' + Characters(name) + U';'))
        return std::nullopt;
    Characters capitals;
    for (const char32_t character : entity->text) {
        const auto spelled = kSpelledOut.find(character);
        if (spelled != kSpelledOut.end())
            capitals += spelled->second;
        else
            capitals += toUpper(character);
    }
    return capitals;
}

std::optional<Reference> readClearReference(CharactersView text)
{
    constexpr size_t kLongestName = 24;
    const bool isNumber = text.size() > 1 && text[1] == U'#';
    const size_t start = isNumber ? 2 : 1;
    size_t end = start;
    while (end < text.size() && isAsciiAlnum(text[end]))
        ++end;
    if (end == start || end - start > kLongestName || end == text.size() || text[end] != U';')
        return std::nullopt;

    if (isNumber) {
        std::optional<Reference> reference = readNumber(text);
        const bool isWhole = reference && reference->length == end + 1 && reference->text != U";";
        return isWhole ? std::move(reference) : std::nullopt;
    }
    const CharactersView name = text.substr(start, end - start);
    if (const Entity* const entity = findEntity(name, Entity::Semicolon::Needed))
        return Reference{entity->text, end + 1};
    if (std::optional<Characters> capitals = findCapitals(name))
        return Reference{std::move(*capitals), end + 1};
    return std::nullopt;
}

template<typename Read>
Characters replaceReferences(CharactersView text, const Read& read)
{
    Characters result;
    result.reserve(text.size());
    while (!text.empty()) {
        const size_t plain = std::min(text.find(U'&'), text.size());
        result += text.substr(0, plain);
        text.remove_prefix(plain);
        if (text.empty())
            break;
        const std::optional<Reference> reference = read(text);
        result += reference ? reference->text : Characters(1, U'&');
        text.remove_prefix(reference ? reference->length : 1);
    }
    return result;
}

} // namespace

Characters unescapeHtml(CharactersView text)
{
    return replaceReferences(text, [](CharactersView rest) {
        return rest.size() > 1 && rest[1] == U'#' ? readNumber(rest) : readName(rest);
    });
}

Characters unescapeClearHtml(CharactersView text)
{
    return replaceReferences(text, readClearReference);
}

} // namespace studio::text
