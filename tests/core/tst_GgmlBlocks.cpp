// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/model/GgmlBlocks.h"

#include "core/model/ComputeAs.h"
#include "tests/support/GgmlDefinitions.h"

#include <ATen/Parallel.h>

#include <QTest>

#include <algorithm>
#include <bit>
#include <cmath>
#include <mutex>
#include <random>
#include <set>
#include <thread>
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

    // at::parallel_for() says nothing where it was compiled to use one thread, or asks another runtime than libtorch's.
    void manyBlocksAreSharedAmongThreads()
    {
        at::set_num_threads(2);
        std::mutex mutex;
        std::set<std::thread::id> threads;
        const at::Tensor numbers
            = model::computeAs({1 << 20}, at::kFloat, 1, [&](int64_t begin, int64_t end, float* to) {
                  std::fill(to, to + (end - begin), 1.F);
                  const std::lock_guard lock(mutex);
                  threads.insert(std::this_thread::get_id());
              });
        QCOMPARE(threads.size(), size_t{2});
        const auto* const all = numbers.const_data_ptr<float>();
        QCOMPARE(std::count(all, all + numbers.numel(), 1.F), numbers.numel());
    }
};

} // namespace

QTEST_GUILESS_MAIN(TestGgmlBlocks)
#include "tst_GgmlBlocks.moc"
