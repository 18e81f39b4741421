// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/FakeEngine.h"
#include "tests/support/FinishedTake.h"
#include "tests/support/MovieFiles.h"
#include "tests/support/StudioFixture.h"
#include "tests/support/TakesInWindow.h"
#include "ui/common/Words.h"
#include "ui/controllers/PlayerController.h"
#include "ui/dialogs/ReportDialog.h"
#include "ui/models/ExportModel.h"
#include "ui/models/TakeModel.h"
#include "ui/panels/TakesPanel.h"
#include "ui/presenters/PlayerPresenter.h"
#include "ui/services/FileWorker.h"
#include "ui/widgets/BlockTimeline.h"
#include "ui/widgets/TakesTree.h"

#include <QAction>
#include <QLabel>
#include <QListView>
#include <QMenu>
#include <QTest>

using namespace studio;
using namespace studio::ui;
using test::FakeEngine;
using test::StudioFixture;

namespace {

constexpr int kFrames = 60; // of a take: five blocks

// Takes that are made of others without a render.
class TestWindowJoin : public QObject {
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

    void takesAreJoinedInTheOrderOfTheirSelection()
    {
        open(3);
        const QAction* const join = m_studio->actions()[ActionId::JoinTakes];
        add(0);
        QTRY_COMPARE(
            join->toolTip(),
            QStringLiteral("Select two takes or more: they are joined in the order in which you select them."));
        QVERIFY(!join->isEnabled());
        add(2); // takes 3 and then 1
        QTRY_COMPARE(join->text(), QStringLiteral("Join takes 3, 1"));
        QVERIFY(join->isEnabled());
        QTest::keyClick(&m_studio->window(), Qt::Key_J, Qt::ControlModifier);
        QTRY_COMPARE(takes().size(), size_t{4});
        const project::Take made = takes().front();
        QCOMPARE(made.number, 4);
        QCOMPARE(made.parts, (std::vector<project::TakePart>{{3, 0, kFrames}, {1, 0, kFrames}}));
        QCOMPARE(made.framesMade, 2 * kFrames);
        QCOMPARE(test::framesIn(made.movie), 2 * kFrames);
        QCOMPARE(m_studio->find<QLabel>("questionLabel")->text(),
                 QStringLiteral("Take 4 is made: Joined from takes 3, 1."));
        QCOMPARE(context().exports.rowCount(), 0);

        const QModelIndex row = rows()->index(0, 0);
        QVERIFY2(row.data(Qt::ToolTipRole).toString().contains(QStringLiteral("Joined from takes 3, 1")),
                 qPrintable(row.data(Qt::ToolTipRole).toString()));
        const auto link = row.data(TakesTree::kLinkRole).value<TakeLink>();
        QCOMPARE(link.from, 3);
        QVERIFY(link.origin == TakeRow::Origin::Joined);

        m_studio->click("answer1Button"); // Show it
        QTRY_VERIFY(
            m_studio->find<QLabel>("takeInfoLabel")->text().startsWith(QStringLiteral("Joined from takes 3, 1")));
        // All is known after a restart.
        restart();
        QTRY_COMPARE(takes().size(), size_t{4});
        QVERIFY(takes().front() == made);
    }

    // Those that are selected at once are joined by their numbers.
    void takesThatAreSelectedAtOnce()
    {
        open(3);
        test::selectTakes(*m_studio, {0, 1, 2});
        QTRY_COMPARE(m_studio->actions()[ActionId::JoinTakes]->text(), QStringLiteral("Join takes 1, 2, 3"));
    }

