// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/bench/PacedDevice.h"

#include <algorithm>

namespace studio::bench {
namespace {

// Repeats a copy until `times` its bytes have been moved. Returns the bytes moved after the first copy.
template<typename Copy>
int64_t repeat(const at::Tensor& to, const at::Tensor& from, double times, Copy&& copy)
{
    const at::Tensor flatTo = to.flatten();
    const at::Tensor flatFrom = from.flatten();
    auto left = static_cast<int64_t>((times - 1) * static_cast<double>(to.numel()));
    int64_t extra = 0;
    while (left > 0) {
        const int64_t part = std::min(left, to.numel());
        copy(flatTo.narrow(0, 0, part), flatFrom.narrow(0, 0, part));
        extra += part * to.element_size();
        left -= part;
    }
    return extra;
}

} // namespace

void PacedDevice::copyIn(const at::Tensor& device, const at::Tensor& host)
{
    m_device->copyIn(device, host);
    m_extraIn += repeat(device, host, m_timesIn,
                        [&](const at::Tensor& to, const at::Tensor& from) { m_device->copyIn(to, from); });
}

void PacedDevice::copyOut(const at::Tensor& host, const at::Tensor& device)
{
    m_device->copyOut(host, device);
    m_extraOut += repeat(host, device, m_timesOut,
                         [&](const at::Tensor& to, const at::Tensor& from) { m_device->copyOut(to, from); });
}

tensor::Traffic PacedDevice::traffic()
{
    tensor::Traffic traffic = m_device->traffic();
    traffic.toDevice -= m_extraIn;
    traffic.fromDevice -= m_extraOut;
    return traffic;
}

} // namespace studio::bench
