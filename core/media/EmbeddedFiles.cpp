// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/media/EmbeddedFiles.h"

#include "core/base/Crc32c.h"
#include "core/media/MovieExport.h"
#include "core/media/Mp4.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <optional>
#include <span>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace studio::media {
namespace {

namespace fs = std::filesystem;
using Bytes = std::vector<std::byte>;

// The type of our box, a random UUID (version 4).
constexpr std::array<uint8_t, 16> kUuid{0x6f, 0x1d, 0x52, 0xc8, 0x0b, 0x3e, 0x4a, 0x97,
                                        0x9c, 0x44, 0xe5, 0x21, 0x7a, 0xd0, 0x93, 0x5b};
// 32-bit size of 1, "uuid", 64-bit size, the uuid; then a byte each for the lengths of role and name, both texts, the
// file's bytes, and their CRC-32C.
constexpr size_t kHeader = 4 + 4 + 8 + kUuid.size();
constexpr size_t kChecksum = 4;
constexpr size_t kLongestName = 255;
constexpr size_t kPiece = size_t{1} << 20; // copied at once
constexpr size_t kMostFiles = 64; // limit for hostile files

class File {
public:
    File() = default;
    File(const fs::path& path, int flags) { open(path, flags); }
    ~File() { close(); }
    File(const File&) = delete;
    File& operator=(const File&) = delete;

    void open(const fs::path& path, int flags)
    {
        close();
        m_file = ::open(path.c_str(), flags | O_CLOEXEC, 0644);
    }
    [[nodiscard]] bool isOpen() const { return m_file >= 0; }
    [[nodiscard]] uint64_t size() const
    {
        struct stat facts { };
        return ::fstat(m_file, &facts) == 0 && S_ISREG(facts.st_mode) ? static_cast<uint64_t>(facts.st_size) : 0;
    }
    [[nodiscard]] bool isRegular() const
    {
        struct stat facts { };
        return ::fstat(m_file, &facts) == 0 && S_ISREG(facts.st_mode);
    }

    // Reads as many bytes as exist; nullopt after an error, which is in errno.
    std::optional<size_t> read(std::span<std::byte> to, uint64_t offset) const
    {
        size_t done = 0;
        while (done < to.size()) {
            const ssize_t got = ::pread(m_file, to.data() + done, to.size() - done, static_cast<off_t>(offset + done));
            if (got < 0 && errno == EINTR)
                continue;
            if (got < 0)
                return std::nullopt;
            if (got == 0)
                break;
            done += static_cast<size_t>(got);
        }
        return done;
    }

    // errno, or 0.
    int append(std::span<const std::byte> bytes)
    {
        while (!bytes.empty()) {
            const ssize_t written = ::write(m_file, bytes.data(), bytes.size());
            if (written < 0 && errno == EINTR)
                continue;
            if (written <= 0)
                return written < 0 ? errno : ENOSPC;
            bytes = bytes.subspan(static_cast<size_t>(written));
        }
        return 0;
    }

