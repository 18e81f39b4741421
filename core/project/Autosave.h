// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/Result.h"
#include "core/project/Scene.h"

#include <filesystem>
#include <optional>

namespace studio::project {

// An open scene and its file.
struct SavedSession {
    Scene scene;
    std::filesystem::path file; // empty: never saved
    bool modified = false; // differs from the file
    bool ended = false; // the program ended normally: the next one opens where it was left

    bool operator==(const SavedSession&) const = default;
};

// Saves a copy of the open scene, so that a crash loses little and the next start opens where this one ended. A running
// program locks a file next to its copy; a copy without a lock was left by a program that isn't there any more.
class Autosave {
public:
    // `folder` is created when needed.
    explicit Autosave(std::filesystem::path folder);
    ~Autosave();
    Autosave(const Autosave&) = delete;
    Autosave& operator=(const Autosave&) = delete;

    // Returns the newest copy that an earlier program left, and removes all of them, but for those that can't be read:
    // they are set aside. Call it once at start.
    [[nodiscard]] std::optional<SavedSession> takeOver();
    // The last of those that takeOver() set aside, under its new name; empty: none.
    [[nodiscard]] const std::filesystem::path& unreadable() const { return m_unreadable; }

    // Replaces the copy. Errors: NotWritable, DiskFull.
    Status write(const SavedSession& session);

private:
    std::filesystem::path m_folder;
    std::filesystem::path m_file; // this program's copy
    std::filesystem::path m_unreadable;
    int m_lock = -1;
};

} // namespace studio::project
