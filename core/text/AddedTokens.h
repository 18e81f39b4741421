// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/text/TextNormalizer.h"

#include <bitset>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace studio::text {

// Tokens that are matched in a text by their content, before it is split into words ("added_tokens" of tokenizer.json).
class AddedTokens {
public:
    enum class Standing { Anywhere, Alone }; // Alone: not next to a letter.
    struct Spaces {
        bool left; // Spaces on this side belong to the token.
        bool right;
    };
    struct Token {
        std::string content;
        int64_t id;
        Standing standing;
        Spaces spaces;
    };
    // Either a token, or the text between two tokens.
    struct Part {
        std::optional<int64_t> id;
        Stretch stretch;
    };

    explicit AddedTokens(std::vector<Token> tokens);

    // Splits from left to right, longest match first. Empty stretches are left out.
    std::vector<Part> split(const Stretch& text) const;

private:
    const Token* longestAt(std::string_view text) const; // of a text that isn't empty

    std::vector<Token> m_tokens; // The longest first.
    std::bitset<256> m_firstBytes; // of all tokens: few, so that most of a text is passed over at once
};

} // namespace studio::text
