// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QByteArrayList>
#include <QtGlobal>

#include <algorithm>
#include <cstdint>
#include <cstdio>
#include <vector>

// Which of all possible faults a test tries. A run of the tests takes a sample. With FAULT_WALK=all every fault is
// tried, with FAULT_WALK=3/8 each eighth from the third on: eight such runs together are the whole walk.
namespace studio::test {

inline bool walksFaults()
{
    return qEnvironmentVariableIsSet("FAULT_WALK");
}

// For initMain(): Qt Test would end a function after five minutes.
inline void letWalkTakeItsTime()
{
    if (walksFaults() && !qEnvironmentVariableIsSet("QTEST_FUNCTION_TIMEOUT"))
        qputenv("QTEST_FUNCTION_TIMEOUT", "2000000000"); // ms
}

struct Walk {
    int64_t first = 1;
    int64_t step = 1;
};

// The numbers of the faults to try, of 1 to `all`.
inline std::vector<int64_t> faultsToTry(int64_t all, Walk sample)
{
    Walk walk = sample;
    if (walksFaults()) {
        const QByteArrayList part = qgetenv("FAULT_WALK").split('/');
        walk = part.size() == 2 ? Walk{part[0].toLongLong(), part[1].toLongLong()} : Walk{};
    }
    std::vector<int64_t> faults;
    for (int64_t at = std::max<int64_t>(1, walk.first); at <= all; at += std::max<int64_t>(1, walk.step))
        faults.push_back(at);
    return faults;
}

// How each fault of a walk ended. A finding ends neither the walk nor the test function, which looks at `findings`.
class FaultLog {
public:
    void add(const QByteArray& line, const QByteArray& finding)
    {
        if (walksFaults()) {
            std::printf("%s%s%s\n", line.constData(), finding.isEmpty() ? "" : " | FINDING: ", finding.constData());
            std::fflush(stdout);
        }
        if (!finding.isEmpty())
            m_findings += line + ": " + finding;
    }
    [[nodiscard]] bool isClean() const { return m_findings.isEmpty(); }
    [[nodiscard]] QByteArray findings() const { return m_findings.join('\n'); }

private:
    QByteArrayList m_findings;
};

} // namespace studio::test
