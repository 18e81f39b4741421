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

// Cuts a word into the pieces of a vocabulary whose log probabilities have the largest sum. In double precision and
// with ties as the Hugging Face tokenizers resolve them; sentencepiece's own single precision cuts "___" elsewhere.
class Unigram {
public:
    struct Piece {
        std::string text;
        double score; // Log probability.
    };
    enum class Unknown {
        OneToken, // A run of characters that are no pieces becomes one <unk>.
        Bytes, // It becomes pieces <0x00> to <0xFF>, where the vocabulary has those.
    };

    // A piece's id is its place in the vocabulary.
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

    std::vector<Piece> m_vocabulary; // Never changed: the index refers to its texts.
    std::unordered_map<std::string_view, int64_t> m_ids;
    size_t m_longest = 0; // Bytes.
    double m_unknownScore = 0.0;
    int64_t m_unknownId;
    Unknown m_unknown;
};

} // namespace studio::text
