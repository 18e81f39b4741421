// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/project/Take.h"

#include <filesystem>
#include <vector>

namespace studio::jobs {

// A lock on a takes folder, owned while takes are rendered into it. The system releases it when the program ends in any
// way; a free lock means that no take in the folder is being rendered.
class FolderLock {
public:
    // Tries to lock, without waiting: see held().
    explicit FolderLock(const std::filesystem::path& folder);
    ~FolderLock();
    FolderLock(const FolderLock&) = delete;
    FolderLock& operator=(const FolderLock&) = delete;

    [[nodiscard]] bool held() const { return m_descriptor >= 0; }

private:
    int m_descriptor = -1;
};

// Recovers takes that a killed program left unfinished: their frames become a playable MP4, and their state Stopped;
// takes without a frame are discarded. Returns the playable ones. Does nothing while a program renders into the folder.
std::vector<project::Take> recoverTakes(const project::TakeStore& store);

} // namespace studio::jobs
