// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/Result.h"
#include "core/model/GgufMetadata.h"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace studio::text {

// A unigram model of the sentencepiece library.
struct SentencePieceModel {
    enum class Kind { Normal = 1, Unknown, Control, UserDefined, Unused, Byte }; // As in its files.
    struct Piece {
        std::string text;
        float score; // Log probability; finite.
        Kind kind;
    };
    std::vector<Piece> pieces; // Their indices are the ids; at least one.
    int64_t unknownId; // These are indices of pieces.
    int64_t endId;
    std::string charsmap; // A table for Charsmap; may be empty.
    bool addsSpace; // Before the first word.
    bool removesExtraSpaces;
};

// Reads a spiece.model. Errors, without a subject: CheckpointDamaged; CheckpointForeign for what is no such file;
// Unsupported for other models of the library, such as BPE.
Result<SentencePieceModel> readSentencePiece(std::string_view bytes);

// Reads the tokenizer that llama.cpp's converter writes into a GGUF file ("tokenizer.ggml.model" is "t5"), or a
// spiece.model that audio.cpp's has embedded. Errors as above; CheckpointIncomplete if there is no tokenizer.
Result<SentencePieceModel> readSentencePiece(const model::GgufMetadata& metadata);

} // namespace studio::text
