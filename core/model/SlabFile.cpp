// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/model/SlabFile.h"

#include "core/base/Crc32c.h"
#include "core/base/Json.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <array>
#include <atomic>
#include <cerrno>
#include <cstring>
#include <mutex>
#include <optional>
#include <random>
#include <sstream>
#include <thread>
#include <utility>

#include <fcntl.h>
#include <sys/file.h>
#include <sys/mman.h>
#include <unistd.h>

namespace studio::model {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;

constexpr std::string_view kMagic = "LASslab1"; // the last character is the version
constexpr const char* kUnfinished = ".unfinished";
constexpr int64_t kAlignment = 4096; // of slabs in the file, as O_DIRECT requires
constexpr int64_t kSegment = int64_t{64} << 20; // bytes per checksum
constexpr int64_t kPiece = int64_t{8} << 20; // read or written at once
constexpr int64_t kMostHeader = int64_t{16} << 20;
constexpr size_t kMostReaders = 8;
constexpr size_t kMostWriters = 4; // A file system writes a file for one thread at a time; they take checksums.

int64_t roundedUp(int64_t bytes)
{
    return (bytes + kAlignment - 1) / kAlignment * kAlignment;
}

int64_t segmentsOf(int64_t bytes)
{
    return (bytes + kSegment - 1) / kSegment;
}

// Magic, length and sum of the text, the text.
constexpr int64_t kPrefix = static_cast<int64_t>(kMagic.size()) + 8 + 4;

// Bytes reserved for the header before the checksums are known: ten digits and a comma for each.
int64_t headerRoom(const SlabFileInfo& info)
{
    int64_t room = kPrefix + 1024 + static_cast<int64_t>(6 * (info.key.size() + info.title.size()));
    for (const int64_t bytes : info.sizes)
        room += 64 + 11 * segmentsOf(bytes);
    return roundedUp(room);
}

std::vector<int64_t> offsetsOf(const SlabFileInfo& info)
{
    std::vector<int64_t> offsets;
    int64_t offset = headerRoom(info);
    for (const int64_t bytes : info.sizes) {
        offsets.push_back(offset);
        offset += roundedUp(bytes);
    }
    offsets.push_back(offset); // the file's size
    return offsets;
}

Error writeError(const fs::path& path, int code)
{
    const bool full = code == ENOSPC || code == EDQUOT || code == EFBIG;
    return {full ? ErrorCode::DiskFull : ErrorCode::NotWritable, path.string(), std::strerror(code)};
}

Error damaged(const fs::path& path, const std::string& why)
{
    return {ErrorCode::CheckpointDamaged, path.string(), why};
}

Status writeAll(int file, std::span<const std::byte> bytes, int64_t offset, const fs::path& path)
{
    while (!bytes.empty()) {
        const size_t length = std::min(bytes.size(), static_cast<size_t>(kPiece));
        const ssize_t written = pwrite(file, bytes.data(), length, offset);
        if (written < 0 && errno == EINTR)
            continue;
        if (written <= 0)
            return writeError(path, written < 0 ? errno : ENOSPC);
        bytes = bytes.subspan(static_cast<size_t>(written));
        offset += written;
    }
    return kDone;
}

// Whether all of it could be read.
bool readAll(int file, std::span<std::byte> to, int64_t offset)
{
    while (!to.empty()) {
        const ssize_t got = pread(file, to.data(), to.size(), offset);
        if (got < 0 && errno == EINTR)
            continue;
        if (got <= 0)
            return false;
        to = to.subspan(static_cast<size_t>(got));
        offset += got;
    }
    return true;
}

// Calls function(i) for all i below `count` in some threads, until one fails.
template<typename Function>
Status inThreads(size_t count, size_t threads, const Function& function)
{
    std::atomic<size_t> next = 0;
    std::mutex mutex;
    std::optional<Error> failure;
    const auto work = [&] {
        for (size_t i = next++; i < count; i = next++) {
            if (const Status done = function(i); !done) {
                const std::lock_guard lock(mutex);
                if (!failure)
                    failure = done.error();
                next = count;
            }
        }
    };
    {
        std::vector<std::jthread> helpers;
        for (size_t i = 1; i < std::min(threads, count); ++i)
            helpers.emplace_back(work);
        work();
    }
    return failure ? Status(*failure) : Status(kDone);
}

void* mapped(int file, int64_t bytes)
{
    void* const map = mmap(nullptr, static_cast<size_t>(bytes), PROT_READ, MAP_SHARED, file, 0);
    return map == MAP_FAILED ? nullptr : map;
}

std::string randomSuffix()
{
    std::random_device random;
    std::ostringstream text;
    text << '.' << std::hex << random() << random() << kUnfinished;
    return text.str();
}

} // namespace

int64_t slabFileBytes(const SlabFileInfo& info)
{
    return offsetsOf(info).back();
}

