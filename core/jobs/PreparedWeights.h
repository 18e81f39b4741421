// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/Result.h"

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

// The cache of prepared weights, for display and for removal.
namespace studio::jobs {

// A model's merged and quantised weights in the cache.
struct PreparedWeights {
    std::filesystem::path path;
    std::string title; // of the model; empty if the file can't be read
    int64_t bytes = 0;
    int64_t used = 0; // last use, in seconds since 1970, UTC
    bool inUse = false; // loaded by this program or another
};

// Lists a cache folder, newest first; empty if it doesn't exist. Opens each file: don't call it on the GUI thread.
[[nodiscard]] std::vector<PreparedWeights> preparedWeights(const std::filesystem::path& cache);

// Deletes the file; the next start prepares the model again. Errors: FileMissing; NotWritable, also if it is in use.
Status removePreparedWeights(const std::filesystem::path& cache, const std::filesystem::path& path);

} // namespace studio::jobs
