// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/media/PartFile.h"

#include "core/base/Crc32c.h"
#include "core/base/Log.h"
#include "core/media/Mp4.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <charconv>
#include <cstdio>
#include <optional>
#include <random>
#include <span>
#include <string_view>
#include <utility>

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

namespace studio::media {
namespace {

namespace fs = std::filesystem;

constexpr size_t kLongestName = 255; // bytes, on the usual file systems

fs::path folderOf(const fs::path& path)
{
    return path.has_parent_path() ? path.parent_path() : fs::path(".");
}

// Some file systems allow less (eCryptfs: 143 bytes).
size_t longestName(const fs::path& folder)
{
    const long told = ::pathconf(folder.c_str(), _PC_NAME_MAX);
    return told > 0 ? std::min(static_cast<size_t>(told), kLongestName) : kLongestName;
}

// The stem, shortened to leave room for `others` bytes. A shortened stem ends with a checksum, which distinguishes
// stems with the same beginning.
std::string fitted(const std::string& stem, size_t others, const fs::path& folder)
{
    const size_t longest = longestName(folder);
    if (stem.size() + others <= longest)
        return stem;
    std::array<char, 10> sum{};
    std::snprintf(sum.data(), sum.size(), "~%08x", crc32c(std::as_bytes(std::span(stem))));
    size_t kept = longest - std::min(longest, others + sum.size() - 1);
    while (kept > 0 && (static_cast<unsigned char>(stem[kept]) & 0xC0U) == 0x80U) // Don't cut within a UTF-8 character.
        --kept;
    return stem.substr(0, kept) + sum.data();
}

fs::path hiddenBeside(const fs::path& target, const std::string& ending)
{
    // "a.mp4" and "a.MP4" are two films.
    const bool usual = target.extension() == ".mp4";
    const std::string stem = (usual ? target.stem() : target.filename()).string();
    return target.parent_path() / ("." + fitted(stem, 1 + ending.size(), folderOf(target)) + ending);
}

constexpr std::string_view kPart = ".part";
constexpr std::string_view kMp4 = ".mp4";

fs::path partName(const fs::path& target, int number)
{
    const std::string count = number > 1 ? "-" + std::to_string(number) : std::string();
    return hiddenBeside(target, std::string(kPart) + count + std::string(kMp4));
}

// The number of a part file, from the end of its name.
std::optional<int> partNumber(std::string_view name)
{
    const size_t at = name.rfind(kPart);
    if (at == std::string_view::npos || !name.ends_with(kMp4))
        return {};
    std::string_view count = name.substr(at + kPart.size());
    count.remove_suffix(std::min(kMp4.size(), count.size()));
    if (count.empty())
        return 1;
    constexpr int kHighest = 1'000'000; // never reached
    int number = 0;
    const char* const last = count.data() + count.size();
    const auto [end, code] = std::from_chars(count.data() + 1, last, number);
    const bool isNumber = count.front() == '-' && code == std::errc() && end == last;
    return isNumber && number > 1 && number < kHighest ? std::optional(number) : std::nullopt;
}

// Nothing is encoded here, so any other error of the file system is NotWritable.
Error fileError(const fs::path& path, int code)
{
    Error error = writeError(path, AVERROR(code));
    if (error.code == ErrorCode::EncoderFailed)
        error.code = ErrorCode::NotWritable;
    return error;
}

// flock(2), repeated after signals; 0 or errno.
int lock(int descriptor, int operation)
{
    while (::flock(descriptor, operation) < 0) {
        if (errno != EINTR)
            return errno;
    }
    return 0;
}

enum class Owner { Living, Dead, Unknown };

Owner ownerOf(const fs::path& part)
{
    const Descriptor file(::open(part.c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK));
    struct stat facts { };
    if (!file.isOpen() || ::fstat(file.number(), &facts) < 0 || !S_ISREG(facts.st_mode))
        return Owner::Dead; // Not one of our part files, but the name is in use.
    switch (lock(file.number(), LOCK_SH | LOCK_NB)) {
    case 0: return Owner::Dead;
    case EWOULDBLOCK: return Owner::Living;
    default: return Owner::Unknown;
    }
}

Error beingMade(const fs::path& target, const fs::path& part)
{
    return {ErrorCode::FileExists, target.string(), "another program is making it, in " + part.string()};
}

// A lock held while a program searches for a film's part files and creates its own. It locks a separate file, because
// the caller may have locked the folder.
class Turn {
public:
    explicit Turn(const fs::path& target)
        : m_path(hiddenBeside(target, ".lock"))
    {
        while (true) {
            Descriptor file(::open(m_path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK, 0666));
            if (!file.isOpen())
                return; // Creating the part file fails likewise and reports the error.
            if (lock(file.number(), LOCK_EX) != 0) {
                ::unlink(m_path.c_str());
                return;
            }
            struct stat own { };
            struct stat named { };
            if (::fstat(file.number(), &own) == 0 && ::lstat(m_path.c_str(), &named) == 0 && own.st_ino == named.st_ino
                && own.st_dev == named.st_dev) {
                m_file = std::move(file);
                return;
            }
            // The last holder has removed the file meanwhile.
        }
    }
    ~Turn()
    {
        if (m_file.isOpen())
            ::unlink(m_path.c_str());
    }
    Turn(const Turn&) = delete;
    Turn& operator=(const Turn&) = delete;

