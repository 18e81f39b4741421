// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/Result.h"

#include <ATen/core/Tensor.h>

#include <c10/util/ArrayRef.h>

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>

namespace studio::text {

// Encoded prompts on disk, so that a prompt that was used before needs no T5. Every entry is one file, written under
// another name and then renamed: several processes may use the same folder, without locks. Failures cost time, never a
// render: what can't be read or written is logged, and treated as not there.
class PromptCache {
public:
    static constexpr int64_t kDefaultLimit = int64_t{64}
        << 20U; // Bytes; some 16 prompts of 512 tokens of the 14B model.

    // `folder` is made when first stored to. Past `limit` bytes the entries that were not used for longest are removed.
    explicit PromptCache(std::filesystem::path folder, int64_t limit = kDefaultLimit);

    // What an encoding depends on.
    struct Key {
        at::IntArrayRef ids;
        std::string model; // model::fingerprint() of the encoder's weights.
        at::ScalarType dtype;
    };

    // The rows [ids, dim] on the CPU, in the key's dtype. Nothing where there is no entry, or a damaged one.
    std::optional<at::Tensor> find(const Key& key) const;

    // `rows` [ids, dim] of any device; stored in the key's dtype.
    void store(const Key& key, const at::Tensor& rows) const;

private:
    std::filesystem::path pathOf(const Key& key) const;
    void prune() const;

    std::filesystem::path m_folder;
    int64_t m_limit;
};

} // namespace studio::text
