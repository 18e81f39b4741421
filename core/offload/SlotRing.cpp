// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/offload/SlotRing.h"

namespace studio::offload {

using tensor::Queue;

SlotRing::SlotRing(tensor::Accelerator& device, int slots, int64_t bytes)
    : m_device(device)
    , m_bytes(bytes)
{
    for (int i = 0; i < slots; ++i)
        m_slots.push_back(
            {.buffer = device.allocate(bytes), .arrived = device.makeEvent(), .free = device.makeEvent()});
}

void SlotRing::beginFill(int64_t item)
{
    m_device.wait(Queue::CopyIn, *slot(item).free);
}

void SlotRing::endFill(int64_t item)
{
    m_device.record(*slot(item).arrived, Queue::CopyIn);
}

void SlotRing::beginUse(int64_t item)
{
    m_device.wait(Queue::Compute, *slot(item).arrived);
}

void SlotRing::endUse(int64_t item, Queue queue)
{
    m_device.record(*slot(item).free, queue);
}

void SlotRing::skip(int64_t item)
{
    m_device.record(*slot(item).free, Queue::CopyIn);
}

void SlotRing::beginWrite(int64_t item)
{
    m_device.wait(Queue::Compute, *slot(item).free);
}

} // namespace studio::offload
