// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/FinishedTake.h"
#include "tests/support/JobsInWindow.h"
#include "tests/support/WatchedApplication.h"
#include "ui/controllers/SceneController.h"
#include "ui/models/PresetModel.h"
#include "ui/models/QueueModel.h"
#include "ui/models/TakeModel.h"
#include "ui/panels/TakesPanel.h"
#include "ui/presenters/RenderPresenter.h"
#include "ui/services/FileWorker.h"
#include "ui/services/InputService.h"
#include "ui/services/PlanService.h"
#include "ui/services/RenderService.h"
#include "ui/services/TelemetryService.h"
#include "ui/widgets/JobDelegate.h"
#include "ui/widgets/NumberLabel.h"
#include "ui/widgets/PaintText.h"
#include "ui/widgets/StageBar.h"

#include <QAbstractButton>
#include <QAction>
#include <QComboBox>
#include <QDialog>
#include <QDir>
#include <QFile>
#include <QKeyEvent>
#include <QLabel>
#include <QListView>
#include <QMenu>
#include <QPlainTextEdit>
#include <QProgressBar>
#include <QSemaphore>
#include <QSpinBox>
#include <QTimer>
#include <QToolButton>

#include <set>

using namespace studio;
using namespace studio::ui;
using test::FakeEngine;

namespace {

// What Render, the queue and the strip do with jobs.
class TestWindowJobs : public test::JobsInWindow {
    Q_OBJECT

private Q_SLOTS:
    void init() { begin(); }
    void cleanup() { end(); }

    void severalTakesHaveSeedsOfTheirOwn()
    {
        const uint64_t shown = context().scene.scene().settings.seed;
        auto* const count = m_studio->find<QToolButton>("takeCountButton");
        const QList<QAction*> choices = count->menu()->actions();
        QVERIFY(choices.first()->isChecked());
        choices.at(2)->trigger();
        QTRY_COMPARE(count->text(), QStringLiteral("× 4 ▾"));
        m_studio->click("renderButton");
        QTRY_COMPARE(queue().state().jobs.size(), size_t{4});
        std::set<uint64_t> seeds;
        for (const jobs::Job& job : queue().state().jobs) {
            QCOMPARE(job.scene.prompt, queue().state().jobs[0].scene.prompt);
            seeds.insert(job.scene.settings.seed);
        }
        QCOMPARE(seeds.size(), size_t{4});
        QVERIFY(seeds.contains(shown));
        QVERIFY(!seeds.contains(context().scene.scene().settings.seed));
        m_control->release(1000);
        QTRY_COMPARE(context().takes.rowCount(), 4);
        QTRY_VERIFY(!context().renderer.isRunning());
        QCOMPARE(count->text(), QStringLiteral("× 4 ▾")); // until somebody chooses another
    }

    void aDoublePressOfRenderIsOne()
    {
        // However slow the machine is.
        auto* guard = m_studio->find<QTimer>("orderGuardTimer");
        guard->setInterval(3'600'000);
        m_studio->click("renderButton");
        m_studio->click("renderButton");
        QTRY_COMPARE(button("renderButton")->text(), QStringLiteral("Add to queue"));
        m_studio->click("renderButton"); // under the same pointer
        QTest::keyClick(&m_studio->window(), Qt::Key_Return, Qt::ControlModifier);
        QCOMPARE(queue().state().jobs.size(), size_t{1});
        guard->stop(); // The moment is over.
        QTRY_VERIFY(button("renderButton")->isEnabled());
        m_studio->click("renderButton");
        QTRY_COMPARE(queue().state().jobs.size(), size_t{2});
    }

    void renderIsPressedOnceWhileItsPriceIsLookedFor()
    {
        // Another price, so that it is not known.
        m_studio->find<QPlainTextEdit>("promptTextEdit")->setPlainText(QStringLiteral("one"));
        auto settings = context().scene.scene().settings;
        settings.steps += 1;
        context().scene.setRenderSettings(settings, {});
        auto* guard = m_studio->find<QTimer>("orderGuardTimer");
        m_studio->trigger(ActionId::Render);
        guard->stop();
        m_studio->trigger(ActionId::Render);
        guard->stop();
        QTRY_VERIFY(context().renderer.isRunning());
        QVERIFY(queue().state().jobs.size() <= size_t{2});
        QCOMPARE(queue().state().running()->scene.settings.steps, settings.steps);
        QCOMPARE(queue().state().running()->scene.prompt, std::string("one"));
    }

