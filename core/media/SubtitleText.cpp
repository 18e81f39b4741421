// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/media/SubtitleText.h"

#include <algorithm>
#include <limits>

#include <utf8proc.h>

namespace studio::media {
namespace {

using Characters = std::u32string_view;

constexpr Characters kOpening = U"([{\u00ab\u2018\u201c\u2039\u3008\u300a\u300c\u300e\u3010\uff08\u00a1\u00bf";
constexpr Characters kClosing = U")]}\u00bb\u2019\u201d\u203a\u3009\u300b\u300d\u300f\u3011\uff09\"'";
constexpr Characters kSentenceEnds = U".!?\u2026\u3002\uff01\uff1f\u061f\u0964";
constexpr Characters kClauseEnds = U",;:\u2013\u2014\u3001\uff0c\uff1b\uff1a\u060c";
constexpr int kShortWord = 2; // letters: with a full stop rather an abbreviation, such as "Dr.", than a sentence's end

bool isIn(Characters set, char32_t character)
{
    return set.find(character) != Characters::npos;
}

bool isSpace(char32_t character)
{
    const utf8proc_category_t category = utf8proc_category(static_cast<utf8proc_int32_t>(character));
    return character == U'\t' || category == UTF8PROC_CATEGORY_ZS || category == UTF8PROC_CATEGORY_ZL
        || category == UTF8PROC_CATEGORY_ZP;
}

int unitsOf(char32_t character)
{
    const int columns = utf8proc_charwidth(static_cast<utf8proc_int32_t>(character));
    return columns <= 0 ? 0 : columns == 1 ? kNarrowUnits : kWideUnits;
}

// Lines may be broken beside it. Korean has spaces.
bool breaksAnywhere(char32_t character)
{
    const bool isHangul = (character >= 0x1100 && character <= 0x11ff) || (character >= 0x3130 && character <= 0x318f)
        || (character >= 0xac00 && character <= 0xd7af);
    return !isHangul && isLetter(character) && unitsOf(character) == kWideUnits;
}

Stop stopOf(Characters word)
{
    while (!word.empty() && isIn(kClosing, word.back()))
        word.remove_suffix(1);
    if (word.empty())
        return Stop::Nothing;
    const char32_t last = word.back();
    if (isIn(kClauseEnds, last))
        return Stop::Clause;
    if (!isIn(kSentenceEnds, last))
        return Stop::Nothing;
    return last == U'.' && std::count_if(word.begin(), word.end(), isLetter) <= kShortWord ? Stop::Clause
                                                                                           : Stop::Sentence;
}

std::string encoded(Characters characters)
{
    std::string text;
    for (const char32_t character : characters) {
        utf8proc_uint8_t bytes[4];
        const utf8proc_ssize_t count = utf8proc_encode_char(static_cast<utf8proc_int32_t>(character), bytes);
        text.append(reinterpret_cast<const char*>(bytes), static_cast<size_t>(count));
    }
    return text;
}

class WordCollector {
public:
    explicit WordCollector(int widest)
        : m_widest(widest)
    {
    }

    void add(char32_t character)
    {
        if (isSpace(character)) {
            end();
            m_isSpaced = true;
            return;
        }
        const char32_t last = m_word.empty() ? 0 : m_word.back();
        const bool mayBreak = last != 0 && (breaksAnywhere(last) || breaksAnywhere(character) || isAfterWide(last))
            && !isIn(kOpening, last) && (isLetter(character) || isIn(kOpening, character));
        utf8proc_int32_t state = 0;
        const bool isTooWide = last != 0 && m_units + unitsOf(character) > m_widest
            && utf8proc_grapheme_break_stateful(static_cast<utf8proc_int32_t>(last),
                                                static_cast<utf8proc_int32_t>(character), &state);
        if (mayBreak || isTooWide)
            end();
        m_word += character;
        m_units += unitsOf(character);
    }

    void endLine()
    {
        end();
        if (!m_words.empty())
            m_words.back().stop = Stop::Sentence;
        m_isSpaced = true;
    }

    std::vector<SubtitleWord> finish() &&
    {
        end();
        return std::move(m_words);
    }

private:
    // Of a word that punctuation has ended: a character of a script without spaces may follow at once.
    [[nodiscard]] bool isAfterWide(char32_t last) const
    {
        return !isLetter(last) && !m_word.empty() && breaksAnywhere(m_word.front());
    }