    int close()
    {
        const int file = std::exchange(m_file, -1);
        return file >= 0 && ::close(file) < 0 ? errno : 0;
    }

private:
    int m_file = -1;
};

Error unreadable(const fs::path& path, int code)
{
    return {code == ENOENT ? ErrorCode::FileMissing : ErrorCode::FileUnreadable, path.string(),
            ffmpegText(AVERROR(code))};
}

// Big-endian, as in all boxes.
template<typename T>
void put(Bytes& bytes, T value)
{
    for (int shift = 8 * (static_cast<int>(sizeof(T)) - 1); shift >= 0; shift -= 8)
        bytes.push_back(static_cast<std::byte>(value >> shift & 0xFF));
}

template<typename T>
T take(std::span<const std::byte> bytes)
{
    T value = 0;
    for (size_t i = 0; i < sizeof(T); ++i)
        value = static_cast<T>(value << 8 | static_cast<T>(bytes[i]));
    return value;
}

Bytes headerOf(const std::string& role, const std::string& name, uint64_t bytes)
{
    Bytes header;
    put<uint32_t>(header, 1); // The size follows in 64 bits.
    for (const char letter : {'u', 'u', 'i', 'd'})
        header.push_back(static_cast<std::byte>(letter));
    put<uint64_t>(header, kHeader + 2 + role.size() + name.size() + bytes + kChecksum);
    for (const uint8_t byte : kUuid)
        header.push_back(static_cast<std::byte>(byte));
    put<uint8_t>(header, static_cast<uint8_t>(role.size()));
    put<uint8_t>(header, static_cast<uint8_t>(name.size()));
    for (const std::string& text : {role, name}) {
        for (const char letter : text)
            header.push_back(static_cast<std::byte>(letter));
    }
    return header;
}

// Calls act(piece) for `bytes` bytes from this offset on. Errors: act's; FileUnreadable if they don't exist.
template<typename Act>
Status forPieces(const File& file, const fs::path& path, uint64_t offset, uint64_t bytes, Act act)
{
    Bytes piece(static_cast<size_t>(std::min<uint64_t>(kPiece, bytes)));
    while (bytes > 0) {
        const std::span<std::byte> part(piece.data(), static_cast<size_t>(std::min<uint64_t>(piece.size(), bytes)));
        const std::optional<size_t> got = file.read(part, offset);
        if (!got)
            return unreadable(path, errno);
        if (*got < part.size())
            return Error{ErrorCode::FileUnreadable, path.string(), "it became shorter while it was read"};
        if (Status done = act(part); !done)
            return done;
        offset += part.size();
        bytes -= part.size();
    }
    return kDone;
}

Status append(File& movie, const fs::path& path, const FileToEmbed& wanted, const std::stop_token& stop)
{
    const std::string name = wanted.file.filename().string();
    if (wanted.role.size() > kLongestName || name.size() > kLongestName || name.empty())
        return Error{ErrorCode::BadOption, wanted.file.string(), "the name is too long, or there is none"};
    const File file(wanted.file, O_RDONLY);
    if (!file.isOpen())
        return unreadable(wanted.file, errno);
    if (!file.isRegular())
        return Error{ErrorCode::FileUnreadable, wanted.file.string(), "it is not a regular file"};
    const auto write = [&](std::span<const std::byte> bytes) -> Status {
        const int code = movie.append(bytes);
        return code == 0 ? Status(kDone) : Status(writeError(path, AVERROR(code)));
    };
    const uint64_t bytes = file.size();
    if (Status written = write(headerOf(wanted.role, name, bytes)); !written)
        return written;
    uint32_t sum = 0;
    Status copied = forPieces(file, wanted.file, 0, bytes, [&](std::span<const std::byte> piece) -> Status {
        if (stop.stop_requested())
            return Error{ErrorCode::Cancelled, path.string(), {}};
        sum = crc32c(piece, sum);
        return write(piece);
    });
    if (!copied)
        return copied;
    Bytes end;
    put(end, sum);
    return write(end);
}

// The file in the box of `size` bytes at `offset`, if it is one of ours.
std::optional<EmbeddedFile> fileIn(const File& movie, uint64_t offset, uint64_t size)
{
    std::array<std::byte, kHeader + 2 + 2 * kLongestName> head{};
    const std::optional<size_t> got = movie.read(head, offset);
    if (!got || *got < kHeader + 2 || size < kHeader + 2 + kChecksum
        || !std::equal(kUuid.begin(), kUuid.end(), head.begin() + kHeader - kUuid.size(),
                       [](uint8_t a, std::byte b) { return static_cast<std::byte>(a) == b; }))
        return std::nullopt;
    const auto roleLength = static_cast<size_t>(head[kHeader]);
    const auto nameLength = static_cast<size_t>(head[kHeader + 1]);
    const size_t front = kHeader + 2 + roleLength + nameLength;
    if (*got < front || size < front + kChecksum)
        return std::nullopt;
    const auto text = [&](size_t at, size_t length) {
        return std::string(reinterpret_cast<const char*>(head.data()) + at, length);
    };
    EmbeddedFile file{.role = text(kHeader + 2, roleLength),
                      .name = text(kHeader + 2 + roleLength, nameLength),
                      .offset = offset + front,
                      .bytes = size - front - kChecksum};
    // The name must not lead out of the folder.
    if (file.name.find('\0') != std::string::npos || file.name == "." || file.name == ".." || file.name.empty()
        || fs::path(file.name).filename() != file.name)
        return std::nullopt;
    std::array<std::byte, kChecksum> sum{};
    if (movie.read(sum, offset + size - kChecksum).value_or(0) < sum.size())
        return std::nullopt;
    file.checksum = take<uint32_t>(sum);
    return file;
}

} // namespace

