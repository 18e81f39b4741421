// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/model/MappedFile.h"

#include <ATen/ops/empty.h>
#include <ATen/ops/from_blob.h>

#include <array>
#include <cerrno>
#include <climits>
#include <csignal>
#include <cstring>
#include <iterator>
#include <map>
#include <mutex>
#include <string>

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

namespace studio::model {

namespace fs = std::filesystem;

namespace {

// What is mapped now, and what of it is lost.
class Mappings {
public:
    struct Facts {
        std::string path;
        dev_t device = 0;
        ino_t number = 0;
        off_t bytes = 0;
        timespec changed{};
    };

    static Mappings& all()
    {
        static Mappings& mappings = *new Mappings; // Never freed: tensors may outlive it at exit.
        return mappings;
    }
    void add(std::string_view bytes, Facts facts)
    {
        const std::lock_guard lock(m_mutex);
        m_ranges.emplace(beginOf(bytes), Range{beginOf(bytes) + bytes.size(), std::move(facts), false});
    }
    void remove(std::string_view bytes)
    {
        const std::lock_guard lock(m_mutex);
        m_ranges.erase(beginOf(bytes));
    }
    // Only of whole pages: one at an end is others', too. Only of files: what MADV_DONTNEED does to their pages costs
    // nothing, and what it does to other memory is a loss.
    void advise(std::string_view bytes, int advice)
    {
        const uintptr_t end = beginOf(bytes) + bytes.size();
        const uintptr_t first = (beginOf(bytes) + m_page - 1) / m_page * m_page;
        const uintptr_t last = end / m_page * m_page;
        const std::lock_guard lock(m_mutex);
        const auto found = rangeOf(beginOf(bytes));
        if (found != m_ranges.end() && end <= found->second.end && first < last)
            madvise(reinterpret_cast<void*>(first), last - first, advice);
    }

    [[nodiscard]] uint64_t lost()
    {
        const std::lock_guard lock(m_mutex);
        return m_lost;
    }
    enum class Look { AtLostPages, AtFilesToo };
    Status whole(uint64_t lostBefore, Look look)
    {
        const std::lock_guard lock(m_mutex);
        if (m_lost > lostBefore)
            return changed(m_lostPath.data());
        for (const auto& [begin, range] : m_ranges) {
            if (range.isLost || (look == Look::AtFilesToo && isChanged(range.facts)))
                return changed(range.facts.path.c_str());
        }
        return kDone;
    }

    static Facts factsOf(int file, const fs::path& path)
    {
        struct stat now { };
        if (fstat(file, &now) != 0)
            return {};
        return {.path = path.string(),
                .device = now.st_dev,
                .number = now.st_ino,
                .bytes = now.st_size,
                .changed = now.st_mtim};
    }

private:
    struct Range {
        uintptr_t end;
        Facts facts;
        bool isLost;
    };

    Mappings()
    {
        struct sigaction action { };
        action.sa_sigaction = &Mappings::pageIsGone;
        action.sa_flags = SA_SIGINFO;
        sigaction(SIGBUS, &action, &m_before);
    }

    static uintptr_t beginOf(std::string_view bytes) { return reinterpret_cast<uintptr_t>(bytes.data()); }

    static Error changed(const char* path)
    {
        return {ErrorCode::CheckpointDamaged, path, "it was changed, cut off or lost while it was used"};
    }

    // The file itself, whatever has its name now.
    static bool isChanged(const Facts& facts)
    {
        struct stat now { };
        return stat(facts.path.c_str(), &now) == 0 && now.st_dev == facts.device && now.st_ino == facts.number
            && (now.st_size != facts.bytes || now.st_mtim.tv_sec != facts.changed.tv_sec
                || now.st_mtim.tv_nsec != facts.changed.tv_nsec);
    }

    std::map<uintptr_t, Range>::iterator rangeOf(uintptr_t address)
    {
        const auto after = m_ranges.upper_bound(address);
        if (after == m_ranges.begin() || address >= std::prev(after)->second.end)
            return m_ranges.end();
        return std::prev(after);
    }

    // Raised by the very thread that reads the page, which holds no lock of ours then; nothing here allocates.
    static void pageIsGone(int, siginfo_t* info, void*)
    {
        const int before = errno;
        if (!all().lose(reinterpret_cast<uintptr_t>(info->si_addr)))
            sigaction(SIGBUS, &all().m_before, nullptr); // The same access again is for whoever was there before.
        errno = before;
    }