    void end()
    {
        if (m_word.empty())
            return;
        SubtitleWord made{.text = encoded(m_word),
                          .units = m_units,
                          .isSpaced = m_isSpaced && !m_words.empty(),
                          .stop = stopOf(m_word)};
        for (const char32_t character : m_word)
            made.weight += isLetter(character) ? unitsOf(character) : 0;
        m_words.push_back(std::move(made));
        m_word.clear();
        m_units = 0;
        m_isSpaced = false;
    }

    int m_widest;
    std::vector<SubtitleWord> m_words;
    std::u32string m_word;
    int m_units = 0;
    bool m_isSpaced = false;
};

} // namespace

std::pair<char32_t, size_t> firstCharacter(std::string_view text)
{
    utf8proc_int32_t character = 0;
    const auto length = utf8proc_iterate(reinterpret_cast<const utf8proc_uint8_t*>(text.data()),
                                         static_cast<utf8proc_ssize_t>(text.size()), &character);
    return length > 0 ? std::pair(static_cast<char32_t>(character), static_cast<size_t>(length))
                      : std::pair(char32_t{0}, size_t{0});
}

bool isLetter(char32_t character)
{
    switch (utf8proc_category(static_cast<utf8proc_int32_t>(character))) {
    case UTF8PROC_CATEGORY_LU:
    case UTF8PROC_CATEGORY_LL:
    case UTF8PROC_CATEGORY_LT:
    case UTF8PROC_CATEGORY_LM:
    case UTF8PROC_CATEGORY_LO:
    case UTF8PROC_CATEGORY_ND:
    case UTF8PROC_CATEGORY_NL:
    case UTF8PROC_CATEGORY_NO: return true;
    default: return false;
    }
}

std::optional<size_t> firstBadByte(std::string_view text)
{
    for (size_t at = 0; at < text.size();) {
        const size_t length = firstCharacter(text.substr(at)).second;
        if (length == 0)
            return at;
        at += length;
    }
    return {};
}

std::vector<SubtitleWord> subtitleWords(std::string_view text, int widest)
{
    WordCollector words(widest);
    while (!text.empty()) {
        const auto [character, length] = firstCharacter(text);
        if (character == U'\n' || character == U'\r')
            words.endLine();
        else if (length > 0
                 && (character == U'\t'
                     || utf8proc_category(static_cast<utf8proc_int32_t>(character)) != UTF8PROC_CATEGORY_CC))
            words.add(character);
        text.remove_prefix(std::max<size_t>(1, length));
    }
    return std::move(words).finish();
}

int lineCount(std::span<const SubtitleWord> words, int widest)
{
    int count = words.empty() ? 0 : 1;
    int units = 0;
    for (const SubtitleWord& word : words) {
        const int more = word.units + (units > 0 && word.isSpaced ? kNarrowUnits : 0);
        const bool isNext = units > 0 && units + more > widest;
        count += isNext ? 1 : 0;
        units = isNext ? word.units : units + more;
    }
    return count;
}

// By dynamic programming: the fewest lines, of those the most equal ones, and rather broken at a stop.
std::vector<std::string> linesOf(std::span<const SubtitleWord> words, int widest)
{
    constexpr double kLine = 1e9; // more than any squares of widths
    constexpr double kAtSentence = 120; // squares of narrow characters that a stop at a line's end is worth
    constexpr double kAtClause = 60;
    struct Choice {
        double cost = std::numeric_limits<double>::infinity();
        size_t from = 0;
    };
    std::vector<Choice> choices(words.size() + 1);
    choices[0].cost = 0;
    for (size_t end = 1; end <= words.size(); ++end) {
        const Stop stop = end < words.size() ? words[end - 1].stop : Stop::Nothing;
        const double worth = stop == Stop::Sentence ? kAtSentence : stop == Stop::Clause ? kAtClause : 0;
        int units = 0;
        for (size_t from = end; from-- > 0;) {
            units += words[from].units + (from + 1 < end && words[from + 1].isSpaced ? kNarrowUnits : 0);
            if (units > widest && from + 1 < end)
                break;
            const double width = static_cast<double>(units) / kNarrowUnits;
            const double cost = choices[from].cost + kLine + width * width - worth;
            if (cost < choices[end].cost)
                choices[end] = {cost, from};
        }
    }
    std::vector<std::string> lines;
    for (size_t end = words.size(); end > 0; end = choices[end].from) {
        std::string& text = lines.emplace_back();
        for (size_t i = choices[end].from; i < end; ++i)
            text += (i > choices[end].from && words[i].isSpaced ? " " : "") + words[i].text;
    }
    std::reverse(lines.begin(), lines.end());
    return lines;
}

} // namespace studio::media
