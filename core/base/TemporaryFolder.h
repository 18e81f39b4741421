// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/Result.h"

#include <filesystem>

namespace studio {

// A folder that only this user can use, under a name that can't be foretold. It is removed with its contents, and
// locked until then: removeAbandonedFolders() removes those of killed programs.
class TemporaryFolder {
public:
    // In the system's folder for temporary files, or in `parent`. Errors: NotWritable, DiskFull.
    static Result<TemporaryFolder> create(const std::filesystem::path& parent = {});
    TemporaryFolder(TemporaryFolder&& other) noexcept;
    TemporaryFolder& operator=(TemporaryFolder&&) = delete;
    ~TemporaryFolder();

    [[nodiscard]] const std::filesystem::path& path() const { return m_path; }

private:
    TemporaryFolder(std::filesystem::path path, int lock);

    std::filesystem::path m_path; // empty: moved from
    int m_lock = -1; // a descriptor of the folder
};

// Removes what killed programs left in the system's folder for temporary files: folders of the above name that are this
// user's and that nobody has locked. Where nothing can be locked, nothing is removed.
void removeAbandonedFolders();

} // namespace studio
