// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/AccessibleTree.h"
#include "tests/support/FakeEngine.h"
#include "tests/support/FinishedTake.h"
#include "tests/support/StudioFixture.h"
#include "tests/support/TabWalk.h"
#include "tests/support/TakesInWindow.h"
#include "tests/support/WatchedApplication.h"
#include "ui/controllers/PlayerController.h"
#include "ui/controllers/SceneController.h"
#include "ui/models/TakeModel.h"
#include "ui/panels/ElidedLabel.h"
#include "ui/panels/TakesPanel.h"
#include "ui/presenters/PlayerPresenter.h"
#include "ui/services/FileWorker.h"
#include "ui/widgets/CompareView.h"
#include "ui/widgets/TakeDelegate.h"
#include "ui/widgets/VideoView.h"

#include <QAbstractButton>
#include <QAction>
#include <QLabel>
#include <QListView>
#include <QMenu>

using namespace studio;
using namespace studio::ui;
using test::FakeEngine;
using test::StudioFixture;

namespace {

// Two takes in the player. Each take has one step more than the one before it.
class TestWindowCompare : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        m_control = std::make_shared<FakeEngine::Control>();
        m_studio = std::make_unique<StudioFixture>(std::make_unique<FakeEngine>(m_control));
    }
    void cleanup()
    {
        m_control->release(1000);
        m_studio.reset();
    }

    void cComparesTwoThatAreSelectedAndEndsIt()
    {
        open({12, 12, 12});
        select({0, 2}); // takes 3 and 1
        press(Qt::Key_C);
        QTRY_VERIFY(view().isVisible());
        QCOMPARE(title(), QStringLiteral("Take 1 and Take 3"));
        QCOMPARE(outlined(), (QList{3, 1}));
        QVERIFY(!m_studio->find<QWidget>("takeTitleLabel")->isVisible());
        QTRY_VERIFY(!view().pictureRect(CompareSide::A).isEmpty() && !view().pictureRect(CompareSide::B).isEmpty());

        press(Qt::Key_C);
        QVERIFY(!view().isVisible());
        QTRY_COMPARE(m_studio->find<QLabel>("takeTitleLabel")->text(), QStringLiteral("Take 3")); // B alone
        QTRY_VERIFY(context().player.isPlayable());
        QCOMPARE(outlined(), QList{3});
        press(Qt::Key_C); // the same two again
        QTRY_COMPARE(title(), QStringLiteral("Take 1 and Take 3"));
    }

    void escEndsIt()
    {
        open({12, 12});
        compare();
        press(Qt::Key_Escape);
        QTRY_VERIFY(!view().isVisible());
        QVERIFY(m_studio->find<VideoView>("videoView")->hasFocus());
    }

    // The newest other one.
    void oneTakeIsEnough()
    {
        open({12, 12, 12});
        clickTake(2);
        press(Qt::Key_C);
        QTRY_COMPARE(title(), QStringLiteral("Take 1 and Take 3"));
    }

    void oneTakeAloneIsNotComparedAndTheActionSaysWhy()
    {
        open({12});
        clickTake(0);
        const QAction* action = m_studio->actions()[ActionId::Compare];
        QTRY_COMPARE(action->toolTip(), QStringLiteral("Render a second take to compare."));
        QVERIFY(!action->isEnabled());
        press(Qt::Key_C);
        QVERIFY(!view().isVisible());
    }

    void xSwapsAndAllModesAreReachedByKeysAndButtons()
    {
        open({12, 12});
        compare();
        QCOMPARE(nameOf("A"), QStringLiteral("A · Take 1"));
        press(Qt::Key_X);
        QCOMPARE(nameOf("A"), QStringLiteral("A · Take 2"));
        QCOMPARE(title(), QStringLiteral("Take 2 and Take 1"));
        QTRY_COMPARE(outlined(), (QList{2, 1}));
        for (const char* button : {"compareSideBySideButton", "compareDifferenceButton", "compareAbButton"}) {
            press(Qt::Key_C, Qt::ShiftModifier);
            QVERIFY2(m_studio->find<QAbstractButton>(button)->isChecked(), button);
        }
        m_studio->click("compareWipeButton");
        QVERIFY(m_studio->find<QAbstractButton>("compareWipeButton")->isChecked());
    }

    void theModeAndTheLineStayInTheSession()
    {
        open({12, 12});
        compare();
        press(Qt::Key_Left, Qt::AltModifier);
        const double share = view().line().share();
        QCOMPARE(share, 0.49);
        m_studio->click("compareSideBySideButton");
        press(Qt::Key_C);
        compare();
        QVERIFY(m_studio->find<QAbstractButton>("compareSideBySideButton")->isChecked());
        m_studio->click("compareWipeButton");
        QCOMPARE(view().line().share(), share);
    }

    void upAndDownChangeTheCandidate()
    {
        open({12, 12, 12, 12});
        select({3, 1}); // takes 1 and 3
        press(Qt::Key_C);
        QTRY_COMPARE(title(), QStringLiteral("Take 1 and Take 3"));
        view().setFocus();
        press(Qt::Key_Up);
        QTRY_COMPARE(title(), QStringLiteral("Take 1 and Take 4"));
        press(Qt::Key_Up); // It is the newest.
        QCOMPARE(title(), QStringLiteral("Take 1 and Take 4"));
        press(Qt::Key_Down);
        press(Qt::Key_Down);
        QTRY_COMPARE(title(), QStringLiteral("Take 1 and Take 2"));
        QCOMPARE(selected(), QList{2}); // F2 and Delete are about the candidate.
        clickTake(1); // Picking one is the same.
        QTRY_COMPARE(title(), QStringLiteral("Take 1 and Take 3"));
    }

    void aNameOpensTheTakesForItsSide()
    {
        open({12, 12, 12});
        select({2, 1}); // takes 1 and 2
        press(Qt::Key_C);
        QMenu& menu = view().menu(CompareSide::A);
        Q_EMIT menu.aboutToShow();
        QCOMPARE(menu.actions().size(), 2); // all but B
        QVERIFY(menu.actions().at(1)->isChecked());
        menu.actions().at(0)->trigger();
        QTRY_COMPARE(title(), QStringLiteral("Take 3 and Take 2"));
    }

    void compareWithListsTheOthers()
    {
        open({12, 12, 12});
        clickTake(1);
        QMenu& menu = m_studio->part<TakesPanel>().compareMenu();
        Q_EMIT menu.aboutToShow();
        QCOMPARE(menu.actions().size(), 2);
        menu.actions().at(1)->trigger();
        QTRY_COMPARE(title(), QStringLiteral("Take 1 and Take 2"));
    }

    void holdingBShowsTheOtherOne()
    {
        open({12, 12});
        compare();
        QVERIFY(!m_studio->actions()[ActionId::SeeOtherCompared]->isEnabled());
        m_studio->click("compareAbButton");
        QTRY_VERIFY(m_studio->actions()[ActionId::SeeOtherCompared]->isEnabled());
        view().setFocus();
        const auto* a = m_studio->find<QWidget>("compareNameA");
        QVERIFY(!a->isVisible());
        QTest::keyPress(&view(), Qt::Key_B);
        QVERIFY(a->isVisible());
        QTest::keyRelease(&view(), Qt::Key_B);
        QVERIFY(!a->isVisible());
    }

    void theShorterOneIsHeldAsLongAsTheLongerLasts()
    {
        open({12, 36});
        compare();
        QTRY_COMPARE(context().player.madeSeconds(), 36 / 25.0);
        press(Qt::Key_X); // Now the shorter one is B, which plays.
        QTRY_COMPARE(nameOf("B"), QStringLiteral("B · Take 1"));
        QTRY_COMPARE(context().player.madeSeconds(), 36 / 25.0);
        press(Qt::Key_C);
        QTRY_COMPARE(context().player.madeSeconds(), 12 / 25.0);
    }

    void whatDiffersIsShownAndUsedInOneUndoStep()
    {
        open({12, 12});
        compare();
        QCOMPARE(m_studio->find<ElidedLabel>("compareRow1Label")->words(), QStringLiteral("Steps"));
        QVERIFY(m_studio->find<QLabel>("compareEqualLabel")->text().startsWith(QStringLiteral("20 ")));
        QVERIFY(!m_studio->find<QWidget>("compareRow2Label")->isVisible());
        const int before = context().scene.scene().settings.steps;
        const auto* value = m_studio->find<QAbstractButton>("compareValue1BButton");
        QCOMPARE(value->text(), QStringLiteral("7"));
        m_studio->click("compareValue1BButton");
        QCOMPARE(context().scene.scene().settings.steps, 7);
        context().scene.undo();
        QCOMPARE(context().scene.scene().settings.steps, before);
        QVERIFY(view().isVisible());
    }

    void aSideIsStarred()
    {
        open({12, 12});
        compare();
        m_studio->click("compareStarAButton");
        QTRY_VERIFY(context().takes.byNumber(1)->star);
        QVERIFY(m_studio->find<QAbstractButton>("compareStarAButton")->isChecked());
        QVERIFY(!context().takes.byNumber(2)->star);
    }

    void aSideThatIsThrownAwayLeavesTheOtherOne_data()
    {
        QTest::addColumn<int>("gone");
        QTest::newRow("A") << 1;
        QTest::newRow("B") << 2;
    }
    void aSideThatIsThrownAwayLeavesTheOtherOne()
    {
        QFETCH(const int, gone);
        open({12, 12});
        compare();
        QVERIFY(context().takes.remove({gone}));
        QTRY_VERIFY(!view().isVisible());
        QTRY_COMPARE(m_studio->find<QLabel>("takeTitleLabel")->text(), QStringLiteral("Take %1").arg(3 - gone));
        QTRY_VERIFY(context().player.isPlayable());
    }

    // It would take the eyes off what is judged.
    void aTakeThatIsBeingMadeDoesNotComeBetween()
    {
        open({12, 12});
        compare();
        QTRY_VERIFY(m_studio->find<QAbstractButton>("renderButton")->isEnabled());
        m_studio->click("renderButton");
        m_control->release(1);
        QTRY_COMPARE(context().takes.rowCount(), 3);
        QTRY_COMPARE(context().takes.data(context().takes.index(0), TakeModel::SecondsRole).toDouble() > 0, true);
        QVERIFY(view().isVisible());
        QCOMPARE(title(), QStringLiteral("Take 1 and Take 2"));
        m_studio->part<PlayerPresenter>().playTake(3); // But a wish does.
        QVERIFY(!view().isVisible());
    }

    void theCropEndsIt()
    {
        open({12, 12});
        compare();
        QTRY_VERIFY(m_studio->actions()[ActionId::CropPortrait]->isEnabled());
        press(Qt::Key_R);
        QVERIFY(!view().isVisible());
        QTRY_VERIFY(m_studio->find<QWidget>("portraitLargeCropView")->isVisible());
    }

    void peopleWithoutAPointerOrScreenCompareToo()
    {
        open({12, 12});
        compare();
        for (const char* mode : {"compareWipeButton", "compareAbButton"}) {
            m_studio->click(mode);
            test::AccessibleTree tree(m_studio->window());
            QVERIFY2(tree.offences().isEmpty(), qPrintable(tree.offences().join(u'\n')));
            test::TabWalk walk(m_studio->window());
            QVERIFY2(walk.offences().isEmpty(), qPrintable(walk.offences().join(u'\n')));
            QVERIFY(walk.stops().contains(&view()));
            QVERIFY(walk.stops().contains(m_studio->find<QWidget>("compareNameB")));
            QVERIFY(walk.stops().contains(m_studio->find<QWidget>("compareValue1AButton")));
        }
    }

    void aSmallWindowHasALowStrip()
    {
        open({12, 12});
        compare();
        m_studio->window().resize(960, 540);
        auto* more = m_studio->find<QAbstractButton>("compareMoreButton");
        QTRY_VERIFY(more->isVisible());
        QVERIFY(!m_studio->find<QWidget>("compareValue1AButton")->isVisible());
        QVERIFY2(view().height() >= 150, qPrintable(QString::number(view().height())));
        more->click();
        QVERIFY(m_studio->find<QWidget>("differencesDialog")->isVisible());
    }

