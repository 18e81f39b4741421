// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/text/AddedTokens.h"

#include "core/text/Unicode.h"

#include <algorithm>
#include <string_view>

namespace studio::text {
namespace {

bool endsWithWord(std::string_view text)
{
    const Characters characters = decodeUtf8(text);
    return !characters.empty() && isWord(characters.back());
}

bool startsWithWord(std::string_view text)
{
    const Characters characters = decodeUtf8(text.substr(0, 4));
    return !characters.empty() && isWord(characters.front());
}

// Bytes of white space at the end, and at the start.
size_t spacesAtEnd(std::string_view text)
{
    const Characters characters = decodeUtf8(text);
    const auto last = std::find_if_not(characters.rbegin(), characters.rend(), isSpace).base();
    return encodeUtf8({last, characters.end()}).size();
}

size_t spacesAtStart(std::string_view text)
{
    const Characters characters = decodeUtf8(text);
    return encodeUtf8({characters.begin(), std::find_if_not(characters.begin(), characters.end(), isSpace)}).size();
}

} // namespace

AddedTokens::AddedTokens(std::vector<Token> tokens)
    : m_tokens(std::move(tokens))
{
    std::erase_if(m_tokens, [](const Token& token) { return token.content.empty(); });
    std::stable_sort(m_tokens.begin(), m_tokens.end(),
                     [](const Token& a, const Token& b) { return a.content.size() > b.content.size(); });
    for (const Token& token : m_tokens)
        m_firstBytes.set(static_cast<uint8_t>(token.content.front()));
}

const AddedTokens::Token* AddedTokens::longestAt(std::string_view text) const
{
    if (!m_firstBytes.test(static_cast<uint8_t>(text.front())))
        return nullptr;
    for (const Token& token : m_tokens) {
        if (text.starts_with(token.content))
            return &token;
    }
    return nullptr;
}

std::vector<AddedTokens::Part> AddedTokens::split(const Stretch& stretch) const
{
    const std::string_view text = stretch.text;
    std::vector<Part> parts;
    size_t done = 0; // All text before this position is in `parts`.
    const auto addText = [&](size_t end) {
        if (end > done)
            parts.push_back({std::nullopt, {std::string(text.substr(done, end - done)), stretch.isFirst && done == 0}});
    };
    for (size_t at = 0; at < text.size();) {
        const Token* const token = longestAt(text.substr(at));
        if (token == nullptr) {
            ++at;
            continue;
        }
        size_t start = at;
        size_t end = at + token->content.size();
        at = end;
        if (token->standing == Standing::Alone
            && (endsWithWord(text.substr(0, start)) || startsWithWord(text.substr(end))))
            continue;
        if (token->spaces.left)
            start = std::max(start - spacesAtEnd(text.substr(0, start)), done);
        if (token->spaces.right)
            end += spacesAtStart(text.substr(end));
        addText(start);
        parts.push_back({token->id, {}});
        done = end;
        at = std::max(at, end);
    }
    addText(text.size());
    return parts;
}

} // namespace studio::text
