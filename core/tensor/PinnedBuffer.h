// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/Result.h"

#include <ATen/core/Tensor.h>

#include <cstddef>
#include <cstdint>
#include <span>

namespace studio::tensor {

// Whether pages are locked for a GPU's copy engines, which copies them at the bus' full speed and without a thread.
enum class Pinning { WhereThereIsAGpu, None };

// Pinned RAM of exactly the requested size (rounded up to pages). Not from libtorch's pinned allocator, which rounds up
// to powers of two and never returns memory. Page-aligned, zeroed, at a fixed address.
class PinnedBuffer {
public:
    PinnedBuffer() = default;

    // Allocates all pages, in several threads for large sizes, and locks them. Thread-safe. Error: OutOfMemory. If the
    // GPU's driver refuses to lock (a system limit), the memory is unpinned: see isPinned().
    static Result<PinnedBuffer> allocate(int64_t bytes, Pinning pinning = Pinning::WhereThereIsAGpu);

    PinnedBuffer(PinnedBuffer&& other) noexcept;
    PinnedBuffer& operator=(PinnedBuffer&& other) noexcept;
    ~PinnedBuffer();

    [[nodiscard]] std::span<std::byte> bytes() { return {m_data, m_size}; }
    [[nodiscard]] std::span<const std::byte> bytes() const { return {m_data, m_size}; }
    [[nodiscard]] bool isPinned() const { return m_pinned; }

    // [bytes] uint8 on the CPU, valid as long as the buffer.
    [[nodiscard]] at::Tensor tensor();

private:
    void release();

    std::byte* m_data = nullptr;
    size_t m_size = 0;
    bool m_pinned = false;
};

} // namespace studio::tensor
