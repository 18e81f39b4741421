// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/text/TokenizerParts.h"

#include <algorithm>
#include <optional>
#include <string>
#include <utility>

namespace studio::text {
namespace {

using Kind = SentencePieceModel::Kind;

constexpr int kExtraIds = 300; // umT5's, which its spiece.model hasn't

} // namespace

Result<TokenizerParts> convertSentencePiece(const SentencePieceModel& model)
{
    std::optional<Charsmap> charsmap;
    if (!model.charsmap.empty()) {
        Result<Charsmap> parsed = Charsmap::parse(model.charsmap);
        if (!parsed)
            return Error{parsed.error().code, {}, parsed.error().subject + ": " + parsed.error().detail};
        charsmap = *std::move(parsed);
    }

    std::vector<Unigram::Piece> pieces;
    std::vector<AddedTokens::Token> matched;
    const auto match = [&](const std::string& content) {
        matched.push_back({.content = content,
                           .id = static_cast<int64_t>(pieces.size()),
                           .standing = AddedTokens::Standing::Anywhere,
                           .spaces = {.left = false, .right = false}});
    };
    const auto isExtra = [](const SentencePieceModel::Piece& piece) { return piece.text == "<extra_id_0>"; };
    const bool hasExtraIds = std::any_of(model.pieces.begin(), model.pieces.end(), isExtra);
    for (const SentencePieceModel::Piece& piece : model.pieces) {
        const bool isUnknown = static_cast<int64_t>(pieces.size()) == model.unknownId;
        if (piece.kind == Kind::Control || piece.kind == Kind::UserDefined || isUnknown)
            match(piece.text);
        pieces.push_back({piece.text, asReferenceReads(piece.score)});
    }
    for (int i = kExtraIds - 1; i >= 0 && !hasExtraIds; --i) {
        const std::string name = "<extra_id_" + std::to_string(i) + '>';
        match(name);
        pieces.push_back({name, 0.0});
    }

    const auto size = static_cast<int64_t>(pieces.size());
    return TokenizerParts{
        .literal = AddedTokens(std::move(matched)),
        .normalized = AddedTokens({}),
        .normalizer = sentencePieceNormalizer(std::move(charsmap), model.removesExtraSpaces),
        .preTokenizer = sentencePiecePreTokenizer(model.addsSpace),
        // The bytes among umT5's pieces aren't used for unknown characters, as its tokenizer.json says.
        .unigram = Unigram(std::move(pieces), model.unknownId, Unigram::Unknown::OneToken),
        .frame = {.before = {}, .after = {model.endId}},
        .vocabularySize = size};
}

} // namespace studio::text
