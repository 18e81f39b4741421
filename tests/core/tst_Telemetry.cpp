// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/telemetry/Telemetry.h"

#include <QSemaphore>
#include <QTest>

#include <unistd.h>

using namespace studio::telemetry;

namespace {

class TestTelemetry : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void memoryIsThatOfTheMachine()
    {
        Probe probe;
        const MachineSample sample = probe.sample();
        const int64_t total = int64_t{sysconf(_SC_PHYS_PAGES)} * sysconf(_SC_PAGESIZE);
        QVERIFY(sample.ramTotal.value && std::abs(*sample.ramTotal.value - total) < total / 4);
        QVERIFY(*sample.ramUsed.value > 0 && *sample.ramUsed.value < *sample.ramTotal.value);
        QVERIFY(*sample.processRam.value > 1'000'000 && *sample.processRam.value < *sample.ramTotal.value);
        QVERIFY(sample.swapTotal.value && sample.swapUsed.value);
        QVERIFY(*sample.swapUsed.value <= *sample.swapTotal.value);
    }

    void residentMemoryGrowsWithWhatIsTouched()
    {
        Probe probe;
        const int64_t before = *probe.sample().processRam.value;
        constexpr size_t kBytes = size_t{64} << 20;
        const std::vector<char> memory(kBytes, 1);
        const int64_t grown = *probe.sample().processRam.value - before;
        QVERIFY2(grown > int64_t{kBytes} * 9 / 10, qPrintable(QString::number(grown)));
        QCOMPARE(memory.back(), 1);
    }

    void processorLoadNeedsTwoSamples()
    {
        Probe probe;
        const MachineSample first = probe.sample();
        QVERIFY(!first.cpu.value);
        QVERIFY(first.cpu.missing == Missing::NotYet);
        MachineSample later = first;
        // The clock of /proc/stat ticks a hundred times a second.
        const auto loadIsKnown = [&] {
            if (!later.cpu.value)
                later = probe.sample();
            return later.cpu.value.has_value();
        };
        QTRY_VERIFY(loadIsKnown());
        QVERIFY(*later.cpu.value >= 0 && *later.cpu.value <= 100);
    }

    void withoutADriverTheReasonIsTold()
    {
        Probe probe(0, "libno-such-driver.so");
        QVERIFY(!probe.gpu());
        QVERIFY(probe.search().problem == GpuProblem::NoLibrary);
        QCOMPARE(probe.search().library, "libno-such-driver.so");
        const MachineSample sample = probe.sample();
        for (const auto& metric : {sample.vramUsed, sample.vramTotal}) {
            QVERIFY(!metric.value);
            QVERIFY(metric.missing == Missing::NoGpu);
        }
        for (const auto& metric : {sample.gpu, sample.toGpu, sample.fromGpu}) {
            QVERIFY(!metric.value);
            QVERIFY(metric.missing == Missing::NoGpu);
        }
    }

    void anotherLibraryIsNoDriver() { QVERIFY(!Probe(0, "libm.so.6").gpu()); }

    void aDriverTellsWhatItKnows()
    {
        Probe probe(0, FAKE_NVML);
        const auto gpu = probe.gpu();
        QVERIFY(gpu);
        QCOMPARE(gpu->name, "Test GPU");
        QCOMPARE(gpu->driver, "999.1");
        QCOMPARE(gpu->all, (std::vector<std::string>{"Test GPU", "Second test GPU"}));
        QCOMPARE(gpu->vramTotal, int64_t{24} << 30);
        const MachineSample sample = probe.sample();
        QCOMPARE(sample.vramUsed.value, int64_t{3} << 30);
        QCOMPARE(sample.gpu.value, 87.0);
        QCOMPARE(sample.toGpu.value, 12'000'000'000.0);
        // This driver has no figure for the way back.
        QVERIFY(!sample.fromGpu.value);
        QVERIFY(sample.fromGpu.missing == Missing::NotTold);
        probe.setGpu(1);
        QCOMPARE(probe.gpu()->name, "Second test GPU");
        QCOMPARE(probe.sample().vramTotal.value, int64_t{48} << 30);
        probe.setGpu(2); // There is no third one.
        QVERIFY(!probe.gpu());
        QVERIFY(probe.search().problem == GpuProblem::NoDevice);
        QCOMPARE(probe.search().driver, "999.1");
        QVERIFY(probe.sample().vramTotal.missing == Missing::NoGpu);
    }

    void samplesComeUntilTheSamplerGoes()
    {
        const auto samples = std::make_shared<QSemaphore>();
        const std::weak_ptr<QSemaphore> held = samples;
        {
            const Sampler sampler([samples](const MachineSample&) { samples->release(); },
                                  std::chrono::milliseconds(10));
            QVERIFY(samples->tryAcquire(5, studio::test::kPatience));
        }
        QCOMPARE(held.use_count(), 1L); // Its listener is gone, and with it whoever could call it.
    }

    void aWaitingSamplerEndsAtOnce()
    {
        QSemaphore samples;
        {
            const Sampler sampler([&](const MachineSample&) { samples.release(); }, std::chrono::hours(24));
            QVERIFY(samples.tryAcquire(1, studio::test::kPatience));
        }
        QCOMPARE(samples.available(), 0); // It ended without another one, a day before that was due.
    }

    void theMachineHasNames()
    {
        const MachineDescription machine = describeMachine();
        QVERIFY(!machine.kernel.empty());
        QVERIFY(machine.threads > 0);
        QVERIFY(machine.ramTotal > 0);
    }
};

} // namespace

QTEST_GUILESS_MAIN(TestTelemetry)
#include "tst_Telemetry.moc"
