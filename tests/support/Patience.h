// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QSignalSpy>
#include <QTest>
#include <QTimer>

#include <chrono>

// How long a test waits for what must happen. What is right happens much sooner; the limit only ends a test that hangs,
// so it leaves room for a machine that is busy with other things. packaging/cmake/StudioModule.cmake includes this file
// into every test, so that no test has Qt's own limit of 5 seconds.
namespace studio::test {

inline constexpr int kPatience = 240'000; // ms

// Returns when all timers of this thread that are due within `delay` have fired: timers fire in the order in which they
// are due, also where they are late. For tests of what a timer must not do.
[[nodiscard]] inline bool letTimersFire(std::chrono::milliseconds delay)
{
    QTimer last;
    last.setSingleShot(true);
    QSignalSpy fired(&last, &QTimer::timeout);
    last.start(2 * delay); // Qt may move a timer by 5 %.
    return fired.wait(kPatience);
}

} // namespace studio::test

#undef QTRY_VERIFY
#undef QTRY_VERIFY2
#undef QTRY_COMPARE
#define QTRY_VERIFY(expr) QTRY_VERIFY_WITH_TIMEOUT(expr, studio::test::kPatience)
#define QTRY_VERIFY2(expr, messageExpression)                                                                          \
    QTRY_VERIFY2_WITH_TIMEOUT(expr, messageExpression, studio::test::kPatience)
#define QTRY_COMPARE(expr, expected) QTRY_COMPARE_WITH_TIMEOUT(expr, expected, studio::test::kPatience)
