// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/model/SlabCache.h"

#include "core/model/SlabFile.h"

#include <c10/util/hash.h>

#include <algorithm>

namespace studio::model {
namespace {

namespace fs = std::filesystem;

constexpr const char* kSuffix = ".slabs";

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
        const Result<SlabFile> file = SlabFile::open(at->path());
        entries.push_back({at->path(), file ? file->info().title : std::string(), static_cast<int64_t>(size), used});
    }
    std::sort(entries.begin(), entries.end(), [](const Entry& a, const Entry& b) { return a.used > b.used; });
    return entries;
}

Status SlabCache::remove(const fs::path& path) const
{
    if (path.parent_path() != m_folder || path.extension() != kSuffix)
        return Error{ErrorCode::FileMissing, path.string(), "this is no entry of " + m_folder.string()};
    std::error_code code;
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
