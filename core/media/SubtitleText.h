// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

// The words of subtitles, and the lines that they make.
namespace studio::media {

// A line of subtitles is measured in units, by the width of its characters: 42 narrow ones fill it, or 18 wide ones, as
// Chinese has them.
inline constexpr int kNarrowUnits = 3;
inline constexpr int kWideUnits = 7;
inline constexpr int kLineUnits = 42 * kNarrowUnits;
inline constexpr int kMostLines = 2; // of a cue

// What ends with a word.
enum class Stop { Nothing, Clause, Sentence };

// What a line isn't broken in: a word with its punctuation, or one character of a script without spaces.
struct SubtitleWord {
    std::string text; // UTF-8
    int units = 0; // its width
    int weight = 0; // of its letters and digits alone, likewise
    bool isSpaced = false; // A space is before it, unless it begins a line.
    Stop stop = Stop::Nothing;
};

// The character that a text begins with, and its length in bytes: 0 if it isn't UTF-8.
[[nodiscard]] std::pair<char32_t, size_t> firstCharacter(std::string_view text);
// Whether it is a letter or a digit, of any script.
[[nodiscard]] bool isLetter(char32_t character);

// Where the text stops to be UTF-8, in bytes.
[[nodiscard]] std::optional<size_t> firstBadByte(std::string_view text);

// The words of a UTF-8 text. The end of a line is the end of a sentence, too. A word wider than `widest` is several.
[[nodiscard]] std::vector<SubtitleWord> subtitleWords(std::string_view text, int widest = kLineUnits);

// The words in as few lines as they need, which are about equally long, or end where a clause does. `widest`: of a
// line, in units.
[[nodiscard]] std::vector<std::string> linesOf(std::span<const SubtitleWord> words, int widest = kLineUnits);
// How many lines those are.
[[nodiscard]] int lineCount(std::span<const SubtitleWord> words, int widest = kLineUnits);

} // namespace studio::media
