// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace studio::text {

// Splits a word into the vocabulary pieces with the largest sum of log probabilities. In double precision, with ties
// resolved as in the Hugging Face tokenizers; sentencepiece, in single precision, splits "___" differently.
class Unigram {
public:
    struct Piece {
        std::string text;
        double score; // Log probability.
    };
    enum class Unknown {
        OneToken, // A run of unknown characters becomes one <unk>.
        Bytes, // It becomes pieces <0x00> to <0xFF>, if the vocabulary has those.
    };

    // A piece's id is its index in the vocabulary.
    Unigram(std::vector<Piece> vocabulary, int64_t unknownId, Unknown unknown);

    Unigram(Unigram&&) = default;
    Unigram& operator=(Unigram&&) = default;

    // The ids of `word` (UTF-8).
    std::vector<int64_t> encode(std::string_view word) const;

    size_t size() const { return m_vocabulary.size(); }
    // The piece with this text.
    std::optional<int64_t> idOf(std::string_view text) const;

private:
    std::vector<std::string_view> cut(std::string_view word) const;

    std::vector<Piece> m_vocabulary; // Constant: m_ids refers to its texts.
    std::unordered_map<std::string_view, int64_t> m_ids;
    size_t m_longest = 0; // Bytes.
    double m_unknownScore = 0.0;
    int64_t m_unknownId;
    Unknown m_unknown;
};

} // namespace studio::text