SlabFileWriter::SlabFileWriter(fs::path path, fs::path unfinished, int file, SlabFileInfo info)
    : m_path(std::move(path))
    , m_unfinished(std::move(unfinished))
    , m_file(file)
    , m_info(std::move(info))
    , m_sums(m_info.sizes.size())
{
}

SlabFileWriter::SlabFileWriter(SlabFileWriter&& other) noexcept
    : m_path(std::move(other.m_path))
    , m_unfinished(std::move(other.m_unfinished))
    , m_file(std::exchange(other.m_file, -1))
    , m_info(std::move(other.m_info))
    , m_sums(std::move(other.m_sums))
{
}

SlabFileWriter::~SlabFileWriter()
{
    if (m_file < 0)
        return;
    unlink(m_unfinished.c_str()); // Before closing the file releases the lock.
    close(m_file);
}

Result<SlabFileWriter> SlabFileWriter::create(const fs::path& path, SlabFileInfo info)
{
    fs::path unfinished = path;
    unfinished += randomSuffix();
    const int file = open(unfinished.c_str(), O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0644);
    if (file < 0)
        return writeError(path, errno);
    flock(file, LOCK_EX | LOCK_NB); // Marks the file as being written; see removeLeftovers().
    const int64_t bytes = slabFileBytes(info);
    SlabFileWriter writer(path, std::move(unfinished), file, std::move(info));
    if (fallocate(file, 0, 0, bytes) != 0 && errno != EOPNOTSUPP && errno != ENOSYS)
        return writeError(path, errno);
    if (ftruncate(file, bytes) != 0)
        return writeError(path, errno);
    return writer;
}

Status SlabFileWriter::write(int64_t index, std::span<const std::byte> slab)
{
    const auto at = static_cast<size_t>(index);
    if (at >= m_info.sizes.size() || static_cast<int64_t>(slab.size()) != m_info.sizes[at])
        return Error{ErrorCode::Internal, m_path.string(),
                     "slab " + std::to_string(index) + " has " + std::to_string(slab.size()) + " bytes"};
    const auto segment = [&](size_t i) {
        const size_t begin = i * static_cast<size_t>(kSegment);
        return slab.subspan(begin, std::min(static_cast<size_t>(kSegment), slab.size() - begin));
    };
    const int64_t offset = offsetsOf(m_info)[at];
    std::vector<uint32_t> sums(static_cast<size_t>(segmentsOf(m_info.sizes[at])));
    const Status written = inThreads(sums.size(), kMostWriters, [&](size_t i) -> Status {
        const std::span<const std::byte> bytes = segment(i);
        for (size_t done = 0; done < bytes.size(); done += static_cast<size_t>(kPiece)) {
            const auto piece = bytes.subspan(done, std::min(static_cast<size_t>(kPiece), bytes.size() - done));
            sums[i] = crc32c(piece, sums[i]); // while the piece is in the CPU's cache
            const auto place = static_cast<int64_t>(i) * kSegment + static_cast<int64_t>(done);
            if (Status all = writeAll(m_file, piece, offset + place, m_path); !all)
                return all;
        }
        return kDone;
    });
    if (written)
        m_sums[at] = std::move(sums);
    return written;
}

Status SlabFileWriter::sync()
{
    return fdatasync(m_file) == 0 ? Status(kDone) : Status(writeError(m_path, errno));
}

Status SlabFileWriter::isComplete() const
{
    for (size_t i = 0; i < m_sums.size(); ++i) {
        if (static_cast<int64_t>(m_sums[i].size()) != segmentsOf(m_info.sizes[i]))
            return Error{ErrorCode::Internal, m_path.string(), "slab " + std::to_string(i) + " was not written"};
    }
    return kDone;
}

Result<SlabFile> SlabFileWriter::written() const
{
    if (Status complete = isComplete(); !complete)
        return complete.error();
    SlabFile file;
    file.m_path = m_path;
    file.m_info = m_info;
    file.m_sums = m_sums;
    file.m_offsets = offsetsOf(m_info);
    file.m_file = fcntl(m_file, F_DUPFD_CLOEXEC, 0); // It shares the lock.
    if (file.m_file < 0)
        return Error{ErrorCode::FileUnreadable, m_path.string(), std::strerror(errno)};
    file.m_direct = open(m_unfinished.c_str(), O_RDONLY | O_CLOEXEC | O_DIRECT);
    file.m_map = mapped(file.m_file, file.m_offsets.back());
    return file;
}

