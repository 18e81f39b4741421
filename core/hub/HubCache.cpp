// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/hub/HubCache.h"

#include "core/base/Json.h"

#include <algorithm>
#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <fstream>
#include <functional>
#include <system_error>
#include <utility>

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

namespace studio::hub {
namespace {

namespace fs = std::filesystem;

Error writeError(const fs::path& file, int code)
{
    const bool full = code == ENOSPC || code == EDQUOT || code == EFBIG;
    return {full ? ErrorCode::DiskFull : ErrorCode::NotWritable, file.string(), std::strerror(code)};
}

Status makeFolders(const fs::path& folder)
{
    std::error_code failed;
    fs::create_directories(folder, failed);
    if (failed)
        return writeError(folder, failed.value());
    return kDone;
}

std::string environment(const char* name)
{
    const char* const value = std::getenv(name);
    return value ? value : "";
}

// Of a file that will be renamed to `file`: another program may do the same at the same time.
fs::path freshName(const fs::path& file)
{
    return file.string() + "." + std::to_string(::getpid()) + ".new";
}

std::string folderName(const std::string& repository)
{
    std::string name = "models--" + repository;
    if (const size_t slash = name.find('/'); slash != std::string::npos)
        name.replace(slash, 1, "--");
    return name;
}

} // namespace

HubCache::HubCache(fs::path root)
    : m_root(std::move(root))
{
}

fs::path HubCache::homeFolder()
{
    if (const std::string home = environment("HF_HOME"); !home.empty())
        return home;
    if (const std::string xdg = environment("XDG_CACHE_HOME"); !xdg.empty())
        return fs::path(xdg) / "huggingface";
    const std::string home = environment("HOME");
    return fs::path(home.empty() ? "." : home) / ".cache" / "huggingface";
}

fs::path HubCache::standardRoot()
{
    for (const char* const name : {"HF_HUB_CACHE", "HUGGINGFACE_HUB_CACHE"}) {
        if (const std::string root = environment(name); !root.empty())
            return root;
    }
    return homeFolder() / "hub";
}

bool HubCache::isSafePath(std::string_view path)
{
    const bool isOdd
        = std::any_of(path.begin(), path.end(), [](unsigned char c) { return c < 0x20 || c == 0x7f || c == '\\'; });
    if (path.empty() || path.size() > 1024 || isOdd)
        return false;
    while (true) {
        const size_t slash = path.find('/');
        const std::string_view word = path.substr(0, slash);
        if (word.empty() || word == "." || word == ".." || word.size() > 255)
            return false;
        if (slash == std::string_view::npos)
            return true;
        path.remove_prefix(slash + 1);
    }
}

fs::path HubCache::folder(const std::string& repository) const
{
    return m_root / folderName(repository);
}

fs::path HubCache::blob(const std::string& repository, const std::string& etag) const
{
    return folder(repository) / "blobs" / etag;
}

fs::path HubCache::part(const std::string& repository, const std::string& etag) const
{
    return folder(repository) / "blobs" / (etag + ".part");
}

fs::path HubCache::incomplete(const std::string& repository, const std::string& etag) const
{
    return folder(repository) / "blobs" / (etag + ".incomplete");
}

fs::path HubCache::snapshot(const std::string& repository, const std::string& commit) const
{
    return folder(repository) / "snapshots" / commit;
}

std::optional<std::string> HubCache::commitOf(const std::string& repository, const std::string& revision) const
{
    const Result<std::string> text = readTextFile(folder(repository) / "refs" / revision, 256);
    if (!text || text->empty() || !isSafePath(*text) || text->find_first_of("/\n") != std::string::npos)
        return std::nullopt;
    return *text;
}

std::optional<fs::path> HubCache::find(const std::string& repository, const std::string& path,
                                       const std::string& revision) const
{
    const std::optional<std::string> commit = commitOf(repository, revision);
    if (!commit || !isSafePath(path))
        return std::nullopt;
    fs::path file = snapshot(repository, *commit) / path;
    std::error_code ignored;
    if (!fs::is_regular_file(file, ignored))
        return std::nullopt;
    return file;
}

Status HubCache::prepare(const std::string& repository) const
{
    for (const char* const name : {"blobs", "refs", "snapshots"}) {
        if (Status made = makeFolders(folder(repository) / name); !made)
            return made;
    }
    return kDone;
}

namespace {

// Beside its name and renamed, so that a reader finds the old file or the new one.
Status replace(const fs::path& file, const std::function<std::error_code(const fs::path&)>& make)
{
    const fs::path fresh = freshName(file);
    std::error_code failed;
    fs::remove(fresh, failed);
    failed = make(fresh);
    if (!failed)
        fs::rename(fresh, file, failed);
    if (failed)
        return writeError(file, failed.value());
    return kDone;
}

// Whether the file system has symbolic links, found out in this folder.
bool hasLinks(const fs::path& folder)
{
    const fs::path trial = freshName(folder / ".link");
    const bool hasNone = ::symlink("target", trial.c_str()) < 0
        && (errno == EPERM || errno == EOPNOTSUPP || errno == ENOSYS || errno == EINVAL);
    ::unlink(trial.c_str());
    return !hasNone;
}

} // namespace

Status HubCache::link(const std::string& repository, const std::string& commit, const std::vector<std::string>& paths,
                      const std::string& etag) const
{
    const fs::path target = blob(repository, etag);
    std::error_code failed;
    if (!fs::exists(target, failed)) // It has moved to its place, where there are no links.
        return kDone;
    const fs::path folder = snapshot(repository, commit);
    if (Status made = makeFolders(folder); !made)
        return made;
    const bool links = hasLinks(folder);
    for (size_t i = 0; i < paths.size(); ++i) {
        const fs::path file = folder / paths[i];
        if (Status made = makeFolders(file.parent_path()); !made)
            return made;
        const fs::path relative = target.lexically_relative(file.parent_path());
        if (links && fs::is_symlink(file, failed) && fs::read_symlink(file, failed) == relative)
            continue;
        const Status placed = replace(file, [&](const fs::path& fresh) {
            std::error_code code;
            if (links)
                fs::create_symlink(relative, fresh, code);
            else if (i + 1 < paths.size())
                fs::copy_file(target, fresh, code);
            else
                fs::rename(target, fresh, code);
            return code;
        });
        if (!placed)
            return placed;
    }
    return kDone;
}

Status HubCache::writeCommit(const std::string& repository, const std::string& commit,
                             const std::string& revision) const
{
    const fs::path file = folder(repository) / "refs" / revision;
    if (commitOf(repository, revision) == commit)
        return kDone;
    if (Status made = makeFolders(file.parent_path()); !made)
        return made;
    const fs::path fresh = freshName(file);
    std::ofstream stream(fresh, std::ios::binary | std::ios::trunc);
    stream << commit;
    stream.close();
    if (!stream)
        return writeError(file, errno == 0 ? EIO : errno);
    if (::rename(fresh.c_str(), file.c_str()) < 0)
        return writeError(file, errno);
    return kDone;
}

Result<std::optional<BlobLock>> BlobLock::tryLock(const HubCache& cache, const std::string& repository,
                                                  const std::string& etag)
{
    const fs::path file = cache.root() / ".locks" / folderName(repository) / (etag + ".lock");
    if (Status made = makeFolders(file.parent_path()); !made)
        return made.error();
    while (true) {
        const int descriptor = ::open(file.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0644);
        if (descriptor < 0)
            return writeError(file, errno);
        BlobLock lock(descriptor);
        if (::flock(descriptor, LOCK_EX | LOCK_NB) < 0) {
            if (errno == EWOULDBLOCK || errno == EINTR)
                return std::optional<BlobLock>();
            return std::optional<BlobLock>(std::move(lock)); // A file system without locks.
        }
        // Whoever had it may have removed the file: then the lock is of a file that nobody else will open.
        struct stat held = {};
        struct stat named = {};
        if (::fstat(descriptor, &held) == 0 && ::stat(file.c_str(), &named) == 0 && held.st_ino == named.st_ino
            && held.st_dev == named.st_dev)
            return std::optional<BlobLock>(std::move(lock));
    }
}

BlobLock::BlobLock(BlobLock&& other) noexcept
    : m_descriptor(std::exchange(other.m_descriptor, -1))
{
}

BlobLock& BlobLock::operator=(BlobLock&& other) noexcept
{
    std::swap(m_descriptor, other.m_descriptor);
    return *this;
}

BlobLock::~BlobLock()
{
    if (m_descriptor >= 0)
        ::close(m_descriptor);
}

} // namespace studio::hub
