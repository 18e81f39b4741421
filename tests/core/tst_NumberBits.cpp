// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/tensor/NumberBits.h"

#include <c10/util/BFloat16.h>
#include <c10/util/Float8_e4m3fn.h>
#include <c10/util/Float8_e5m2.h>
#include <c10/util/Half.h>

#include <QTest>

#include <algorithm>
#include <cmath>
#include <random>

namespace bits = studio::tensor::bits;

namespace {

bool isSame(float a, float b)
{
    return std::isnan(a) ? std::isnan(b) : std::bit_cast<uint32_t>(a) == std::bit_cast<uint32_t>(b);
}

// All exponents and signs, with mantissas at which something changes and random ones.
std::vector<float> numbers()
{
    std::mt19937 random(1);
    std::vector<float> all;
    for (uint32_t top = 0; top < 512; ++top) {
        for (const uint32_t mantissa : {0U, 1U, 0x7fffU, 0x8000U, 0x8001U, 0x7ffffU, 0x80000U, 0x80001U, 0x100000U,
                                        0x180000U, 0x200000U, 0x600000U, 0x680000U, 0x7fffffU})
            all.push_back(std::bit_cast<float>(top << 23U | mantissa));
        for (int i = 0; i < 200; ++i)
            all.push_back(std::bit_cast<float>(top << 23U | static_cast<uint32_t>(random() & 0x7fffffU)));
    }
    return all;
}

class TestNumberBits : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void numbersOf16BitsAreC10s()
    {
        for (uint32_t i = 0; i <= 0xffff; ++i) {
            const auto number = static_cast<uint16_t>(i);
            QVERIFY(isSame(bits::fromBf16(number), c10::BFloat16(number, c10::BFloat16::from_bits())));
            QVERIFY(isSame(bits::fromFp16(number), c10::Half(number, c10::Half::from_bits())));
        }
    }

    void numbersOf8BitsAreC10s()
    {
        for (uint32_t i = 0; i <= 0xff; ++i) {
            const auto number = static_cast<uint8_t>(i);
            QVERIFY(isSame(bits::fromE4m3(number), c10::Float8_e4m3fn(number, c10::Float8_e4m3fn::from_bits())));
            QVERIFY(isSame(bits::fromE5m2(number), c10::Float8_e5m2(number, c10::Float8_e5m2::from_bits())));
        }
    }

    void bf16IsRoundedAsC10Does()
    {
        for (const float number : numbers())
            QVERIFY(isSame(bits::fromBf16(bits::toBf16(number)), c10::BFloat16(number)));
    }

    void e4m3IsRoundedAsC10DoesAndSaturated()
    {
        for (const float number : numbers()) {
            const float within = std::isnan(number) ? number : std::clamp(number, -448.F, 448.F);
            QCOMPARE(bits::toE4m3(number), c10::Float8_e4m3fn(within).x);
        }
    }
};

} // namespace

QTEST_GUILESS_MAIN(TestNumberBits)
#include "tst_NumberBits.moc"