    void aHeldKeyRendersOnce()
    {
        for (const ActionId id : {ActionId::Render, ActionId::AddToQueue, ActionId::PauseResume, ActionId::TrashTake})
            QVERIFY(!m_studio->actions()[id]->autoRepeat());
        QVERIFY(m_studio->actions()[ActionId::FrameForward]->autoRepeat());
        // A plain key, which is no shortcut of Qt's.
        QAction* mute = m_studio->actions()[ActionId::Mute];
        QWidget* video = m_studio->find<QWidget>("videoView");
        video->setFocus();
        const bool before = mute->isChecked();
        for (int i = 0; i < 4; ++i) {
            QKeyEvent held(QEvent::KeyPress, Qt::Key_M, Qt::NoModifier, QStringLiteral("m"), i > 0);
            QCoreApplication::sendEvent(QApplication::focusWidget(), &held);
        }
        QVERIFY(mute->isChecked() != before);
    }

    void renderMakesWhatIsOnTheScreenBeforeWhatWaits()
    {
        auto* prompt = m_studio->find<QPlainTextEdit>("promptTextEdit");
        for (const char* words : {"first that waits", "second that waits"}) {
            prompt->setPlainText(QString::fromLatin1(words));
            QTRY_VERIFY(isReady());
            m_studio->trigger(ActionId::AddToQueue);
        }
        QTRY_COMPARE(queue().state().jobs.size(), size_t{2});
        prompt->setPlainText(QStringLiteral("on the screen"));
        QTRY_VERIFY(isReady());
        m_studio->click("renderButton");
        QTRY_COMPARE(m_control->orders(), (std::vector<std::string>{"on the screen"}));
        m_studio->part<TakesPanel>().setTab(TakesTab::Queue);
        QTRY_COMPARE(button("startQueueButton")->text(), QStringLiteral("Continue the queue"));
        QVERIFY(button("startQueueButton")->isVisible());
        QTRY_VERIFY(
            m_studio->find<QLabel>("queueTotalLabel")->accessibleName().startsWith(QStringLiteral("2 jobs wait")));
        m_control->release(1000);
        QTRY_VERIFY(!context().renderer.isRunning() && context().takes.rowCount() == 1);
        QCOMPARE(queue().state().waiting(), 2); // They wait on.
        QTRY_COMPARE(button("startQueueButton")->text(), QStringLiteral("Start the queue"));
        m_studio->click("startQueueButton");
        QTRY_COMPARE(context().takes.rowCount(), 3);
        QCOMPARE(m_control->orders(),
                 (std::vector<std::string>{"on the screen", "first that waits", "second that waits"}));
    }

    void whatIsRenderedNowCanGoBehindWhatWaits()
    {
        auto* prompt = m_studio->find<QPlainTextEdit>("promptTextEdit");
        for (const char* words : {"first that waits", "second that waits"}) {
            prompt->setPlainText(QString::fromLatin1(words));
            QTRY_VERIFY(isReady());
            m_studio->trigger(ActionId::AddToQueue);
        }
        prompt->setPlainText(QStringLiteral("on the screen"));
        QTRY_VERIFY(isReady());
        m_studio->click("renderButton");
        QTRY_COMPARE(question(), QStringLiteral("Before the 2 waiting jobs."));
        QCOMPARE(button("answer1Button")->text(), QStringLiteral("Behind them"));
        QCOMPARE(m_studio->find<QTimer>("offerTimer")->interval(), 6000);
        m_control->release(1);
        QTRY_COMPARE(context().renderer.frames()->count(), int64_t{12});
        QTRY_COMPARE(context().takes.rowCount(), 1);
        m_studio->find<QTimer>("offerTimer")->stop(); // However slow the machine is.
        endAnswerGuard();
        m_studio->click("answer1Button");
        QVERIFY(question().isEmpty());
        QTRY_COMPARE(m_control->orders(), (std::vector<std::string>{"on the screen", "first that waits"}));
        m_control->release(1000);
        QTRY_COMPARE(context().takes.rowCount(), 3);
        QTRY_VERIFY(!context().renderer.isRunning());
        QCOMPARE(m_control->orders(),
                 (std::vector<std::string>{"on the screen", "first that waits", "second that waits", "on the screen"}));
        QCOMPARE(context().takes.byNumber(3)->scene.prompt, "on the screen");
    }

    void theOrderIsSaidOnlyWhileItCanBeChanged()
    {
        m_studio->trigger(ActionId::AddToQueue);
        QTRY_COMPARE(queue().state().jobs.size(), size_t{1});
        QTRY_VERIFY(isReady());
        m_studio->click("renderButton");
        QTRY_COMPARE(question(), QStringLiteral("Before the 1 waiting job."));
        QCOMPARE(button("answer1Button")->text(), QStringLiteral("Behind it"));
        m_studio->find<QTimer>("offerTimer")->stop();
        m_control->release(1000);
        QTRY_VERIFY(!context().renderer.isRunning() && context().takes.rowCount() == 1);
        QTRY_VERIFY(question().isEmpty());
        QCOMPARE(queue().state().waiting(), 1);
    }

    void allJobsThatWaitAreCounted()
    {
        orderThree();
        QCOMPARE(question(), QStringLiteral("3 jobs wait in the queue until it is started."));
        queue().start();
        QTRY_VERIFY(question().isEmpty()); // It is started.
    }

