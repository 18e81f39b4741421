// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/text/cleaning/Mojibake.h"

#include "core/text/cleaning/SingleByteCharsets.h"

#include <algorithm>
#include <bitset>
#include <functional>
#include <unordered_set>
#include <vector>

namespace studio::text {
namespace {

using Bytes = std::bitset<256>;

Bytes range(unsigned first, unsigned last)
{
    Bytes bytes;
    for (unsigned byte = first; byte <= last; ++byte)
        bytes.set(byte);
    return bytes;
}

Bytes of(std::initializer_list<unsigned> list)
{
    Bytes bytes;
    for (const unsigned byte : list)
        bytes.set(byte);
    return bytes;
}

// A sequence of byte sets. The first matching pattern of a list counts.
using Pattern = std::vector<Bytes>;

const Pattern* firstMatch(const std::vector<Pattern>& patterns, std::string_view bytes)
{
    for (const Pattern& pattern : patterns) {
        if (pattern.size() <= bytes.size()
            && std::equal(pattern.begin(), pattern.end(), bytes.begin(),
                          [](const Bytes& set, char byte) { return set.test(static_cast<uint8_t>(byte)); }))
            return &pattern;
    }
    return nullptr;
}

// Replaces each stretch that a pattern fits, from left to right.
std::string replaceMatches(std::string_view bytes, const std::vector<Pattern>& patterns,
                           const std::function<std::string(std::string_view)>& replacement)
{
    std::string result;
    result.reserve(bytes.size());
    while (!bytes.empty()) {
        const Pattern* const pattern = firstMatch(patterns, bytes);
        const size_t length = pattern != nullptr ? pattern->size() : 1;
        result += pattern != nullptr ? replacement(bytes.substr(0, length)) : std::string(bytes.substr(0, 1));
        bytes.remove_prefix(length);
    }
    return result;
}

// UTF-8 in which a space has replaced a byte A0. Only sequences whose result is more likely than an isolated accented
// letter.
const std::vector<Pattern>& spacedUtf8()
{
    static const std::vector<Pattern> kPatterns = [] {
        const Bytes space = of({0x20});
        const Bytes any = range(0x80, 0xBF);
        const Bytes other = any & ~of({0x85, 0xA0});
        return std::vector<Pattern>{
            {of({0xC2, 0xC3, 0xC5, 0xCE, 0xD0, 0xD9}), space},
            {of({0xE2, 0xE3}), space, other},
            {range(0xE0, 0xE3), other, space},
            {of({0xF0}), space, any, any},
            {of({0xF0}), any, space, any},
            {of({0xF0}), any, any, space},
        };
    }();
    return kPatterns;
}

// "Ã la" was "à la", whose two spaces have become one, so the space counts twice. Except in Portuguese words with this
// beginning.
std::string restoreSpaceAfterGraveA(std::string_view bytes)
{
    constexpr std::string_view kGraveA = "\xC3 ";
    constexpr std::string_view kOneWord[] = {" ", "quele", "quela", "quilo", "s "};
    std::string result;
    while (!bytes.empty()) {
        const bool isWord = bytes.starts_with(kGraveA)
            && std::none_of(std::begin(kOneWord), std::end(kOneWord),
                            [&](std::string_view rest) { return bytes.substr(kGraveA.size()).starts_with(rest); });
        result += isWord ? std::string_view("\xC3\xA0 ") : bytes.substr(0, 1);
        bytes.remove_prefix(isWord ? kGraveA.size() : 1);
    }
    return result;
}

std::string restoreSpaces(const std::string& bytes)
{
    return replaceMatches(restoreSpaceAfterGraveA(bytes), spacedUtf8(), [](std::string_view match) {
        std::string restored(match);
        std::replace(restored.begin(), restored.end(), ' ', '\xA0');
        return restored;
    });
}

bool hasSpacedUtf8(std::string_view bytes)
{
    for (; !bytes.empty(); bytes.remove_prefix(1)) {
        if (firstMatch(spacedUtf8(), bytes) != nullptr)
            return true;
    }
    return false;
}

// Replaces UTF-8 sequences with lost bytes (1A, which means U+FFFD, or a question mark) by one U+FFFD.
std::string replaceLostSequences(std::string_view bytes)
{
    static const std::vector<Pattern> kPatterns = [] {
        const Bytes lost = of({0x1A});
        const Bytes lostOrAsked = of({0x1A, '?'});
        const Bytes any = range(0x80, 0xBF);
        const Bytes high = range(0xA0, 0xAF);
        const Bytes low = range(0xB0, 0xBF);
        const Bytes three = range(0xE0, 0xEF);
        const Bytes four = range(0xF0, 0xF4);
        return std::vector<Pattern>{
            {range(0xC2, 0xDF), lost},
            {range(0xC2, 0xC3), of({'?'})},
            {of({0xED}), high, lostOrAsked, of({0xED}), low, lostOrAsked | any},
            {of({0xED}), high, lostOrAsked | any, of({0xED}), low, lostOrAsked},
            {three, lostOrAsked, lost | any},
            {three, lost | any, lostOrAsked},
            {four, lostOrAsked, lost | any, lost | any},
            {four, lost | any, lostOrAsked, lost | any},
            {four, lost | any, lost | any, lostOrAsked},
            {lost},
        };
    }();
    return replaceMatches(bytes, kPatterns, [](std::string_view) { return "\xEF\xBF\xBD"; });
}

// The characters that UTF-8 bytes become in the single-byte charsets for Latin, Cyrillic and Greek.
struct Utf8Look {
    std::unordered_set<char32_t> firstOf[5]; // By length of the sequence.
    std::unordered_set<char32_t> following; // Includes the space that A0 may have become.
    // Without characters that are common by themselves: spaces, dashes, quotes, dots.
    std::unordered_set<char32_t> surelyFollowing;
};

const Utf8Look& utf8Look()
{
    static const Utf8Look kLook = [] {
        Utf8Look look;
        for (const Charset charset : likelyCharsets().first(7)) {
            const auto add = [&](std::unordered_set<char32_t>& to, unsigned first, unsigned last) {
                for (unsigned byte = first; byte <= last; ++byte)
                    to.insert(decode(charset, static_cast<uint8_t>(byte)));
            };
            add(look.firstOf[2], 0xC2, 0xDF);
            add(look.firstOf[3], 0xE0, 0xEF);
            add(look.firstOf[4], 0xF0, 0xF0);
            add(look.firstOf[4], 0xF3, 0xF3);
            add(look.following, 0x80, 0xBF);
        }
        look.surelyFollowing = look.following;
        for (const char32_t character : CharactersView(U"–—―‘’‚“”„•…"))
            look.surelyFollowing.erase(character);
        look.following.insert(U' ');
        return look;
    }();
    return kLook;
}

// The length of the run of sequences that look like UTF-8 at `start`.
size_t utf8RunLength(CharactersView text, size_t start)
{
    const Utf8Look& look = utf8Look();
    const auto isSequence = [&](size_t position, size_t length) {
        if (length > text.size() - position || !look.firstOf[length].contains(text[position]))
            return false;
        const CharactersView rest = text.substr(position + 1, length - 1);
        return std::all_of(rest.begin(), rest.end(), [&](char32_t each) { return look.following.contains(each); });
    };
    size_t end = start;
    while (end < text.size()) {
        const size_t length = isSequence(end, 2) ? 2 : isSequence(end, 3) ? 3 : isSequence(end, 4) ? 4 : 0;
        if (length == 0)
            break;
        end += length;
    }
    return end - start;
}

// Repairs each stretch that looks like UTF-8 separately.
Characters repairParts(CharactersView text)
{
    Characters result;
    for (size_t i = 0; i < text.size();) {
        const bool inGarble = i > 0 && utf8Look().surelyFollowing.contains(text[i - 1]);
        const size_t length = inGarble ? 0 : utf8RunLength(text, i);
        const CharactersView part = text.substr(i, std::max<size_t>(length, 1));
        if (length > 0 && length < text.size() && looksMisread(part))
            result += repairMisreading(Characters(part));
        else
            result += part;
        i += part.size();
    }
    return result;
}

bool isC1(char32_t character)
{
    return character >= 0x80 && character <= 0x9F;
}

// The same bytes in Windows-1252, if all are defined there.
std::optional<Characters> latin1AsWindows1252(const std::string& bytes)
{
    Characters text;
    for (const char byte : bytes) {
        // decode() would turn byte 1A into U+FFFD; here it stays.
        const auto value = static_cast<uint8_t>(byte);
        const char32_t character = value < 0x80 ? value : decode(Charset::Windows1252, value);
        if (isC1(character))
            return std::nullopt;
        text += character;
    }
    return text;
}

Characters repairOnce(const Characters& text)
{
    const auto isAscii = [](char32_t character) { return character < 0x80; };
    if (std::all_of(text.begin(), text.end(), isAscii) || !looksMisread(text))
        return text;

    // First guess: all of it is UTF-8 that was read in a single-byte charset.
    std::optional<std::string> latin1;
    for (const Charset charset : likelyCharsets()) {
        std::optional<std::string> bytes = encode(charset, text);
        if (!bytes)
            continue;
        if (charset == Charset::Latin1)
            latin1 = bytes;
        if (charset != Charset::MacRoman && hasSpacedUtf8(*bytes)) // In Mac Roman it would match a dash and a space.
            bytes = restoreSpaces(*bytes);
        if (isSloppy(charset))
            bytes = replaceLostSequences(*bytes);
        if (std::optional<Characters> repaired = decodeUtf8Variants(*bytes))
            return std::move(*repaired);
    }

    if (Characters repaired = repairParts(text); repaired != text)
        return repaired;

    if (latin1) {
        if (std::optional<Characters> repaired = latin1AsWindows1252(*latin1); repaired && *repaired != text)
            return std::move(*repaired);
    }
    Characters repaired = text;
    for (char32_t& character : repaired) {
        if (isC1(character))
            character = decode(Charset::Windows1252, static_cast<uint8_t>(character));
    }
    return repaired;
}

} // namespace

Characters repairMisreading(Characters text)
{
    while (true) {
        Characters repaired = repairOnce(text);
        if (repaired == text)
            return repaired;
        text = std::move(repaired);
    }
}

} // namespace studio::text
