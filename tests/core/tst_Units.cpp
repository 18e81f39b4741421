// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/Units.h"

#include <QTest>

using namespace studio;

namespace {

class TestUnits : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void aBudgetIsPrintedAsItWasTyped()
    {
        QCOMPARE(gigabytesText(bytesOfGigabytes(24)), "24.00 GB");
        QCOMPARE(budgetText(bytesOfGigabytes(24)), "24.00");
        QCOMPARE(gigabytesText(bytesOfGigabytes(0.5)), "0.50 GB");
    }

    void whatIsPrintedAsABudgetIsEnough()
    {
        for (const int64_t bytes : {int64_t{1}, kGiB + 1, 23 * kGiB + 12345, 7 * kGiB - 1}) {
            const double typed = std::stod(budgetText(bytes));
            QVERIFY(bytesOfGigabytes(typed) >= bytes);
            QVERIFY(bytesOfGigabytes(typed) - bytes <= kGiB / 50);
        }
    }
};

} // namespace

QTEST_APPLESS_MAIN(TestUnits)
#include "tst_Units.moc"