Status embedFiles(const fs::path& movie, const std::vector<FileToEmbed>& files, const std::stop_token& stop)
{
    if (files.empty())
        return kDone;
    File out(movie, O_WRONLY | O_APPEND);
    if (!out.isOpen())
        return writeError(movie, AVERROR(errno));
    for (const FileToEmbed& file : files) {
        if (Status appended = append(out, movie, file, stop); !appended)
            return appended;
    }
    const int code = out.close();
    return code == 0 ? Status(kDone) : Status(writeError(movie, AVERROR(code)));
}

Result<std::vector<EmbeddedFile>> embeddedFiles(const fs::path& movie)
{
    const File in(movie, O_RDONLY);
    if (!in.isOpen())
        return unreadable(movie, errno);
    if (!in.isRegular())
        return Error{ErrorCode::FileUnreadable, movie.string(), "it is not a regular file"};
    std::vector<EmbeddedFile> files;
    const uint64_t end = in.size();
    uint64_t offset = 0;
    while (end - offset >= 8 && files.size() < kMostFiles) {
        std::array<std::byte, 16> head{};
        const std::optional<size_t> got = in.read(head, offset);
        if (!got)
            return unreadable(movie, errno);
        const std::span<const std::byte> bytes(head);
        uint64_t size = take<uint32_t>(bytes);
        const auto type = take<uint32_t>(bytes.subspan(4));
        constexpr uint32_t kFileType = 0x66747970; // "ftyp": the first box of an MP4
        constexpr uint32_t kUserType = 0x75756964; // "uuid"
        if (offset == 0 && type != kFileType)
            break;
        const bool large = size == 1;
        if (large)
            size = *got == head.size() ? take<uint64_t>(bytes.subspan(8)) : 0;
        // Size 0 means up to the end of the file; our boxes never have it.
        if (size < (large ? 16 : 8) || size > end - offset)
            break;
        if (large && type == kUserType) {
            if (std::optional<EmbeddedFile> file = fileIn(in, offset, size))
                files.push_back(std::move(*file));
        }
        offset += size;
    }
    return files;
}

bool isSameFile(const EmbeddedFile& embedded, const fs::path& path)
{
    const File file(path, O_RDONLY);
    if (!file.isOpen() || !file.isRegular() || file.size() != embedded.bytes)
        return false;
    uint32_t sum = 0;
    const Status read = forPieces(file, path, 0, embedded.bytes, [&](std::span<const std::byte> piece) -> Status {
        sum = crc32c(piece, sum);
        return kDone;
    });
    return read && sum == embedded.checksum;
}

Result<fs::path> extractFile(const fs::path& movie, const EmbeddedFile& embedded, const fs::path& folder)
{
    const File in(movie, O_RDONLY);
    if (!in.isOpen())
        return unreadable(movie, errno);
    std::error_code failed;
    fs::create_directories(folder, failed);
    if (failed)
        return writeError(folder, AVERROR(failed.value()));
    fs::path target;
    File out;
    do {
        target = freePath(folder / embedded.name);
        out.open(target, O_WRONLY | O_CREAT | O_EXCL);
    } while (!out.isOpen() && errno == EEXIST);
    if (!out.isOpen())
        return writeError(target, AVERROR(errno));
    uint32_t sum = 0;
    Status copied
        = forPieces(in, movie, embedded.offset, embedded.bytes, [&](std::span<const std::byte> piece) -> Status {
              sum = crc32c(piece, sum);
              const int code = out.append(piece);
              return code == 0 ? Status(kDone) : Status(writeError(target, AVERROR(code)));
          });
    if (copied && sum != embedded.checksum)
        copied = Error{ErrorCode::MediaDamaged, movie.string(), embedded.name + ": its checksum doesn't hold"};
    if (const int code = out.close(); copied && code != 0)
        copied = writeError(target, AVERROR(code));
    if (!copied) {
        fs::remove(target, failed);
        return copied.error();
    }
    return target;
}

} // namespace studio::media