    // Versions of one scene, which differ in nothing else.
    void aRowSaysItsSeed()
    {
        orderThree();
        const jobs::QueueState state = queue().state();
        QVERIFY(state.jobs[0].scene.settings.seed != state.jobs[1].scene.settings.seed);
        for (int row = 0; row < 3; ++row) {
            const int64_t seed = state.jobs[static_cast<size_t>(row)].scene.settings.seed;
            QVERIFY2(queueRow(row).contains(QStringLiteral("seed %1").arg(seed)), qPrintable(queueRow(row)));
        }
    }

    void aRowSaysThatItsPresetIsEdited()
    {
        m_studio->trigger(ActionId::AddToQueue);
        m_studio->find<QSpinBox>("stepsSpinBox")->setValue(7);
        QTRY_VERIFY(isReady());
        m_studio->trigger(ActionId::AddToQueue);
        QTRY_COMPARE(queue().state().jobs.size(), size_t{2});
        const QString edited
            = QStringLiteral("%1, edited")
                  .arg(m_studio->context().presets.displayName(QString::fromStdString(context().scene.scene().preset)));
        QTRY_VERIFY2(queueRow(1).contains(edited), qPrintable(queueRow(1)));
        QVERIFY2(!queueRow(0).contains(QStringLiteral("edited")), qPrintable(queueRow(0)));
    }

    // What waits is forecast by the machine's speed as it is known last.
    void waitingJobsAreForecastAgain()
    {
        orderThree();
        for (const jobs::Job& job : queue().state().jobs)
            QVERIFY(!job.promise.promisedSeconds);
        const auto takes = [this](double seconds) {
            pipeline::RenderReport took;
            took.ditSeconds = seconds;
            m_control->took(took);
        };
        const auto makeOne = [this](int take) {
            queue().setStopAfter(true);
            m_control->release(FakeEngine::kBlocks);
            QTRY_COMPARE(context().takes.rowCount(), take);
            QTRY_VERIFY(!context().renderer.isRunning());
        };
        const auto last = [this] { return queue().state().jobs.back().promise.promisedSeconds.value_or(0); };
        takes(10);
        queue().start();
        QTRY_VERIFY(context().renderer.isRunning());
        makeOne(1);
        QTRY_VERIFY(last() > 0);
        const double before = last();
        QCOMPARE(queue().state().jobs.back().stages.total(), before);
        takes(30);
        queue().start();
        QTRY_VERIFY(context().renderer.isRunning());
        makeOne(2);
        QTRY_VERIFY2(last() > 2 * before, qPrintable(QString::number(last())));
    }

    void theQueuesTotalIsShortRatherThanCut()
    {
        pipeline::RenderReport took;
        took.ditSeconds = 20'000;
        m_control->took(took);
        m_control->release(1000);
        m_studio->click("renderButton");
        QTRY_VERIFY(!context().renderer.isRunning() && context().takes.rowCount() == 1);
        QTRY_VERIFY(context().planner.state().seconds);
        orderThree();
        const auto* total = m_studio->find<QLabel>("queueTotalLabel");
        QTRY_VERIFY(total->accessibleName().contains(QStringLiteral("about")));
        const Theme& theme = context().theme;
        bool wasShort = false;
        for (int width = 1120; width <= 1600; width += 40) {
            m_studio->window().resize(theme.px(width), theme.px(700));
            QCoreApplication::sendPostedEvents();
            QVERIFY2(!total->text().contains(u'…'), qPrintable(total->text()));
            wasShort = wasShort || total->text() != total->accessibleName();
        }
        QVERIFY(wasShort);
        QCOMPARE(total->text(), total->accessibleName());
    }

    // Those of one order follow each other; only what waited before waits for the queue's start.
    void whatWaitsForTheStartIsToldApart()
    {
        orderThree();
        m_studio->find<QToolButton>("takeCountButton")->menu()->actions().at(1)->trigger(); // 2 takes
        m_control->holdAt(pipeline::Stage::Load);
        QTRY_VERIFY(isReady());
        m_studio->click("renderButton");
        QTRY_VERIFY(queue().state().running());
        const auto* total = m_studio->find<QLabel>("queueTotalLabel");
        QTRY_COMPARE(total->accessibleName(), QStringLiteral("2 jobs run · 3 jobs wait until the queue is started"));
        QTRY_VERIFY(m_studio->actions()[ActionId::StartQueue]->isEnabled());
        queue().start();
        QTRY_VERIFY(total->accessibleName().startsWith(QStringLiteral("5 jobs run")));
    }

