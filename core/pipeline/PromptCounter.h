// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/Result.h"

#include <cstddef>
#include <filesystem>
#include <memory>
#include <string_view>

namespace studio::pipeline {

// Counts a prompt's tokens with a checkpoint's own tokenizer. Immutable; may be used by several threads at once.
class PromptCounter {
public:
    // `checkpoint` as in ModelOptions. Errors: those of the tokenizer's file.
    static Result<PromptCounter> open(const std::filesystem::path& checkpoint);

    // Tokens of the prompt (UTF-8, as typed), with the end mark, before it is cut.
    [[nodiscard]] size_t count(std::string_view prompt) const;
    // Bytes of the prompt that the model reads: all of them, or those before the first character that is cut off.
    [[nodiscard]] size_t keptBytes(std::string_view prompt) const;
    // The most tokens that the model reads.
    [[nodiscard]] static size_t limit();

private:
    struct Private;
    explicit PromptCounter(std::shared_ptr<const Private> owned);
    std::shared_ptr<const Private> m_d;
};

} // namespace studio::pipeline
