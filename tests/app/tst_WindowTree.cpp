// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/FakeEngine.h"
#include "tests/support/FinishedTake.h"
#include "tests/support/StudioFixture.h"
#include "tests/support/TakesInWindow.h"
#include "tests/support/WatchedApplication.h"
#include "ui/models/TakeModel.h"
#include "ui/panels/TakesPanel.h"
#include "ui/services/FileWorker.h"
#include "ui/services/RenderService.h"
#include "ui/widgets/TakeDelegate.h"
#include "ui/widgets/TakesTree.h"

#include <QAbstractButton>
#include <QAction>
#include <QLabel>
#include <QLineEdit>
#include <QMenu>
#include <QTabBar>
#include <QTimer>

using namespace studio;
using namespace studio::ui;
using test::FakeEngine;
using test::StudioFixture;

namespace {

// The takes as a tree: 2 is a branch of 1, 3 the final version of 2, 4 another take.
class TestWindowTree : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        m_control = std::make_shared<FakeEngine::Control>();
        m_studio = std::make_unique<StudioFixture>(std::make_unique<FakeEngine>(m_control));
        m_studio->end();
        write(0, 0);
        write(1, 0);
        write(0, 2);
        write(0, 0);
        start();
    }
    void cleanup()
    {
        m_control->release(1000);
        m_studio.reset();
    }

    void keysAndButtonsSwitch()
    {
        QVERIFY(grid().isVisible() && !tree().isVisible());
        QTest::keyClick(&m_studio->window(), Qt::Key_T, Qt::ControlModifier | Qt::AltModifier);
        QVERIFY(!grid().isVisible() && tree().isVisible());
        QVERIFY(button("takesTreeButton").isChecked() && !button("takesGridButton").isChecked());
        m_studio->click("takesTreeButton"); // as it is
        QVERIFY(tree().isVisible() && button("takesTreeButton").isChecked());
        m_studio->click("takesGridButton");
        QVERIFY(grid().isVisible() && !button("takesTreeButton").isChecked());
        auto* const tabs = m_studio->find<QTabBar>("takesTabBar");
        tabs->setCurrentIndex(1);
        QVERIFY(!button("takesGridButton").isVisible());
        QTest::keyClick(&m_studio->window(), Qt::Key_T, Qt::ControlModifier | Qt::AltModifier);
        QCOMPARE(tabs->currentIndex(), 0);
        QVERIFY(tree().isVisible());
        QTest::keyClick(&m_studio->window(), Qt::Key_G, Qt::ControlModifier | Qt::AltModifier);
        QVERIFY(grid().isVisible() && button("takesGridButton").isChecked());
    }

    void aRestartKeepsIt()
    {
        showTree();
        start();
        QVERIFY(tree().isVisible() && !grid().isVisible());
        QVERIFY(m_studio->actions()[ActionId::TakesAsTree]->isChecked());
    }

    void aTileIsBesideWhatItIsMadeFrom()
    {
        showTree();
        QVERIFY(place(2).left() > place(1).right() && place(2).top() == place(1).top());
        QVERIFY(place(3).left() > place(2).right() && place(3).top() == place(2).top());
        QCOMPARE(place(4).left(), place(1).left());
        QVERIFY(place(4).bottom() < place(1).top());
        QCOMPARE(row(2).origin, TakeRow::Origin::Branch);
        QCOMPARE(row(2).originWords, QStringLiteral("0:01.4"));
        QCOMPARE(row(3).origin, TakeRow::Origin::Final);
        QCOMPARE(row(3).originWords, QStringLiteral("of take 2"));
        QCOMPARE(row(1).origin, TakeRow::Origin::None);
    }

    // One selection, whatever shows it, and the take in the player.
    void bothShowTheSameSelection()
    {
        showTree();
        click(2);
        QTRY_COMPARE(title(), QStringLiteral("Take 2"));
        QTest::keyClick(&tree(), Qt::Key_Right);
        QTRY_COMPARE(title(), QStringLiteral("Take 3"));
        QTest::keyClick(&tree(), Qt::Key_Left);
        QTest::keyClick(&tree(), Qt::Key_Left);
        QTRY_COMPARE(title(), QStringLiteral("Take 1"));
        QVERIFY(row(1).shown);
        m_studio->trigger(ActionId::TakesAsGrid);
        QCOMPARE(grid().currentIndex().data(TakeModel::NumberRole).toInt(), 1);
        QCOMPARE(grid().selectionModel()->selectedIndexes().size(), 1);
        QVERIFY(grid().hasFocus()); // The keyboard stays with the takes.
        m_studio->trigger(ActionId::TakesAsTree);
        QVERIFY(tree().hasFocus());
        click(4, Qt::ControlModifier);
        QCOMPARE(m_studio->part<TakesPanel>().selectedTakes().size(), 2);
        QCOMPARE(title(), QStringLiteral("Take 1"));
    }

    void itsMenuIsTheTakes()
    {
        showTree();
        click(2);
        QStringList names;
        QTimer::singleShot(0, &tree(), [&names] {
            auto* const menu = qobject_cast<QMenu*>(QApplication::activePopupWidget());
            for (const QAction* action : menu ? menu->actions() : QList<QAction*>())
                names << action->objectName();
            if (menu)
                menu->close();
        });
        Q_EMIT tree().customContextMenuRequested(place(2).center());
        QVERIFY2(names.contains(QStringLiteral("branchTakeAction")), qPrintable(names.join(u' ')));
    }

    void withoutItsParentATakeSaysSo()
    {
        showTree();
        click(2);
        m_studio->trigger(ActionId::TrashTake);
        QTRY_COMPARE(context().takes.rowCount(), 3);
        QCOMPARE(place(3).left(), place(1).left());
        QCOMPARE(row(3).originWords, QStringLiteral("take 2, deleted"));
        QVERIFY(description(3).contains(QStringLiteral("Take 2 is deleted")));
        m_studio->trigger(ActionId::Undo);
        QTRY_COMPARE(context().takes.rowCount(), 4);
        QVERIFY(place(3).left() > place(2).right() && place(2).left() > place(1).right());
        QCOMPARE(row(3).originWords, QStringLiteral("of take 2"));
        QVERIFY(!description(3).contains(QStringLiteral("deleted")));

        // As after a restart.
        click(1);
        m_studio->trigger(ActionId::TrashTake);
        QTRY_VERIFY(!context().files.isBusy());
        start(3);
        QCOMPARE(row(2).originWords, QStringLiteral("take 1, deleted"));
        QVERIFY(place(3).left() > place(2).right());
    }

    // Another take has got their numbers meanwhile.
    void takesThatComeBackUnderOtherNumbersStayATree()
    {
        showTree();
        test::selectTakes(*m_studio, {0, 1, 2, 3});
        m_studio->trigger(ActionId::TrashTake);
        QTRY_VERIFY(!context().files.isBusy());
        const project::TakeStore store(takesFolder());
        QVERIFY(store.load().empty());
        const Result<project::Take> other = test::writeFinishedTake(takesFolder(), 12, 3);
        QVERIFY(other && other->number == 1);
        context().takes.reload();
        QTRY_COMPARE(context().takes.rowCount(), 1);
        m_studio->trigger(ActionId::Undo);
        QTRY_COMPARE(context().takes.rowCount(), 5);
        const auto named = [this](int branchOf, int finalOf) {
            for (const project::Take& take : context().takes.takes()) {
                if (take.parent == branchOf && take.finalOf == finalOf)
                    return take.number;
            }
            return 0;
        };
        const int first = 5; // that was 1
        const int branch = named(first, 0);
        QVERIFY(branch > 0);
        const int final = named(0, branch);
        QVERIFY(final > 0);
        QVERIFY(place(branch).left() > place(first).right() && place(final).left() > place(branch).right());
        QTRY_VERIFY(!context().files.isBusy());
        for (const project::Take& take : store.load())
            QVERIFY(*context().takes.byNumber(take.number) == take);
    }

    // A later take that has the number of a deleted one isn't what others were made from.
    void aNumberThatWasGivenAwayIsNoParent()
    {
        m_studio->end();
        const project::TakeStore store(takesFolder());
        for (project::Take take : store.load()) {
            if (take.number == 1) {
                take.created += 1000;
                QVERIFY(store.update(take));
            }
        }
        start();
        showTree();
        QCOMPARE(place(2).left(), place(1).left());
        QCOMPARE(row(2).originWords, QStringLiteral("take 1, deleted"));
    }

    void whatIsLookedForIsInTheTree()
    {
        showTree();
        QVERIFY(context().takes.rename(3, QStringLiteral("The good one")));
        m_studio->trigger(ActionId::FindTakes);
        QTRY_VERIFY(m_studio->find<QLineEdit>("takesFilterLineEdit")->hasFocus());
        m_studio->find<QLineEdit>("takesFilterLineEdit")->setText(QStringLiteral("good"));
        QCOMPARE(tree().model()->rowCount(), 1);
        QVERIFY(tree().isVisible());
        QVERIFY(tree().viewport()->rect().contains(place(3)));
        QCOMPARE(row(3).originWords, QStringLiteral("of take 2")); // It isn't deleted.
        m_studio->find<QLineEdit>("takesFilterLineEdit")->setText(QStringLiteral("nobody"));
        QVERIFY(!tree().isVisible() && m_studio->find<QLabel>("noTakesLabel")->isVisible());
        QTest::keyClick(m_studio->find<QLineEdit>("takesFilterLineEdit"), Qt::Key_Escape);
        QCOMPARE(tree().model()->rowCount(), 4);
        QVERIFY(tree().isVisible());
        QVERIFY(place(3).left() > place(2).right());
    }

