// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/tensor/PinnedBuffer.h"

#include "core/base/Process.h"

#include <ATen/Context.h>
#include <ATen/TensorOperators.h>
#include <ATen/ops/sum.h>

#include <QTest>

#include <thread>
#include <vector>

using namespace studio;

class TestPinnedBuffer : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void isZeroedAlignedAndOfTheSizeAskedFor();
    void itsTensorIsItsMemory();
    void movesWithoutMovingTheData();
    void severalThreadsAllocateAtOnce();
    void isGivenBackAtTheEnd();
    void moreThanThereIsIsAnError();
    void nothingIsAllocatedForNothing();
};

void TestPinnedBuffer::isZeroedAlignedAndOfTheSizeAskedFor()
{
    auto buffer = tensor::PinnedBuffer::allocate(1'000'001);
    QVERIFY(buffer);
    QCOMPARE(buffer->bytes().size(), size_t{1'000'001});
    QCOMPARE(reinterpret_cast<uintptr_t>(buffer->bytes().data()) % 4096, uintptr_t{0});
    QCOMPARE(buffer->tensor().sum().item<int64_t>(), int64_t{0});
    QCOMPARE(buffer->isPinned(), at::hasCUDA());
    QVERIFY(!tensor::PinnedBuffer::allocate(4096, tensor::Pinning::None)->isPinned());
}

void TestPinnedBuffer::itsTensorIsItsMemory()
{
    auto buffer = tensor::PinnedBuffer::allocate(512);
    QVERIFY(buffer);
    buffer->bytes()[511] = std::byte{7};
    QCOMPARE(buffer->tensor().sizes(), at::IntArrayRef({512}));
    QCOMPARE(buffer->tensor()[511].item<int>(), 7);
}

void TestPinnedBuffer::movesWithoutMovingTheData()
{
    auto first = tensor::PinnedBuffer::allocate(4096);
    QVERIFY(first);
    const std::byte* const data = first->bytes().data();
    tensor::PinnedBuffer second(std::move(*first));
    QCOMPARE(second.bytes().data(), data);
    QVERIFY(first->bytes().empty());
    tensor::PinnedBuffer third;
    third = std::move(second);
    QCOMPARE(third.bytes().data(), data);
    QCOMPARE(third.bytes().size(), size_t{4096});
}

void TestPinnedBuffer::severalThreadsAllocateAtOnce()
{
    std::vector<tensor::PinnedBuffer> buffers(4);
    {
        std::vector<std::jthread> threads;
        for (size_t i = 0; i < buffers.size(); ++i)
            threads.emplace_back([&buffers, i] {
                if (auto made = tensor::PinnedBuffer::allocate(int64_t{3} << 20))
                    buffers[i] = std::move(*made);
            });
    }
    for (tensor::PinnedBuffer& buffer : buffers) {
        QCOMPARE(buffer.bytes().size(), size_t{3} << 20);
        buffer.tensor().fill_(1);
    }
    QCOMPARE(buffers[3].tensor().sum().item<int64_t>(), int64_t{3} << 20);
}

void TestPinnedBuffer::isGivenBackAtTheEnd()
{
    // A hundred times 64 MB are more than the peak may grow if each is given back.
    const int64_t before = peakResidentBytes();
    for (int i = 0; i < 100; ++i)
        QVERIFY(tensor::PinnedBuffer::allocate(int64_t{64} << 20));
    QVERIFY2(peakResidentBytes() - before < (int64_t{256} << 20), "buffers are kept");
}

void TestPinnedBuffer::moreThanThereIsIsAnError()
{
    const auto buffer = tensor::PinnedBuffer::allocate(int64_t{1} << 60);
    QVERIFY(!buffer);
    QCOMPARE(buffer.error().code, ErrorCode::OutOfMemory);
}

void TestPinnedBuffer::nothingIsAllocatedForNothing()
{
    const auto buffer = tensor::PinnedBuffer::allocate(0);
    QVERIFY(buffer);
    QVERIFY(buffer->bytes().empty());
}

QTEST_GUILESS_MAIN(TestPinnedBuffer)
#include "tst_PinnedBuffer.moc"