    // Nothing came of it; what it was to be isn't lost.
    void aJobStoppedBeforeItsFirstPictureWaitsOnHold()
    {
        m_control->holdAt(pipeline::Stage::Load);
        m_studio->click("renderButton");
        QTRY_VERIFY(queue().state().running());
        const jobs::Job job = *queue().state().running();
        QTRY_VERIFY(m_studio->actions()[ActionId::StopAndKeep]->isEnabled());
        m_studio->trigger(ActionId::StopAndKeep);
        QTRY_VERIFY(!context().renderer.isRunning());
        QTRY_COMPARE(question(), QStringLiteral("Stopped before the first picture. The job is in the queue, on hold."));
        QCOMPARE(context().takes.rowCount(), 0);
        QCOMPARE(queue().state().jobs.size(), size_t{1});
        m_control->goOn();
        m_control->release(1000);
        endAnswerGuard();
        m_studio->click("answer1Button"); // Render it after all
        QTRY_COMPARE(context().takes.rowCount(), 1);
        QTRY_VERIFY(!context().renderer.isRunning());
        QVERIFY(context().takes.byNumber(1)->scene == job.scene);
    }

    void jobsHaveTheirPicturesAfterAStart()
    {
        orderThree();
        m_studio->restart(std::make_unique<FakeEngine>(m_control));
        m_studio->open();
        const QAbstractItemModel* model = m_studio->find<QListView>("queueListView")->model();
        QCOMPARE(model->rowCount(), 3);
        QTRY_VERIFY(!model->index(0, 0).data(JobDelegate::kRole).value<JobRow>().thumbnail.isNull());
    }

    // "Stop after this take" comes under the pointer.
    void aDoublePressOfStartStopsNothing()
    {
        m_studio->find<QTimer>("startGuardTimer")->setInterval(3'600'000);
        m_studio->trigger(ActionId::AddToQueue);
        m_studio->part<TakesPanel>().setTab(TakesTab::Queue);
        QTRY_VERIFY(button("startQueueButton")->isVisible());
        m_studio->click("startQueueButton");
        QTRY_VERIFY(button("stopAfterButton")->isVisible() && button("stopAfterButton")->isEnabled());
        m_studio->click("stopAfterButton");
        QVERIFY(!button("stopAfterButton")->isChecked());
        QVERIFY(!queue().state().stopAfter);
    }

    void aFinalStartsAtOnce()
    {
        m_control->release(1000);
        m_studio->click("renderButton");
        QTRY_VERIFY(!context().renderer.isRunning() && context().takes.rowCount() == 1);
        m_studio->trigger(ActionId::AddToQueue); // Something else waits.
        QTRY_COMPARE(queue().state().jobs.size(), size_t{1});
        auto* list = m_studio->find<QListView>("takesListView");
        list->selectionModel()->select(list->model()->index(0, 0), QItemSelectionModel::ClearAndSelect);
        QMenu& menu = m_studio->part<TakesPanel>().finalMenu();
        Q_EMIT menu.aboutToShow();
        menu.actions().constFirst()->trigger();
        QTRY_COMPARE(context().takes.rowCount(), 2);
        QTRY_VERIFY(!context().renderer.isRunning());
        QCOMPARE(context().takes.byNumber(2)->finalOf, 1);
        QCOMPARE(queue().state().waiting(), 1);
    }

    // Without a promise it would have no time in the queue.
    void aFinalHasAPromise()
    {
        pipeline::RenderReport took;
        took.audioSeconds = 1;
        took.ditSeconds = 2;
        took.vaeSeconds = 1;
        m_control->took(took);
        m_control->release(1000);
        m_studio->click("renderButton");
        QTRY_VERIFY(!context().renderer.isRunning() && context().takes.rowCount() == 1);
        QTRY_VERIFY(context().planner.state().seconds); // The take is known as a measure.
        auto* list = m_studio->find<QListView>("takesListView");
        list->selectionModel()->select(list->model()->index(0, 0), QItemSelectionModel::ClearAndSelect);
        m_control->holdAt(pipeline::Stage::Load);
        QMenu& menu = m_studio->part<TakesPanel>().finalMenu();
        Q_EMIT menu.aboutToShow();
        menu.actions().at(1)->trigger(); // Standard
        QTRY_VERIFY(queue().state().running());
        const jobs::Job job = *queue().state().running();
        QVERIFY(job.promise.promisedSeconds && *job.promise.promisedSeconds > 0);
        QVERIFY(job.stages.voice > 0);
        QVERIFY(job.film.clips > 0 && job.film.frames > 0 && job.pixels > 0);
        QCOMPARE(job.scene.settings.clips, int64_t{0}); // The voice is shorter than the preset's clips.
        QTRY_VERIFY2(queueRow(0).contains(QStringLiteral("final of take 1")), qPrintable(queueRow(0)));
        QVERIFY2(queueRow(0).contains(QStringLiteral("whole voice, 0:")), qPrintable(queueRow(0)));
    }

