// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace studio::text {

// The string type in which text is repaired: one element per character. Never holds a surrogate.
using Characters = std::u32string;
using CharactersView = std::u32string_view;

// Every byte that belongs to no valid sequence becomes U+FFFD.
Characters decodeUtf8(std::string_view bytes);
std::string encodeUtf8(CharactersView text);
void appendUtf8(std::string& out, char32_t character);

// Strict, but for two sequences that Java and CESU-8 write: C0 80 is U+0000, and two encoded surrogates are the
// character that they stand for. Nothing where anything else is wrong.
std::optional<Characters> decodeUtf8Variants(std::string_view bytes);

enum class Form { Nfc, Nfd, Nfkc, Nfkd };
Characters normalise(CharactersView text, Form form);

// What Python's `\s` and str.strip() take for white space.
bool isPythonSpace(char32_t character);
// The Unicode property White_Space: the above without U+001C to U+001F.
bool isSpace(char32_t character);
// Python's `\w`: letters, numbers and the underscore.
bool isPythonWord(char32_t character);
// Unicode's `\w` (UTS 18): letters, marks, decimal digits, connectors and joiners.
bool isWord(char32_t character);
// Python's `\d`: decimal digits of any script.
bool isDigit(char32_t character);
// The simple upper case mapping, or the character itself.
char32_t toUpper(char32_t character);

// Splits text at the boundaries of what a reader takes for one character (grapheme clusters).
class GraphemeBreaker {
public:
    // Whether a cluster ends between `left` and `right`; to be asked for each pair from the start of a text on.
    bool breaksBetween(char32_t left, char32_t right);

private:
    int m_state = 0;
};

} // namespace studio::text
