// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/JobsInWindow.h"
#include "tests/support/WatchedApplication.h"
#include "ui/controllers/SceneController.h"
#include "ui/models/QueueModel.h"
#include "ui/models/TakeModel.h"
#include "ui/panels/TakesPanel.h"
#include "ui/services/FileWorker.h"
#include "ui/services/InputService.h"
#include "ui/services/PlanService.h"
#include "ui/services/RenderService.h"

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

using namespace studio;
using namespace studio::ui;
using test::FakeEngine;

namespace {

// What becomes of jobs and of the scene when the program ends, asked or not.
class TestWindowEnd : public test::JobsInWindow {
    Q_OBJECT

private Q_SLOTS:
    void init() { begin(); }
    void cleanup() { end(); }

    // All is asked before anything is done, and the scene needs no question.
    void stopAndQuitKeepsTheScene()
    {
        m_studio->find<QTimer>("answerGuardTimer")->setInterval(3'600'000);
        m_studio->trigger(ActionId::LockSeed); // An order leaves the scene as it is.
        m_studio->find<QPlainTextEdit>("promptTextEdit")->setPlainText(QStringLiteral("precious"));
        QTRY_VERIFY(isReady());
        m_studio->click("renderButton");
        QTRY_VERIFY(context().renderer.isRunning());
        m_studio->trigger(ActionId::AddToQueue);
        editJob(1);
        context().scene.setPrompt(QStringLiteral("the job's"));
        m_studio->window().close();
        QVERIFY(question().startsWith(QStringLiteral("A take is being rendered.")));
        m_studio->click("answer1Button"); // Stop and quit
        QCOMPARE(question(), QStringLiteral("A job of the queue is being edited."));
        m_studio->click("answer1Button"); // The second half of a double click is no answer.
        QCOMPARE(question(), QStringLiteral("A job of the queue is being edited."));
        QVERIFY(context().renderer.isRunning());
        endAnswerGuard();
        m_studio->click("answer3Button"); // Go on editing
        QVERIFY(m_studio->window().isVisible());
        QVERIFY(context().renderer.isRunning());
        endAnswerGuard();

        m_studio->trigger(ActionId::Quit); // It is asked anew.
        QVERIFY(question().startsWith(QStringLiteral("A take is being rendered.")));
        m_studio->click("answer1Button");
        endAnswerGuard();
        m_studio->click("answer1Button"); // Save job and quit
        QTRY_VERIFY(!m_studio->window().isVisible());
        m_studio->restart(std::make_unique<FakeEngine>(m_control));
        m_studio->open();
        QCOMPARE(context().scene.scene().prompt, "precious");
        QCOMPARE(queue().state().jobs.back().scene.prompt, "the job's");
    }

    // Only what can't be kept is asked about.
    void savingOnTheWayOutEndsTheTakeToo()
    {
        context().scene.saveAs(m_studio->path(QStringLiteral("s.avatarscene")));
        QTRY_VERIFY(!context().files.isBusy());
        m_studio->find<QPlainTextEdit>("promptTextEdit")->setPlainText(QStringLiteral("precious"));
        QTRY_VERIFY(isReady());
        m_studio->click("renderButton");
        QTRY_VERIFY(context().renderer.isRunning());
        blockAutosave();
        context().scene.setPrompt(QStringLiteral("precious, edited"));
        m_studio->window().close();
        m_studio->click("answer1Button"); // Stop and quit
        endAnswerGuard();
        QTRY_VERIFY(question().startsWith(QStringLiteral("The scene isn't saved")));
        QVERIFY(m_studio->window().isVisible());
        endAnswerGuard();
        m_studio->click("answer1Button"); // Save
        QTRY_VERIFY(!m_studio->window().isVisible());
        QCOMPARE(project::loadScene(m_studio->path(QStringLiteral("s.avatarscene")).toStdString())->prompt,
                 "precious, edited");
    }

    void whatCannotBeKeptCanBeLeft()
    {
        blockAutosave();
        context().scene.setPrompt(QStringLiteral("not precious"));
        m_studio->window().close();
        QTRY_VERIFY(question().startsWith(QStringLiteral("The scene isn't saved")));
        endAnswerGuard();
        m_studio->click("answer3Button"); // Don't quit
        QVERIFY(m_studio->window().isVisible());
        m_studio->window().close();
        QTRY_VERIFY(question().startsWith(QStringLiteral("The scene isn't saved")));
        endAnswerGuard();
        m_studio->click("answer2Button"); // Quit without saving
        QTRY_VERIFY(!m_studio->window().isVisible());
    }

