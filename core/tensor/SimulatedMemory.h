// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/tensor/Accelerator.h"

#include <mutex>

namespace studio::tensor {

// The memory of a simulated device: counts allocations and enforces the cap. All bytes are NaN (0xFF, in every
// floating-point dtype in use) until written, and again once freed.
class SimulatedMemory {
public:
    // `size` of the device, in bytes.
    explicit SimulatedMemory(int64_t size)
        : m_size(size)
    {
    }

    // During its lifetime, CPU tensors created by this thread use this memory.
    class Scope : public Accelerator::Scope {
    public:
        explicit Scope(std::shared_ptr<SimulatedMemory> memory);
        ~Scope() override;
        Scope(const Scope&) = delete;
        Scope& operator=(const Scope&) = delete;

    private:
        std::shared_ptr<SimulatedMemory> m_memory;
        void* m_outer;
    };

    // Whether this thread is in a scope, and not in a HostScope within it.
    [[nodiscard]] static bool isInScope();

    // Throws c10::OutOfMemoryError, c10::AcceleratorError.
    void take(int64_t bytes);
    void give(int64_t bytes);

    void setCap(int64_t bytes);
    // Sets the bytes in use by other programs.
    void setOthers(int64_t bytes);
    // Makes the n-th allocation from now on fail, once; 0: none.
    void failAt(int64_t n);
    // Loses the device at the n-th use from now on, for good: this one and all later ones throw c10::AcceleratorError;
    // 0: never. A use is an allocation or a call of the device.
    void loseAt(int64_t n);
    // Counts a call of the device. Throws c10::AcceleratorError.
    void called();
    // Number of uses so far.
    [[nodiscard]] int64_t uses() const;
    // Number of allocations so far.
    [[nodiscard]] int64_t allocations() const;
    [[nodiscard]] MemoryUse use() const;
    void resetPeak();

private:
    [[nodiscard]] int64_t limit() const;
    void count();

    mutable std::mutex m_mutex;
    int64_t m_size;
    int64_t m_cap = 0;
    int64_t m_others = 0;
    int64_t m_used = 0;
    int64_t m_peak = 0;
    int64_t m_failAt = 0;
    int64_t m_allocations = 0;
    int64_t m_loseAt = 0;
    int64_t m_uses = 0;
    bool m_isLost = false;
};

} // namespace studio::tensor
