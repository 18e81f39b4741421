// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/tensor/SimulatedDevice.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/empty.h>
#include <ATen/ops/isnan.h>
#include <ATen/ops/ones.h>
#include <ATen/ops/sum.h>
#include <ATen/ops/zeros.h>
#include <c10/core/InferenceMode.h>
#include <c10/util/Exception.h>

#include <QTest>

#include <thread>

using namespace studio;
using namespace studio::tensor;

namespace {

SimulatedDevice::Options sized(int64_t bytes)
{
    return {.bytes = bytes, .rates = {}, .seed = {}};
}

at::Tensor floats(const at::Tensor& bytes)
{
    return bytes.view(at::kFloat);
}

// [16] fp32 in pinned memory
at::Tensor pinnedOnes(Accelerator& device)
{
    at::Tensor host = device.allocatePinned(64);
    floats(host).fill_(1);
    return host;
}

bool isPoison(const at::Tensor& bytes)
{
    return floats(bytes).isnan().all().item<bool>();
}

class TestSimulatedDevice : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void theCapHolds()
    {
        SimulatedDevice device(sized(1 << 20));
        const auto scope = device.scope();
        at::Tensor half = device.allocate(1 << 19);
        QCOMPARE(device.memory().used, int64_t{1 << 19});
        QVERIFY_THROWS_EXCEPTION(c10::OutOfMemoryError, at::zeros({1 << 18}, at::kFloat)); // an operator's result
        QCOMPARE(device.memory().used, int64_t{1 << 19});
        half.reset();
        QCOMPARE(device.memory().used, int64_t{0});
        QCOMPARE(device.memory().peak, int64_t{1 << 19});
        device.setCap(1 << 10);
        QVERIFY_THROWS_EXCEPTION(c10::OutOfMemoryError, device.allocate(1 << 11));
        device.setCap(0);
        device.simulatedMemory().setOthers((1 << 20) - (1 << 10));
        QCOMPARE(device.memory().available, int64_t{1 << 10});
        QVERIFY_THROWS_EXCEPTION(c10::OutOfMemoryError, device.allocate(1 << 11));
    }

    void onlyTheScopesThreadAllocatesThere()
    {
        SimulatedDevice device(sized(1 << 20));
        const at::Tensor before = at::zeros({64});
        const auto scope = device.scope();
        const at::Tensor here = at::zeros({128});
        QCOMPARE(device.memory().used, int64_t{512});
        {
            const HostScope host;
            const at::Tensor hosts = at::zeros({128});
            QCOMPARE(device.memory().used, int64_t{512});
        }
        at::Tensor elsewhere;
        std::jthread([&] { elsewhere = at::zeros({128}); }).join();
        QCOMPARE(device.memory().used, int64_t{512});
        const at::Tensor again = at::zeros({128});
        QCOMPARE(device.memory().used, int64_t{1024});
    }

    void whatIsNotWrittenIsPoison()
    {
        SimulatedDevice device(sized(1 << 20));
        const auto scope = device.scope();
        QVERIFY(isPoison(device.allocate(64)));
        QVERIFY(at::empty({4}, at::kBFloat16).isnan().all().item<bool>());
        QVERIFY(at::empty({4}, at::kByte).view(at::kFloat8_e4m3fn).to(at::kFloat).isnan().all().item<bool>());
        QVERIFY(!at::zeros({4}).isnan().any().item<bool>());
    }

    void aCopyArrivesOnlyForWhoWaits_data()
    {
        QTest::addColumn<int>("seed");
        QTest::newRow("as late as possible") << -1;
        for (int seed = 0; seed < 8; ++seed)
            QTest::addRow("seed %d", seed) << seed;
    }
    void aCopyArrivesOnlyForWhoWaits()
    {
        QFETCH(const int, seed);
        auto options = sized(1 << 20);
        if (seed >= 0)
            options.seed = static_cast<uint64_t>(seed);
        SimulatedDevice device(options);
        const at::Tensor host = pinnedOnes(device);
        const at::Tensor there = device.allocate(64);
        const at::Tensor back = device.allocatePinned(64);
        const auto arrived = device.makeEvent();
        const auto computed = device.makeEvent();
        const auto returned = device.makeEvent();
        const auto scope = device.scope();
        device.copyIn(there, host);
        device.record(*arrived, Queue::CopyIn);
        if (seed < 0) {
            const HostScope unseen;
            QVERIFY(std::isnan(*static_cast<const float*>(there.const_data_ptr())));
            QVERIFY(!device.isDone(*arrived));
        }
        device.wait(Queue::Compute, *arrived);
        floats(there).add_(1);
        device.record(*computed, Queue::Compute);
        device.wait(Queue::CopyOut, *computed);
        device.copyOut(back, there);
        device.record(*returned, Queue::CopyOut);
        device.synchronize(*returned);
        QCOMPARE(floats(back).sum().item<float>(), 32.0f);
        QCOMPARE(device.traffic().toDevice, int64_t{64});
        QCOMPARE(device.traffic().fromDevice, int64_t{64});
    }

