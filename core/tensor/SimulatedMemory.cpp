// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/tensor/SimulatedMemory.h"

#include <c10/core/CPUAllocator.h>
#include <c10/util/Exception.h>

#include <algorithm>
#include <cstring>
#include <new>

namespace studio::tensor {
namespace {

constexpr int kPoison = 0xFF;
constexpr int64_t kRounding = 512; // as libtorch's allocator for GPUs rounds

// The memory in whose name this thread allocates; null for the host's. A plain pointer, so that it needs no guard in
// every allocation: the scope that sets it keeps the memory alive.
thread_local std::shared_ptr<SimulatedMemory>* currentMemory = nullptr;

// In front of every allocation. Its size keeps the alignment of the allocator below.
struct alignas(64) Header {
    std::shared_ptr<SimulatedMemory> memory; // null for the host's
    size_t bytes;
    c10::Allocator* below;
};

int64_t charged(size_t bytes)
{
    return (static_cast<int64_t>(bytes) + kRounding - 1) / kRounding * kRounding;
}

// libtorch's own allocator with a header. The context is the data, as raw_allocate() wants it.
class CountingAllocator : public c10::Allocator {
public:
    explicit CountingAllocator(c10::Allocator* below)
        : m_below(below)
    {
    }

    c10::DataPtr allocate(size_t bytes) override
    {
        if (bytes == 0)
            return {nullptr, c10::Device(c10::kCPU)};
        const std::shared_ptr<SimulatedMemory> memory = currentMemory ? *currentMemory : nullptr;
        if (memory)
            memory->take(charged(bytes));
        void* raw = nullptr;
        try {
            raw = m_below->raw_allocate(bytes + sizeof(Header));
        } catch (...) {
            if (memory)
                memory->give(charged(bytes));
            throw;
        }
        auto* header = new (raw) Header{memory, bytes, m_below};
        void* data = header + 1;
        if (memory)
            std::memset(data, kPoison, bytes);
        return {data, data, &CountingAllocator::free, c10::Device(c10::kCPU)};
    }

    c10::DeleterFnPtr raw_deleter() const override { return &CountingAllocator::free; }

    void copy_data(void* to, const void* from, size_t bytes) const override { default_copy_data(to, from, bytes); }

    static CountingAllocator& installed()
    {
        static CountingAllocator* const allocator = [] {
            // Never deleted: tensors in statics may outlive everything.
            auto* made = new CountingAllocator(c10::GetCPUAllocator());
            c10::SetCPUAllocator(made, /*priority=*/255);
            return made;
        }();
        return *allocator;
    }

private:
    static void free(void* data)
    {
        if (!data)
            return;
        auto* header = static_cast<Header*>(data) - 1;
        if (header->memory) {
            std::memset(data, kPoison, header->bytes);
            header->memory->give(charged(header->bytes));
        }
        c10::Allocator* below = header->below;
        header->~Header();
        below->raw_deallocate(header);
    }

    c10::Allocator* m_below;
};

} // namespace

SimulatedMemory::Scope::Scope(std::shared_ptr<SimulatedMemory> memory)
    : m_memory(std::move(memory))
    , m_outer(currentMemory)
{
    (void)CountingAllocator::installed();
    currentMemory = &m_memory;
}

SimulatedMemory::Scope::~Scope()
{
    currentMemory = static_cast<std::shared_ptr<SimulatedMemory>*>(m_outer);
}

bool SimulatedMemory::isInScope()
{
    return currentMemory != nullptr;
}

HostScope::HostScope()
    : m_outer(currentMemory)
{
    currentMemory = nullptr;
}

HostScope::~HostScope()
{
    currentMemory = static_cast<std::shared_ptr<SimulatedMemory>*>(m_outer);
}

int64_t SimulatedMemory::limit() const
{
    const int64_t left = std::max<int64_t>(0, m_size - m_others);
    return m_cap > 0 ? std::min(m_cap, left) : left;
}

void SimulatedMemory::count()
{
    ++m_uses;
    if (m_loseAt > 0 && --m_loseAt == 0)
        m_isLost = true;
    constexpr int32_t kUnavailable = 46; // as CUDA's
    if (m_isLost)
        throw c10::AcceleratorError({__func__, __FILE__, static_cast<uint32_t>(__LINE__)}, kUnavailable,
                                    "simulated device lost");
}

void SimulatedMemory::called()
{
    const std::lock_guard lock(m_mutex);
    count();
}

void SimulatedMemory::take(int64_t bytes)
{
    const std::lock_guard lock(m_mutex);
    count();
    const bool chosen = m_failAt > 0 && --m_failAt == 0;
    TORCH_CHECK_WITH(OutOfMemoryError, !chosen && m_used + bytes <= limit(), "simulated device out of memory: ", bytes,
                     " bytes wanted, ", m_used, " of ", limit(), " in use");
    ++m_allocations;
    m_used += bytes;
    m_peak = std::max(m_peak, m_used);
}

void SimulatedMemory::give(int64_t bytes)
{
    const std::lock_guard lock(m_mutex);
    m_used -= bytes;
}

void SimulatedMemory::setCap(int64_t bytes)
{
    const std::lock_guard lock(m_mutex);
    m_cap = bytes;
}

void SimulatedMemory::setOthers(int64_t bytes)
{
    const std::lock_guard lock(m_mutex);
    m_others = bytes;
}

void SimulatedMemory::failAt(int64_t n)
{
    const std::lock_guard lock(m_mutex);
    m_failAt = n;
}

void SimulatedMemory::loseAt(int64_t n)
{
    const std::lock_guard lock(m_mutex);
    m_loseAt = n;
}

int64_t SimulatedMemory::uses() const
{
    const std::lock_guard lock(m_mutex);
    return m_uses;
}

int64_t SimulatedMemory::allocations() const
{
    const std::lock_guard lock(m_mutex);
    return m_allocations;
}

MemoryUse SimulatedMemory::use() const
{
    const std::lock_guard lock(m_mutex);
    return {.used = m_used, .peak = m_peak, .cap = m_cap, .available = std::max<int64_t>(0, limit() - m_used)};
}

void SimulatedMemory::resetPeak()
{
    const std::lock_guard lock(m_mutex);
    m_peak = m_used;
}

} // namespace studio::tensor
