// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/Result.h"
#include "core/text/AddedTokens.h"
#include "core/text/SentencePieceModel.h"
#include "core/text/TextNormalizer.h"
#include "core/text/Unigram.h"

#include <cstdint>
#include <filesystem>
#include <vector>

namespace studio::text {

// What a tokenizer consists of, whatever kind of file describes it.
struct TokenizerParts {
    // The ids before and after those of the prompt.
    struct Frame {
        std::vector<int64_t> before;
        std::vector<int64_t> after;
    };

    AddedTokens literal; // Matched in the raw prompt.
    AddedTokens normalized; // Matched in the normalised prompt.
    Normalizer normalizer;
    PreTokenizer preTokenizer;
    Unigram unigram;
    Frame frame;
    int64_t vocabularySize; // One more than the largest id.
};

// Reads a tokenizer.json. Errors: those of readJsonObject(); Unsupported for a tokenizer other than a unigram model
// with metaspaces; CheckpointDamaged.
Result<TokenizerParts> readTokenizerJson(const std::filesystem::path& path);

// What Hugging Face's converter makes of a sentencepiece model for umT5 (MODEL.md 2.2): the same ids as of the
// tokenizer.json beside it. Error, without a subject: CheckpointDamaged for a bad table of normalisation.
Result<TokenizerParts> convertSentencePiece(const SentencePieceModel& model);

// A score as the reference reads it from a tokenizer.json, where it may differ in the last bit. `score`: finite.
double asReferenceReads(double score);

} // namespace studio::text