    void aPresetLongerThanTheVoiceTakesAllOfIt()
    {
        QTRY_VERIFY(context().inputs.voice().facts);
        auto* box = m_studio->find<QComboBox>("presetComboBox");
        box->setCurrentIndex(1); // Standard: 50 clips
        Q_EMIT box->activated(1);
        QCOMPARE(context().scene.scene().settings.clips, int64_t{0});
        QCOMPARE(m_studio->find<QComboBox>("lengthComboBox")->currentText(), QStringLiteral("Whole voice"));
        QVERIFY(!box->currentText().contains(QStringLiteral("edited")));
        QTRY_VERIFY(isReady());
        m_studio->trigger(ActionId::AddToQueue);
        QTRY_COMPARE(queue().state().jobs.size(), size_t{1});
        QTRY_VERIFY2(queueRow(0).contains(QStringLiteral("whole voice, 0:")), qPrintable(queueRow(0)));
        // A limit below the voice's length is the film's.
        auto settings = context().scene.scene().settings;
        settings.clips = 2;
        context().scene.setRenderSettings(settings, {});
        QTRY_VERIFY(isReady());
        m_studio->trigger(ActionId::AddToQueue);
        QTRY_COMPARE(queue().state().jobs.size(), size_t{2});
        QTRY_VERIFY2(queueRow(1).contains(QStringLiteral("2 clips, 0:0")), qPrintable(queueRow(1)));
        QVERIFY(box->currentText().contains(QStringLiteral("edited")));
    }

    void aMovedJobStaysSelected()
    {
        QListView& list = orderThree();
        list.setFocus();
        list.selectionModel()->setCurrentIndex(list.model()->index(0, 0), QItemSelectionModel::ClearAndSelect);
        QTRY_VERIFY(m_studio->actions()[ActionId::MoveJobDown]->isEnabled());
        m_studio->trigger(ActionId::MoveJobDown);
        QTRY_COMPARE(shownPrompts(), QStringLiteral("second first third"));
        QTRY_VERIFY(m_studio->actions()[ActionId::MoveJobDown]->isEnabled());
        QTest::keyClick(&list, Qt::Key_Down, Qt::AltModifier);
        QTRY_COMPARE(shownPrompts(), QStringLiteral("second third first"));
        QTest::keyClick(&list, Qt::Key_Up, Qt::AltModifier);
        QTRY_COMPARE(shownPrompts(), QStringLiteral("second first third"));
        QTest::keyClick(&list, Qt::Key_Return);
        QTRY_VERIFY(question().startsWith(QStringLiteral("You are editing job “first”")));
        QCOMPARE(context().scene.scene().prompt, "first");
    }

    void aRemovedJobComesBackAtItsPlace()
    {
        QListView& list = orderThree();
        list.setFocus();
        list.selectionModel()->setCurrentIndex(list.model()->index(1, 0), QItemSelectionModel::ClearAndSelect);
        QTRY_VERIFY(m_studio->actions()[ActionId::RemoveJob]->isEnabled());
        QTest::keyClick(&list, Qt::Key_Delete);
        QTRY_COMPARE(shownPrompts(), QStringLiteral("first third"));
        const auto press = [this](ActionId id) {
            QTRY_VERIFY(m_studio->actions()[id]->isEnabled());
            m_studio->trigger(id);
        };
        press(ActionId::Undo);
        QTRY_COMPARE(shownPrompts(), QStringLiteral("first second third"));
        press(ActionId::Redo);
        QTRY_COMPARE(shownPrompts(), QStringLiteral("first third"));
        press(ActionId::Undo);
        QTRY_COMPARE(shownPrompts(), QStringLiteral("first second third"));
        // The strip's button brings back just this one, whatever came after it.
        list.selectionModel()->setCurrentIndex(list.model()->index(2, 0), QItemSelectionModel::ClearAndSelect);
        QTRY_VERIFY(m_studio->actions()[ActionId::RemoveJob]->isEnabled());
        QTest::keyClick(&list, Qt::Key_Delete);
        QTRY_COMPARE(shownPrompts(), QStringLiteral("first second"));
        QTRY_COMPARE(question(), QStringLiteral("Job “third” is out of the queue."));
        context().scene.setPrompt(QStringLiteral("later"));
        endAnswerGuard();
        m_studio->click("answer1Button");
        QTRY_COMPARE(shownPrompts(), QStringLiteral("first second third"));
        QCOMPARE(context().scene.scene().prompt, "later");
    }

