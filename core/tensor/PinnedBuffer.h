// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/Result.h"

#include <ATen/core/Tensor.h>

#include <cstddef>
#include <cstdint>
#include <span>

namespace studio::tensor {

// Whether pages are locked for a GPU's copy engines. Locked ones are copied at the bus' speed and without a thread.
enum class Pinning { WhereThereIsAGpu, None };

// A piece of RAM of exactly the size that was asked for (rounded up to pages), which copies to a GPU can be made from
// at full speed. Not from libtorch's allocator of pinned memory: that one rounds up to powers of two, and keeps what is
// freed. The data is aligned to pages, zeroed, and does not move.
class PinnedBuffer {
public:
    PinnedBuffer() = default;

    // Fetches all pages, in several threads where there are many, and locks them. Several threads may allocate at once.
    // Error: OutOfMemory. Where there is a GPU but its driver refuses to lock (a limit of the system), the memory is
    // plain: see isPinned().
    static Result<PinnedBuffer> allocate(int64_t bytes, Pinning pinning = Pinning::WhereThereIsAGpu);

    PinnedBuffer(PinnedBuffer&& other) noexcept;
    PinnedBuffer& operator=(PinnedBuffer&& other) noexcept;
    ~PinnedBuffer();

    [[nodiscard]] std::span<std::byte> bytes() { return {m_data, m_size}; }
    [[nodiscard]] std::span<const std::byte> bytes() const { return {m_data, m_size}; }
    [[nodiscard]] bool isPinned() const { return m_pinned; }

    // [bytes] uint8 on the CPU; borrowed: valid as long as the buffer.
    [[nodiscard]] at::Tensor tensor();

private:
    void release();

    std::byte* m_data = nullptr;
    size_t m_size = 0;
    bool m_pinned = false;
};

} // namespace studio::tensor
