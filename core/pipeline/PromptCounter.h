// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/Result.h"
#include "core/spec/ModelCatalogue.h"
#include "core/spec/ModelParts.h"

#include <cstddef>
#include <filesystem>
#include <memory>
#include <string_view>

namespace studio::pipeline {

// Counts a prompt's tokens with a checkpoint's tokenizer. Immutable; thread-safe.
class PromptCounter {
public:
    // Errors: those of the tokenizer's file.
    static Result<PromptCounter> open(const ModelPlace& place, const CheckpointNames& names = {});

    // Tokens of the prompt (UTF-8, as typed), including the end token, before truncation.
    [[nodiscard]] size_t count(std::string_view prompt) const;
    // Bytes of the prompt that the model reads: all, or those before the first truncated character.
    [[nodiscard]] size_t keptBytes(std::string_view prompt) const;
    // The model's maximum number of tokens.
    [[nodiscard]] static size_t limit();

private:
    struct Private;
    explicit PromptCounter(std::shared_ptr<const Private> owned);
    std::shared_ptr<const Private> m_d;
};

} // namespace studio::pipeline
