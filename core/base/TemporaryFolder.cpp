// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/TemporaryFolder.h"

#include <cerrno>
#include <string>
#include <string_view>
#include <system_error>
#include <utility>

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

namespace studio {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view kPrefix = "live-avatar-studio-";
constexpr std::string_view kRandom = "XXXXXX"; // mkdtemp() replaces it

int openFolder(const fs::path& folder)
{
    return ::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
}

bool isNamed(int descriptor, const fs::path& path)
{
    struct stat own { };
    struct stat named { };
    return ::fstat(descriptor, &own) == 0 && ::lstat(path.c_str(), &named) == 0 && own.st_ino == named.st_ino
        && own.st_dev == named.st_dev;
}

Error writeError(const fs::path& path, int code)
{
    const bool full = code == ENOSPC || code == EDQUOT;
    return {full ? ErrorCode::DiskFull : ErrorCode::NotWritable, path.string(), std::generic_category().message(code)};
}

} // namespace

TemporaryFolder::TemporaryFolder(fs::path path, int lock)
    : m_path(std::move(path))
    , m_lock(lock)
{
}

TemporaryFolder::TemporaryFolder(TemporaryFolder&& other) noexcept
    : m_path(std::exchange(other.m_path, {}))
    , m_lock(std::exchange(other.m_lock, -1))
{
}

TemporaryFolder::~TemporaryFolder()
{
    std::error_code ignored;
    if (!m_path.empty())
        fs::remove_all(m_path, ignored);
    if (m_lock >= 0)
        ::close(m_lock);
}

Result<TemporaryFolder> TemporaryFolder::create(const fs::path& parent)
{
    std::error_code failed;
    const fs::path place = parent.empty() ? fs::temp_directory_path(failed) : parent;
    while (true) {
        std::string path = (place / kPrefix).string().append(kRandom);
        if (!::mkdtemp(path.data()))
            return writeError(path, errno);
        const int folder = openFolder(path);
        if (folder >= 0) {
            while (::flock(folder, LOCK_SH) < 0 && errno == EINTR) { }
            if (isNamed(folder, path))
                return TemporaryFolder(path, folder);
            ::close(folder);
        } else if (errno != ENOENT) {
            const int code = errno;
            ::rmdir(path.c_str());
            return writeError(path, code);
        }
        // Another program took it for abandoned before it was locked.
    }
}

void removeAbandonedFolders()
{
    std::error_code failed;
    const fs::path place = fs::temp_directory_path(failed);
    for (fs::directory_iterator entry(place, failed), end; !failed && entry != end; entry.increment(failed)) {
        const std::string name = entry->path().filename().string();
        if (!name.starts_with(kPrefix) || name.size() != kPrefix.size() + kRandom.size())
            continue;
        const int folder = openFolder(entry->path());
        if (folder < 0)
            continue;
        constexpr mode_t kOthers = 077;
        struct stat facts { };
        const bool isOurs
            = ::fstat(folder, &facts) == 0 && facts.st_uid == ::geteuid() && (facts.st_mode & kOthers) == 0;
        std::error_code ignored;
        if (isOurs && ::flock(folder, LOCK_EX | LOCK_NB) == 0)
            fs::remove_all(entry->path(), ignored);
        ::close(folder);
    }
}

} // namespace studio
