// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/FakePlayback.h"
#include "ui/controllers/CompareController.h"

#include <QSignalSpy>

using namespace studio;
using namespace studio::ui;
using test::FakeFilm;

namespace {

constexpr double kFrame = 1.0 / test::kFakeRate;

ComparedFilm compared(int frames, const char* sound = "")
{
    return {.film = std::make_shared<FakeFilm>(frames), .frames = frames, .frameRate = test::kFakeRate, .sound = sound};
}

// Two films with a clock that the test moves, and what it has seen of them and of the difference.
struct Rig {
    std::shared_ptr<test::FakeClock::State> clock = std::make_shared<test::FakeClock::State>();
    PlayerController player{std::make_unique<test::FakeClock>(clock)};
    CompareController compare{player};
    int64_t seenA = -1;
    int64_t seenB = -1;
    int grey = -1; // of the first pixel of the difference

    Rig()
    {
        QObject::connect(&player, &PlayerController::frameShown, &compare,
                         [this](const QImage& image) { seenB = test::indexIn(image); });
        QObject::connect(&compare, &CompareController::frameShown, &compare,
                         [this](const QImage& image) { seenA = test::indexIn(image); });
        QObject::connect(&compare, &CompareController::differenceShown, &compare,
                         [this](const QImage& image) { grey = image.pixelColor(0, 0).red(); });
    }
    void begin(const ComparedFilm& a, const ComparedFilm& b)
    {
        player.open(compare.compare(a, b, CompareSide::A), PlayerController::StartAt::SamePlace);
        QTRY_VERIFY(player.isPlayable());
    }
};

class TestCompareController : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void bothFollowOneClock()
    {
        Rig rig;
        rig.begin(compared(100), compared(100));
        QTRY_COMPARE(rig.seenB, int64_t{0});
        QTRY_COMPARE(rig.seenA, int64_t{0});
        rig.player.seek(40 * kFrame);
        QTRY_COMPARE(rig.seenB, int64_t{40});
        QTRY_COMPARE(rig.seenA, int64_t{40});
        rig.player.play();
        rig.clock->now = 60.5 * kFrame;
        QTRY_COMPARE(rig.seenB, int64_t{60});
        QTRY_COMPARE(rig.seenA, int64_t{60});
    }

    void theShorterOneStandsOnItsLastFrame()
    {
        Rig rig;
        rig.begin(compared(10), compared(50));
        QTRY_COMPARE(rig.seenB, int64_t{0});
        QCOMPARE(rig.compare.ended(), (std::array{false, false}));
        rig.player.seek(9 * kFrame);
        QTRY_COMPARE(rig.seenB, int64_t{9});
        QCOMPARE(rig.compare.ended(), (std::array{false, false}));
        QSignalSpy ended(&rig.compare, &CompareController::endedChanged);
        rig.player.seek(30 * kFrame);
        QTRY_COMPARE(rig.seenB, int64_t{30});
        QTRY_COMPARE(rig.seenA, int64_t{9});
        QCOMPARE(rig.compare.ended(), (std::array{true, false}));
        QCOMPARE(ended.size(), 1);
    }

    // The clock goes on to the end of the longer one.
    void aShorterBIsHeld()
    {
        Rig rig;
        rig.begin(compared(50), compared(10));
        QTRY_COMPARE(rig.seenB, int64_t{0});
        QCOMPARE(rig.player.madeSeconds(), 2.0);
        rig.player.toEnd();
        QTRY_COMPARE(rig.seenA, int64_t{49});
        QTRY_COMPARE(rig.seenB, int64_t{9});
        QCOMPARE(rig.compare.ended(), (std::array{false, true}));
    }

    void theSoundIsThatOfOneSide()
    {
        Rig rig;
        const ComparedFilm a = compared(10, "a.mp4");
        const ComparedFilm b = compared(10, "b.mp4");
        QCOMPARE(rig.compare.compare(a, b, CompareSide::A)->facts().sound, std::filesystem::path("a.mp4"));
        QCOMPARE(rig.compare.compare(a, b, CompareSide::B)->facts().sound, std::filesystem::path("b.mp4"));
    }

    void anotherCandidateLeavesTheFixedOneAndTheTime()
    {
        Rig rig;
        const ComparedFilm a = compared(100);
        rig.begin(a, compared(100));
        rig.player.seek(20 * kFrame);
        QTRY_COMPARE(rig.seenA, int64_t{20});
        const int asked = static_cast<FakeFilm&>(*a.film).asked;
        rig.begin(a, compared(100));
        QTRY_COMPARE(rig.seenB, int64_t{20});
        QCOMPARE(rig.player.position(), 20 * kFrame);
        QCOMPARE(static_cast<FakeFilm&>(*a.film).asked.load(), asked); // It wasn't read again.
    }

    void theDifferenceComesInsteadOfA()
    {
        Rig rig;
        rig.begin(compared(10), compared(30));
        QTRY_COMPARE(rig.seenA, int64_t{0});
        rig.compare.setMode(CompareMode::Difference);
        QTRY_COMPARE(rig.grey, 40); // Nothing differs.
        rig.player.seek(19 * kFrame);
        QTRY_COMPARE(rig.grey, 40 + 4 * 10); // A stands on frame 9.
        rig.compare.setMode(CompareMode::Wipe);
        QTRY_COMPARE(rig.seenA, int64_t{9});
    }

    // Frames come in the size in which they are shown.
    void aTargetIsScaledTo()
    {
        Rig rig;
        QSize size;
        connect(&rig.compare, &CompareController::frameShown, &rig.compare,
                [&size](const QImage& image) { size = image.size(); });
        rig.begin(compared(10), compared(10));
        QTRY_COMPARE(size, QSize(4, 2));
        rig.compare.setTargetSize({8, 4});
        QTRY_COMPARE(size, QSize(8, 4));
    }

    void nothingIsReadOnTheGuiThreadOrAfterTheEnd()
    {
        Rig rig;
        const ComparedFilm a = compared(100);
        rig.begin(a, compared(100));
        QTRY_COMPARE(rig.seenA, int64_t{0});
        rig.compare.end();
        const int asked = static_cast<FakeFilm&>(*a.film).asked;
        rig.player.seek(50 * kFrame);
        QTRY_COMPARE(rig.seenB, int64_t{50});
        QCOMPARE(static_cast<FakeFilm&>(*a.film).asked.load(), asked);
        QCOMPARE(static_cast<FakeFilm&>(*a.film).onGuiThread.load(), 0);
    }

    void anUnreadableSideIsSaid()
    {
        Rig rig;
        QSignalSpy failed(&rig.compare, &CompareController::failed);
        ComparedFilm broken = compared(0);
        broken.frames = 10;
        rig.begin(broken, compared(10));
        QTRY_COMPARE(failed.size(), 1);
    }
};

} // namespace

QTEST_MAIN(TestCompareController)
#include "tst_CompareController.moc"
