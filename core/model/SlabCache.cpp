// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/model/SlabCache.h"

#include "core/model/SlabFile.h"

#include <c10/util/hash.h>

#include <algorithm>
#include <cerrno>

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

namespace studio::model {
namespace {

namespace fs = std::filesystem;

constexpr const char* kSuffix = ".slabs";

// An exclusive lock on a slab file, which conflicts with readers' locks; see SlabFile::open().
class Claim {
public:
    explicit Claim(const fs::path& path)
        : m_file(::open(path.c_str(), O_RDONLY | O_CLOEXEC))
        , m_taken(m_file >= 0 && (::flock(m_file, LOCK_EX | LOCK_NB) == 0 || errno != EWOULDBLOCK))
    {
    }
    ~Claim()
    {
        if (m_file >= 0)
            ::close(m_file);
    }
    Claim(const Claim&) = delete;
    Claim& operator=(const Claim&) = delete;

    // False: a process reads the file, or it can't be opened. A file system without locks counts as unread.
    [[nodiscard]] bool isTaken() const { return m_taken; }

private:
    int m_file;
    bool m_taken;
};

} // namespace

SlabCache::SlabCache(fs::path folder)
    : m_folder(std::move(folder))
{
}

fs::path SlabCache::pathOf(const std::string& key) const
{
    return m_folder / (c10::sha1(key).str() + kSuffix);
}

std::vector<SlabCache::Entry> SlabCache::entries() const
{
    std::vector<Entry> entries;
    std::error_code code;
    for (fs::directory_iterator at(m_folder, code), end; !code && at != end; at.increment(code)) {
        if (at->path().extension() != kSuffix)
            continue;
        std::error_code gone;
        const auto size = at->file_size(gone);
        const auto used = at->last_write_time(gone);
        if (gone)
            continue;
        Entry entry{.path = at->path(), .title = {}, .bytes = static_cast<int64_t>(size), .used = used};
        if (const Result<SlabFile> file = SlabFile::open(at->path()))
            entry.title = file->info().title;
        entry.inUse = !Claim(at->path()).isTaken();
        entries.push_back(std::move(entry));
    }
    std::sort(entries.begin(), entries.end(), [](const Entry& a, const Entry& b) { return a.used > b.used; });
    return entries;
}

Status SlabCache::remove(const fs::path& path) const
{
    if (path.parent_path() != m_folder || path.extension() != kSuffix)
        return Error{ErrorCode::FileMissing, path.string(), "this is no entry of " + m_folder.string()};
    std::error_code code;
    if (!fs::exists(path, code))
        return Error{ErrorCode::FileMissing, path.string(), "no such file"};
    const Claim claim(path);
    if (!claim.isTaken())
        return Error{ErrorCode::NotWritable, path.string(), "a loaded model uses it"};
    const bool removed = fs::remove(path, code);
    if (code)
        return Error{ErrorCode::NotWritable, path.string(), code.message()};
    return removed ? Status(kDone) : Status(Error{ErrorCode::FileMissing, path.string(), "no such file"});
}

void SlabCache::touch(const fs::path& path)
{
    std::error_code ignored;
    fs::last_write_time(path, fs::file_time_type::clock::now(), ignored);
}

} // namespace studio::model
