// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/hub/PartialFile.h"

#include "core/base/Json.h"

#include <algorithm>
#include <cerrno>
#include <charconv>
#include <cstring>
#include <string>
#include <utility>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace studio::hub {
namespace {

namespace fs = std::filesystem;

constexpr uint64_t kSyncEvery = uint64_t{64} << 20; // bytes
constexpr size_t kMostLog = size_t{64} << 20; // bytes; a line of it stands for a thousand times as many
constexpr std::string_view kSynced = "synced";
constexpr std::string_view kHeading = "ranges 1 "; // before the size

Error writeError(const fs::path& file, int code)
{
    const bool full = code == ENOSPC || code == EDQUOT || code == EFBIG;
    return {full ? ErrorCode::DiskFull : ErrorCode::NotWritable, file.string(), std::strerror(code)};
}

fs::path logOf(const fs::path& path)
{
    return path.string() + ".ranges";
}

// Changes with every start of the machine; empty if unknown. Files of /proc don't tell their size, so readTextFile()
// can't read it.
std::string bootId()
{
    std::string id(36, '\0');
    const int file = ::open("/proc/sys/kernel/random/boot_id", O_RDONLY | O_CLOEXEC);
    if (file < 0)
        return {};
    const ssize_t count = ::read(file, id.data(), id.size());
    ::close(file);
    id.resize(static_cast<size_t>(std::max<ssize_t>(count, 0)));
    return id;
}

std::string heading(uint64_t size)
{
    return std::string(kHeading) + std::to_string(size) + " " + bootId() + "\n";
}

// "begin end"; nullopt for anything else.
std::optional<ByteRange> rangeOf(std::string_view line)
{
    ByteRange range;
    const char* const end = line.data() + line.size();
    const auto first = std::from_chars(line.data(), end, range.begin);
    if (first.ec != std::errc() || first.ptr == end || *first.ptr != ' ')
        return std::nullopt;
    const auto second = std::from_chars(first.ptr + 1, end, range.end);
    if (second.ec != std::errc() || second.ptr != end || range.end < range.begin)
        return std::nullopt;
    return range;
}

// What the log of a file of this size vouches for. A line that isn't whole ends it: the program was killed in it.
ByteRanges readLog(const fs::path& path, uint64_t size)
{
    const Result<std::string> text = readTextFile(logOf(path), kMostLog);
    if (!text)
        return {};
    std::string_view rest = *text;
    const auto line = [&]() -> std::optional<std::string_view> {
        const size_t end = rest.find('\n');
        if (end == std::string_view::npos)
            return std::nullopt;
        const std::string_view found = rest.substr(0, end);
        rest.remove_prefix(end + 1);
        return found;
    };
    const std::string known = heading(size);
    const std::optional<std::string_view> first = line();
    if (!first || !known.starts_with(first->substr(0, first->rfind(' ') + 1)) || first->rfind(' ') == first->npos)
        return {};
    const bool sameBoot = known == std::string(*first) + "\n" && !bootId().empty();
    ByteRanges written, synced;
    while (const std::optional<std::string_view> next = line()) {
        if (*next == kSynced) {
            synced = written;
            continue;
        }
        const std::optional<ByteRange> range = rangeOf(*next);
        if (!range || range->end > size)
            break;
        written.add(*range);
    }
    return sameBoot ? written : synced;
}

uint64_t sizeOf(const fs::path& path)
{
    std::error_code failed;
    const uintmax_t size = fs::file_size(path, failed);
    return failed ? 0 : size;
}

ByteRanges writtenOf(const fs::path& path, uint64_t size)
{
    const uint64_t there = sizeOf(path);
    std::error_code ignored;
    ByteRanges written;
    if (fs::exists(logOf(path), ignored))
        written = readLog(path, size);
    else if (there <= size)
        written.add({0, there});
    written.clipTo(there); // The log may have outlived its file.
    return written;
}

} // namespace

PartialFile::PartialFile(fs::path path, uint64_t size)
    : m_path(std::move(path))
    , m_size(size)
{
}

PartialFile::PartialFile(PartialFile&& other) noexcept
    : m_path(std::move(other.m_path))
    , m_size(other.m_size)
    , m_file(std::exchange(other.m_file, -1))
    , m_log(std::exchange(other.m_log, -1))
    , m_written(std::move(other.m_written))
    , m_unsynced(other.m_unsynced)
{
}

PartialFile& PartialFile::operator=(PartialFile&& other) noexcept
{
    std::swap(m_path, other.m_path);
    std::swap(m_size, other.m_size);
    std::swap(m_file, other.m_file);
    std::swap(m_log, other.m_log);
    std::swap(m_written, other.m_written);
    std::swap(m_unsynced, other.m_unsynced);
    return *this;
}

PartialFile::~PartialFile()
{
    for (const int descriptor : {m_file, m_log}) {
        if (descriptor >= 0)
            ::close(descriptor);
    }
}

