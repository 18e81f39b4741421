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

// The longest prompt that T5 reads, with the end mark (MODEL.md 2.2).
inline constexpr size_t kMaxPromptTokens = 512;

// Turns prompts into the ids of umT5's vocabulary, exactly as the Hugging Face tokenizer that is described by
// tokenizer.json (MODEL.md 2.2). Immutable: may be used by several threads at once; copies share the vocabulary.
class Tokenizer {
public:
    // `folder` holds tokenizer.json (the other files beside it say the same, and are not read).
    // Errors: FileMissing, FileUnreadable, CheckpointDamaged; Unsupported for a kind of tokenizer that is not a unigram
    // model with metaspaces, and in builds without STUDIO_BUILD_MEDIA.
    static Result<Tokenizer> open(const std::filesystem::path& folder);

    // The prompt (UTF-8, as typed: it is cleaned here) as ids, the end mark last, at most `maxTokens` with it. Not
    // padded; the empty prompt is the end mark alone. Characters that the vocabulary lacks fuse to one <unk>, and a
    // special token's name in the prompt ("</s>", "<extra_id_0>") is that token.
    std::vector<int64_t> encode(std::string_view prompt, size_t maxTokens = kMaxPromptTokens) const;

    // How many ids the prompt has before it is cut, with the end mark.
    size_t countTokens(std::string_view prompt) const;

    // One more than the largest id.
    int64_t vocabularySize() const;

private:
    struct Model;
    explicit Tokenizer(std::shared_ptr<const Model> model);

    std::shared_ptr<const Model> m_model;
};

} // namespace studio::text
