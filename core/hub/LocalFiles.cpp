// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/hub/LocalFiles.h"

#include "core/base/FileKind.h"
#include "core/hub/DownloadRun.h"
#include "core/hub/HubCache.h"

#include <algorithm>
#include <array>
#include <fstream>

#include <sys/stat.h>

namespace studio::hub {

namespace fs = std::filesystem;

namespace {

// The folder, or the nearest one above it that exists.
fs::path existing(fs::path folder)
{
    std::error_code failed;
    folder = fs::absolute(folder, failed);
    while (!fs::exists(folder, failed) && folder.has_parent_path() && folder != folder.parent_path())
        folder = folder.parent_path();
    return folder;
}

std::optional<dev_t> deviceOf(const fs::path& folder)
{
    struct stat status { };
    return ::stat(folder.c_str(), &status) == 0 ? std::optional(status.st_dev) : std::nullopt;
}

} // namespace

std::optional<uint64_t> sizeOf(const fs::path& file)
{
    std::error_code failed;
    if (!fs::is_regular_file(file, failed))
        return std::nullopt;
    const uintmax_t size = fs::file_size(file, failed);
    return failed ? std::nullopt : std::optional<uint64_t>(size);
}

std::vector<fs::path> entriesOf(const fs::path& folder)
{
    std::vector<fs::path> entries;
    std::error_code failed;
    for (fs::directory_iterator at(folder, failed), end; !failed && at != end; at.increment(failed))
        entries.push_back(at->path());
    return entries;
}

uint64_t freeBytes(const fs::path& folder)
{
    std::error_code failed;
    const fs::space_info space = fs::space(existing(folder), failed);
    return failed ? ~uint64_t{0} : space.available;
}

fs::path mountOf(const fs::path& folder)
{
    std::error_code failed;
    fs::path at = existing(folder);
    if (const fs::path real = fs::canonical(at, failed); !failed)
        at = real;
    const std::optional<dev_t> device = deviceOf(at);
    while (device && at != at.parent_path() && deviceOf(at.parent_path()) == device)
        at = at.parent_path();
    return at;
}

std::optional<fs::path> findIn(const fs::path& folder, const std::string& repository, const std::string& path)
{
    for (const fs::path& root : {folder, folder / "hub"}) {
        if (std::optional<fs::path> cached = HubCache(root).find(repository, path))
            return cached;
    }
    const std::string name = repository.substr(repository.find('/') + 1);
    const fs::path file(path);
    for (const fs::path& each : {folder / repository / path, folder / name / path, folder / path,
                                 folder / file.parent_path().filename() / file.filename(), folder / file.filename()}) {
        if (sizeOf(each))
            return each;
    }
    return std::nullopt;
}

Status checkIsReal(const fs::path& file)
{
    std::array<char, 512> bytes{};
    std::ifstream stream(file, std::ios::binary);
    stream.read(bytes.data(), bytes.size());
    const std::string_view head(bytes.data(), static_cast<size_t>(stream.gcount()));
    const FileKind kind = fileKind(head);
    if (kind == FileKind::LfsPointer || kind == FileKind::WebPage || (kind == FileKind::Zeros && !head.empty()))
        return Error{ErrorCode::CheckpointForeign, file.string(), std::string(kindName(kind))};
    return kDone;
}

Result<std::string> copyFile(const fs::path& from, PartialFile& to, HashKind kind, std::atomic<uint64_t>& done,
                             const std::atomic<bool>& isPaused, const std::stop_token& stop)
{
    std::ifstream stream(from, std::ios::binary);
    Hasher hasher(kind, to.size());
    std::vector<char> buffer(size_t{1} << 20);
    uint64_t position = 0;
    while (position < to.size()) {
        while (isPaused && !stop.stop_requested())
            waitFor(kListenEvery, stop);
        if (stop.stop_requested())
            return Error{ErrorCode::Cancelled, from.string(), {}};
        stream.read(buffer.data(),
                    static_cast<std::streamsize>(std::min<uint64_t>(buffer.size(), to.size() - position)));
        const auto count = static_cast<size_t>(stream.gcount());
        if (count == 0)
            return Error{ErrorCode::FileUnreadable, from.string(), "it ends early, or has a read error"};
        const std::string_view bytes(buffer.data(), count);
        if (Status written = to.write(position, bytes); !written)
            return written.error();
        hasher.add(bytes);
        position += count;
        done = position;
    }
    return hasher.hex();
}

} // namespace studio::hub