    // The window closes behind what is written.
    void writingHoldsTheEndUpOnceOnly()
    {
        QSemaphore disk;
        const auto write = [&] {
            context().files.run(
                &m_studio->window(), [&disk] { return disk.tryAcquire(1, test::kPatience); }, [](bool) {});
        };
        m_studio->trigger(ActionId::LockSeed); // An order leaves the scene as it is.
        QTRY_VERIFY(isReady());
        write();
        m_studio->window().close();
        QVERIFY(m_studio->window().isVisible());
        // Meanwhile something begins that is to be asked about, and the answer is to stay.
        m_studio->click("renderButton");
        QTRY_VERIFY(context().renderer.isRunning());
        disk.release();
        QTRY_VERIFY(question().startsWith(QStringLiteral("A take is being rendered.")));
        endAnswerGuard();
        m_studio->click("answer2Button"); // Keep rendering
        write();
        disk.release();
        QTRY_VERIFY(!context().files.isBusy());
        QVERIFY(question().isEmpty()); // Nobody closes it any more.
        QVERIFY(m_studio->window().isVisible());
    }

    void whatCannotBeWrittenIsToldAndHoldsNobodyUpForEver()
    {
        // A folder where the settings' file was.
        const QString place = m_studio->path(QStringLiteral("settings.ini"));
        const auto isBlocked = [&place] { // The window may be writing it.
            QFile::remove(place);
            return QDir().mkpath(place + QStringLiteral("/inside"));
        };
        QTRY_VERIFY(isBlocked());
        const auto change
            = [this](const char* value) { context().settings.set(settings::kDevice, QString::fromLatin1(value)); };
        change("one");
        m_studio->window().close();
        auto* code = m_studio->find<QLabel>("messageCodeLabel");
        QTRY_COMPARE(code->text(), QStringLiteral("STORE-03"));
        QVERIFY(m_studio->window().isVisible());
        change("two"); // As a window does that is moved.
        m_studio->window().close();
        QTRY_VERIFY(!m_studio->window().isVisible());
    }

    void aSessionThatEndsLeavesTheSceneForTheNextStart()
    {
        m_studio->find<QPlainTextEdit>("promptTextEdit")->setPlainText(QStringLiteral("precious"));
        QTRY_VERIFY(isReady());
        m_studio->click("renderButton");
        m_control->release(2);
        QTRY_COMPARE(context().renderer.frames()->count(), int64_t{24});
        m_studio->window().closeUnasked();
        QTRY_VERIFY(!m_studio->window().isVisible());
        m_studio->restart(std::make_unique<FakeEngine>(m_control));
        m_studio->open();
        QCOMPARE(context().scene.scene().prompt, "precious");
        QVERIFY(context().scene.isModified());
        QTRY_COMPARE(context().takes.rowCount(), 1);
        QCOMPARE(context().takes.takes()[0].state, project::TakeState::Stopped);
        QCOMPARE(context().takes.takes()[0].framesMade, int64_t{24});
    }

    // Before the first turn of the autosave's clock.
    void filesAndOrdersAreAutosavedAtOnce()
    {
        const auto saved = [this] {
            QFile file(m_studio->path(QStringLiteral("data/autosave/1.session.json")));
            return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
        };
        QVERIFY(!saved().contains("bruno.png"));
        context().scene.setPortrait(QStringLiteral(DEMO_DATA "/portraits/bruno.png"));
        QTRY_VERIFY(saved().contains("bruno.png"));
        context().scene.setVoice(QStringLiteral(DEMO_DATA "/voices/fox_en.wav"));
        QTRY_VERIFY(saved().contains("fox_en.wav"));
        context().scene.setPrompt(QStringLiteral("precious"));
        QTRY_VERIFY(isReady());
        m_studio->click("renderButton");
        QTRY_VERIFY(saved().contains("precious"));
    }

    // The journal and the takes of a program that was killed.
    void whatAKilledProgramLeftIsSaid()
    {
        m_studio->click("renderButton");
        QTRY_VERIFY(context().renderer.isRunning());
        const QString journal = m_studio->path(QStringLiteral("data/queue.json"));
        const auto read = [&journal] {
            QFile file(journal);
            return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
        };
        QTRY_VERIFY(read().contains("\"running\": true"));
        const QByteArray killed = read();
        m_control->release(1000);
        m_studio->end();
        m_studio->settings().set(settings::kShownTake, 0); // The engine's film can't be played.
        QFile file(journal);
        QVERIFY(file.open(QIODevice::WriteOnly | QIODevice::Truncate) && file.write(killed) == killed.size());
        file.close();
        m_studio->restart(std::make_unique<FakeEngine>(m_control));
        m_studio->open();
        auto* what = m_studio->find<QLabel>("messageWhatLabel");
        QTRY_VERIFY(what->isVisible());
        QCOMPARE(what->text(), QStringLiteral("The program ended unexpectedly while a take was made."));
        QVERIFY(queue().state().jobs.front().interrupted);
    }
};

} // namespace

int main(int argc, char** argv)
{
    tests::WatchedApplication application(argc, argv);
    TestWindowEnd test;
    return QTest::qExec(&test, argc, argv);
}

#include "tst_WindowEnd.moc"
