// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/Result.h"
#include "core/hub/Hash.h"
#include "core/hub/PartialFile.h"

#include <atomic>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

// Files and folders of this computer that a download looks at.
namespace studio::hub {

// Bytes of a file; nullopt for what is none.
[[nodiscard]] std::optional<uint64_t> sizeOf(const std::filesystem::path& file);

[[nodiscard]] std::vector<std::filesystem::path> entriesOf(const std::filesystem::path& folder);

// Of the disk that will have a folder which may not exist yet: its free bytes, the largest number if that can't be
// told, and the folder that it is mounted at.
[[nodiscard]] uint64_t freeBytes(const std::filesystem::path& folder);
[[nodiscard]] std::filesystem::path mountOf(const std::filesystem::path& folder);

// A file in a folder that somebody filled: below its repository's name, in the folder of another program, or directly.
[[nodiscard]] std::optional<std::filesystem::path> findIn(const std::filesystem::path& folder,
                                                          const std::string& repository, const std::string& path);

// Error: CheckpointForeign for what stands in a file's place without being one.
Status checkIsReal(const std::filesystem::path& file);

// Copies and hashes at once, from the first byte: an unfinished copy is begun anew. `done`: bytes so far. Errors:
// FileUnreadable, NotWritable, DiskFull, Cancelled.
Result<std::string> copyFile(const std::filesystem::path& from, PartialFile& to, HashKind kind,
                             std::atomic<uint64_t>& done, const std::atomic<bool>& isPaused,
                             const std::stop_token& stop);

} // namespace studio::hub
