// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/Result.h"

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

namespace studio::model {

// A folder of slab files, one per prepared model: merged and quantised weights, so that the next start only reads.
// Several processes may share a folder.
class SlabCache {
public:
    explicit SlabCache(std::filesystem::path folder);

    [[nodiscard]] const std::filesystem::path& folder() const { return m_folder; }

    // Path of a key's file, whether or not it exists. Any text is a valid key.
    [[nodiscard]] std::filesystem::path pathOf(const std::string& key) const;

    struct Entry {
        std::filesystem::path path;
        std::string title; // the model's, for display; empty for an unreadable file
        int64_t bytes = 0;
        std::filesystem::file_time_type used; // last use
        bool inUse = false; // a SlabFile of some process is open on it
    };
    // All slab files of this folder, newest first. Never fails: a folder that doesn't exist is empty.
    [[nodiscard]] std::vector<Entry> entries() const;

    // Removes an entry, unless it is in use. Errors: NotWritable, also for an entry in use; FileMissing if it is no
    // entry.
    Status remove(const std::filesystem::path& path) const;

    // Marks it as used now.
    static void touch(const std::filesystem::path& path);

private:
    std::filesystem::path m_folder;
};

} // namespace studio::model