private:
    void write(int parent, int finalOf)
    {
        Result<project::Take> take = test::writeFinishedTake(takesFolder(), 12, 3);
        QVERIFY(take);
        take->parent = parent;
        take->branchBlock = parent > 0 ? 3 : 0;
        take->finalOf = finalOf;
        QVERIFY(project::TakeStore(takesFolder()).update(*take));
    }
    void start(int count = 4)
    {
        const auto trash = [folder = std::filesystem::path(m_studio->path(QStringLiteral("trash")).toStdString())](
                               const std::filesystem::path& file) -> Result<std::filesystem::path> {
            std::filesystem::create_directories(folder);
            std::filesystem::rename(file, folder / file.filename());
            return folder / file.filename();
        };
        m_studio->restart(std::make_unique<FakeEngine>(m_control), app::StudioOptions::Measuring::Never,
                          app::StudioOptions::Queue::Kept, trash);
        m_studio->open();
        QTRY_COMPARE(context().takes.rowCount(), count);
    }
    void showTree()
    {
        m_studio->trigger(ActionId::TakesAsTree);
        QTRY_VERIFY(tree().isVisible());
    }
    [[nodiscard]] const WindowContext& context() { return m_studio->context(); }
    [[nodiscard]] TakesTree& tree() { return m_studio->part<TakesTree>(); }
    [[nodiscard]] QListView& grid() { return *m_studio->find<QListView>("takesListView"); }
    [[nodiscard]] QAbstractButton& button(const char* name) { return *m_studio->find<QAbstractButton>(name); }
    [[nodiscard]] QString title() { return m_studio->find<QLabel>("takeTitleLabel")->text(); }
    [[nodiscard]] QModelIndex index(int number)
    {
        const QAbstractItemModel& model = *tree().model();
        for (int i = 0; i < model.rowCount(); ++i) {
            if (model.index(i, 0).data(TakeModel::NumberRole).toInt() == number)
                return model.index(i, 0);
        }
        return {};
    }
    [[nodiscard]] QRect place(int number) { return tree().visualRect(index(number)); }
    [[nodiscard]] TakeRow row(int number) { return index(number).data(TakeDelegate::kRole).value<TakeRow>(); }
    [[nodiscard]] QString description(int number)
    {
        return index(number).data(Qt::AccessibleDescriptionRole).toString();
    }
    void click(int number, Qt::KeyboardModifiers keys = {})
    {
        const auto isInView = [this, number] {
            tree().scrollTo(index(number));
            return tree().viewport()->rect().contains(place(number).center());
        };
        QTRY_VERIFY(isInView()); // once the panel is laid out
        QTest::mouseClick(tree().viewport(), Qt::LeftButton, keys, place(number).center());
    }
    [[nodiscard]] std::filesystem::path takesFolder() const
    {
        return m_studio->path(QStringLiteral("takes")).toStdString();
    }

    std::shared_ptr<FakeEngine::Control> m_control;
    std::unique_ptr<StudioFixture> m_studio;
};

} // namespace

int main(int argc, char** argv)
{
    tests::WatchedApplication application(argc, argv);
    TestWindowTree test;
    return QTest::qExec(&test, argc, argv);
}

#include "tst_WindowTree.moc"
