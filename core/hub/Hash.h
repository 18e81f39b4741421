// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/Result.h"

#include <atomic>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <stop_token>
#include <string>
#include <string_view>

namespace studio::hub {

enum class HashKind {
    Sha256, // of the bytes
    GitBlob, // SHA-1 as git names a file's contents: the size is hashed before the bytes
};

// A hash of bytes that come one after the other.
class Hasher {
public:
    // `size`: of all bytes; only git's hash needs it.
    Hasher(HashKind kind, uint64_t size);
    Hasher(Hasher&&) noexcept;
    Hasher& operator=(Hasher&&) noexcept;
    ~Hasher();

    void add(std::string_view bytes);
    [[nodiscard]] std::string hex(); // lower case; the last call

private:
    struct Context;
    std::unique_ptr<Context> m_context;
};

// Reads a whole file; adds the bytes read to `done` on the way, if given. Errors: FileMissing, FileUnreadable,
// Cancelled.
Result<std::string> hashOfFile(const std::filesystem::path& file, HashKind kind, const std::stop_token& stop = {},
                               std::atomic<uint64_t>* done = nullptr);

// Whether the text has as many hexadecimal digits, in lower case, as a hash of this kind.
[[nodiscard]] bool isHash(std::string_view text, HashKind kind);

} // namespace studio::hub
