// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/Log.h"
#include "tests/fuzz/Readers.h"

#include <QTest>

#include <algorithm>

using namespace studio;
using namespace studio::test::fuzz;
namespace fs = std::filesystem;

namespace {

// A document that is sound isn't to be downloaded again, set aside or cut because memory was short while it was parsed.
class TestShortMemory : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase()
    {
        log::setSink([](log::Level, std::string_view) {});
        m_folder = makeFolder();
        QVERIFY(!m_folder.empty());
    }
    void cleanupTestCase()
    {
        std::error_code ignored;
        fs::remove_all(m_folder, ignored);
    }

    // Documents of ordered_json can't be tried: while it grows, it destroys values, see starved().
    void isNoDamage_data()
    {
        QTest::addColumn<int>("index");
        for (const char* const name : {"demo", "tokenizer_json", "hub_list", "dit_config", "speech_config"}) {
            const auto found = std::find_if(readers().begin(), readers().end(),
                                            [name](const Reader& reader) { return reader.name == name; });
            QVERIFY2(found != readers().end(), name);
            QTest::newRow(name) << static_cast<int>(found - readers().begin());
        }
    }
    void isNoDamage()
    {
        QFETCH(const int, index);
        const Reader& reader = readers()[static_cast<size_t>(index)];
        const std::string seed = reader.seeds().front();
        const uint64_t allocations = allocationsOfParsing(partsOf(seed).front());
        QVERIFY(allocations > 0);
        QVERIFY2(starved(reader, seed, m_folder, 0).empty(), "fails with all memory");
        for (uint64_t which = 1; which <= allocations; which += 1 + allocations / 400) {
            const std::string finding = starved(reader, seed, m_folder, which);
            QVERIFY2(finding.empty(),
                     qPrintable(QStringLiteral("without allocation %1 of %2: %3")
                                    .arg(which)
                                    .arg(allocations)
                                    .arg(QString::fromStdString(finding))));
        }
    }

private:
    fs::path m_folder;
};

} // namespace

QTEST_GUILESS_MAIN(TestShortMemory)
#include "tst_ShortMemory.moc"