    // Gives the rest of the mapping pages of zeros.
    bool lose(uintptr_t address)
    {
        const std::lock_guard lock(m_mutex);
        const auto found = rangeOf(address);
        if (found == m_ranges.end())
            return false;
        const uintptr_t page = address / m_page * m_page;
        if (mmap(reinterpret_cast<void*>(page), found->second.end - page, PROT_READ | PROT_WRITE,
                 MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE | MAP_FIXED, -1, 0)
            == MAP_FAILED)
            return false;
        found->second.isLost = true;
        ++m_lost;
        std::strncpy(m_lostPath.data(), found->second.facts.path.c_str(), m_lostPath.size() - 1);
        return true;
    }

    const uintptr_t m_page = static_cast<uintptr_t>(sysconf(_SC_PAGESIZE));
    std::mutex m_mutex;
    std::map<uintptr_t, Range> m_ranges; // by where they begin
    uint64_t m_lost = 0; // so often since the start
    std::array<char, PATH_MAX> m_lostPath{}; // of the last one
    struct sigaction m_before { };
};

} // namespace

Result<MappedFile> MappedFile::open(const fs::path& path)
{
    std::error_code code;
    const fs::file_status status = fs::status(path, code);
    if (status.type() == fs::file_type::not_found)
        return Error{ErrorCode::FileMissing, path.string(), "no such file"};
    if (!fs::is_regular_file(status))
        return Error{ErrorCode::FileUnreadable, path.string(), code ? code.message() : "it is not a regular file"};
    const uintmax_t size = fs::file_size(path, code);
    if (code)
        return Error{ErrorCode::FileUnreadable, path.string(), code.message()};
    if (size == 0)
        return Error{ErrorCode::CheckpointDamaged, path.string(), "the file is empty"};
    const int file = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
    if (file < 0)
        return Error{ErrorCode::FileUnreadable, path.string(), std::strerror(errno)};
    // Whoever writes to a tensor has a copy of those pages. No memory is set aside for that: a machine may have less
    // than the file.
    void* const data = mmap(nullptr, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_NORESERVE, file, 0);
    const int failure = errno;
    Mappings::Facts facts = Mappings::factsOf(file, path);
    close(file);
    if (data == MAP_FAILED)
        return Error{failure == ENOMEM ? ErrorCode::OutOfMemory : ErrorCode::FileUnreadable, path.string(),
                     std::strerror(failure)};
    std::shared_ptr<const std::string_view> mapping(new std::string_view(static_cast<const char*>(data), size),
                                                    [](const std::string_view* ending) {
                                                        Mappings::all().remove(*ending);
                                                        munmap(const_cast<char*>(ending->data()), ending->size());
                                                        delete ending;
                                                    });
    Mappings::all().add(*mapping, std::move(facts));
    return MappedFile(std::move(mapping));
}

std::string_view MappedFile::bytes() const
{
    return *m_mapping;
}

at::Tensor MappedFile::tensor(uint64_t offset, c10::IntArrayRef shape, c10::IntArrayRef stride,
                              at::ScalarType dtype) const
{
    for (const int64_t extent : shape) {
        if (extent == 0) // An empty tensor has no bytes; `offset` may be the end of the file.
            return at::empty(shape, dtype);
    }
    char* const data = const_cast<char*>(m_mapping->data()) + offset;
    if (reinterpret_cast<uintptr_t>(data) % c10::elementSize(dtype) == 0)
        return at::from_blob(
            data, shape, stride, [mapping = m_mapping](void*) {}, at::dtype(dtype));

    int64_t last = 0;
    for (size_t i = 0; i < shape.size(); ++i)
        last += (shape[i] - 1) * stride[i];
    const at::Tensor aligned = at::empty({last + 1}, dtype);
    std::memcpy(aligned.mutable_data_ptr(), data, aligned.nbytes());
    return aligned.as_strided(shape, stride);
}

MappingWatch::MappingWatch()
    : m_lostBefore(Mappings::all().lost())
{
}

Status MappingWatch::noneLost() const
{
    return Mappings::all().whole(m_lostBefore, Mappings::Look::AtLostPages);
}

Status MappingWatch::whole() const
{
    return Mappings::all().whole(m_lostBefore, Mappings::Look::AtFilesToo);
}

namespace {

void advise(const at::Tensor& tensor, int advice)
{
    if (tensor.is_cpu() && tensor.is_contiguous())
        Mappings::all().advise({static_cast<const char*>(tensor.const_data_ptr()), tensor.nbytes()}, advice);
}

} // namespace

void expectPages(const at::Tensor& tensor)
{
    advise(tensor, MADV_WILLNEED);
}

void forgetPages(const at::Tensor& tensor)
{
    advise(tensor, MADV_DONTNEED);
}

} // namespace studio::model
