// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <functional>

namespace studio::ui {

// Rendering time of a take, without pauses. Advances between the render's infrequent reports.
class RunClock {
public:
    using Now = std::function<double()>; // seconds, always growing

    explicit RunClock(Now now)
        : m_now(std::move(now))
    {
    }

    void begin() { setTo(0, true); }
    // Takes a report of the render. A report may lag behind; the clock never runs backwards.
    void update(double seconds)
    {
        if (m_runs && seconds > this->seconds())
            setTo(seconds, true);
    }
    void hold() { setTo(seconds(), false); }
    void goOn() { setTo(seconds(), true); }

    [[nodiscard]] double seconds() const { return m_base + (m_runs ? m_now() - m_since : 0); }

private:
    void setTo(double seconds, bool runs)
    {
        m_base = seconds;
        m_since = m_now();
        m_runs = runs;
    }

    Now m_now;
    double m_base = 0;
    double m_since = 0;
    bool m_runs = false;
};

} // namespace studio::ui