    void theNextPriceIsSaidWhenATakeIsFinished()
    {
        pipeline::RenderReport took;
        took.audioSeconds = 1;
        took.ditSeconds = 20;
        took.vaeSeconds = 10;
        m_control->took(took);
        m_control->release(1000);
        m_studio->click("renderButton");
        QTRY_VERIFY(!context().renderer.isRunning() && context().takes.rowCount() == 1);
        auto* reason = m_studio->find<QLabel>("contractReasonLabel");
        QTRY_VERIFY2(reason->text().startsWith(QStringLiteral("The same again: about ")), qPrintable(reason->text()));
        m_studio->find<QTimer>("orderGuardTimer")->stop();
        QTRY_COMPARE(button("renderButton")->text(), QStringLiteral("Render"));
        m_studio->click("renderButton");
        QTRY_VERIFY(!context().renderer.isRunning() && context().takes.rowCount() == 2);
        QTRY_COMPARE(title(), QStringLiteral("Take 2 finished"));
        QTRY_VERIFY2(reason->text().startsWith(QStringLiteral("The same again: about ")), qPrintable(reason->text()));
        QCOMPARE(m_studio->find<NumberLabel>("jobTimeLabel")->text(), QStringLiteral("promise kept"));
        QVERIFY(m_studio->find<QLabel>("jobFramesLabel")->text().endsWith(QStringLiteral("promised")));
    }

    void whyATakeTookLongerIsShown()
    {
        pipeline::RenderReport took;
        took.audioSeconds = 1;
        took.ditSeconds = 20;
        took.vaeSeconds = 10;
        m_control->took(took);
        m_control->release(1000);
        m_studio->click("renderButton");
        QTRY_VERIFY(!context().renderer.isRunning() && context().takes.rowCount() == 1);
        QTRY_VERIFY(context().planner.state().seconds); // The take is known as a measure.
        QTRY_VERIFY(context().telemetry.latest().ramUsed.value);
        m_studio->find<QTimer>("orderGuardTimer")->stop();
        QTRY_COMPARE(button("renderButton")->text(), QStringLiteral("Render"));
        m_studio->click("renderButton");
        QTRY_VERIFY(!context().renderer.isRunning() && context().takes.rowCount() == 2);
        QTRY_COMPARE(title(), QStringLiteral("Take 2 finished"));
        QVERIFY(button("showWhyButton")->isHidden() && !button("cancelButton")->isHidden());
        // The same take, as if making its frames had taken a minute more than promised.
        project::Take late = *context().takes.byNumber(2);
        QVERIFY(late.report.promisedSeconds);
        late.report.totalSeconds = *late.report.promisedSeconds + 60;
        late.report.ditSeconds = late.report.totalSeconds;
        Q_EMIT context().renderer.takeEnded(late);
        QTRY_COMPARE(title(), QStringLiteral("Took longer than promised"));
        QTRY_VERIFY(button("showWhyButton")->isVisible());
        QVERIFY(!button("cancelButton")->isVisible() && !button("pauseButton")->isEnabled());
        m_studio->click("showWhyButton");
        const auto facts = [this] {
            QStringList words;
            if (const auto* dialog = m_studio->window().findChild<QDialog*>(QStringLiteral("lateDialog")))
                for (const QLabel* label : dialog->findChildren<QLabel*>())
                    words.append(label->text());
            return words.join(QLatin1Char('\n'));
        };
        QTRY_VERIFY2(facts().contains(QStringLiteral("Making frames: ")), qPrintable(facts()));
        QVERIFY2(facts().contains(QStringLiteral(", promised ")), qPrintable(facts()));
        QVERIFY2(facts().contains(QStringLiteral("Meanwhile, in other programs")), qPrintable(facts()));
        QVERIFY2(facts().contains(QStringLiteral("up to ")), qPrintable(facts()));
    }

    void presetsTellTheirPriceOnceASpeedIsKnown()
    {
        const auto* presets = m_studio->find<QComboBox>("presetComboBox");
        const auto tip = [presets](const char* id) {
            return presets->itemData(presets->findData(QLatin1String(id)), Qt::ToolTipRole).toString();
        };
        QVERIFY2(!tip("standard").contains(QStringLiteral("about")), qPrintable(tip("standard")));
        pipeline::RenderReport took;
        took.audioSeconds = 1;
        took.ditSeconds = 20;
        took.vaeSeconds = 10;
        m_control->took(took);
        m_control->release(1000);
        m_studio->click("renderButton");
        QTRY_VERIFY(!context().renderer.isRunning() && context().takes.rowCount() == 1);
        for (const char* id : {"quick-preview", "standard", "high-quality-short", "long-video"})
            QTRY_VERIFY2(tip(id).contains(QStringLiteral(" · about ")), qPrintable(tip(id)));
        QVERIFY(tip("standard") != tip("high-quality-short"));
    }

    void aTakeThatCannotBeBegunHasNoNumber()
    {
        const QString file = m_studio->path(QStringLiteral("file"));
        QVERIFY(QFile(file).open(QIODevice::WriteOnly));
        context().settings.set(settings::kTakesFolder, file);
        m_studio->part<RenderPresenter>().applyModels();
        QTRY_VERIFY(isReady());
        m_studio->click("renderButton");
        QTRY_COMPARE(title(), QStringLiteral("No take was begun"));
        QTRY_COMPARE(m_studio->find<QLabel>("messageCodeLabel")->text(), QStringLiteral("STORE-03"));
    }

