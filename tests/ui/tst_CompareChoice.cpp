// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/presenters/CompareChoice.h"
#include "ui/presenters/CompareTurn.h"

#include <QSignalSpy>
#include <QtTest>

using namespace studio;
using namespace studio::ui;

namespace {

constexpr int kRuns = 5; // number of the take that is being made

// Takes 5 to 1, of which 5 is being made.
std::vector<project::Take> fiveTakes()
{
    std::vector<project::Take> takes;
    for (int number = 5; number >= 1; --number) {
        project::Take take;
        take.number = number;
        take.state = number == kRuns ? project::TakeState::Rendering : project::TakeState::Finished;
        take.movie = "take.mp4";
        take.framesMade = 12;
        takes.push_back(take);
    }
    return takes;
}

class TestCompareChoice : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void whatIsCompared_data()
    {
        QTest::addColumn<QList<int>>("selected");
        QTest::addColumn<int>("current");
        QTest::addColumn<QList<int>>("last");
        QTest::addColumn<QList<int>>("pair");
        QTest::addColumn<QString>("problem");
        const QList<int> none{0, 0};
        const QString unmade = QStringLiteral("A take can be compared once it is made.");
        QTest::newRow("two, the older one is A") << QList{4, 2} << 4 << none << QList{2, 4} << QString();
        QTest::newRow("two, from the other end") << QList{2, 4} << 2 << none << QList{2, 4} << QString();
        QTest::newRow("one and the newest other") << QList{2} << 2 << none << QList{2, 4} << QString();
        QTest::newRow("the newest and the next") << QList{4} << 4 << none << QList{3, 4} << QString();
        QTest::newRow("the one in the player") << QList<int>{} << 1 << none << QList{1, 4} << QString();
        QTest::newRow("as the last time") << QList{3} << 3 << QList{3, 1} << QList{3, 1} << QString();
        QTest::newRow("two as the last time, swapped") << QList{3, 1} << 3 << QList{3, 1} << QList{3, 1} << QString();
        QTest::newRow("the last partner is gone") << QList{3} << 3 << QList{3, 9} << QList{3, 4} << QString();
        QTest::newRow("one of several runs") << QList{1, 2, kRuns} << 1 << none << none << unmade;
        QTest::newRow("ten") << QList{1, 2, 3, 4, 5, 6, 7, 8, 9, 10} << 1 << none << none
                             << QStringLiteral("Nine takes can be compared, not more.");
        QTest::newRow("none") << QList<int>{} << 0 << none << none << QStringLiteral("No take is selected.");
        QTest::newRow("one that runs") << QList{kRuns} << kRuns << none << none << unmade;
        QTest::newRow("with one that runs") << QList{3, kRuns} << 3 << none << none << unmade;
    }
    void whatIsCompared()
    {
        QFETCH(const QList<int>, selected);
        QFETCH(const int, current);
        QFETCH(const QList<int>, last);
        QFETCH(const QList<int>, pair);
        QFETCH(const QString, problem);
        const std::vector<project::Take> takes = fiveTakes();
        const CompareChoice chosen = chooseToCompare({.takes = takes,
                                                      .selected = {selected.begin(), selected.end()},
                                                      .current = current,
                                                      .last = {.a = last[0], .b = last[1]}});
        QCOMPARE(chosen.problem, problem);
        QCOMPARE(chosen.pair, (ComparePair{.a = pair[0], .b = pair[1]}));
    }

    void moreThanTwoAreInStep()
    {
        const std::vector<project::Take> takes = fiveTakes();
        CompareInput input{.takes = takes, .selected = {4, 1, 2}, .current = 4, .last = {}};
        QCOMPARE(chooseToCompare(input).several, (std::vector{1, 2, 4}));
        QCOMPARE(chooseToCompare(input).pair, ComparePair());
        input.selected = {2}; // the same again, as far as they are there
        input.current = 2;
        input.lastSeveral = {1, 2, 4, 9};
        QCOMPARE(chooseToCompare(input).several, (std::vector{1, 2, 4}));
        input.selected = {3}; // another one
        input.current = 3;
        QVERIFY(chooseToCompare(input).several.empty());
        QCOMPARE(chooseToCompare(input).pair, (ComparePair{.a = 3, .b = 4}));
    }