Status SlabFileWriter::finish()
{
    if (Status complete = isComplete(); !complete)
        return complete;
    const std::string text
        = json{{"key", m_info.key}, {"title", m_info.title}, {"sizes", m_info.sizes}, {"crc32c", m_sums}}.dump(
            -1, ' ', false, json::error_handler_t::replace);
    const auto length = static_cast<uint64_t>(text.size());
    const uint32_t sum = crc32c(std::as_bytes(std::span(text)));
    std::string header(kMagic);
    header.append(reinterpret_cast<const char*>(&length), sizeof(length));
    header.append(reinterpret_cast<const char*>(&sum), sizeof(sum));
    header += text;

    // The slabs must be on disk before the header that declares them.
    if (Status synced = sync(); !synced)
        return synced;
    if (Status written = writeAll(m_file, std::as_bytes(std::span(header)), 0, m_path); !written)
        return written;
    if (fsync(m_file) != 0 || rename(m_unfinished.c_str(), m_path.c_str()) != 0)
        return writeError(m_path, errno);
    flock(m_file, LOCK_SH); // It is read from now on, by what written() gave.
    close(std::exchange(m_file, -1));
    if (const int folder = open(m_path.parent_path().c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC); folder >= 0) {
        fsync(folder); // The new name, too.
        close(folder);
    }
    return kDone;
}

void SlabFileWriter::removeLeftovers(const fs::path& folder)
{
    std::error_code code;
    for (fs::directory_iterator at(folder, code), end; !code && at != end; at.increment(code)) {
        if (at->path().extension() != kUnfinished)
            continue;
        const int file = open(at->path().c_str(), O_RDWR | O_CLOEXEC);
        if (file < 0)
            continue;
        if (flock(file, LOCK_EX | LOCK_NB) == 0) // Its writer has ended.
            unlink(at->path().c_str());
        close(file);
    }
}

Result<SlabFile> SlabFile::open(const fs::path& path)
{
    SlabFile opened;
    opened.m_path = path;
    opened.m_file = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
    if (opened.m_file < 0)
        return Error{errno == ENOENT ? ErrorCode::FileMissing : ErrorCode::FileUnreadable, path.string(),
                     std::strerror(errno)};
    flock(opened.m_file, LOCK_SH); // Marks the file as being read; see SlabCache::remove().
    std::string prefix(static_cast<size_t>(kPrefix), '\0');
    if (!readAll(opened.m_file, std::as_writable_bytes(std::span(prefix)), 0) || !prefix.starts_with(kMagic))
        return damaged(path, "this is no file of slabs, or of another version");
    uint64_t length = 0;
    uint32_t sum = 0;
    std::memcpy(&length, prefix.data() + kMagic.size(), sizeof(length));
    std::memcpy(&sum, prefix.data() + kMagic.size() + sizeof(length), sizeof(sum));
    if (length > static_cast<uint64_t>(kMostHeader))
        return damaged(path, "its header is too long");
    std::string text(length, '\0');
    if (!readAll(opened.m_file, std::as_writable_bytes(std::span(text)), kPrefix)
        || crc32c(std::as_bytes(std::span(text))) != sum)
        return damaged(path, "its header is torn");
    const Result<json> parsed = parseJson<json>(text, {.bytes = text.size()});
    if (!parsed)
        return damaged(path, parsed.error().detail);
    try {
        const json& header = *parsed;
        header.at("key").get_to(opened.m_info.key);
        header.at("title").get_to(opened.m_info.title);
        for (const json& size : header.at("sizes"))
            opened.m_info.sizes.push_back(requiredWholeNumber(size));
        for (const json& segments : header.at("crc32c")) {
            std::vector<uint32_t>& sums = opened.m_sums.emplace_back();
            for (const json& segment : segments)
                sums.push_back(static_cast<uint32_t>(requiredWholeNumber(segment)));
        }
    } catch (const std::exception& error) {
        return errorOf(error, ErrorCode::CheckpointDamaged, path.string());
    }
    const std::vector<int64_t>& sizes = opened.m_info.sizes;
    bool agrees = opened.m_sums.size() == sizes.size();
    for (size_t i = 0; agrees && i < sizes.size(); ++i)
        agrees = sizes[i] >= 0 && sizes[i] < int64_t{1} << 48U
            && static_cast<int64_t>(opened.m_sums[i].size()) == segmentsOf(sizes[i]);
    if (!agrees)
        return damaged(path, "its header contradicts itself");
    opened.m_offsets = offsetsOf(opened.m_info);
    const off_t end = lseek(opened.m_file, 0, SEEK_END);
    if (end != opened.m_offsets.back())
        return damaged(
            path, "it has " + std::to_string(end) + " bytes instead of " + std::to_string(opened.m_offsets.back()));
    opened.m_direct = ::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_DIRECT);
    opened.m_map = mapped(opened.m_file, opened.m_offsets.back());
    return opened;
}

SlabFile::SlabFile(SlabFile&& other) noexcept
    : m_path(std::move(other.m_path))
    , m_file(std::exchange(other.m_file, -1))
    , m_direct(std::exchange(other.m_direct, -1))
    , m_map(std::exchange(other.m_map, nullptr))
    , m_info(std::move(other.m_info))
    , m_offsets(std::move(other.m_offsets))
    , m_sums(std::move(other.m_sums))
{
}

