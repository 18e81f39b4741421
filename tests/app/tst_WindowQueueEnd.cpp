// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/ClapFilm.h"
#include "tests/support/FakeHub.h"
#include "tests/support/JobsInWindow.h"
#include "tests/support/WatchedApplication.h"
#include "ui/models/TakeModel.h"
#include "ui/services/Countdown.h"
#include "ui/services/DownloadService.h"
#include "ui/services/ExportService.h"

#include <QMenu>
#include <QToolButton>

using namespace studio;
using namespace studio::ui;
using test::FakeEngine;

namespace {

// What happens when the queue is done.
class TestWindowQueueEnd : public test::JobsInWindow {
    Q_OBJECT

private Q_SLOTS:
    void init() { begin(); }
    void cleanup() { end(); }

    void nothingHappensUnlessItIsChosen()
    {
        QVERIFY(m_studio->actions()[ActionId::WhenDoneNothing]->isChecked());
        renderAll();
        QVERIFY(!counts());
        choose(ActionId::WhenDoneClose); // This is about the next queue.
        QVERIFY(!counts());
    }

    void theChoiceIsInTheQueuesMenu()
    {
        m_studio->part<TakesPanel>().setTab(TakesTab::Queue);
        const auto* tool = m_studio->find<QToolButton>("queueMenuButton");
        QVERIFY(tool->isVisible());
        const QMenu* choices = tool->menu()->actions().constFirst()->menu();
        QVERIFY(choices && choices->actions().contains(m_studio->actions()[ActionId::WhenDoneClose]));
        // What can't be done isn't offered.
        QVERIFY(!m_studio->actions()[ActionId::WhenDoneSleep]->isVisible());
        choose(ActionId::WhenDoneClose);
        QTRY_COMPARE(m_studio->find<QLabel>("queueTotalLabel")->accessibleName(),
                     QStringLiteral("then the program closes"));
    }

    void theProgramClosesAfterACountdown()
    {
        m_studio->trigger(ActionId::LockSeed);
        m_studio->find<QPlainTextEdit>("promptTextEdit")->setPlainText(QStringLiteral("precious"));
        choose(ActionId::WhenDoneClose);
        orderThree();
        m_studio->find<QPlainTextEdit>("promptTextEdit")->setPlainText(QStringLiteral("precious"));
        queue().start();
        m_control->release(2 * FakeEngine::kBlocks);
        QTRY_COMPARE(queueLength(), 1);
        QVERIFY(!counts()); // There is one more.
        m_control->release(1000);
        QTRY_VERIFY(counts());
        QVERIFY(isTold());
        QCOMPARE(label("messageWhatLabel")->text(), QStringLiteral("The queue is done, and the program closes."));
        countdown().tick();
        QVERIFY2(why().startsWith(QStringLiteral("In %1 s, ").arg(countdown().left())), qPrintable(why()));
        QVERIFY(m_studio->window().isVisible());
        runOut();
        QTRY_VERIFY(!m_studio->window().isVisible());

        m_studio->restart(std::make_unique<FakeEngine>(m_control));
        m_studio->open();
        QCOMPARE(context().scene.scene().prompt, "precious");
        QVERIFY(m_studio->actions()[ActionId::WhenDoneNothing]->isChecked());
    }

    void itCanBeStopped_data()
    {
        QTest::addColumn<QString>("button");
        QTest::newRow("by its button") << QStringLiteral("messageActionButton1");
        QTest::newRow("by dismissing it") << QStringLiteral("messageCloseButton");
    }
    void itCanBeStopped()
    {
        QFETCH(const QString, button);
        choose(ActionId::WhenDoneClose);
        renderAll();
        QTRY_VERIFY(counts());
        QCOMPARE(m_studio->find<QAbstractButton>("messageActionButton1")->text(), QStringLiteral("Don't"));
        m_studio->click(qPrintable(button));
        QVERIFY(!counts());
        QVERIFY(!isTold());
        QVERIFY(m_studio->actions()[ActionId::WhenDoneNothing]->isChecked());
        QVERIFY(m_studio->window().isVisible());
    }

