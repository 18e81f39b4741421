// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/model/MappedFile.h"

#include <ATen/MapAllocator.h>
#include <ATen/ops/empty.h>
#include <ATen/ops/from_blob.h>
#include <c10/util/Exception.h>

#include <cstring>

namespace studio::model {

namespace fs = std::filesystem;

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
    try {
        return MappedFile(std::make_shared<at::MapAllocator>(path.string(), /*flags=*/0, size));
    } catch (const c10::Error& error) {
        return Error{ErrorCode::FileUnreadable, path.string(), error.what_without_backtrace()};
    }
}

std::string_view MappedFile::bytes() const
{
    return {static_cast<const char*>(m_mapping->data()), static_cast<size_t>(m_mapping->size())};
}

at::Tensor MappedFile::tensor(uint64_t offset, c10::IntArrayRef shape, c10::IntArrayRef stride,
                              at::ScalarType dtype) const
{
    for (const int64_t extent : shape) {
        if (extent == 0) // An empty tensor has no bytes; `offset` may be the end of the file.
            return at::empty(shape, dtype);
    }
    char* const data = static_cast<char*>(m_mapping->data()) + offset;
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

} // namespace studio::model