Result<PartialFile> PartialFile::open(const fs::path& path, uint64_t size)
{
    PartialFile file(path, size);
    file.m_written = writtenOf(path, size);
    file.m_file = ::open(path.c_str(), O_WRONLY | O_CREAT | O_CLOEXEC, 0666);
    if (file.m_file < 0)
        return writeError(path, errno);
    if (sizeOf(path) > size && ::ftruncate(file.m_file, static_cast<off_t>(size)) < 0)
        return writeError(path, errno);
    if (::fdatasync(file.m_file) < 0)
        return writeError(path, errno);
    if (Status logged = file.writeLog(); !logged)
        return logged.error();
    return file;
}

// Replaces the log by the shortest one; the disk has all that is written.
Status PartialFile::writeLog()
{
    std::string text = heading(m_size);
    for (const ByteRange& range : m_written.ranges())
        text += std::to_string(range.begin) + " " + std::to_string(range.end) + "\n";
    text += std::string(kSynced) + "\n";
    const fs::path log = logOf(m_path);
    const fs::path fresh = log.string() + ".new";
    const int descriptor = ::open(fresh.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_APPEND | O_CLOEXEC, 0666);
    if (descriptor < 0)
        return writeError(fresh, errno);
    if (m_log >= 0)
        ::close(m_log);
    m_log = descriptor;
    if (Status appended = append(text); !appended)
        return appended;
    if (::fdatasync(m_log) < 0 || ::rename(fresh.c_str(), log.c_str()) < 0)
        return writeError(log, errno);
    m_unsynced = 0;
    return kDone;
}

// A line that doesn't fit on the disk is taken back: the next one would make it another one.
Status PartialFile::append(std::string_view line)
{
    off_t written = 0;
    while (!line.empty()) {
        const ssize_t count = ::write(m_log, line.data(), line.size());
        if (count < 0 && errno == EINTR)
            continue;
        if (count < 0) {
            const Error error = writeError(logOf(m_path), errno);
            if (written > 0 && ::ftruncate(m_log, ::lseek(m_log, 0, SEEK_END) - written) < 0)
                return writeError(logOf(m_path), errno);
            return error;
        }
        written += count;
        line.remove_prefix(static_cast<size_t>(count));
    }
    return kDone;
}

Status PartialFile::write(uint64_t position, std::string_view bytes)
{
    if (position > m_size || bytes.size() > m_size - position)
        return Error{ErrorCode::Internal, m_path.string(), "bytes beyond the end of the file"};
    const ByteRange range{position, position + bytes.size()};
    while (!bytes.empty()) {
        const ssize_t count = ::pwrite(m_file, bytes.data(), bytes.size(), static_cast<off_t>(position));
        if (count < 0 && errno == EINTR)
            continue;
        if (count < 0)
            return writeError(m_path, errno);
        position += static_cast<uint64_t>(count);
        bytes.remove_prefix(static_cast<size_t>(count));
    }
    if (Status logged = append(std::to_string(range.begin) + " " + std::to_string(range.end) + "\n"); !logged)
        return logged;
    m_written.add(range);
    m_unsynced += range.bytes();
    return m_unsynced >= kSyncEvery ? sync() : kDone;
}

Status PartialFile::sync()
{
    if (m_unsynced == 0)
        return kDone;
    if (::fdatasync(m_file) < 0)
        return writeError(m_path, errno);
    if (Status logged = append(std::string(kSynced) + "\n"); !logged)
        return logged;
    if (::fdatasync(m_log) < 0)
        return writeError(logOf(m_path), errno);
    m_unsynced = 0;
    return kDone;
}

Status PartialFile::clear()
{
    m_written.clear();
    if (Status logged = writeLog(); !logged)
        return logged;
    if (::ftruncate(m_file, 0) < 0)
        return writeError(m_path, errno);
    return kDone;
}

Status PartialFile::publish(const fs::path& target)
{
    if (::fsync(m_file) < 0 || ::rename(m_path.c_str(), target.c_str()) < 0)
        return writeError(target, errno);
    ::unlink(logOf(m_path).c_str());
    const int folder = ::open(target.parent_path().c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (folder >= 0) { // So that the new name survives a power cut too.
        ::fsync(folder);
        ::close(folder);
    }
    return kDone;
}

void PartialFile::remove()
{
    ::unlink(m_path.c_str());
    ::unlink(logOf(m_path).c_str());
}

uint64_t PartialFile::bytesOf(const fs::path& path, uint64_t size)
{
    return writtenOf(path, size).bytes();
}

uint64_t PartialFile::bytesOf(const fs::path& path)
{
    const Result<std::string> log = readTextFile(logOf(path), kMostLog);
    uint64_t size = 0;
    if (!log || !log->starts_with(kHeading)
        || std::from_chars(log->data() + kHeading.size(), log->data() + log->size(), size).ec != std::errc())
        return 0;
    return bytesOf(path, size);
}

} // namespace studio::hub
