// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/Result.h"
#include "core/project/Scene.h"

#include <filesystem>
#include <optional>

namespace studio::project {

// A scene that was open, and where it belongs.
struct SavedSession {
    Scene scene;
    std::filesystem::path file; // empty: never saved
    bool modified = false; // differs from that file
    bool ended = false; // its program ended as it should, and left it for the next start

    bool operator==(const SavedSession&) const = default;
};

// Keeps a copy of the open scene, so that a crash loses little. While a program lives it holds a lock file beside the
// copy; a copy without a living owner is what a crash left behind.
class Autosave {
public:
    // In this folder, which is made when it is needed.
    explicit Autosave(std::filesystem::path folder);
    ~Autosave();
    Autosave(const Autosave&) = delete;
    Autosave& operator=(const Autosave&) = delete;

    // What a program that ended unexpectedly left here; it belongs to the caller from now on and is not found again.
    // To be called once at the start.
    [[nodiscard]] std::optional<SavedSession> takeOver();

    // Replaces the copy. Errors: NotWritable, DiskFull.
    Status write(const SavedSession& session);
    // The program ends as it should, or there is nothing to save.
    void clear();

private:
    std::filesystem::path m_folder;
    std::filesystem::path m_file; // this program's copy
    int m_lock = -1;
};

} // namespace studio::project
