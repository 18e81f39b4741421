// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/NotingEngine.h"
#include "tests/support/PicturesApart.h"
#include "tests/support/Pointing.h"
#include "tests/support/StudioFixture.h"
#include "ui/controllers/PlayerController.h"
#include "ui/controllers/SceneController.h"
#include "ui/controllers/VoicePlayer.h"
#include "ui/models/TakeModel.h"
#include "ui/panels/PromptPopup.h"
#include "ui/services/RenderService.h"
#include "ui/widgets/BlockTimeline.h"

#include <QAbstractButton>
#include <QLabel>
#include <QListView>
#include <QMenu>
#include <QPlainTextEdit>

using namespace studio;
using namespace studio::ui;
using test::LastFilm;
using test::NotingEngine;
using test::StudioFixture;

namespace {

// Prompts that change at chosen times, in the lane of the timeline.
class TestWindowPrompts : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        m_last = std::make_shared<LastFilm>();
        m_studio = std::make_unique<StudioFixture>(std::make_unique<NotingEngine>(m_last));
        m_studio->open();
        m_studio->window().show();
        QTRY_VERIFY(m_studio->find<QAbstractButton>("renderButton")->isEnabled());
    }
    void cleanup() { m_studio.reset(); }

    // Without a take it is the film that is prepared.
    void aPromptIsLaidAtThePlayhead()
    {
        QVERIFY(line().state().blocks > 4 && line().state().made == 0);
        QCOMPARE(line().prompts().first, QString::fromStdString(scene().prompt));
        lay(3, "She laughs.");
        QVERIFY(turns() == (std::vector<Turn>{{.block = 3, .seed = {}, .prompt = "She laughs."}}));
        QCOMPARE(line().prompts().prompts.size(), size_t{1});
        QVERIFY(context().scene.isModified());
        QTRY_VERIFY(m_studio->find<QAbstractButton>("promptLaterButton")->isVisible());

        // The same words are no change, Esc takes back what was typed.
        press(3);
        QTest::keyClick(&text(), Qt::Key_Return);
        press(3);
        text().setPlainText(QStringLiteral("She cries."));
        QTest::keyClick(&text(), Qt::Key_Escape);
        QVERIFY(!popup().isVisible());
        QCOMPARE(turns()[0].prompt.value(), "She laughs.");

        m_studio->trigger(ActionId::Undo);
        QVERIFY(turns().empty() && line().prompts().prompts.empty());
        m_studio->trigger(ActionId::Redo);
        QCOMPARE(turns().size(), size_t{1});

        m_studio->restart(std::make_unique<NotingEngine>(m_last));
        m_studio->open();
        QTRY_COMPARE(line().prompts().prompts.size(), size_t{1});
        QCOMPARE(turns()[0].prompt.value(), "She laughs.");
    }

    void itIsEditedMovedAndRemoved()
    {
        lay(3, "She laughs.");
        const double y = line().laneRect().center().y();
        test::drag(line(), {line().toX(3 * 0.48), y}, {line().toX(5 * 0.48), y});
        QCOMPARE(turns()[0].block, 5);
        QTest::mouseClick(&line(), Qt::LeftButton, {}, QPoint(static_cast<int>(line().toX(5 * 0.48)), int(y)));
        QVERIFY(popup().isVisible());
        QVERIFY(popup().geometry().bottom() < line().mapTo(&m_studio->window(), QPoint(0, 0)).y());
        text().setPlainText(QStringLiteral("She smiles."));
        QTest::mouseClick(m_studio->find<QWidget>("videoView"), Qt::LeftButton); // A click beside it accepts.
        QVERIFY(!popup().isVisible());
        QCOMPARE(turns()[0].prompt.value(), "She smiles.");

        line().setFocus();
        line().selectPrompt(5);
        QTest::keyClick(&line(), Qt::Key_Delete);
        QVERIFY(turns().empty());
        m_studio->trigger(ActionId::Undo);
        QCOMPARE(turns().size(), size_t{1});
        press(5);
        m_studio->click("promptPopupRemoveButton");
        QVERIFY(turns().empty());

        // By the timeline's menu.
        Q_EMIT line().menuRequested(QPoint(10, 10), 7);
        auto* const menu = qobject_cast<QMenu*>(QApplication::activePopupWidget());
        QVERIFY(menu);
        m_studio->find<QAction>("timelinePromptAction")->trigger();
        menu->close();
        QVERIFY(popup().isVisible());
        text().setPlainText(QStringLiteral("She nods."));
        QTest::keyClick(&text(), Qt::Key_Return);
        QCOMPARE(turns()[0].block, 7);
        m_studio->trigger(ActionId::Undo);

        // At the beginning it is the prompt's own field.
        context().voice.seek(0);
        QTest::keyClick(&line(), Qt::Key_P);
        QVERIFY(!popup().isVisible());
        QVERIFY(m_studio->find<QPlainTextEdit>("promptTextEdit")->hasFocus());
    }

    void filmsAreMadeWithThem()
    {
        setClips(2);
        render(); // without
        QVERIFY(m_last->turns.empty());
        lay(4, "She laughs loudly, with a wide open mouth.");
        const std::vector<Turn> laid = turns();
        sameSeed();
        render();
        QVERIFY(m_last->turns == laid);
        const std::vector<project::Take> takes = context().takes.takes();
        QVERIFY(takes[0].scene.settings.turns == laid && takes[1].scene.settings.turns.empty());
        QCOMPARE(takes[0].scene.settings.seed, takes[1].scene.settings.seed);
        QCOMPARE(line().prompts().prompts.size(), size_t{1}); // of the take
        const test::PicturesApart apart = test::picturesApart(takes[1], takes[0], 4);
        // The encoder looks ahead, so the last frames before may differ by what it saves there.
        QVERIFY2(apart.before < 2 && apart.behind > 2 * apart.before,
                 qPrintable(QStringLiteral("%1, %2").arg(apart.before).arg(apart.behind)));

        // Its facts tell it, and its film has it.
        auto* const list = m_studio->find<QListView>("takesListView");
        const QString tip = list->model()->index(0, 0).data(Qt::ToolTipRole).toString();
        QVERIFY2(tip.contains(QStringLiteral("0:01.9: “She laughs")), qPrintable(tip));
        context().scene.newScene();
        QVERIFY(turns().empty());
        QVERIFY(m_studio->drop({QString::fromStdString(takes[0].movie.string())}));
        QTRY_VERIFY(turns() == laid);

        // A final and a variation have them, too.
        m_studio->trigger(ActionId::AddToQueue);
        QTRY_COMPARE(context().renderer.state().jobs.size(), size_t{1});
        QVERIFY(context().renderer.state().jobs[0].scene.settings.turns == laid);
    }

    // What is changed in a take's lane is the scene's, and "From here again" makes it so.
    void aTakesLaneShowsItsPrompts()
    {
        setClips(2);
        lay(6, "She laughs.");
        render();
        context().scene.newScene();
        m_studio->trigger(ActionId::Undo); // Now the scene's were touched last; they are the take's.
        context().scene.setTurns({}, QStringLiteral("test"));
        QVERIFY(line().prompts().prompts.empty());
        QCOMPARE(line().prompts().staleFrom, std::optional(6));
        QVERIFY(line().describe(6).contains(QStringLiteral("made with the earlier prompt")));
        m_studio->trigger(ActionId::Undo);
        QVERIFY(!line().prompts().staleFrom);

        goTo(5);
        lay(5, "She cries.");
        QCOMPARE(turns().size(), size_t{2});
        QCOMPARE(line().prompts().staleFrom, std::optional(5));
        QCOMPARE(context().takes.takes()[0].scene.settings.turns.size(), size_t{1}); // The take stays.
        goTo(4);
        m_studio->trigger(ActionId::BranchTake);
        QTRY_VERIFY(isDone(2));
        const std::vector<Turn> made = context().takes.takes()[0].scene.settings.turns;
        QCOMPARE(made.size(), size_t{3});
        QVERIFY(made[0].block == 4 && made[0].seed && !made[0].prompt);
        QVERIFY(made[1] == (Turn{.block = 5, .seed = {}, .prompt = "She cries."}));
        QVERIFY(made[2] == (Turn{.block = 6, .seed = {}, .prompt = "She laughs."}));
        QVERIFY(m_last->turns == made);
        QCOMPARE(m_last->branchBlock, std::optional(int64_t{4}));
    }

    // For a longer voice.
    void behindTheEndTheyAreKept()
    {
        const int last = line().state().blocks - 1;
        lay(last, "She laughs.");
        context().scene.setTrim({.begin = 0, .end = 2});
        QTRY_COMPARE(line().state().blocks, 5);
        QCOMPARE(turns().size(), size_t{1});
        QVERIFY(line().accessibleRanges()[1].text.contains(QStringLiteral("it isn’t used")));
        const double y = line().laneRect().center().y();
        QTest::mouseClick(&line(), Qt::LeftButton, {}, QPoint(static_cast<int>(line().laneRect().right()) + 6, int(y)));
        QVERIFY(popup().isVisible());
        QVERIFY(!m_studio->find<QLabel>("promptPopupNote")->text().isEmpty());
        QVERIFY(popup().geometry().right() <= m_studio->window().width());
        QTest::keyClick(&text(), Qt::Key_Escape);
        render();
        QCOMPARE(context().takes.takes()[0].scene.settings.turns.size(), size_t{1});
    }

