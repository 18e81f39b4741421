// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/scores/MovieScores.h"
#include "tests/support/FakeEngine.h"
#include "tests/support/FinishedTake.h"
#include "tests/support/StudioFixture.h"
#include "ui/controllers/PlayerController.h"
#include "ui/models/TakeModel.h"
#include "ui/services/RenderService.h"
#include "ui/widgets/BlockTimeline.h"

#include <QDialog>
#include <QLabel>
#include <QListView>
#include <QMenu>

using namespace studio;
using namespace studio::ui;
using test::FakeEngine;
using test::StudioFixture;

namespace {

constexpr int kFrames = 48;
constexpr int kFlash = 30; // a frame of block 2

// Scores of takes in the window. The film is black but for a white frame, so that block 2 flickers.
class TestWindowScores : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        m_studio = std::make_unique<StudioFixture>(std::make_unique<FakeEngine>(m_control));
        m_studio->end();
    }
    void cleanup() { m_studio.reset(); }

    // As those of earlier versions.
    void aTakeWithoutScoresIsScoredWhenItIsShown()
    {
        QVERIFY(test::writeFinishedTake(takesFolder(), kFrames, kFlash));
        open();
        QTRY_VERIFY(take().scores);
        QVERIFY(*take().scores == *scores::scoreMovie(take().movie));
        QTRY_VERIFY(project::TakeStore(takesFolder()).load().at(0).scores == take().scores);
        QTRY_VERIFY(timeline().markAt(2));
        QVERIFY(timeline().describe(2).contains(QStringLiteral("The brightness flickers")));
        QVERIFY(!timeline().describe(0).contains(QStringLiteral("flickers")));

        m_studio->trigger(ActionId::TakeReport);
        const auto* const report = m_studio->find<QDialog>("reportDialog");
        QVERIFY(report);
        const QList<QLabel*> facts = report->findChildren<QLabel*>();
        QVERIFY(std::ranges::any_of(facts, [](const QLabel* fact) {
            return fact->text().startsWith(QStringLiteral("The brightness flickers ("));
        }));
    }

    void theSignGoesThereAndTheMenuBeginsAgainThere()
    {
        Result<project::Take> made = test::writeFinishedTake(takesFolder(), kFrames, kFlash);
        QVERIFY(made);
        made->scores = FilmScores{.frames = kFrames, .bad = {{.flaw = Flaw::Lips, .block = 1, .blocks = 2}}};
        QVERIFY(project::TakeStore(takesFolder()).update(*made));
        open();
        BlockTimeline& line = timeline();
        QTRY_VERIFY(line.markAt(2));
        QCOMPARE(line.markAt(2)->block, 1);
        QTRY_VERIFY(m_studio->context().player.isPlayable());
        const QPoint sign(static_cast<int>(line.toX(0.48)) + 4, 4);
        QTest::mouseClick(&line, Qt::LeftButton, {}, sign);
        QTRY_COMPARE(m_studio->context().player.frame(), int64_t{kFramesPerBlock});

        m_studio->context().player.toStart();
        Q_EMIT line.menuRequested(line.mapToGlobal(QPoint(5, 5)), 2);
        auto* const again = m_studio->window().findChild<QAction*>(QStringLiteral("timelineBranchAction"));
        QVERIFY(again && again->isEnabled());
        QCOMPARE(again->text(), QStringLiteral("From 0:00.4 again"));
        again->trigger();
        QTRY_VERIFY(!m_studio->context().renderer.state().jobs.empty());
        QCOMPARE(m_studio->context().renderer.state().jobs.front().branchBlock, int64_t{1});
    }

private:
    void open()
    {
        m_studio->restart(std::make_unique<FakeEngine>(m_control));
        m_studio->open();
        QTRY_COMPARE(m_studio->context().takes.rowCount(), 1);
        auto* const list = m_studio->find<QListView>("takesListView");
        QTRY_VERIFY(list->viewport()->rect().contains(list->visualRect(list->model()->index(0, 0)).center()));
        QTest::mouseClick(list->viewport(), Qt::LeftButton, {}, list->visualRect(list->model()->index(0, 0)).center());
    }
    [[nodiscard]] const project::Take& take() const { return m_studio->context().takes.takes().at(0); }
    [[nodiscard]] BlockTimeline& timeline() { return m_studio->part<BlockTimeline>(); }
    [[nodiscard]] std::filesystem::path takesFolder() const
    {
        return m_studio->path(QStringLiteral("takes")).toStdString();
    }

    std::shared_ptr<FakeEngine::Control> m_control = std::make_shared<FakeEngine::Control>();
    std::unique_ptr<StudioFixture> m_studio;
};

} // namespace

QTEST_MAIN(TestWindowScores)
#include "tst_WindowScores.moc"
