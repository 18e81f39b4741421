// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/model/GgmlBlocks.h"

#include "tests/support/GgmlDefinitions.h"

#include <QTest>

#include <bit>
#include <cmath>
#include <random>
#include <vector>

using namespace studio;

namespace {

class TestGgmlBlocks : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void blocksAreUnpackedBitForBit_data()
    {
        QTest::addColumn<int>("index");
        for (size_t i = 0; i < model::ggmlTypes().size(); ++i)
            QTest::newRow(std::string(model::ggmlTypes()[i].name).c_str()) << static_cast<int>(i);
    }
    // Random bytes, so that scales are of all sizes, negative, infinite and NaN.
    void blocksAreUnpackedBitForBit()
    {
        QFETCH(int, index);
        constexpr int64_t kBlocks = 301;
        const model::GgmlType& type = model::ggmlTypes()[static_cast<size_t>(index)];
        const test::ggml::Definition& definition = test::ggml::kDefinitions[static_cast<size_t>(index)];
        QCOMPARE(type.name, definition.name);
        std::mt19937 random(1);
        std::vector<uint8_t> packed(static_cast<size_t>(kBlocks * type.bytes + 1));
        for (uint8_t& byte : packed)
            byte = static_cast<uint8_t>(random());
        const uint8_t* const from = packed.data() + 1; // not aligned
        std::vector<float> numbers(static_cast<size_t>(kBlocks * type.elements));
        type.unpack(from, kBlocks, numbers.data());
        std::vector<float> expected(static_cast<size_t>(type.elements));
        for (int64_t block = 0; block < kBlocks; ++block) {
            definition.unpack(from + block * type.bytes, expected.data());
            for (size_t i = 0; i < expected.size(); ++i) {
                const float number = numbers[static_cast<size_t>(block * type.elements) + i];
                if (std::isnan(expected[i]))
                    QVERIFY(std::isnan(number));
                else
                    QCOMPARE(std::bit_cast<uint32_t>(number), std::bit_cast<uint32_t>(expected[i]));
            }
        }
    }
};

} // namespace

QTEST_GUILESS_MAIN(TestGgmlBlocks)
#include "tst_GgmlBlocks.moc"
