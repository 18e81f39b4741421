// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/jobs/FrameQueue.h"

#include <atomic>
#include <semaphore>

using namespace studio;
using namespace studio::jobs;

namespace {

std::vector<uint8_t> frame(int index)
{
    return std::vector<uint8_t>(16, static_cast<uint8_t>(index));
}

class TestFrameQueue : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void framesAreWrittenInTheirOrder()
    {
        std::vector<int> written;
        FrameQueue queue(
            [&](std::span<const uint8_t> rgb) {
                written.push_back(rgb[0]);
                return kDone;
            },
            3);
        for (int i = 0; i < 100; ++i)
            QVERIFY(queue.push(frame(i)));
        QVERIFY(queue.drain());
        QCOMPARE(written.size(), size_t{100});
        for (int i = 0; i < 100; ++i)
            QCOMPARE(written[static_cast<size_t>(i)], i);
    }

    void noMoreFramesAreHeldThanAllowed()
    {
        std::counting_semaphore<> allowed(0);
        std::atomic<int> written = 0;
        FrameQueue queue(
            [&](std::span<const uint8_t>) {
                allowed.acquire();
                ++written;
                return kDone;
            },
            2);
        std::atomic<int> pushed = 0;
        std::atomic<int> mostHeld = 0;
        std::jthread maker([&] {
            for (int i = 0; i < 20; ++i) {
                (void)queue.push(frame(i));
                ++pushed;
                mostHeld = std::max(mostHeld.load(), pushed - written);
            }
        });
        allowed.release(20);
        maker.join();
        QVERIFY(queue.drain());
        QCOMPARE(written.load(), 20);
        QVERIFY(mostHeld <= 3); // two that wait, and the one that is being written
    }

    void theFirstErrorEndsIt()
    {
        int calls = 0;
        FrameQueue queue(
            [&](std::span<const uint8_t>) {
                return ++calls == 2 ? Status(Error{ErrorCode::DiskFull, "film.mp4", {}}) : Status(kDone);
            },
            4);
        Status pushed = kDone;
        for (int i = 0; pushed && i < 1000; ++i)
            pushed = queue.push(frame(i));
        const Status drained = queue.drain();
        QVERIFY(!pushed && !drained);
        QVERIFY(drained.error().code == ErrorCode::DiskFull);
        QCOMPARE(calls, 2);
    }

    void itsEndWritesWhatIsLeft()
    {
        int written = 0;
        {
            FrameQueue queue(
                [&](std::span<const uint8_t>) {
                    ++written;
                    return kDone;
                },
                10);
            for (int i = 0; i < 10; ++i)
                QVERIFY(queue.push(frame(i)));
        }
        QCOMPARE(written, 10);
    }
};

} // namespace

QTEST_GUILESS_MAIN(TestFrameQueue)
#include "tst_FrameQueue.moc"
