// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/Result.h"

#include <ATen/core/Tensor.h>

#include <filesystem>
#include <memory>
#include <string_view>

namespace at {
class MapAllocator;
}

namespace studio::model {

// A privately mapped file: pages are loaded on first use; copies share the mapping.
class MappedFile {
public:
    // Errors: FileMissing; FileUnreadable for a folder, a device, no permission; CheckpointDamaged for an empty file.
    static Result<MappedFile> open(const std::filesystem::path& path);

    [[nodiscard]] std::string_view bytes() const;

    // A tensor view of the bytes from `offset` on, which keeps the mapping alive. Shape and stride are in elements; the
    // caller has checked them against the file. Misaligned elements are copied.
    [[nodiscard]] at::Tensor tensor(uint64_t offset, c10::IntArrayRef shape, c10::IntArrayRef stride,
                                    at::ScalarType dtype) const;

private:
    explicit MappedFile(std::shared_ptr<at::MapAllocator> mapping)
        : m_mapping(std::move(mapping))
    {
    }

    std::shared_ptr<at::MapAllocator> m_mapping;
};

} // namespace studio::model