    void aMissingWaitIsFound_data()
    {
        QTest::addColumn<int>("missing");
        QTest::newRow("none is missing") << 0;
        QTest::newRow("computing before the copy has arrived") << 1;
        QTest::newRow("sending back what is still computed") << 2;
        QTest::newRow("filling again what is still computed with") << 3;
        QTest::newRow("filling again what is still sent back") << 4;
        QTest::newRow("fetching what is still on its way back") << 5;
    }
    void aMissingWaitIsFound()
    {
        QFETCH(const int, missing);
        SimulatedDevice device(sized(1 << 20));
        const at::Tensor host = pinnedOnes(device);
        const at::Tensor slot = device.allocate(64);
        const at::Tensor other = device.allocate(64);
        const at::Tensor back = device.allocatePinned(64);
        const auto arrived = device.makeEvent();
        const auto computed = device.makeEvent();
        const auto used = device.makeEvent();
        const auto returned = device.makeEvent();
        const auto scope = device.scope();
        const auto run = [&] {
            const auto waits = [&](int number, Queue queue, const Accelerator::Event& event) {
                if (number != missing)
                    device.wait(queue, event);
            };
            device.copyIn(slot, host);
            device.record(*arrived, Queue::CopyIn);
            waits(1, Queue::Compute, *arrived);
            floats(slot).add_(1);
            device.record(*computed, Queue::Compute);
            waits(2, Queue::CopyOut, *computed);
            device.copyOut(back, slot);
            device.record(*returned, Queue::CopyOut);
            const at::Tensor result = floats(slot).clone();
            device.record(*used, Queue::Compute);
            waits(3, Queue::CopyIn, *used);
            waits(4, Queue::CopyIn, *returned);
            device.copyIn(slot, host);
            if (missing == 5)
                device.copyIn(other, device.allocatePinned(64));
            device.synchronize();
            return result;
        };
        if (missing == 0) {
            QCOMPARE(run().sum().item<float>(), 32.0f);
        } else if (missing == 5) {
            // Another order: nothing but the fetch of what is on its way.
            device.copyOut(back, other);
            QVERIFY_THROWS_EXCEPTION(c10::Error, device.copyIn(slot, back));
        } else {
            QVERIFY_THROWS_EXCEPTION(c10::Error, run());
        }
    }

    void viewsAreNoUse()
    {
        SimulatedDevice device(sized(1 << 20));
        const at::Tensor host = pinnedOnes(device);
        const at::Tensor slot = device.allocate(128);
        const auto scope = device.scope();
        device.copyIn(slot.narrow(0, 0, 64), host);
        const at::Tensor view = slot.view(at::kFloat).narrow(0, 0, 4).view({2, 2}).t().unsqueeze(0);
        device.synchronize();
        QCOMPARE(view.sum().item<float>(), 4.0f);
    }

    void theDiskReadsInOrderAndLate()
    {
        SimulatedDevice device(sized(1 << 20));
        const at::Tensor staging = device.allocatePinned(64);
        const at::Tensor slot = device.allocate(64);
        const auto read = device.makeEvent();
        const auto scope = device.scope();
        device.read(staging, [&] { floats(staging).fill_(7); });
        device.record(*read, Queue::Disk);
        QVERIFY(!device.isDone(*read));
        device.wait(Queue::CopyIn, *read);
        device.copyIn(slot, staging);
        device.synchronize();
        QCOMPARE(floats(slot).sum().item<float>(), 7 * 16.0f);
        QCOMPARE(device.traffic().disk, int64_t{64});
        QCOMPARE(device.memory().used, int64_t{512}); // the task's tensors are the host's
    }

    void deviceNamesAreRead()
    {
        QVERIFY(!parseSimulated("cpu"));
        QCOMPARE(**parseSimulated("sim:0.5"), int64_t{1} << 29);
        for (const char* bad : {"sim:", "sim:x", "sim:1x", "sim:0", "sim:-1", "sim:nan"})
            QVERIFY2(parseSimulated(bad)->error().code == ErrorCode::BadOption, bad);
        const auto opened = openAccelerator("sim:0.25");
        QVERIFY(opened && *opened && (*opened)->memory().available == int64_t{1} << 28);
        QVERIFY(!*openAccelerator("cpu"));
        QVERIFY(openAccelerator("tpu").error().code == ErrorCode::BadOption);
    }

private:
    c10::InferenceMode m_inference;
};

} // namespace

QTEST_GUILESS_MAIN(TestSimulatedDevice)
#include "tst_SimulatedDevice.moc"