private:
    // The program with takes of so many frames.
    void open(const std::vector<int>& frames)
    {
        m_studio->end();
        for (size_t i = 0; i < frames.size(); ++i) {
            Result<project::Take> made = test::writeFinishedTake(takesFolder(), frames[i], 3);
            QVERIFY(made);
            made->scene.settings.steps = 6 + static_cast<int>(i);
            QVERIFY(project::TakeStore(takesFolder()).update(*made));
        }
        m_studio->restart(std::make_unique<FakeEngine>(m_control));
        m_studio->open();
        m_studio->window().resize(1440, 900); // with room for the whole strip
        QTRY_COMPARE(context().takes.rowCount(), static_cast<int>(frames.size()));
        QVERIFY(QTest::qWaitForWindowActive(&m_studio->window(), test::kPatience));
    }
    // The two newest ones.
    void compare()
    {
        select({0, 1});
        press(Qt::Key_C);
        QTRY_VERIFY(view().isVisible());
        QTRY_VERIFY(m_studio->actions()[ActionId::SwapCompared]->isEnabled());
        QTRY_VERIFY(context().player.isPlayable());
    }
    [[nodiscard]] const WindowContext& context() { return m_studio->context(); }
    [[nodiscard]] CompareView& view() { return *m_studio->find<CompareView>("compareView"); }
    [[nodiscard]] QString title() { return m_studio->find<ElidedLabel>("compareTitleLabel")->words(); }
    [[nodiscard]] QString nameOf(const char* side)
    {
        return m_studio->find<QAbstractButton>(QByteArray("compareName").append(side).constData())->text();
    }
    [[nodiscard]] std::filesystem::path takesFolder() const
    {
        return m_studio->path(QStringLiteral("takes")).toStdString();
    }
    // Numbers of the takes that are marked as in the player.
    [[nodiscard]] QList<int> outlined()
    {
        const QAbstractItemModel* model = m_studio->find<QListView>("takesListView")->model();
        QList<int> numbers;
        for (int row = 0; row < model->rowCount(); ++row) {
            if (model->index(row, 0).data(TakeDelegate::kRole).value<TakeRow>().shown)
                numbers.append(model->index(row, 0).data(TakeModel::NumberRole).toInt());
        }
        return numbers;
    }
    [[nodiscard]] QList<int> selected()
    {
        QList<int> numbers;
        for (const QModelIndex& index : m_studio->part<TakesPanel>().selectedTakes())
            numbers.append(index.data(TakeModel::NumberRole).toInt());
        return numbers;
    }
    void press(Qt::Key key, Qt::KeyboardModifiers modifiers = Qt::NoModifier)
    {
        QCoreApplication::sendPostedEvents();
        QWidget* focus = QApplication::focusWidget();
        QTest::keyClick(focus ? focus : &m_studio->window(), key, modifiers);
    }
    void select(const QList<int>& rows) { test::selectTakes(*m_studio, rows); }
    void clickTake(int row) { test::clickTake(*m_studio, row); }

    std::shared_ptr<FakeEngine::Control> m_control;
    std::unique_ptr<StudioFixture> m_studio;
};

} // namespace

int main(int argc, char** argv)
{
    tests::WatchedApplication application(argc, argv);
    TestWindowCompare test;
    return QTest::qExec(&test, argc, argv);
}

#include "tst_WindowCompare.moc"
