// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/Crc32c.h"

#include <QTest>

#include <string>
#include <vector>

using namespace studio;

namespace {

uint32_t sumOf(const std::string& text, uint32_t before = 0)
{
    return crc32c(std::as_bytes(std::span(text)), before);
}

} // namespace

class TestCrc32c : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void publishedSumsAreMet();
    void aSumGoesOnWhereItStopped();
    void everyBitCounts();
};

void TestCrc32c::publishedSumsAreMet()
{
    // RFC 3720, B.4, and the usual check value.
    QCOMPARE(sumOf("123456789"), 0xe3069283U);
    QCOMPARE(sumOf(std::string(32, '\0')), 0x8a9136aaU);
    QCOMPARE(sumOf(std::string(32, '\xff')), 0x62a8ab43U);
    QCOMPARE(sumOf(""), 0U);
}

void TestCrc32c::aSumGoesOnWhereItStopped()
{
    const std::string text = "the quick brown fox jumps over the lazy dog";
    for (size_t cut = 0; cut <= text.size(); ++cut)
        QCOMPARE(sumOf(text.substr(cut), sumOf(text.substr(0, cut))), sumOf(text));
}

void TestCrc32c::everyBitCounts()
{
    std::string text(37, 'a');
    const uint32_t whole = sumOf(text);
    for (char& letter : text) {
        for (int bit = 0; bit < 8; ++bit) {
            letter = static_cast<char>(letter ^ 1 << bit);
            QVERIFY(sumOf(text) != whole);
            letter = static_cast<char>(letter ^ 1 << bit);
        }
    }
}

QTEST_APPLESS_MAIN(TestCrc32c)
#include "tst_Crc32c.moc"