    void theTimelineCutsAtABlock()
    {
        open(1);
        show(1);
        openMenu(2);
        m_studio->find<QAction>("timelineCutAfterAction")->trigger();
        QTRY_COMPARE(takes().size(), size_t{2});
        QCOMPARE(takes().front().parts, (std::vector<project::TakePart>{{1, 24, 36}}));
        closeMenus();
        openMenu(2);
        const auto* const before = m_studio->find<QAction>("timelineCutBeforeAction");
        QCOMPARE(before->text(), QStringLiteral("Cut at 0:00.9: keep what is before"));
        m_studio->find<QAction>("timelineCutBeforeAction")->trigger();
        QTRY_COMPARE(takes().size(), size_t{3});
        QCOMPARE(takes().front().parts, (std::vector<project::TakePart>{{1, 0, 24}}));
        closeMenus();
        const QString tip = rows()->index(0, 0).data(Qt::ToolTipRole).toString();
        QVERIFY2(tip.contains(QStringLiteral("Cut of take 1, blocks 1 to 2")), qPrintable(tip));
        openMenu(0); // Nothing is before it.
        QVERIFY(!m_studio->find<QAction>("timelineCutBeforeAction")->isEnabled());
        QVERIFY(!m_studio->find<QAction>("timelineCutAfterAction")->isEnabled());
        closeMenus();
    }

    // By keys, at the playhead.
    void theMenuCutsAtThePlayhead()
    {
        open(1);
        show(1);
        m_studio->trigger(ActionId::CutKeepAfter);
        QVERIFY(
            m_studio->find<QLabel>("questionLabel")->text().startsWith(QStringLiteral("The playhead is in the first")));
        QTRY_VERIFY((context().player.seek(1.7), context().player.frame() == 42));
        m_studio->trigger(ActionId::CutKeepAfter);
        QTRY_COMPARE(takes().size(), size_t{2});
        QCOMPARE(takes().front().parts, (std::vector<project::TakePart>{{1, 36, 24}}));
        QVERIFY((takes().front().scene.trim == project::Trim{36 / 25.0, {}}));
    }

    // There is nothing to go on from, and no render to measure.
    void whatItCantDoIsSaid()
    {
        open(1);
        show(1);
        openMenu(3);
        m_studio->find<QAction>("timelineCutBeforeAction")->trigger();
        closeMenus();
        QTRY_COMPARE(takes().size(), size_t{2});
        show(2);
        test::clickTake(*m_studio, 0);
        const auto why = [this](ActionId id) { return m_studio->actions()[id]->toolTip(); };
        QTRY_COMPARE(why(ActionId::ContinueTake),
                     QStringLiteral("This take was cut or joined from others, so nothing is kept that it could go on "
                                    "from."));
        QTRY_COMPARE(why(ActionId::BranchTake),
                     QStringLiteral("This take was cut or joined from others. Branch the one that is heard here: it "
                                    "begins with take 1."));
        QTRY_VERIFY(!m_studio->actions()[ActionId::RenderFinal]->isEnabled());
        QVERIFY(m_studio->actions()[ActionId::CutKeepBefore]->isEnabled());
        m_studio->trigger(ActionId::TakeReport);
        const auto* const report = m_studio->window().findChild<ReportDialog*>();
        QVERIFY(report);
        QStringList facts;
        for (const QLabel* label : report->findChildren<QLabel*>())
            facts << label->text();
        const QString all = facts.join(u'\n');
        QVERIFY2(all.contains(QStringLiteral("take 1, blocks 1 to 3")), qPrintable(all));
        QVERIFY2(!all.contains(QStringLiteral("What it took")), qPrintable(all));
    }

    void takesOfOtherSizesAreRefused()
    {
        m_studio->end();
        const Result<project::Take> other = test::writeFinishedTake(takesFolder(), 12, 3);
        QVERIFY(other);
        project::Take wide = *other;
        wide.width = 128;
        QVERIFY(project::TakeStore(takesFolder()).update(wide));
        open(1);
        test::selectTakes(*m_studio, {0, 1});
        QTRY_COMPARE(m_studio->actions()[ActionId::JoinTakes]->toolTip(),
                     QStringLiteral("Only takes of one size and frame rate can be joined: Take 1 is %1, Take 2 is %2.")
                         .arg(words::size(128, 64), words::size(64, 64)));
        QVERIFY(!m_studio->actions()[ActionId::JoinTakes]->isEnabled());
    }