    void whatIsSafeIsSaidInTimes()
    {
        m_studio->click("renderButton");
        m_control->release(3);
        QTRY_COMPARE(context().renderer.frames()->count(), int64_t{36});
        QTRY_VERIFY(button("cancelButton")->isEnabled());
        m_studio->click("cancelButton");
        QTRY_COMPARE(title(), QStringLiteral("Take 1 stopped"));
        QCOMPARE(m_studio->find<QLabel>("jobFramesLabel")->text(), QStringLiteral("0:01.4 of 0:03.8 safe"));
    }

    void theVoiceStageTellsWhatItDoes()
    {
        m_control->holdAt(pipeline::Stage::Audio);
        m_studio->click("renderButton");
        QTRY_COMPARE(title(), QStringLiteral("Reading the voice"));
        auto* bar = m_studio->find<QProgressBar>("jobProgressBar");
        const int before = bar->value();
        m_control->tellShare(0.42);
        const double voice = test::FakeEngine::kVoiceSeconds;
        QTRY_COMPARE(m_studio->find<QLabel>("jobFramesLabel")->text(),
                     QStringLiteral("%1 of %2")
                         .arg(clockText(0.42 * voice, ClockTenths::Hidden), clockText(voice, ClockTenths::Hidden)));
        QVERIFY(bar->value() > before);
        QVERIFY(m_studio->find<StageBar>("stageBar")->accessibleText().contains(QStringLiteral("42 %")));
        // The clock runs though the engine says nothing.
        const auto* time = m_studio->find<NumberLabel>("jobTimeLabel");
        QTRY_VERIFY_WITH_TIMEOUT(!time->text().startsWith(QStringLiteral("0:00")), 60'000);
        // A press is answered at once, whenever the engine gets to it.
        m_studio->click("pauseButton");
        QTRY_COMPARE(title(), QStringLiteral("Pausing…"));
        m_control->tellShare(0.5);
        QTRY_COMPARE(button("pauseButton")->text(), QStringLiteral("Resume"));
        QTRY_VERIFY(button("pauseButton")->isEnabled());
        m_studio->click("pauseButton");
        QTRY_COMPARE(title(), QStringLiteral("Reading the voice"));
        QTRY_VERIFY(button("cancelButton")->isEnabled());
        m_studio->click("cancelButton");
        QTRY_VERIFY(!context().renderer.isRunning());
        QCOMPARE(context().takes.rowCount(), 0);
    }

    void whileATakeComesToRestNothingCanBePressed()
    {
        m_studio->click("renderButton");
        m_control->release(1);
        QTRY_VERIFY(context().renderer.frames()->count() > 0);
        QTRY_COMPARE(title(), QStringLiteral("Rendering take 1"));
        m_studio->click("pauseButton");
        QTRY_COMPARE(title(), QStringLiteral("Pausing after this layer…"));
        for (const char* name : {"pauseButton", "cancelButton"}) {
            QTRY_VERIFY(!button(name)->isEnabled());
            QCOMPARE(button(name)->toolTip(), QStringLiteral("The take is being paused."));
        }
        QCOMPARE(button("pauseButton")->text(), QStringLiteral("Pause"));
        for (int i = 0; i < 2; ++i) // nor by the key
            QTest::keyClick(m_studio->window().windowHandle(), Qt::Key_Escape);
        QCOMPARE(button("cancelButton")->text(), QStringLiteral("Stop and keep"));
        m_control->release(1); // The layer's end.
        QTRY_COMPARE(title(), QStringLiteral("Paused"));
        for (const char* name : {"pauseButton", "cancelButton"})
            QTRY_VERIFY(button(name)->isEnabled());
        QCOMPARE(button("pauseButton")->text(), QStringLiteral("Resume"));
    }

    void pausedIsSaidEverywhere()
    {
        m_studio->click("renderButton");
        m_control->release(3);
        const auto tile = [this] {
            return m_studio->find<QListView>("takesListView")
                ->model()
                ->index(0, 0)
                .data(Qt::AccessibleTextRole)
                .toString();
        };
        QTRY_VERIFY2(tile().contains(QStringLiteral("Rendering")), qPrintable(tile()));
        QTRY_VERIFY(context().renderer.frames()->count() > 0); // Without any the player has no take to speak of.
        m_studio->click("pauseButton");
        m_control->release(1);
        QTRY_COMPARE(title(), QStringLiteral("Paused"));
        QVERIFY2(tile().contains(QStringLiteral("Paused")), qPrintable(tile()));
        QTRY_VERIFY(m_studio->find<QLabel>("takeInfoLabel")->accessibleName().startsWith(QStringLiteral("Paused"))
                    || m_studio->find<QLabel>("takeInfoLabel")->text().startsWith(QStringLiteral("Paused")));
    }

    void theNextJobBeginsWithoutTheLastOnesFigures()
    {
        m_control->release(1000);
        m_studio->click("renderButton");
        QTRY_VERIFY(!context().renderer.isRunning() && context().takes.rowCount() == 1);
        m_control->holdAt(pipeline::Stage::Load);
        m_studio->find<QTimer>("orderGuardTimer")->stop();
        QTRY_COMPARE(button("renderButton")->text(), QStringLiteral("Render"));
        m_studio->click("renderButton");
        QTRY_COMPARE(title(), QStringLiteral("Loading the model"));
        QCOMPARE(m_studio->find<QLabel>("jobFramesLabel")->text(), QString());
        QTRY_VERIFY(m_studio->window().windowTitle().startsWith(QStringLiteral("0 % · Take 2")));
    }

    void editingAJobComesBackToTheScenesFile()
    {
        m_studio->trigger(ActionId::LockSeed); // An order leaves the scene as it is.
        const QString file = m_studio->path(QStringLiteral("s.avatarscene"));
        context().scene.saveAs(file);
        QTRY_VERIFY(isReady() && !context().files.isBusy());
        const project::Scene scene = context().scene.scene();
        m_studio->trigger(ActionId::AddToQueue);
        const auto edit = [&] {
            editJob(0);
            context().scene.setPrompt(QStringLiteral("the job's"));
        };
        edit();
        QVERIFY(context().scene.file().isEmpty());
        QTest::keyClick(m_studio->window().windowHandle(), Qt::Key_Escape); // Discards it.
        QCOMPARE(context().scene.file(), file);
        QVERIFY(context().scene.scene() == scene && !context().scene.isModified());
        QVERIFY(queue().state().jobs[0].scene.prompt != "the job's");
        edit();
        edit(); // It is edited already: the way back stays.
        // Another question comes between and goes.
        const QString editing = question();
        m_studio->window().close();
        QCOMPARE(question(), QStringLiteral("A job of the queue is being edited."));
        QTest::keyClick(m_studio->window().windowHandle(), Qt::Key_Escape);
        QCOMPARE(question(), editing);
        endAnswerGuard();
        m_studio->click("answer1Button"); // Save job
        QCOMPARE(context().scene.file(), file);
        QVERIFY(context().scene.scene() == scene && !context().scene.isModified());
        QCOMPARE(queue().state().jobs[0].scene.prompt, "the job's");
        QTRY_VERIFY(m_studio->actions()[ActionId::Undo]->text().contains(QStringLiteral("End editing job")));
    }

    void undoNamesTheSetting()
    {
        const auto undo = [this] { return context().scene.undoStack().undoText(); };
        m_studio->find<QSpinBox>("stepsSpinBox")->setValue(7);
        QCOMPARE(undo(), QStringLiteral("Change steps"));
        m_studio->trigger(ActionId::LockSeed);
        QCOMPARE(undo(), QStringLiteral("Lock seed"));
        m_studio->trigger(ActionId::LockSeed);
        QCOMPARE(undo(), QStringLiteral("Unlock seed"));
    }

    void aQuestionGoesAwayWithItsReason()
    {
        m_studio->click("renderButton");
        QTRY_VERIFY(context().renderer.isRunning());
        m_studio->window().close();
        QVERIFY(question().startsWith(QStringLiteral("A take is being rendered.")));
        m_control->release(1000);
        QTRY_VERIFY(!context().renderer.isRunning());
        QTRY_VERIFY(question().isEmpty());
        QVERIFY(m_studio->window().isVisible());
        QTRY_COMPARE(title(), QStringLiteral("Take 1 finished"));
        // Of a take that was thrown away nothing is told.
        auto* list = m_studio->find<QListView>("takesListView");
        list->selectionModel()->select(list->model()->index(0, 0), QItemSelectionModel::ClearAndSelect);
        QTRY_VERIFY(m_studio->actions()[ActionId::TrashTake]->isEnabled());
        m_studio->trigger(ActionId::TrashTake);
        QTRY_COMPARE(title(), QStringLiteral("Ready"));

        blockAutosave();
        m_studio->find<QPlainTextEdit>("promptTextEdit")->setPlainText(QStringLiteral("precious"));
        m_studio->window().close();
        QTRY_VERIFY(question().startsWith(QStringLiteral("The scene isn't saved")));
        context().scene.saveAs(m_studio->path(QStringLiteral("s.avatarscene")));
        QTRY_VERIFY(question().isEmpty());
        QVERIFY(m_studio->window().isVisible());
    }
};

} // namespace

int main(int argc, char** argv)
{
    tests::WatchedApplication application(argc, argv);
    TestWindowJobs test;
    return QTest::qExec(&test, argc, argv);
}

#include "tst_WindowJobs.moc"
