// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/tensor/Accelerator.h"

#include <cstdint>
#include <memory>
#include <vector>

namespace studio::offload {

// A ring of equal device buffers for a sequence of items: item n uses slot n % count. Synchronised by events only: the
// copy of an item waits until the slot's previous item is no longer used, and compute waits until the item has arrived.
class SlotRing {
public:
    // Throws c10::OutOfMemoryError.
    SlotRing(tensor::Accelerator& device, int slots, int64_t bytes);

    [[nodiscard]] int count() const { return static_cast<int>(m_slots.size()); }
    [[nodiscard]] int64_t bytes() const { return m_bytes; }
    [[nodiscard]] int indexOf(int64_t item) const { return static_cast<int>(item % count()); }
    [[nodiscard]] const at::Tensor& buffer(int index) const { return m_slots[static_cast<size_t>(index)].buffer; }

    // Call these around the item's copies to its slot.
    void beginFill(int64_t item);
    void endFill(int64_t item);
    // Call these around the work that uses the item. `queue`: the last queue that uses it, which must be ordered after
    // the compute queue.
    void beginUse(int64_t item);
    void endUse(int64_t item, tensor::Queue queue = tensor::Queue::Compute);
    // Call it instead of begin/endUse() for an item that isn't used.
    void skip(int64_t item);
    // Call it instead of begin/endFill() if the compute queue writes the item itself.
    void beginWrite(int64_t item);

private:
    struct Slot {
        at::Tensor buffer;
        std::unique_ptr<tensor::Accelerator::Event> arrived;
        std::unique_ptr<tensor::Accelerator::Event> free;
    };
    [[nodiscard]] Slot& slot(int64_t item) { return m_slots[static_cast<size_t>(indexOf(item))]; }

    tensor::Accelerator& m_device;
    int64_t m_bytes;
    std::vector<Slot> m_slots;
};

} // namespace studio::offload