SlabFile& SlabFile::operator=(SlabFile&& other) noexcept
{
    if (this != &other) {
        close();
        m_path = std::move(other.m_path);
        m_file = std::exchange(other.m_file, -1);
        m_direct = std::exchange(other.m_direct, -1);
        m_map = std::exchange(other.m_map, nullptr);
        m_info = std::move(other.m_info);
        m_offsets = std::move(other.m_offsets);
        m_sums = std::move(other.m_sums);
    }
    return *this;
}

SlabFile::~SlabFile()
{
    close();
}

void SlabFile::close()
{
    if (m_map)
        munmap(std::exchange(m_map, nullptr), static_cast<size_t>(m_offsets.back()));
    for (int* const file : {&m_file, &m_direct}) {
        if (*file >= 0)
            ::close(std::exchange(*file, -1));
    }
}

Status SlabFile::read(std::span<const Part> parts, const Progress& progress, const std::stop_token& stop) const
{
    struct Segment {
        std::span<std::byte> to;
        int64_t offset;
        uint32_t sum;
        int64_t slab;
    };
    std::vector<Segment> segments;
    for (const Part& part : parts) {
        const auto index = static_cast<size_t>(part.index);
        if (index >= m_info.sizes.size() || static_cast<int64_t>(part.to.size()) != m_info.sizes[index])
            return Error{ErrorCode::Internal, m_path.string(),
                         "slab " + std::to_string(part.index) + " doesn't have " + std::to_string(part.to.size())
                             + " bytes"};
        for (size_t i = 0; i < m_sums[index].size(); ++i) {
            const size_t begin = i * static_cast<size_t>(kSegment);
            segments.push_back({part.to.subspan(begin, std::min(static_cast<size_t>(kSegment), part.to.size() - begin)),
                                m_offsets[index] + static_cast<int64_t>(begin), m_sums[index][i], part.index});
        }
    }

    // Data that is read once would evict useful pages, so it passes the page cache by as far as the alignment allows,
    // unless it is there.
    const auto readPiece = [&](std::span<std::byte> to, int64_t offset) {
        const bool aligned = reinterpret_cast<uintptr_t>(to.data()) % kAlignment == 0;
        const size_t direct = m_direct >= 0 && aligned && !isCached(offset, to.size())
            ? to.size() / static_cast<size_t>(kAlignment) * static_cast<size_t>(kAlignment)
            : 0;
        if (direct > 0 && !readAll(m_direct, to.first(direct), offset))
            return readAll(m_file, to, offset); // Some file systems reject O_DIRECT only at the first read.
        return readAll(m_file, to.subspan(direct), offset + static_cast<int64_t>(direct));
    };
    const auto readSegment = [&](const Segment& segment) -> Status {
        uint32_t sum = 0;
        for (size_t at = 0; at < segment.to.size(); at += static_cast<size_t>(kPiece)) {
            if (stop.stop_requested())
                return Error{ErrorCode::Cancelled, {}, "stopped while slabs were read"};
            const auto piece = segment.to.subspan(at, std::min(static_cast<size_t>(kPiece), segment.to.size() - at));
            if (!readPiece(piece, segment.offset + static_cast<int64_t>(at)))
                return Error{ErrorCode::FileUnreadable, m_path.string(), std::strerror(errno)};
            sum = crc32c(piece, sum); // while the piece is in the CPU's cache
        }
        return sum == segment.sum
            ? Status(kDone)
            : Status(damaged(m_path, "slab " + std::to_string(segment.slab) + " is not what was written"));
    };
    std::mutex mutex;
    int64_t done = 0;
    return inThreads(segments.size(), kMostReaders, [&](size_t i) {
        Status read = readSegment(segments[i]);
        const std::lock_guard lock(mutex);
        done += static_cast<int64_t>(segments[i].to.size());
        if (read && progress)
            progress(done);
        return read;
    });
}

bool SlabFile::isCached(int64_t offset, size_t bytes) const
{
    static const auto kPage = static_cast<size_t>(sysconf(_SC_PAGESIZE));
    if (!m_map || static_cast<size_t>(offset) % kPage != 0)
        return false;
    std::array<unsigned char, static_cast<size_t>(kPiece / kAlignment)> pages{};
    const size_t count = (bytes + kPage - 1) / kPage;
    return count <= pages.size() && mincore(static_cast<std::byte*>(m_map) + offset, bytes, pages.data()) == 0
        && std::all_of(pages.begin(), pages.begin() + static_cast<std::ptrdiff_t>(count),
                       [](unsigned char page) { return (page & 1U) != 0; });
}

} // namespace studio::model
