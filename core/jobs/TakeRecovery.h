// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/project/Take.h"

#include <filesystem>
#include <vector>

namespace studio::jobs {

// Held while takes are rendered into a folder. The system drops it when its program dies, however it dies, which is how
// others know that a take is not being rendered any more.
class FolderLock {
public:
    // Waits for nothing: see held().
    explicit FolderLock(const std::filesystem::path& folder);
    ~FolderLock();
    FolderLock(const FolderLock&) = delete;
    FolderLock& operator=(const FolderLock&) = delete;

    [[nodiscard]] bool held() const { return m_descriptor >= 0; }

private:
    int m_descriptor = -1;
};

// Takes that a killed program left behind in the middle of a render: what is made of their film becomes an MP4 that
// plays, and they are stopped takes from now on; without a frame they are discarded. Returns those that can be played.
// Does nothing while a program renders into the folder.
std::vector<project::Take> recoverTakes(const project::TakeStore& store);

} // namespace studio::jobs
