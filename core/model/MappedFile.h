// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/Result.h"

#include <ATen/core/Tensor.h>

#include <filesystem>
#include <memory>
#include <string_view>

namespace studio::model {

// A privately mapped file: pages are loaded on first use; copies share the mapping. If the file is cut, or its disk
// fails, while it is mapped, its pages read as zeros from then on instead of ending the program (SIGBUS): whoever makes
// something of them asks a MappingWatch.
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

// Tells whether the mapped files have been what they were when they were opened: those that are mapped when the watch
// begins, and those that are opened later. A file that another one takes the name of stays what it was.
class MappingWatch {
public:
    MappingWatch();
    // Both in any thread. Error: CheckpointDamaged for a file from which pages were wanted that are gone; of whole()
    // also for one that was written to, whether or not it is still read.
    [[nodiscard]] Status noneLost() const;
    [[nodiscard]] Status whole() const;

private:
    uint64_t m_lostBefore;
};

// Both do nothing to tensors that are no view of a MappedFile.
//
// Lets the system read the tensor's pages in the background, as fast as the disk.
void expectPages(const at::Tensor& tensor);
// Takes the pages that were read out of this program's memory, for which they would count; the system keeps them in its
// page cache while there is room, and the next use maps them again. Nobody may have written to the tensor.
void forgetPages(const at::Tensor& tensor);

} // namespace studio::model
