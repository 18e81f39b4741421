// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace studio::text {

// String type for cleaning: one element per character, never a surrogate.
using Characters = std::u32string;
using CharactersView = std::u32string_view;

// Every byte outside a valid sequence becomes U+FFFD.
Characters decodeUtf8(std::string_view bytes);
std::string encodeUtf8(CharactersView text);
void appendUtf8(std::string& out, char32_t character);

// Strict, except for two sequences written by Java and CESU-8: C0 80 is U+0000, and two encoded surrogates are one
// character. nullopt for any other error.
std::optional<Characters> decodeUtf8Variants(std::string_view bytes);

enum class Form { Nfc, Nfd, Nfkc, Nfkd };
Characters normalise(CharactersView text, Form form);

// White space of Python's `\s` and str.strip().
bool isPythonSpace(char32_t character);
// The Unicode property White_Space: the above without U+001C to U+001F.
bool isSpace(char32_t character);
// Python's `\w`: letters, numbers and the underscore.
bool isPythonWord(char32_t character);
// Unicode's `\w` (UTS 18): letters, marks, decimal digits, connectors and joiners.
bool isWord(char32_t character);
// Python's `\d`: decimal digits of any script.
bool isDigit(char32_t character);
// Simple upper-case mapping, or the character itself.
char32_t toUpper(char32_t character);

// Finds grapheme cluster boundaries: what a reader perceives as one character.
class GraphemeBreaker {
public:
    // Whether a cluster ends between `left` and `right`. Call it for each pair, from the start of a text.
    bool breaksBetween(char32_t left, char32_t right);

private:
    int m_state = 0;
};

} // namespace studio::text
