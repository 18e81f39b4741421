// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/FakePlayback.h"

#include <QSignalSpy>

using namespace studio;
using namespace studio::ui;
using test::FakeFilm;
using Rig = test::PlayerRig;

namespace {

constexpr double kFrame = 1.0 / test::kFakeRate;

class TestPlaybackOptions : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void theSoundGoesWhereItIsSent()
    {
        Rig rig;
        rig.player.setOptions({.output = QStringLiteral("desk")});
        QCOMPARE(rig.clock->output, QStringLiteral("desk"));
        rig.player.setOptions({});
        QCOMPARE(rig.clock->output, QString());
        QCOMPARE(rig.player.findOutputs()().at(0).name, QStringLiteral("Desk"));
    }

    void lateFramesAreLeftOut()
    {
        Rig rig;
        rig.player.open(std::make_shared<FakeFilm>(100));
        QVERIFY(rig.sees(0));
        rig.player.play();
        const int starts = rig.clock->starts;
        QVERIFY(rig.passTo(10.5 * kFrame, 10));
        QCOMPARE(rig.shown, (std::vector<int64_t>{0, 10}));
        QCOMPARE(rig.clock->starts, starts); // The sound went on.
    }

    void allFramesAreShownAndTheSoundWaits()
    {
        Rig rig;
        rig.player.setOptions({.output = {}, .late = PlaybackOptions::Late::ShowAll});
        rig.player.open(std::make_shared<FakeFilm>(40));
        QVERIFY(rig.sees(0));
        rig.player.play();
        const int starts = rig.clock->starts;
        // A frame is shown after the other, although the clock jumps by ten, and the clock is where the picture is.
        rig.clock->now = 10.5 * kFrame;
        QTRY_VERIFY(rig.clock->starts > starts);
        QVERIFY(rig.clock->now < 3 * kFrame);
        for (int i = 1; i <= 12; ++i)
            QVERIFY(rig.passTo((i + 0.5) * kFrame, i));
        for (size_t i = 1; i < rig.shown.size(); ++i)
            QVERIFY2(rig.shown[i] - rig.shown[i - 1] <= 1, qPrintable(QString::number(rig.shown[i])));
        // A wish of a person is no fall behind.
        rig.player.seek(30 * kFrame);
        QVERIFY(rig.sees(30));
        QVERIFY(rig.player.isPlaying());
        // And it ends as always.
        for (int i = 31; i < 40; ++i)
            QVERIFY(rig.passTo((i + 0.5) * kFrame, i));
        rig.clock->now = 2;
        QTRY_VERIFY(!rig.player.isPlaying());
    }

    void allFramesOfALoopAreShown()
    {
        Rig rig;
        rig.player.setOptions({.output = {}, .late = PlaybackOptions::Late::ShowAll});
        rig.player.open(std::make_shared<FakeFilm>(40));
        QVERIFY(rig.sees(0));
        rig.player.setLoop({10 * kFrame, 13 * kFrame});
        rig.player.seek(10 * kFrame);
        rig.player.play();
        QVERIFY(rig.sees(10));
        rig.shown.clear();
        for (const int64_t index : {11, 12})
            QVERIFY(rig.passTo((static_cast<double>(index) + 0.5) * kFrame, index));
        QVERIFY(rig.passTo(13.2 * kFrame, 10)); // round
        QVERIFY(rig.passTo(11.5 * kFrame, 11));
    }

    void shuttlingLeavesOutFramesAllTheSame()
    {
        Rig rig;
        rig.player.setOptions({.output = {}, .late = PlaybackOptions::Late::ShowAll});
        rig.player.open(std::make_shared<FakeFilm>(100));
        QVERIFY(rig.sees(0));
        for (int i = 0; i < 3; ++i)
            rig.player.shuttle(1);
        QVERIFY(rig.passTo(50.5 * kFrame, 50));
    }

    void scrubbingIsSilentUnlessItIsWanted()
    {
        Rig rig;
        rig.player.open(std::make_shared<FakeFilm>(100));
        QVERIFY(rig.sees(0));
        rig.player.beginScrub();
        rig.player.seek(1);
        QVERIFY(rig.sees(25));
        rig.player.endScrub();
        QCOMPARE(rig.clock->starts, 0);

        rig.player.setOptions(
            {.output = {}, .late = PlaybackOptions::Late::LeaveOut, .scrub = PlaybackOptions::Scrub::Heard});
        rig.player.seek(2); // no scrub
        QCOMPARE(rig.clock->starts, 0);
        rig.player.beginScrub();
        rig.player.seek(1);
        QCOMPARE(rig.clock->starts, 1);
        QCOMPARE(rig.clock->now, 1.0);
        QVERIFY(rig.clock->running);
        for (int i = 0; i < 20; ++i) // Faster than anybody can hear: one piece at a time.
            rig.player.seek(1 + i * kFrame);
        QCOMPARE(rig.clock->starts, 1);
        QTRY_COMPARE(rig.clock->starts, 2); // then where the pointer is by now
        QVERIFY(std::abs(rig.clock->now - (1 + 19 * kFrame)) < 1e-9);
        QTRY_VERIFY(!rig.clock->running); // It stands still, and so it is quiet.
        QCOMPARE(rig.clock->starts, 2);
        QVERIFY(!rig.player.isPlaying());
        QVERIFY(rig.sees(44));
        rig.player.endScrub();
        QVERIFY(!rig.clock->running);
    }

    void playingGoesOnAfterAHeardScrub()
    {
        Rig rig;
        rig.player.setOptions(
            {.output = {}, .late = PlaybackOptions::Late::LeaveOut, .scrub = PlaybackOptions::Scrub::Heard});
        rig.player.open(std::make_shared<FakeFilm>(100));
        QVERIFY(rig.sees(0));
        rig.player.play();
        rig.player.beginScrub();
        rig.player.seek(1);
        rig.player.endScrub();
        QVERIFY(rig.player.isPlaying());
        QVERIFY(test::letTimersFire(std::chrono::milliseconds(100))); // The piece ends.
        QVERIFY(rig.clock->running);
    }
};

} // namespace

QTEST_MAIN(TestPlaybackOptions)
#include "tst_PlaybackOptions.moc"
