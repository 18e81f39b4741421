// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/Result.h"

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

namespace studio::model {

// A folder of slab files, one for each model that was prepared: merged and quantised weights, so that a second start
// only reads. Several processes may use the same folder.
class SlabCache {
public:
    explicit SlabCache(std::filesystem::path folder);

    [[nodiscard]] const std::filesystem::path& folder() const { return m_folder; }

    // Where the slabs of this key lie or would lie. The key may be any text.
    [[nodiscard]] std::filesystem::path pathOf(const std::string& key) const;

    struct Entry {
        std::filesystem::path path;
        std::string title; // the model's, for a person; empty for a file that can't be read
        int64_t bytes = 0;
        std::filesystem::file_time_type used; // last
        bool inUse = false; // a SlabFile of some process is open on it
    };
    // All files that this cache has made, newest first. Never fails: a folder that isn't there holds nothing.
    [[nodiscard]] std::vector<Entry> entries() const;

    // Frees an entry's space, unless it is in use: whoever streams from it goes on undisturbed. Error: NotWritable,
    // also for one in use; FileMissing for what is no entry.
    Status remove(const std::filesystem::path& path) const;

    // Marks it as used now.
    static void touch(const std::filesystem::path& path);

private:
    std::filesystem::path m_folder;
};

} // namespace studio::model
