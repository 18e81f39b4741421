// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/text/PromptCleaner.h"

#include "core/text/Unicode.h"
#include "core/text/cleaning/HtmlEntities.h"
#include "core/text/cleaning/Mojibake.h"
#include "core/text/cleaning/SingleByteCharsets.h"

#include <algorithm>
#include <unordered_map>

namespace studio::text {
namespace {

// Ligatures that exist only for old typefaces and charsets.
const std::unordered_map<char32_t, CharactersView> kLigatures{
    {U'Ĳ', U"IJ"},  {U'ĳ', U"ij"},  {U'ŉ', U"ʼn"}, {U'Ǳ', U"DZ"}, {U'ǲ', U"Dz"}, {U'ǳ', U"dz"},
    {U'Ǆ', U"DŽ"},  {U'ǅ', U"Dž"},  {U'ǆ', U"dž"}, {U'Ǉ', U"LJ"}, {U'ǈ', U"Lj"}, {U'ǉ', U"lj"},
    {U'Ǌ', U"NJ"},  {U'ǋ', U"Nj"},  {U'ǌ', U"nj"}, {U'ﬀ', U"ff"}, {U'ﬁ', U"fi"}, {U'ﬂ', U"fl"},
    {U'ﬃ', U"ffi"}, {U'ﬄ', U"ffl"}, {U'ﬅ', U"ſt"}, {U'ﬆ', U"st"},
};

bool isWideOrNarrowForm(char32_t character)
{
    return character >= 0xFF01 && character <= 0xFFEF;
}

bool isSingleQuote(char32_t character)
{
    return character == U'ʼ' || (character >= U'‘' && character <= U'‛');
}

bool isDoubleQuote(char32_t character)
{
    return character >= U'“' && character <= U'‟';
}

bool isLineBreak(char32_t character)
{
    return character == U'\r' || character == 0x2028 || character == 0x2029 || character == 0x85;
}

// Control characters without a visible effect. Joiners and direction marks have one, and stay.
bool isUnwanted(char32_t character)
{
    return character <= 0x08 || character == 0x0B || (character >= 0x0E && character <= 0x1F) || character == 0x7F
        || (character >= 0x206A && character <= 0x206F) || character == 0xFEFF
        || (character >= 0xFFF9 && character <= 0xFFFC);
}

template<typename Replace>
Characters replaceEach(CharactersView text, const Replace& replace)
{
    Characters result;
    result.reserve(text.size());
    for (const char32_t character : text)
        replace(character, result);
    return result;
}

// The order matters: a ligature expands to curly quotes, and a full-width form may be a quote.
Characters plainForms(CharactersView text)
{
    Characters split = replaceEach(text, [](char32_t character, Characters& out) {
        if (character >= 0x80 && character <= 0x9F)
            character = decode(Charset::Windows1252, static_cast<uint8_t>(character));
        if (const auto ligature = kLigatures.find(character); ligature != kLigatures.end())
            out += ligature->second;
        else
            out += character;
    });
    split = replaceEach(split, [](char32_t character, Characters& out) {
        if (isWideOrNarrowForm(character))
            out += normalise({&character, 1}, Form::Nfkc);
        else
            out += character == 0x3000 ? U' ' : character;
    });
    for (char32_t& character : split) {
        if (isDoubleQuote(character))
            character = U'"';
        else if (isSingleQuote(character))
            character = U'\'';
    }
    return split;
}

Characters unixLineBreaks(CharactersView text)
{
    Characters result;
    for (size_t i = 0; i < text.size(); ++i) {
        if (text[i] == U'\r' && i + 1 < text.size() && text[i + 1] == U'\n')
            continue;
        result += isLineBreak(text[i]) ? U'\n' : text[i];
    }
    return result;
}

// Escape sequences that colour a terminal: ESC [ numbers letter.
Characters withoutTerminalEscapes(CharactersView text)
{
    Characters result;
    for (size_t i = 0; i < text.size();) {
        if (text.substr(i).starts_with(U"\033[")) {
            size_t end = i + 2;
            while (end < text.size() && (text[end] == U';' || isDigit(text[end])))
                ++end;
            const char32_t last = end < text.size() ? text[end] | 0x20U : 0;
            if (last >= U'a' && last <= U'z' && text[end] < 0x80) {
                i = end + 1;
                continue;
            }
        }
        result += text[i++];
    }
    return result;
}

enum class Html { Escaped, Literal };

// Repeats until nothing changes, since one repair may enable the next.
Characters repairSegment(Characters text, Html html)
{
    while (true) {
        Characters repaired = html == Html::Escaped ? unescapeClearHtml(text) : text;
        repaired = plainForms(repairMisreading(std::move(repaired)));
        repaired = withoutTerminalEscapes(unixLineBreaks(repaired));
        std::erase_if(repaired, isUnwanted);
        repaired = normalise(repaired, Form::Nfc);
        if (repaired == text)
            return repaired;
        text = std::move(repaired);
    }
}

// Repairs line by line, since each may have another origin. From the first "<" on, the text counts as HTML, where
// character references stay.
Characters repairText(CharactersView text)
{
    constexpr size_t kLongestSegment = 1'000'000;
    Characters result;
    Html html = Html::Escaped;
    while (!text.empty()) {
        const size_t lineBreak = text.find(U'\n');
        const size_t length = lineBreak == CharactersView::npos ? text.size() : lineBreak + 1;
        const CharactersView segment = text.substr(0, std::min(length, kLongestSegment));
        if (segment.find(U'<') != CharactersView::npos)
            html = Html::Literal;
        result += repairSegment(Characters(segment), html);
        text.remove_prefix(segment.size());
    }
    return result;
}

Characters singleSpaced(CharactersView text)
{
    Characters result;
    bool isPending = false;
    for (const char32_t character : text) {
        if (isPythonSpace(character)) {
            isPending = !result.empty();
            continue;
        }
        if (isPending)
            result += U' ';
        isPending = false;
        result += character;
    }
    return result;
}

} // namespace

std::string cleanPrompt(std::string_view utf8)
{
    const Characters repaired = repairText(decodeUtf8(utf8));
    return encodeUtf8(singleSpaced(unescapeHtml(unescapeHtml(repaired))));
}

} // namespace studio::text
