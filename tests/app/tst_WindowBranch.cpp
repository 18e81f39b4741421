// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/FakeEngine.h"
#include "tests/support/NotingEngine.h"
#include "tests/support/PicturesApart.h"
#include "tests/support/StudioFixture.h"
#include "tests/support/TakesInWindow.h"
#include "ui/controllers/PlayerController.h"
#include "ui/controllers/SceneController.h"
#include "ui/models/TakeModel.h"
#include "ui/services/RenderService.h"

#include <QAbstractButton>
#include <QAction>
#include <QLabel>
#include <QListView>

#include <filesystem>

using namespace studio;
using namespace studio::ui;
using test::FakeEngine;
using test::LastFilm;
using test::NotingEngine;
using test::StudioFixture;

namespace {

// "From here again": a take that is another one up to the playhead.
class TestWindowBranch : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        m_last = std::make_shared<LastFilm>();
        open(std::make_unique<NotingEngine>(m_last));
    }
    void cleanup() { m_studio.reset(); }

    void aTakeIsBranchedAtThePlayhead()
    {
        const QAction* const branch = m_studio->actions()[ActionId::BranchTake];
        QVERIFY(!branch->isEnabled() && !branch->toolTip().isEmpty());
        const project::Take parent = take();
        QVERIFY(!parent.journal.empty());
        QTRY_VERIFY(branch->isEnabled());

        goTo(2);
        QTest::keyClick(&m_studio->window(), Qt::Key_R, Qt::ControlModifier);
        QTRY_VERIFY(isDone(2));
        const project::Take made = context().takes.takes()[0];
        QCOMPARE(made.parent, 1);
        QCOMPARE(made.branchBlock, 2);
        QCOMPARE(made.scene.settings.seed, parent.scene.settings.seed);
        const std::vector<Turn> turns = made.scene.settings.turns;
        QCOMPARE(turns.size(), size_t{1});
        QVERIFY(turns[0].block == 2 && turns[0].seed && !turns[0].prompt);
        QVERIFY(m_last->turns == turns);
        QCOMPARE(m_last->branchBlock, int64_t{2});
        auto* const list = m_studio->find<QListView>("takesListView");
        const QString tip = list->model()->index(0, 0).data(Qt::ToolTipRole).toString();
        QVERIFY2(tip.contains(QStringLiteral("Branch of take 1, from 0:00.9")), qPrintable(tip));

        // Its first blocks are its parent's, and then it is another film.
        const test::PicturesApart apart = test::picturesApart(parent, made, made.branchBlock);
        QVERIFY2(apart.before < 2 && apart.behind > apart.before,
                 qPrintable(QStringLiteral("%1, %2").arg(apart.before).arg(apart.behind)));

        // A second one of the same take, which is in the player again: where nothing played as the first one began,
        // that was shown. They know it after a restart, too.
        test::clickTake(*m_studio, 1);
        QTRY_COMPARE(m_studio->find<QLabel>("takeTitleLabel")->text(), QStringLiteral("Take 1"));
        goTo(3);
        m_studio->trigger(ActionId::BranchTake);
        QTRY_VERIFY(isDone(3));
        QCOMPARE(context().takes.takes()[0].parent, 1);
        QCOMPARE(context().takes.takes()[0].branchBlock, 3);
        const std::vector<project::Take> kept = project::TakeStore(parent.movie.parent_path()).load();
        QCOMPARE(kept.size(), size_t{3});
        QVERIFY(kept[0] == context().takes.takes()[0]);
        QVERIFY(context().scene.scene().settings.turns.empty()); // The open scene stays.
    }

    void aChangedPromptHoldsFromThere()
    {
        (void)take();
        context().scene.setPrompt(QStringLiteral("She laughs."));
        goTo(2);
        m_studio->trigger(ActionId::BranchTake);
        QTRY_VERIFY(isDone(2));
        const project::Take& made = context().takes.takes()[0];
        QVERIFY(made.scene.prompt != "She laughs.");
        QCOMPARE(made.scene.settings.promptAt(1, made.scene.prompt), made.scene.prompt);
        QCOMPARE(made.scene.settings.promptAt(2, made.scene.prompt), "She laughs.");
    }

    // It has the turn all the same.
    void withoutItsJournalAllOfItIsMade()
    {
        QVERIFY(std::filesystem::remove(take().journal));
        goTo(1);
        m_studio->trigger(ActionId::BranchTake);
        QTRY_VERIFY(isDone(2));
        QVERIFY(!m_last->branchBlock);
        QCOMPARE(m_last->turns.size(), size_t{1});
        QCOMPARE(context().takes.takes()[0].branchBlock, 1);
    }

    // Those of a take that has its whole voice.
    void theSettingsSayWhetherJournalsAreKept()
    {
        for (const bool kept : {true, false}) {
            m_studio->settings().set(settings::kKeepJournals, kept);
            m_studio->settings().set(settings::kShownTake, 0); // The engine's film can't be played.
            const auto control = std::make_shared<FakeEngine::Control>();
            control->release(1000);
            open(std::make_unique<FakeEngine>(control));
            const int before = context().takes.rowCount();
            m_studio->click("renderButton");
            QTRY_VERIFY(isDone(before + 1));
            const project::Take made = context().takes.takes()[0];
            QCOMPARE(!made.journal.empty(), kept);
            QVERIFY(made.hasWholeVoice && !made.canGoOn());
            QVERIFY(!m_studio->actions()[ActionId::ContinueTake]->isEnabled());
        }
    }

private:
    [[nodiscard]] const WindowContext& context() const { return m_studio->context(); }

    void open(std::unique_ptr<jobs::FilmEngine> engine)
    {
        if (m_studio)
            m_studio->restart(std::move(engine));
        else
            m_studio = std::make_unique<StudioFixture>(std::move(engine));
        m_studio->open();
        [&] { QTRY_VERIFY(m_studio->find<QAbstractButton>("renderButton")->isEnabled()); }();
    }

    [[nodiscard]] bool isDone(int takes) const
    {
        return context().takes.rowCount() == takes && context().takes.takes()[0].state == project::TakeState::Finished
            && context().renderer.state().run == jobs::RunState::Idle;
    }

    // One of a clip.
    project::Take take()
    {
        jobs::Job job;
        job.scene = context().scene.scene();
        job.scene.settings.clips = 1;
        job.sceneName = "demo";
        context().renderer.queue().renderNow({job});
        [&] { QTRY_VERIFY(isDone(1)); }();
        return context().takes.takes()[0];
    }

    // The playhead, into the middle of a block.
    void goTo(int block)
    {
        const int64_t frame = block * kFramesPerBlock + 5;
        [&] {
            QTRY_VERIFY_WITH_TIMEOUT((context().player.seek(static_cast<double>(frame) / kFramesPerSecond),
                                      context().player.frame() == frame),
                                     test::kPatience);
        }();
    }

    std::shared_ptr<LastFilm> m_last;
    std::unique_ptr<StudioFixture> m_studio;
};

} // namespace

QTEST_MAIN(TestWindowBranch)
#include "tst_WindowBranch.moc"
