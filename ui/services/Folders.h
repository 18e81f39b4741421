// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/Result.h"

#include <QString>

#include <cstdint>
#include <filesystem>
#include <optional>

namespace studio::settings {
class Settings;
}

namespace studio::ui {

// Where large files are kept.
struct Folders {
    QString takes; // as chosen, or below the user's videos
    std::filesystem::path voices; // that the program makes; below `takes`
    std::filesystem::path slabCache; // prepared weights: the command line's folder, so that a model is prepared once

    // As the settings say now.
    [[nodiscard]] static Folders of(const settings::Settings& settings);
};
// The folder of the last export; at first that of the user's videos.
[[nodiscard]] QString exportFolder(const settings::Settings& settings);
// Encoded prompts: text::PromptCache's folder below the program's own files.
[[nodiscard]] std::filesystem::path promptFolder(const QString& dataFolder);

// Disk usage of a folder of takes.
struct TakesUsage {
    int films = 0;
    int64_t bytes = 0; // of all files but the deleted ones
    int deleted = 0; // films that no trash took: hidden in the folder
    int64_t deletedBytes = 0;
    int64_t free = 0; // on its disk
    std::optional<Error> refused{}; // NotWritable: no take can be written there
};
// Looks at every file of the folder and tries to write there: for a background thread.
[[nodiscard]] TakesUsage takesUsage(const QString& folder);

struct CacheUsage {
    int files = 0;
    int64_t bytes = 0;
};
// Files of a folder without subfolders; for a background thread, both.
[[nodiscard]] CacheUsage cacheUsage(const std::filesystem::path& folder);
// Deletes them. Error: NotWritable; the rest is gone.
Status clearCache(const std::filesystem::path& folder);

} // namespace studio::ui
