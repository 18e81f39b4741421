// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/tensor/Accelerator.h"

#include <cstdint>
#include <memory>
#include <vector>

namespace studio::offload {

// Device buffers of one size that a sequence of items passes through in turn: item n lies in slot n % count. Only
// events are used: an item is copied in once the item before it in its slot is free, and computed with once it has
// arrived.
class SlotRing {
public:
    // Throws c10::OutOfMemoryError.
    SlotRing(tensor::Accelerator& device, int slots, int64_t bytes);

    [[nodiscard]] int count() const { return static_cast<int>(m_slots.size()); }
    [[nodiscard]] int64_t bytes() const { return m_bytes; }
    [[nodiscard]] int indexOf(int64_t item) const { return static_cast<int>(item % count()); }
    [[nodiscard]] const at::Tensor& buffer(int index) const { return m_slots[static_cast<size_t>(index)].buffer; }

    // Around the item's copies to its slot.
    void beginFill(int64_t item);
    void endFill(int64_t item);
    // Around the work that uses the item. `queue`, which the compute queue has been made to precede, is the last one.
    void beginUse(int64_t item);
    void endUse(int64_t item, tensor::Queue queue = tensor::Queue::Compute);
    // Instead of a use, of an item that was filled in vain.
    void skip(int64_t item);
    // Instead of a fill, where the compute queue writes the item itself.
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
