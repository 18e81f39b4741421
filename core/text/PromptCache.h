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

// Encoded prompts on disk, so that a repeated prompt needs no T5. Each entry is a file, written under another name and
// then renamed: several processes may share a folder, without locks. Failures cost time, never a render: unreadable or
// unwritable entries are logged and ignored.
class PromptCache {
public:
    static constexpr int64_t kDefaultLimit = int64_t{64}
        << 20U; // Bytes; some 16 prompts of 512 tokens of the 14B model.

    // Creates `folder` at the first store(). Above `limit` bytes the least recently used entries are removed.
    explicit PromptCache(std::filesystem::path folder, int64_t limit = kDefaultLimit);

    // Everything that an encoding depends on.
    struct Key {
        at::IntArrayRef ids;
        std::string model; // model::fingerprint() of the encoder's weights.
        at::ScalarType dtype;
    };

    // The encoding [ids, dim] on the CPU, in the key's dtype; nullopt if there is no valid entry.
    std::optional<at::Tensor> find(const Key& key) const;

    // `rows`: the encoding [ids, dim], on any device; stored in the key's dtype.
    void store(const Key& key, const at::Tensor& rows) const;

private:
    std::filesystem::path pathOf(const Key& key) const;
    void prune() const;

    std::filesystem::path m_folder;
    int64_t m_limit;
};

} // namespace studio::text
