// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/text/cleaning/Mojibake.h"

#include <cstdint>
#include <span>
#include <unordered_map>

namespace studio::text {
namespace {

// Kinds of characters, as bits. Misread UTF-8 gives only a few hundred characters.
enum Kind : uint32_t {
    kNone = 0,
    kCommon = 1U << 0U, // Common; suspicious only in combinations.
    kC1 = 1U << 1U, // C1 control characters.
    kBad = 1U << 2U, // Rarely intended.
    kLaw = 1U << 3U,
    kCurrency = 1U << 4U,
    kOpening = 1U << 5U, // Punctuation that starts something.
    kClosing = 1U << 6U, // Punctuation that ends something.
    kNumeric = 1U << 7U,
    kKaomoji = 1U << 8U, // Letters used in kaomoji, and therefore in odd places.
    kUpper = 1U << 9U, // Capitals with accents.
    kLower = 1U << 10U, // Small letters with accents.
    kUpperCommon = 1U << 11U, // Greek and Cyrillic capitals.
    kLowerCommon = 1U << 12U,
    kBox = 1U << 13U, // Parts of drawn boxes.
    kAsciiUpper = 1U << 14U,
    kAsciiLower = 1U << 15U,
    kSpace = 1U << 16U,
    kWordCharacter = 1U << 17U,
    kAscii = kAsciiUpper | kAsciiLower,
    kAccented = kUpper | kLower,
};

struct Members {
    Kind kind;
    CharactersView characters; // "a-z" is a range.
};

constexpr Members kMembers[] = {
    {kCommon, U"\u00A0\u00AD´·–-―’…"}, // The dash in the middle makes a range.
    {kC1, U"\u0080-\u009F"},
    {kBad, U"¤¦¨ª¬¯¸ºƒˆˇ˘˛˜†‡‰⌐◊\uFFFD"},
    {kLaw, U"§¶"},
    {kCurrency, U"¢£¥₧€"},
    {kOpening, U"¡©«¿΄΅‘‚“„•‹\uF8FF"},
    {kClosing, U"®»˝”›™"},
    {kNumeric, U"±-³µ¹¼-¾×÷⁄№∂∆∏∑√∞∩∫≈≠≡≤≥"},
    {kKaomoji, U"°Ò-ÖÙ-Üò-öø-üŌŐŪŲ"},
    {kUpper, U"À-ÑØÜÝĀĂĄĆČĎĐĒĖĘĚĞĢĪİĶĹĻĽŁŃŅŇŒŘŚŞŠŢŤŮŰŸŹŻŽҐ"},
    {kLower, U"ß-ñüāăąćčďđēėęěğģīįķĺļľłœŕśşšťźżžґﬁﬂ"},
    {kUpperCommon, U"ÞΆΈ-ΊΌΎΏΑ-ΫЁ-Я"},
    {kLowerCommon, U"ά-ωа-џ"},
    {kBox, U"│┌┐┘├┤┬┼═-╬▀▄█▌▐-▓"},
    {kAsciiUpper, U"A-Z"},
    {kAsciiLower, U"a-z"},
};

uint32_t kindsOf(char32_t character)
{
    static const std::unordered_map<char32_t, uint32_t> kKinds = [] {
        std::unordered_map<char32_t, uint32_t> kinds;
        for (const Members& members : kMembers) {
            const CharactersView list = members.characters;
            for (size_t i = 0; i < list.size(); ++i) {
                const bool isRange = i + 2 < list.size() && list[i + 1] == U'-';
                for (char32_t each = list[i]; each <= list[isRange ? i + 2 : i]; ++each)
                    kinds[each] |= members.kind;
                i += isRange ? 2 : 0;
            }
        }
        return kinds;
    }();
    const auto found = kKinds.find(character);
    uint32_t kinds = found == kKinds.end() ? 0U : found->second;
    if (isPythonSpace(character))
        kinds |= kSpace;
    if (isPythonWord(character))
        kinds |= kWordCharacter;
    return kinds;
}

// One place of a rule: any of the kinds, or any of the characters.
struct Place {
    uint32_t kinds = kNone;
    CharactersView characters = {};
    enum class Sense { Is, IsNot } sense = Sense::Is;
};

constexpr Place of(uint32_t kinds)
{
    return {kinds};
}
constexpr Place of(CharactersView characters)
{
    return {kNone, characters};
}
constexpr Place of(uint32_t kinds, CharactersView characters)
{
    return {kinds, characters};
}
constexpr Place noneOf(uint32_t kinds, CharactersView characters = {})
{
    return {kinds, characters, Place::Sense::IsNot};
}

constexpr size_t kMostPlaces = 7;

// A sequence of neighbours that indicates misread text.
struct Rule {
    Place places[kMostPlaces];
    size_t length;
    enum class Where { Anywhere, AtStart } where = Where::Anywhere;
};

template<typename... Places>
constexpr Rule rule(Places... places)
{
    return {{places...}, sizeof...(places)};
}
template<typename... Places>
constexpr Rule ruleAtStart(Places... places)
{
    return {{places...}, sizeof...(places), Rule::Where::AtStart};
}

constexpr uint32_t kSymbols = kBox | kOpening | kClosing | kCurrency | kNumeric | kLaw;
constexpr uint32_t kArabicTail = kCommon | kCurrency | kBad | kNumeric | kOpening;
constexpr CharactersView kArabicExtra = U"ŸŠ®°µ»";

constexpr Rule kRules[] = {
    rule(of(kC1)),
    rule(of(kBad | kAccented | kSymbols), of(kBad)),
    rule(of(kAscii), of(kLowerCommon | kUpperCommon), of(kBad)),
    rule(of(kBad), of(kAccented | kSymbols)),
    rule(of(kLower | kLowerCommon | kBox | kClosing | kCurrency | kNumeric), of(kUpper)),
    rule(of(kBox | kClosing | kCurrency | kNumeric), of(kLower)),
    rule(of(kLower | kBox | kClosing), of(kCurrency)),
    rule(of(kSpace), of(kUpper), of(kCurrency)),
    rule(of(kUpper | kBox), of(kNumeric | kLaw)),
    rule(of(kAccented | kBox | kCurrency | kClosing), of(kOpening), of(kNumeric)),
    rule(of(kAccented | kCurrency | kNumeric | kBox | kLaw), of(kClosing), of(kOpening)),
    rule(of(kCurrency | kNumeric | kBox), of(kOpening)),
    rule(of(kAsciiLower), of(kUpper), of(kOpening | kCurrency)),
    rule(of(kBox), of(kKaomoji)),
    rule(of(kAccented | kCurrency | kNumeric | kOpening | kClosing | kLaw), of(kBox)),
    rule(of(kBox), of(kClosing)),
    rule(of(kAccented), of(kOpening | kClosing), of(kWordCharacter)),
    // The ligature before anything but a plain letter, and degrees of a capital.
    rule(of(U"Œœ"), noneOf(kAscii)),
    rule(of(kUpper), of(U"°")),
    // Pairs of Windows-1252.
    rule(of(U"ÂÃÎÐ"), of(kOpening | kClosing, U"€œŠš¢£Ÿž\u00A0\u00AD®©°·»–—´")),
    rule(of(U"×"), of(U"²³")),
    // Arabic in Windows-1252: two pairs, since a single one may be intended.
    rule(of(U"ØÙ"), of(kArabicTail, kArabicExtra), of(U"ØÙ"), of(kArabicTail, kArabicExtra)),
    // Scripts of South Asia in Windows-1252.
    rule(of(U"à"), of(U"²µ¹¼½¾")),
    // Mac Roman.
    rule(of(U"√"), of(U"±∂†≠®™´≤≥¥µø")),
    rule(of(U"≈"), of(U"°¢")),
    rule(of(U"‚"), of(U"Ä"), of(U"ìîïòôúùû†°¢π")),
    rule(of(U"‚"), of(U"âó"), of(U"àä°ê")),
    // Windows-1251: general punctuation; Latin-1 and Cyrillic; twice misread, with Latin letters near.
    rule(of(U"в"), of(U"Ђ")),
    rule(of(U"ВГРС"), of(kC1 | kBad | kOpening | kClosing | kCurrency, U"°µ"), of(U"ВГРС")),
    rule(of(U"Г"), of(U"ў"), of(U"В"), of(U"Ђ"), of(U"В"), noneOf(kNone, U"\n"), of(kAscii, U" ")),
    // The letter a with an accent, and the space that doesn't break, in Windows-1252.
    rule(of(U"Ã"), of(U"\u00A0¡")),
    rule(of(kAsciiLower), of(U"ÃÂ"), of(U" ")),
    rule(of(kAsciiLower), of(kSpace), of(U"ÃÂ"), of(U" ")),
    ruleAtStart(of(U"ÃÂ"), of(U" ")),
    rule(of(kAsciiLower | kClosing, U".,?!"), of(U"Â"), of(kOpening | kClosing, U" ")),
    // Windows-1253: general punctuation; Latin-1 and Greek.
    rule(of(U"β"), of(U"€"), of(U"™\u00A0Ά\u00AD®°")),
    rule(of(U"ΒΓΞΟ"), of(kC1 | kBad | kOpening | kClosing | kCurrency, U"°"), of(U"ΒΓΞΟ")),
    // Windows-1257: general punctuation.
    rule(of(U"ā"), of(U"€")),
};

bool fits(const Place& place, char32_t character, uint32_t kinds)
{
    const bool is = (place.kinds & kinds) != 0 || place.characters.find(character) != CharactersView::npos;
    return is == (place.sense == Place::Sense::Is);
}

} // namespace

bool looksMisread(CharactersView text)
{
    std::basic_string<uint32_t> kinds;
    kinds.reserve(text.size());
    for (const char32_t character : text)
        kinds += kindsOf(character);

    for (size_t start = 0; start < text.size(); ++start) {
        for (const Rule& candidate : kRules) {
            if ((candidate.where == Rule::Where::AtStart && start > 0) || candidate.length > text.size() - start)
                continue;
            size_t matched = 0;
            while (matched < candidate.length
                   && fits(candidate.places[matched], text[start + matched], kinds[start + matched]))
                ++matched;
            if (matched == candidate.length)
                return true;
        }
    }
    return false;
}

} // namespace studio::text
