// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/model/MappedFile.h"

#include <ATen/ops/empty.h>
#include <ATen/ops/from_blob.h>

#include <cerrno>
#include <cstring>
#include <iterator>
#include <map>
#include <mutex>

#include <fcntl.h>
#include <sys/mman.h>
#include <unistd.h>

namespace studio::model {

namespace fs = std::filesystem;

namespace {

// Where the files are that are mapped now: what MADV_DONTNEED does to a file's pages costs nothing, and what it does to
// other memory is a loss.
class Mappings {
public:
    static Mappings& all()
    {
        static Mappings& mappings = *new Mappings; // Never freed: tensors may outlive it at exit.
        return mappings;
    }
    void add(std::string_view bytes)
    {
        const std::lock_guard lock(m_mutex);
        m_ends.emplace(beginOf(bytes), beginOf(bytes) + bytes.size());
    }
    void remove(std::string_view bytes)
    {
        const std::lock_guard lock(m_mutex);
        m_ends.erase(beginOf(bytes));
    }
    // Only of whole pages: one at an end is others', too.
    void advise(std::string_view bytes, int advice)
    {
        const auto page = static_cast<uintptr_t>(sysconf(_SC_PAGESIZE));
        const uintptr_t end = beginOf(bytes) + bytes.size();
        const uintptr_t first = (beginOf(bytes) + page - 1) / page * page;
        const uintptr_t last = end / page * page;
        const std::lock_guard lock(m_mutex);
        const auto after = m_ends.upper_bound(beginOf(bytes));
        if (after != m_ends.begin() && end <= std::prev(after)->second && first < last)
            madvise(reinterpret_cast<void*>(first), last - first, advice);
    }

private:
    static uintptr_t beginOf(std::string_view bytes) { return reinterpret_cast<uintptr_t>(bytes.data()); }

    std::mutex m_mutex;
    std::map<uintptr_t, uintptr_t> m_ends; // by where they begin
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
    Mappings::all().add(*mapping);
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