    void aFinalTakeAndItsDraftBelongTogether()
    {
        std::vector<project::Take> takes = fiveTakes();
        takes[2].finalOf = 1; // take 3
        const auto besideOf = [&takes](int current) {
            return chooseToCompare({.takes = takes, .selected = {current}, .current = current, .last = {}}).pair;
        };
        QCOMPARE(besideOf(3), (ComparePair{.a = 1, .b = 3}));
        QCOMPARE(besideOf(1), (ComparePair{.a = 1, .b = 3}));
        QCOMPARE(besideOf(2), (ComparePair{.a = 2, .b = 4}));
        takes[0].finalOf = 1; // take 5 is a newer final one, but isn't made yet
        QCOMPARE(besideOf(1), (ComparePair{.a = 1, .b = 3}));
        takes[2].finalOf = 9; // a draft that is gone
        QCOMPARE(besideOf(3), (ComparePair{.a = 3, .b = 4}));
    }

    void oneTakeIsTooFew()
    {
        std::vector<project::Take> takes = fiveTakes();
        takes.resize(2); // the running one and one that is made
        const CompareChoice chosen = chooseToCompare({.takes = takes, .selected = {4}, .current = 4, .last = {}});
        QCOMPARE(chosen.problem, QStringLiteral("Render a second take to compare."));
    }

    void candidatesGoAlongTheList_data()
    {
        QTest::addColumn<int>("a");
        QTest::addColumn<int>("b");
        QTest::addColumn<int>("newer");
        QTest::addColumn<int>("older");
        QTest::newRow("middle") << 1 << 3 << 4 << 2;
        QTest::newRow("A is passed over") << 3 << 2 << 4 << 1;
        QTest::newRow("newest, with a running one above") << 1 << 4 << 0 << 3;
        QTest::newRow("oldest but for A") << 1 << 2 << 3 << 0;
    }
    void candidatesGoAlongTheList()
    {
        QFETCH(const int, a);
        QFETCH(const int, b);
        QFETCH(const int, newer);
        QFETCH(const int, older);
        QCOMPARE(nextCandidate({.a = a, .b = b}, fiveTakes(), Candidate::Newer), newer);
        QCOMPARE(nextCandidate({.a = a, .b = b}, fiveTakes(), Candidate::Older), older);
    }

    void theOtherOneIsSeenAsLongAsTheKeyIsHeld()
    {
        CompareTurn turn(Qt::Key_B);
        QSignalSpy changed(&turn, &CompareTurn::changed);
        QObject key;
        turn.begin();
        QCOMPARE(turn.seen(), CompareSide::B);
        send(key, QEvent::KeyPress);
        turn.press();
        QCOMPARE(turn.seen(), CompareSide::A);
        send(key, QEvent::KeyRelease);
        QCOMPARE(turn.seen(), CompareSide::B);
        QCOMPARE(changed.size(), 2);
    }

    void twoTapsStay()
    {
        CompareTurn turn(Qt::Key_B);
        QObject key;
        turn.begin();
        const auto tapTwice = [&] {
            for (int i = 0; i < 2; ++i) {
                send(key, QEvent::KeyPress);
                turn.press();
                send(key, QEvent::KeyRelease);
            }
        };
        tapTwice();
        QCOMPARE(turn.seen(), CompareSide::A);
        tapTwice();
        QCOMPARE(turn.seen(), CompareSide::B);
    }

    // By the menu there is no release.
    void aPressWithoutTheKeyStays()
    {
        CompareTurn turn(Qt::Key_B);
        turn.begin();
        turn.press();
        QCOMPARE(turn.seen(), CompareSide::A);
        turn.press();
        QCOMPARE(turn.seen(), CompareSide::B);
    }

    // The release of a key goes to the window that is active then.
    void anotherWindowLetsTheKeyGo()
    {
        CompareTurn turn(Qt::Key_B);
        QObject key;
        turn.begin();
        send(key, QEvent::KeyPress);
        turn.press();
        QEvent deactivated(QEvent::WindowDeactivate);
        QCoreApplication::sendEvent(&key, &deactivated);
        QCOMPARE(turn.seen(), CompareSide::B);
    }

private:
    static void send(QObject& to, QEvent::Type type)
    {
        QKeyEvent event(type, Qt::Key_B, Qt::NoModifier);
        QCoreApplication::sendEvent(&to, &event);
    }
};

} // namespace

QTEST_MAIN(TestCompareChoice)
#include "tst_CompareChoice.moc"
