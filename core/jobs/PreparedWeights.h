// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/Result.h"

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

// The cache of prepared weights as a person looks after it: what is in it, and what may go.
namespace studio::jobs {

// One model, merged and quantised.
struct PreparedWeights {
    std::filesystem::path path;
    std::string title; // of the model; empty for a file that can't be read
    int64_t bytes = 0;
    int64_t used = 0; // last, in seconds since 1970, UTC
    bool inUse = false; // by a model that is loaded, of this program or another
};

// Of a cache's folder, newest first; a folder that isn't there holds none. Looks into each file: not on the GUI thread.
[[nodiscard]] std::vector<PreparedWeights> preparedWeights(const std::filesystem::path& cache);

// Frees its space; the next start prepares the model again. Errors: FileMissing; NotWritable, also for one in use.
Status removePreparedWeights(const std::filesystem::path& cache, const std::filesystem::path& path);

} // namespace studio::jobs
