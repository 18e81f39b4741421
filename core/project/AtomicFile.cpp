// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/project/AtomicFile.h"

#include "core/base/Json.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <memory>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace studio::project {
namespace {

namespace fs = std::filesystem;

constexpr uintmax_t kMaxBytes = uintmax_t{16} << 20;

Error writeError(const fs::path& file, int code)
{
    const bool full = code == ENOSPC || code == EDQUOT || code == EFBIG;
    return {full ? ErrorCode::DiskFull : ErrorCode::NotWritable, file.string(), std::strerror(code)};
}

// All bytes, to the disk itself; 0 or errno.
int writeAll(int descriptor, std::string_view bytes)
{
    while (!bytes.empty()) {
        const ssize_t count = ::write(descriptor, bytes.data(), bytes.size());
        if (count < 0 && errno != EINTR)
            return errno;
        bytes.remove_prefix(static_cast<size_t>(std::max<ssize_t>(count, 0)));
    }
    return ::fsync(descriptor) < 0 ? errno : 0;
}

// So that the new name survives a power cut too. Some file systems can't; then there is nothing to be done.
void syncFolder(const fs::path& folder)
{
    const int descriptor = ::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (descriptor < 0)
        return;
    ::fsync(descriptor);
    ::close(descriptor);
}

} // namespace

Status writeFileAtomically(const fs::path& file, std::string_view bytes)
{
    const fs::path folder = file.has_parent_path() ? file.parent_path() : fs::path(".");
    std::string temporary = (folder / ("." + file.filename().string() + ".XXXXXX")).string();
    const int descriptor = ::mkostemp(temporary.data(), O_CLOEXEC);
    if (descriptor < 0)
        return writeError(file, errno);

    int code = writeAll(descriptor, bytes);
    // mkstemp() makes files that only their owner reads; ours are as any other.
    const mode_t mask = ::umask(0);
    ::umask(mask);
    ::fchmod(descriptor, 0666 & ~mask);
    if (::close(descriptor) < 0 && code == 0)
        code = errno;
    if (code == 0 && ::rename(temporary.c_str(), file.c_str()) < 0)
        code = errno;
    if (code != 0) {
        ::unlink(temporary.c_str());
        return writeError(file, code);
    }
    syncFolder(folder);
    return kDone;
}

fs::path setAside(const fs::path& file)
{
    constexpr int kMost = 1000;
    std::error_code failed;
    for (int n = 1; n < kMost; ++n) {
        fs::path other = file.parent_path()
            / (file.stem().string() + " unreadable " + std::to_string(n) + file.extension().string());
        if (fs::exists(fs::symlink_status(other, failed)))
            continue;
        fs::rename(file, other, failed);
        return failed ? fs::path() : other;
    }
    return {};
}

Result<std::string> readSmallFile(const fs::path& file)
{
    Result<std::string> text = readTextFile(file, kMaxBytes);
    if (!text && text.error().code == ErrorCode::CheckpointDamaged) // It is no checkpoint.
        return Error{ErrorCode::FileUnreadable, text.error().subject, text.error().detail};
    return text;
}

} // namespace studio::project