    void itIsShownBeforeOtherMessages()
    {
        m_control->fail("broken", {ErrorCode::OutOfMemory, {}, {}});
        orderThree();
        m_studio->find<QPlainTextEdit>("promptTextEdit")->setPlainText(QStringLiteral("broken"));
        QTRY_VERIFY(isReady());
        m_studio->trigger(ActionId::AddToQueue);
        choose(ActionId::WhenDoneClose);
        m_control->release(1000);
        queue().start();
        QTRY_VERIFY(counts());
        QTRY_VERIFY(label("messageCodeLabel")->isVisible());
        QCOMPARE(label("messageWhatLabel")->text(), QStringLiteral("The queue is done, and the program closes."));
    }

    void aQueueThatWasStoppedIsNotDone()
    {
        choose(ActionId::WhenDoneClose);
        m_studio->click("renderButton");
        m_control->release(1);
        QTRY_VERIFY(context().renderer.frames()->count() > 0);
        QTRY_VERIFY(button("cancelButton")->isEnabled());
        m_studio->click("cancelButton");
        QTRY_COMPARE(title(), QStringLiteral("Take 1 stopped"));
        QVERIFY(!counts());
        QVERIFY(m_studio->actions()[ActionId::WhenDoneClose]->isChecked()); // It waits for the next one.
    }

    void nothingMadeIsNothingDone()
    {
        const std::string prompt = context().scene.scene().prompt;
        m_control->fail(prompt, {ErrorCode::OutOfMemory, {}, {}});
        choose(ActionId::WhenDoneClose);
        m_studio->click("renderButton");
        QTRY_VERIFY(title().contains(QStringLiteral("failed")));
        QVERIFY(!counts());
    }

    void workThatComesInBetweenGoesFirst()
    {
        choose(ActionId::WhenDoneClose);
        renderAll();
        QTRY_VERIFY(counts());
        QTRY_VERIFY(isReady());
        m_studio->find<QTimer>("orderGuardTimer")->stop();
        m_studio->click("renderButton");
        QTRY_VERIFY(!counts());
        QVERIFY(!isTold());
        m_control->release(FakeEngine::kBlocks);
        QTRY_COMPARE(context().takes.rowCount(), 2);
        QTRY_VERIFY(counts()); // From the beginning.
        QVERIFY(m_studio->window().isVisible());
    }

    void anExportIsWaitedFor()
    {
        constexpr int kFrames = 2500;
        const std::filesystem::path voice = m_studio->path(QStringLiteral("click.wav")).toStdString();
        const std::filesystem::path movie = m_studio->path(QStringLiteral("clap.mp4")).toStdString();
        test::writeClick(voice, kFrames / test::kClapFrameRate, 1);
        QVERIFY(test::writeClapFilm(movie, voice, kFrames, 25));
        ExportService& exporter = context().exporter;
        for (int i = 0; i < 20; ++i) { // Of a minute and more.
            ExportJob job;
            job.order.movie = movie;
            job.order.target = m_studio->path(QStringLiteral("film %1.mp4").arg(i)).toStdString();
            job.order.frameRate = 240;
            exporter.add(job);
        }
        choose(ActionId::WhenDoneClose);
        renderAll();
        QVERIFY(exporter.isRunning());
        QVERIFY(!counts());
        for (const ExportJob& job : std::vector(exporter.jobs()))
            exporter.cancel(job.id);
        QTRY_VERIFY(!exporter.isRunning());
        QTRY_VERIFY(counts());
    }

