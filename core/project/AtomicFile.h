// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/Result.h"

#include <filesystem>
#include <string>
#include <string_view>

namespace studio::project {

// Writes a temporary file next to `file`, syncs it, renames it over `file`, then syncs the folder. Readers see the old
// bytes or the new ones. Errors: NotWritable, DiskFull.
Status writeFileAtomically(const std::filesystem::path& file, std::string_view bytes);

// Reads a small text file. Errors: FileMissing, FileUnreadable (also above 16 MiB).
Result<std::string> readSmallFile(const std::filesystem::path& file);

// Keeps a file that can't be read from being written over: renames it to a free name beside it ("queue unreadable
// 1.json"), and returns that; empty if that fails.
std::filesystem::path setAside(const std::filesystem::path& file);

} // namespace studio::project
