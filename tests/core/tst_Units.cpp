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

    void filesAreAsOnThePagesOfDownloads()
    {
        QCOMPARE(fileSizeText(0), "0 B");
        QCOMPARE(fileSizeText(999), "999 B");
        QCOMPARE(fileSizeText(1000), "1 KB");
        QCOMPARE(fileSizeText(113'000), "113 KB");
        QCOMPARE(fileSizeText(999'499), "999 KB");
        QCOMPARE(fileSizeText(999'500), "1.00 MB");
        QCOMPARE(fileSizeText(9'994'000), "9.99 MB");
        QCOMPARE(fileSizeText(9'996'000), "10.0 MB");
        QCOMPARE(fileSizeText(508'000'000), "508 MB");
        QCOMPARE(fileSizeText(999'600'000), "1.00 GB");
        QCOMPARE(fileSizeText(1'350'000'000), "1.35 GB");
        QCOMPARE(fileSizeText(32'590'000'000), "32.6 GB");
        QCOMPARE(fileSizeText(100'000'000'000), "100 GB");
        QCOMPARE(fileSizeText(uint64_t{100'000'000} * 1'000'000'000), "100000000 GB");
        QCOMPARE(fileSize(1'350'000'000).number, "1.35");
        QCOMPARE(fileSize(1'350'000'000).unit, "GB");
    }
};

} // namespace

QTEST_APPLESS_MAIN(TestUnits)
#include "tst_Units.moc"
