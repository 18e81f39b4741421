// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <chrono>
#include <cstdint>

namespace studio::hub {

// How many bytes may be read now so that not more than so many come in a second. What a limit saves up while nothing is
// read is at most a quarter of a second's worth.
class RateLimit {
public:
    using Time = std::chrono::steady_clock::time_point;

    void setLimit(uint64_t bytesPerSecond) { m_limit = bytesPerSecond; } // 0: none
    [[nodiscard]] bool isLimited() const { return m_limit > 0; }

    void advance(Time now);
    [[nodiscard]] bool allows() const { return m_limit == 0 || m_credit > 0; }
    void spend(uint64_t bytes) // more than the credit delays the next
    {
        if (m_limit > 0)
            m_credit -= static_cast<double>(bytes);
    }

private:
    uint64_t m_limit = 0;
    double m_credit = 0; // bytes
    Time m_last{};
};

// The mean of what has come in the last ten seconds.
class SpeedMeter {
public:
    using Time = std::chrono::steady_clock::time_point;

    void add(uint64_t bytes, Time now);
    void clear() { *this = {}; }
    [[nodiscard]] double bytesPerSecond(Time now) const; // 0 before a second has passed

private:
    static constexpr int kSlots = 10; // of a second each
    struct Slot {
        int64_t second = -1;
        uint64_t bytes = 0;
    };
    Slot m_slots[kSlots];
    Time m_first{};
    bool m_started = false;
};

} // namespace studio::hub
