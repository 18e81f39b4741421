// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/Result.h"

#include <ATen/core/Tensor.h>

#include <filesystem>
#include <memory>
#include <string_view>

namespace studio::model {

// A privately mapped file: pages are loaded on first use; copies share the mapping.
class MappedFile {
public:
    // Errors: FileMissing; FileUnreadable for a folder, a device, no permission; CheckpointDamaged for an empty file;
    // OutOfMemory where the process has no room for its addresses.
    static Result<MappedFile> open(const std::filesystem::path& path);

    [[nodiscard]] std::string_view bytes() const;

    // A tensor view of the bytes from `offset` on, which keeps the mapping alive. Shape and stride are in elements; the
    // caller has checked them against the file. Misaligned elements are copied.
    [[nodiscard]] at::Tensor tensor(uint64_t offset, c10::IntArrayRef shape, c10::IntArrayRef stride,
                                    at::ScalarType dtype) const;

private:
    explicit MappedFile(std::shared_ptr<const std::string_view> mapping)
        : m_mapping(std::move(mapping))
    {
    }

    std::shared_ptr<const std::string_view> m_mapping; // its end unmaps the file
};

// Both do nothing to tensors that are no view of a MappedFile.
//
// Lets the system read the tensor's pages in the background, as fast as the disk.
void expectPages(const at::Tensor& tensor);
// Takes the pages that were read out of this program's memory, for which they would count; the system keeps them in its
// page cache while there is room, and the next use maps them again. Nobody may have written to the tensor.
void forgetPages(const at::Tensor& tensor);

} // namespace studio::model
