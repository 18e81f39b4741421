// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/text/Unigram.h"

#include <algorithm>
#include <cstdio>
#include <limits>

namespace studio::text {
namespace {

bool isCharacterStart(std::string_view text, size_t position)
{
    return position == text.size() || (static_cast<uint8_t>(text[position]) & 0xC0) != 0x80;
}

} // namespace

Unigram::Unigram(std::vector<Piece> vocabulary, int64_t unknownId, Unknown unknown)
    : m_vocabulary(std::move(vocabulary))
    , m_unknownId(unknownId)
    , m_unknown(unknown)
{
    constexpr double kUnknownPenalty = 10.0;
    double lowest = std::numeric_limits<double>::infinity();
    m_ids.reserve(m_vocabulary.size());
    for (size_t i = 0; i < m_vocabulary.size(); ++i) {
        const Piece& piece = m_vocabulary[i];
        m_ids[piece.text] = static_cast<int64_t>(i);
        m_longest = std::max(m_longest, piece.text.size());
        lowest = std::min(lowest, piece.score);
    }
    m_unknownScore = lowest - kUnknownPenalty;
}

std::optional<int64_t> Unigram::idOf(std::string_view text) const
{
    const auto found = m_ids.find(text);
    return found == m_ids.end() ? std::nullopt : std::optional(found->second);
}

// The best path (Viterbi), with runs of unknown characters in one.
std::vector<std::string_view> Unigram::cut(std::string_view word) const
{
    constexpr size_t kNowhere = std::numeric_limits<size_t>::max();
    struct Node {
        double score = 0.0; // of the best path that ends here
        size_t start = kNowhere; // start of that path's last piece
        int64_t id = 0;
    };
    std::vector<Node> endingAt(word.size() + 1);
    const auto offer = [&](size_t start, size_t end, double score, int64_t id) {
        Node& node = endingAt[end];
        const double sum = score + endingAt[start].score;
        if (node.start == kNowhere || sum > node.score)
            node = {.score = sum, .start = start, .id = id};
    };
    for (size_t start = 0; start < word.size();) {
        size_t next = start + 1;
        while (!isCharacterStart(word, next))
            ++next;
        bool isKnown = false; // the character itself is a piece
        for (size_t end = next; end <= std::min(word.size(), start + m_longest); ++end) {
            if (!isCharacterStart(word, end))
                continue;
            if (const auto id = idOf(word.substr(start, end - start))) {
                offer(start, end, m_vocabulary[static_cast<size_t>(*id)].score, *id);
                isKnown = isKnown || end == next;
            }
        }
        if (!isKnown)
            offer(start, next, m_unknownScore, m_unknownId);
        start = next;
    }

    std::vector<std::string_view> pieces;
    bool isAfterUnknown = false;
    for (size_t end = word.size(); end > 0;) {
        const Node& node = endingAt[end];
        const bool isUnknown = node.id == m_unknownId;
        if (isUnknown && isAfterUnknown)
            pieces.back() = word.substr(node.start, end - node.start + pieces.back().size());
        else
            pieces.push_back(word.substr(node.start, end - node.start));
        isAfterUnknown = isUnknown;
        end = node.start;
    }
    std::reverse(pieces.begin(), pieces.end());
    return pieces;
}

std::vector<int64_t> Unigram::encode(std::string_view word) const
{
    std::vector<int64_t> ids;
    for (const std::string_view piece : cut(word)) {
        if (const auto id = idOf(piece)) {
            ids.push_back(*id);
            continue;
        }
        std::vector<int64_t> bytes;
        if (m_unknown == Unknown::Bytes) {
            for (const char byte : piece) {
                char name[8];
                std::snprintf(name, sizeof name, "<0x%02X>", static_cast<unsigned>(static_cast<uint8_t>(byte)));
                if (const auto id = idOf(name))
                    bytes.push_back(*id);
            }
        }
        if (!bytes.empty() && bytes.size() == piece.size())
            ids.insert(ids.end(), bytes.begin(), bytes.end());
        else
            ids.push_back(m_unknownId);
    }
    return ids;
}

} // namespace studio::text