    void aFilmThatIsGoneIsSaid()
    {
        open(2);
        test::selectTakes(*m_studio, {0, 1});
        QVERIFY(std::filesystem::remove(takes().front().movie));
        m_studio->trigger(ActionId::JoinTakes);
        QTRY_VERIFY(m_studio->find<QWidget>("messageBar")->isVisible());
        QCOMPARE(takes().size(), size_t{2});
        QTRY_VERIFY(!context().exporter.isRunning());
        QCOMPARE(project::TakeStore(takesFolder()).load().size(), size_t{1});
    }

    // As other new takes.
    void itIsThrownAwayAndBroughtBack()
    {
        open(2);
        test::selectTakes(*m_studio, {0, 1});
        m_studio->trigger(ActionId::JoinTakes);
        QTRY_COMPARE(takes().size(), size_t{3});
        const project::Take made = takes().front();
        test::selectTakes(*m_studio, {0});
        m_studio->trigger(ActionId::TrashTake);
        QCOMPARE(takes().size(), size_t{2});
        QTRY_VERIFY(!context().files.isBusy());
        m_studio->trigger(ActionId::Undo);
        QTRY_COMPARE(takes().size(), size_t{3});
        QVERIFY(takes().front() == made);
    }

private:
    [[nodiscard]] const WindowContext& context() const { return m_studio->context(); }
    [[nodiscard]] std::vector<project::Take> takes() const { return context().takes.takes(); }
    [[nodiscard]] std::filesystem::path takesFolder() const
    {
        return m_studio->path(QStringLiteral("takes")).toStdString();
    }
    void restart()
    {
        m_studio->restart(std::make_unique<FakeEngine>(m_control), app::StudioOptions::Measuring::Never,
                          app::StudioOptions::Queue::Kept);
        m_studio->open();
    }
    // The program with so many takes more.
    void open(int count)
    {
        m_studio->end();
        for (int i = 0; i < count; ++i)
            QVERIFY(test::writeFinishedTake(takesFolder(), kFrames, 3));
        const auto all = std::ssize(project::TakeStore(takesFolder()).load());
        restart();
        QTRY_COMPARE(std::ssize(takes()), all);
    }
    [[nodiscard]] QAbstractItemModel* rows() const { return m_studio->find<QListView>("takesListView")->model(); }
    // As a click with Ctrl held.
    void add(int row)
    {
        m_studio->find<QListView>("takesListView")
            ->selectionModel()
            ->select(rows()->index(row, 0), QItemSelectionModel::Select);
    }
    void show(int number)
    {
        m_studio->part<PlayerPresenter>().showTake(number);
        QTRY_VERIFY(context().player.isPlayable());
        QTRY_COMPARE(m_studio->find<BlockTimeline>("blockTimeline")->state().made, 5 - (number == 1 ? 0 : 2));
        QTRY_VERIFY(m_studio->actions()[ActionId::CutKeepAfter]->isEnabled());
    }
    void openMenu(int block)
    {
        auto* const timeline = m_studio->find<BlockTimeline>("blockTimeline");
        Q_EMIT timeline->menuRequested(timeline->mapToGlobal(QPoint(5, 5)), block);
        QTRY_VERIFY(QApplication::activePopupWidget());
    }
    void closeMenus()
    {
        if (QWidget* const menu = QApplication::activePopupWidget())
            menu->close();
        QTRY_VERIFY(!m_studio->window().findChild<QAction*>(QStringLiteral("timelineCutAfterAction")));
    }

    std::shared_ptr<FakeEngine::Control> m_control;
    std::unique_ptr<StudioFixture> m_studio;
};

} // namespace

QTEST_MAIN(TestWindowJoin)
#include "tst_WindowJoin.moc"
