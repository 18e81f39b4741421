// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/tensor/Timeline.h"

#include <QTest>

using namespace studio::tensor;

namespace {

class TestTimeline : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void queuesWorkAtOnce()
    {
        Timeline timeline({.toDevice = 10, .fromDevice = 5, .bothWays = {}, .disk = 2});
        timeline.work(Queue::Compute, 3);
        timeline.work(Queue::CopyIn, 20); // 2 s
        timeline.work(Queue::CopyOut, 20); // 4 s
        timeline.work(Queue::Disk, 2); // 1 s
        timeline.finish();
        QCOMPARE(timeline.now(), 4.0);
        QCOMPARE(timeline.stallSeconds(), 0.0);
    }

    void computingStallsUntilItsCopyHasArrived()
    {
        Timeline timeline({.toDevice = 10, .fromDevice = 10, .bothWays = {}, .disk = 1});
        timeline.work(Queue::CopyIn, 20);
        const int64_t first = timeline.mark(Queue::CopyIn);
        timeline.work(Queue::CopyIn, 20);
        const int64_t second = timeline.mark(Queue::CopyIn);
        timeline.wait(Queue::Compute, Queue::CopyIn, first);
        timeline.work(Queue::Compute, 1); // 2 to 3 s
        timeline.wait(Queue::Compute, Queue::CopyIn, second);
        timeline.work(Queue::Compute, 1); // 4 to 5 s
        timeline.finish();
        QCOMPARE(timeline.now(), 5.0);
        QCOMPARE(timeline.stallSeconds(), 3.0);
    }

    void aSlotIsFilledWhenItIsFree()
    {
        Timeline timeline({.toDevice = 10, .fromDevice = 10, .bothWays = {}, .disk = 1});
        timeline.work(Queue::Compute, 5);
        const int64_t free = timeline.mark(Queue::Compute);
        timeline.wait(Queue::CopyIn, Queue::Compute, free);
        timeline.work(Queue::CopyIn, 10);
        const int64_t arrived = timeline.mark(Queue::CopyIn);
        timeline.wait(Queue::Compute, Queue::CopyIn, arrived);
        timeline.work(Queue::Compute, 1);
        timeline.finish();
        QCOMPARE(timeline.now(), 7.0);
        QCOMPARE(timeline.stallSeconds(), 1.0);
    }

    void bothDirectionsShareTheBus()
    {
        Timeline timeline({.toDevice = 10, .fromDevice = 10, .bothWays = 15, .disk = 1});
        timeline.work(Queue::CopyIn, 15); // at 7.5 while the other goes on, 2 s
        timeline.work(Queue::CopyOut, 35); // 15 in 2 s, then 20 at 10
        timeline.finish();
        QCOMPARE(timeline.now(), 4.0);
    }

    void whatIsGivenLaterBeginsLater()
    {
        Timeline timeline({.toDevice = 10, .fromDevice = 10, .bothWays = {}, .disk = 1});
        timeline.work(Queue::CopyIn, 10);
        timeline.finish();
        timeline.work(Queue::Compute, 1);
        timeline.finish();
        QCOMPARE(timeline.now(), 2.0);
        QCOMPARE(timeline.stallSeconds(), 0.0);
    }
};

} // namespace

QTEST_GUILESS_MAIN(TestTimeline)
#include "tst_Timeline.moc"
