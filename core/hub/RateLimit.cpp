// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/hub/RateLimit.h"

#include <algorithm>

namespace studio::hub {
namespace {

int64_t secondOf(SpeedMeter::Time time)
{
    return std::chrono::duration_cast<std::chrono::seconds>(time.time_since_epoch()).count();
}

} // namespace

void RateLimit::advance(Time now)
{
    constexpr double kSaved = 0.25; // seconds
    const double seconds = m_last == Time{} ? kSaved : std::chrono::duration<double>(now - m_last).count();
    m_last = now;
    const auto limit = static_cast<double>(m_limit);
    m_credit = m_limit == 0 ? 0 : std::min(m_credit + seconds * limit, kSaved * limit);
}

void SpeedMeter::add(uint64_t bytes, Time now)
{
    if (!m_started) {
        m_started = true;
        m_first = now;
    }
    const int64_t second = secondOf(now);
    Slot& slot = m_slots[second % kSlots];
    if (slot.second != second)
        slot = {second, 0};
    slot.bytes += bytes;
}

double SpeedMeter::bytesPerSecond(Time now) const
{
    const double since = m_started ? std::chrono::duration<double>(now - m_first).count() : 0;
    if (since < 1)
        return 0;
    uint64_t bytes = 0;
    for (const Slot& slot : m_slots) {
        if (slot.second > secondOf(now) - kSlots)
            bytes += slot.bytes;
    }
    return static_cast<double>(bytes) / std::min(since, static_cast<double>(kSlots));
}

} // namespace studio::hub