private:
    [[nodiscard]] const WindowContext& context() const { return m_studio->context(); }
    [[nodiscard]] BlockTimeline& line() { return *m_studio->find<BlockTimeline>("blockTimeline"); }
    [[nodiscard]] PromptPopup& popup() { return m_studio->part<PromptPopup>(); }
    [[nodiscard]] QPlainTextEdit& text() { return *m_studio->find<QPlainTextEdit>("promptPopupTextEdit"); }
    [[nodiscard]] const project::Scene& scene() const { return context().scene.scene(); }
    [[nodiscard]] const std::vector<Turn>& turns() const { return scene().settings.turns; }

    // P at the beginning of a block.
    void press(int block)
    {
        if (context().player.hasFilm())
            goTo(block);
        else
            context().voice.seek(block * 0.48 + 0.1);
        QCOMPARE(line().playheadBlock(), std::optional(block));
        line().setFocus();
        QTRY_VERIFY(m_studio->actions()[ActionId::PromptHere]->isEnabled());
        QTest::keyClick(&line(), Qt::Key_P);
        QVERIFY(popup().isVisible() && text().hasFocus());
    }

    void lay(int block, const char* words)
    {
        press(block);
        text().setPlainText(QString::fromLatin1(words));
        QTest::keyClick(&text(), Qt::Key_Return);
        QVERIFY(!popup().isVisible());
    }

    void setClips(int clips)
    {
        project::RenderSettings settings = scene().settings;
        settings.clips = clips;
        settings.seed = 7;
        context().scene.setRenderSettings(settings, QStringLiteral("test"));
        QTRY_COMPARE(line().state().blocks, 4 * clips);
    }

    void sameSeed()
    {
        project::RenderSettings settings = scene().settings;
        settings.seed = 7;
        context().scene.setRenderSettings(settings, QStringLiteral("the same seed"));
    }

    [[nodiscard]] bool isDone(int takes) const
    {
        return context().takes.rowCount() == takes && context().takes.takes()[0].state == project::TakeState::Finished
            && context().renderer.state().run == jobs::RunState::Idle;
    }

    void render()
    {
        const int before = context().takes.rowCount();
        m_studio->trigger(ActionId::Render);
        QTRY_VERIFY_WITH_TIMEOUT(isDone(before + 1), test::kPatience);
    }

    void goTo(int block)
    {
        const int64_t frame = block * kFramesPerBlock + 5;
        QTRY_VERIFY_WITH_TIMEOUT(
            (context().player.seek(static_cast<double>(frame) / kFramesPerSecond), context().player.frame() == frame),
            test::kPatience);
    }

    std::shared_ptr<LastFilm> m_last;
    std::unique_ptr<StudioFixture> m_studio;
};

} // namespace

QTEST_MAIN(TestWindowPrompts)
#include "tst_WindowPrompts.moc"