    [[nodiscard]] bool isHeld() const { return m_file.isOpen(); }

private:
    fs::path m_path;
    Descriptor m_file;
};

// Syncs to disk, so that a crash doesn't leave an empty file under the new name; 0 or errno.
int sync(int descriptor)
{
    return ::fsync(descriptor) < 0 ? errno : 0;
}

// Syncs the new name, too. Errors are ignored: some file systems don't support it.
void syncFolderOf(const fs::path& path)
{
    const Descriptor folder(::open(folderOf(path).c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    if (folder.isOpen())
        (void)sync(folder.number());
}

// Renames to a free name, by the means that the file system supports, none of which overwrites; 0 or errno.
int renameToFree(const fs::path& from, const fs::path& to)
{
    if (::renameat2(AT_FDCWD, from.c_str(), AT_FDCWD, to.c_str(), RENAME_NOREPLACE) == 0)
        return 0;
    if (errno != EINVAL && errno != ENOSYS)
        return errno;
    if (::link(from.c_str(), to.c_str()) == 0) {
        ::unlink(from.c_str());
        return 0;
    }
    if (errno == EEXIST)
        return errno;
    // Neither works: reserve the name by exclusively creating an empty file or folder, then rename over it.
    std::error_code ignored;
    if (fs::is_directory(from, ignored)) {
        if (::mkdir(to.c_str(), 0777) < 0)
            return errno;
    } else if (!Descriptor(::open(to.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0666)).isOpen()) {
        return errno;
    }
    if (::rename(from.c_str(), to.c_str()) == 0)
        return 0;
    const int code = errno;
    fs::remove(to, ignored);
    return code;
}

Status published(int code, const fs::path& target)
{
    if (code == EEXIST)
        return Error{ErrorCode::FileExists, target.string(), "another program took the name"};
    if (code != 0)
        return fileError(target, code);
    syncFolderOf(target);
    return kDone;
}

int rename(const fs::path& from, const fs::path& to, Existing existing)
{
    if (existing == Existing::Refuse)
        return renameToFree(from, to);
    return ::rename(from.c_str(), to.c_str()) < 0 ? errno : 0;
}

constexpr std::string_view kNew = ".new-"; // after the name that a draft is for; a random word follows
constexpr size_t kRandomLetters = 8;

std::string randomWord()
{
    std::random_device random;
    std::array<char, kRandomLetters + 1> word{};
    std::snprintf(word.data(), word.size(), "%08x", static_cast<unsigned>(random()));
    return word.data();
}

// Calls `make` with hidden names beside the target until one is free; 0 or errno.
template<typename Make>
int underRandomName(const fs::path& target, const std::string& ending, fs::path& name, const Make& make)
{
    int code = 0;
    do {
        name = hiddenBeside(target, std::string(kNew) + randomWord() + ending);
        code = make(name);
    } while (code == EEXIST);
    return code;
}

// The folder, if no program holds its lock; not through a link.
Descriptor lockedFolder(const fs::path& path)
{
    Descriptor folder(::open(path.c_str(), O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC));
    return folder.isOpen() && lock(folder.number(), LOCK_EX | LOCK_NB) == 0 ? std::move(folder) : Descriptor();
}

// Scratch folders beside the target whose programs were killed.
void removeAbandonedScratch(const fs::path& target)
{
    const std::string any
        = hiddenBeside(target, std::string(kNew) + std::string(kRandomLetters, '?')).filename().string();
    const std::string_view head = std::string_view(any).substr(0, any.size() - kRandomLetters);
    std::error_code failed;
    for (fs::directory_iterator entry(folderOf(target), failed), end; !failed && entry != end;
         entry.increment(failed)) {
        const std::string name = entry->path().filename().string();
        std::error_code ignored;
        if (name.size() == any.size() && name.starts_with(head) && lockedFolder(entry->path()).isOpen())
            fs::remove_all(entry->path(), ignored);
    }
}

} // namespace

fs::path withTail(const fs::path& path, const std::string& tail)
{
    const std::string extension = path.extension().string();
    const std::string stem = fitted(path.stem().string(), tail.size() + extension.size(), folderOf(path));
    return path.parent_path() / (stem + tail + extension);
}

PartFile::PartFile(fs::path target, Existing existing, fs::path path, Descriptor file)
    : m_target(std::move(target))
    , m_existing(existing)
    , m_path(std::move(path))
    , m_file(std::move(file))
{
}

PartFile& PartFile::operator=(PartFile&& other) noexcept
{
    std::swap(m_target, other.m_target);
    std::swap(m_existing, other.m_existing);
    std::swap(m_path, other.m_path);
    std::swap(m_file, other.m_file);
    return *this;
}

PartFile::~PartFile()
{
    struct stat facts { };
    if (m_file.isOpen() && !m_path.empty() && ::fstat(m_file.number(), &facts) == 0 && facts.st_size == 0)
        remove();
}

Result<PartFile> PartFile::reserve(const fs::path& target, Existing existing)
{
    std::error_code failed;
    if (target.filename().empty() || fs::is_directory(target, failed))
        return Error{ErrorCode::NotWritable, target.string(), "a folder has this name"};
    struct stat facts { };
    if (::lstat(target.c_str(), &facts) < 0 && errno == ENAMETOOLONG) // The hidden name would be short enough.
        return fileError(target, ENAMETOOLONG);

    const Turn turn(target);
    int last = 0;
    for (const fs::path& part : partsOf(target)) {
        const Owner owner = ownerOf(part);
        if (owner == Owner::Living)
            return beingMade(target, part);
        const bool isEmpty = fs::is_regular_file(fs::symlink_status(part, failed)) && fs::file_size(part, failed) == 0;
        if (owner == Owner::Dead && turn.isHeld() && isEmpty)
            fs::remove(part, failed);
        else
            last = *partNumber(part.filename().string());
    }
    // After the search, because a publishing program removes its part file last.
    if (existing == Existing::Refuse && fs::exists(fs::symlink_status(target, failed)))
        return Error{ErrorCode::FileExists, target.string(), {}};

    for (int number = last + 1;; ++number) { // The newest has the highest number.
        fs::path path = partName(target, number);
        Descriptor file(::open(path.c_str(), O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0666));
        if (!file.isOpen() && errno == EEXIST) {
            if (ownerOf(path) == Owner::Living) // The same name in another case, on a file system that ignores case.
                return beingMade(target, path);
            continue;
        }
        if (!file.isOpen())
            return fileError(target, errno);
        if (const int code = lock(file.number(), LOCK_EX); code != 0)
            log::warning(path.string() + ": this file system keeps no locks, so another program may choose the same "
                         + "name: " + std::generic_category().message(code));
        return PartFile(target, existing, std::move(path), std::move(file));
    }
}

Result<PartFile> PartFile::reserveFree(const fs::path& wanted)
{
    for (int number = 1;; ++number) {
        const fs::path target = withTail(wanted, number == 1 ? std::string() : "-" + std::to_string(number));
        std::error_code failed;
        if (fs::exists(fs::symlink_status(target, failed)))
            continue;
        const std::vector<fs::path> parts = partsOf(target);
        if (std::any_of(parts.begin(), parts.end(), [](const auto& part) { return ownerOf(part) == Owner::Unknown; }))
            continue; // Perhaps a running program's.
        Result<PartFile> part = reserve(target, Existing::Refuse);
        if (part || part.error().code != ErrorCode::FileExists)
            return part;
    }
}

Result<PartFile> PartFile::adopt(const fs::path& target)
{
    const Turn turn(target);
    Result<PartFile> found = Error{ErrorCode::FileMissing, target.string(), "nothing was left of it"};
    off_t most = -1;
    for (const fs::path& path : partsOf(target)) {
        Descriptor file(::open(path.c_str(), O_RDWR | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK));
        struct stat facts { };
        if (!file.isOpen() || ::fstat(file.number(), &facts) < 0) {
            if (!found)
                found = Error{ErrorCode::FileUnreadable, path.string(), std::generic_category().message(errno)};
            continue;
        }
        if (!S_ISREG(facts.st_mode))
            continue;
        if (lock(file.number(), LOCK_EX | LOCK_NB) == EWOULDBLOCK)
            return beingMade(target, path);
        if (facts.st_size <= most)
            continue;
        most = facts.st_size;
        found = PartFile(target, Existing::Refuse, path, std::move(file));
    }
    return found;
}

Status PartFile::publish()
{
    int code = sync(m_file.number());
    if (code == 0)
        code = rename(m_path, m_target, m_existing);
    if (code == 0)
        m_path.clear();
    return published(code, m_target);
}

Result<fs::path> PartFile::publishFree(const fs::path& wanted)
{
    for (int number = 1;; ++number) {
        m_target = withTail(wanted, number == 1 ? std::string() : "-" + std::to_string(number));
        m_existing = Existing::Refuse;
        const Status done = publish();
        if (done)
            return m_target;
        if (done.error().code != ErrorCode::FileExists)
            return done.error();
    }
}

void PartFile::remove()
{
    std::error_code ignored;
    if (!m_path.empty())
        fs::remove(m_path, ignored);
    m_path.clear();
}

std::vector<fs::path> partsOf(const fs::path& target)
{
    std::vector<std::pair<int, fs::path>> found;
    std::error_code failed;
    for (fs::directory_iterator entry(folderOf(target), failed), end; !failed && entry != end;
         entry.increment(failed)) {
        const std::string name = entry->path().filename().string();
        const std::optional<int> number = name.starts_with('.') ? partNumber(name) : std::nullopt;
        if (number && partName(target, *number).filename() == name)
            found.emplace_back(*number, target.parent_path() / name);
    }
    std::sort(found.begin(), found.end());
    std::vector<fs::path> parts;
    for (auto& [number, path] : found)
        parts.push_back(std::move(path));
    return parts;
}

std::optional<fs::path> newestBesidePart(const fs::path& target, const std::string& ending)
{
    std::optional<fs::path> newest;
    int highest = 0;
    std::error_code failed;
    for (fs::directory_iterator entry(folderOf(target), failed), end; !failed && entry != end;
         entry.increment(failed)) {
        const fs::path name = entry->path().filename();
        if (name.extension() != ending)
            continue;
        const fs::path part = fs::path(name).replace_extension(kMp4);
        const std::optional<int> number = partNumber(part.string());
        if (!number || *number <= highest || partName(target, *number).filename() != part)
            continue;
        highest = *number;
        newest = target.parent_path() / name;
    }
    return newest;
}

DraftFile::DraftFile(Descriptor file, fs::path path)
    : m_file(std::move(file))
    , m_path(std::move(path))
{
}

DraftFile::~DraftFile()
{
    if (m_file.isOpen() && !m_path.empty())
        ::unlink(m_path.c_str());
}

Result<DraftFile> DraftFile::create(const fs::path& target)
{
    Descriptor file(::open(folderOf(target).c_str(), O_TMPFILE | O_RDWR | O_CLOEXEC, 0666));
    if (file.isOpen())
        return DraftFile(std::move(file));
    fs::path path;
    const int code = underRandomName(target, target.extension().string(), path, [&](const fs::path& name) {
        file = Descriptor(::open(name.c_str(), O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0666));
        return file.isOpen() ? 0 : errno;
    });
    if (code != 0)
        return fileError(target, code);
    return DraftFile(std::move(file), std::move(path));
}

Status DraftFile::publish(const fs::path& target, Existing existing)
{
    int code = sync(m_file.number());
    const auto link = [&](const fs::path& name) {
        return ::linkat(AT_FDCWD, m_file.path().c_str(), AT_FDCWD, name.c_str(), AT_SYMLINK_FOLLOW) < 0 ? errno : 0;
    };
    if (code == 0 && m_path.empty() && existing == Existing::Refuse) {
        code = link(target);
    } else if (code == 0) {
        if (m_path.empty()) {
            fs::path name;
            code = underRandomName(target, target.extension().string(), name, link);
            if (code == 0)
                m_path = std::move(name);
        }
        if (code == 0)
            code = rename(m_path, target, existing);
        if (code == 0)
            m_path.clear();
    }
    return published(code, target);
}

ScratchFolder::ScratchFolder(fs::path path, Descriptor folder)
    : m_path(std::move(path))
    , m_folder(std::move(folder))
{
}

ScratchFolder::~ScratchFolder()
{
    std::error_code ignored;
    if (!m_path.empty())
        fs::remove_all(m_path, ignored);
}

Result<ScratchFolder> ScratchFolder::besides(const fs::path& target)
{
    const Turn turn(target); // A folder isn't locked at once.
    if (turn.isHeld())
        removeAbandonedScratch(target);
    fs::path path;
    const int code = underRandomName(target, {}, path,
                                     [](const fs::path& name) { return ::mkdir(name.c_str(), 0777) < 0 ? errno : 0; });
    if (code != 0)
        return fileError(target, code);
    Descriptor folder = lockedFolder(path);
    return ScratchFolder(std::move(path), std::move(folder));
}

Status ScratchFolder::publish(const fs::path& target)
{
    const int code = renameToFree(m_path, target);
    if (code == 0)
        m_path.clear();
    return published(code, target);
}

} // namespace studio::media
