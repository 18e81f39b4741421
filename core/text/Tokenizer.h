// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/Result.h"

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string_view>
#include <vector>

namespace studio::text {

// The maximum prompt length of T5, with the end token (MODEL.md 2.2).
inline constexpr size_t kMaxPromptTokens = 512;

// Converts prompts to umT5 token ids, exactly as the Hugging Face tokenizer described by tokenizer.json (MODEL.md 2.2).
// Immutable, thread-safe; copies share the vocabulary.
class Tokenizer {
public:
    // `path`: a folder with tokenizer.json, or else with spiece.model; one of these files under any name; or a text
    // encoder that has its tokenizer in it, as safetensors (bytes called "spiece_model") or GGUF. All give the same
    // ids. Errors: FileMissing, FileUnreadable; CheckpointForeign for another kind of file; CheckpointIncomplete for a
    // file of weights without a tokenizer; CheckpointDamaged; Unsupported for a tokenizer other than a unigram model
    // with metaspaces, and in builds without STUDIO_BUILD_MEDIA.
    static Result<Tokenizer> open(const std::filesystem::path& path);

    // Encodes the prompt (UTF-8, as typed: it is cleaned here) to at most `maxTokens` ids, the last being the end
    // token. Not padded; the empty prompt is the end token alone. Characters missing from the vocabulary fuse to one
    // <unk>; a special token's name in the prompt ("</s>", "<extra_id_0>") becomes that token.
    std::vector<int64_t> encode(std::string_view prompt, size_t maxTokens = kMaxPromptTokens) const;

    // Number of ids of the prompt before truncation, with the end token.
    size_t countTokens(std::string_view prompt) const;

    // One more than the largest id.
    int64_t vocabularySize() const;

private:
    struct Model;
    explicit Tokenizer(std::shared_ptr<const Model> model);

    std::shared_ptr<const Model> m_model;
};

} // namespace studio::text