    void aDownloadIsWaitedFor()
    {
        test::FakeHub hub;
        test::Gate gate;
        hub.repositories["Quark-Vision/Live-Avatar"]["liveavatar.safetensors"] = {"a lora"};
        hub.changed = [stop = gate.after(1)](const test::Request& request, test::Reply& reply) {
            if (request.path().ends_with("liveavatar.safetensors"))
                stop(reply);
        };
        DownloadService& downloads = context().downloads;
        downloads.start({.model = QLatin1String(kLiveAvatarModel),
                         .variant = QStringLiteral("bf16"),
                         .parts = {ModelPart::Lora},
                         .source = QString::fromStdString(hub.address()),
                         .target = m_studio->path(QStringLiteral("hub"))});
        QTRY_COMPARE(downloads.status().state, DownloadState::Loading);
        choose(ActionId::WhenDoneClose);
        renderAll();
        QCOMPARE(downloads.status().state, DownloadState::Loading);
        QVERIFY(!counts());
        gate.open();
        QTRY_COMPARE(downloads.status().state, DownloadState::Finished);
        QTRY_VERIFY(counts());
    }

    void theMachineSleepsOnceTheSceneIsKept()
    {
        QStringList kept; // at each sleep
        restartWithSleep([this, &kept] {
            QFile file(m_studio->path(QStringLiteral("data/autosave/1.session.json")));
            kept.append(file.open(QIODevice::ReadOnly) ? QString::fromUtf8(file.readAll()) : QString());
            return QString();
        });
        choose(ActionId::WhenDoneSleep);
        renderAll();
        QTRY_VERIFY(counts());
        QCOMPARE(label("messageWhatLabel")->text(),
                 QStringLiteral("The queue is done, and the machine goes to sleep."));
        m_studio->find<QPlainTextEdit>("promptTextEdit")->setPlainText(QStringLiteral("precious"));
        QVERIFY(kept.isEmpty());
        runOut();
        QTRY_COMPARE(kept.size(), 1);
        QVERIFY(kept.first().contains(QStringLiteral("precious")));
        QVERIFY(m_studio->window().isVisible());
        QVERIFY(m_studio->actions()[ActionId::WhenDoneNothing]->isChecked()); // Once is enough.
    }

    void whyItStaysAwakeIsSaid()
    {
        restartWithSleep([] { return QStringLiteral("A backup is running."); });
        choose(ActionId::WhenDoneSleep);
        renderAll();
        QTRY_VERIFY(counts());
        runOut();
        QTRY_COMPARE(label("messageCodeLabel")->text(), QStringLiteral("QUEUE-03"));
        QVERIFY(why().endsWith(QStringLiteral("A backup is running.")));
    }

private:
    void restartWithSleep(const std::function<QString()>& sleep)
    {
        m_studio->putToSleep = [sleep](QObject*, const auto& done) { done(sleep()); };
        m_studio->restart(std::make_unique<FakeEngine>(m_control));
        m_studio->open();
        QTRY_VERIFY(isReady());
    }
    void choose(ActionId id) { m_studio->trigger(id); }
    void renderAll()
    {
        m_control->release(FakeEngine::kBlocks);
        m_studio->click("renderButton");
        QTRY_COMPARE(context().takes.rowCount(), 1);
        QTRY_VERIFY(!context().renderer.isRunning());
    }
    [[nodiscard]] Countdown& countdown() { return m_studio->part<Countdown>(); }
    [[nodiscard]] bool counts() { return countdown().isRunning(); }
    [[nodiscard]] bool isTold()
    {
        const QLabel* code = label("messageCodeLabel");
        return code->isVisible()
            && (code->text() == QLatin1String("QUEUE-01") || code->text() == QLatin1String("QUEUE-02"));
    }
    void runOut()
    {
        while (counts())
            countdown().tick();
    }
    [[nodiscard]] QLabel* label(const char* name) { return m_studio->find<QLabel>(name); }
    [[nodiscard]] QString why() { return label("messageWhyLabel")->text(); }
    [[nodiscard]] int queueLength() { return static_cast<int>(context().renderer.state().jobs.size()); }
};

} // namespace

int main(int argc, char** argv)
{
    tests::WatchedApplication application(argc, argv);
    TestWindowQueueEnd test;
    return QTest::qExec(&test, argc, argv);
}

#include "tst_WindowQueueEnd.moc"
