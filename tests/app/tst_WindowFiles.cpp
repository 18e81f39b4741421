// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/ClapFilm.h"
#include "tests/support/StudioFixture.h"
#include "ui/controllers/SceneController.h"
#include "ui/models/TakeModel.h"
#include "ui/panels/TakesPanel.h"
#include "ui/services/FileWorker.h"
#include "ui/widgets/MessageBar.h"

#include <QDir>
#include <QFileInfo>
#include <QLabel>
#include <QListView>
#include <QPlainTextEdit>
#include <QSemaphore>

using namespace studio;
using namespace studio::ui;
using test::StudioFixture;

namespace {

// What the window does while the disk doesn't answer, and what it says where that refuses.
class TestWindowFiles : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void whatCannotBeReadIsSetAsideAndSaid_data()
    {
        QTest::addColumn<QString>("file");
        QTest::addColumn<QString>("kept");
        QTest::newRow("presets") << QStringLiteral("data/presets.json")
                                 << QStringLiteral("data/presets unreadable 1.json");
        QTest::newRow("scene") << QStringLiteral("data/autosave/7.session.json")
                               << QStringLiteral("data/autosave/7.session unreadable 1.json");
        QTest::newRow("settings") << QStringLiteral("settings.ini") << QStringLiteral("settings unreadable 1.ini");
    }
    void whatCannotBeReadIsSetAsideAndSaid()
    {
        QFETCH(const QString, file);
        QFETCH(const QString, kept);
        StudioFixture studio;
        studio.end();
        const QString path = studio.path(file);
        QVERIFY(QDir().mkpath(QFileInfo(path).path()));
        QFile damaged(path);
        QVERIFY(damaged.open(QIODevice::ReadWrite | QIODevice::Append));
        QVERIFY(damaged.write("[[[[ neither key nor value\n") > 0);
        damaged.seek(0);
        const QByteArray content = damaged.readAll();
        damaged.close();

        studio.restart();
        studio.open();
        const auto* bar = studio.find<MessageBar>("messageBar");
        QTRY_COMPARE(bar->state().code, QStringLiteral("STORE-08"));
        QFile copy(studio.path(kept));
        QVERIFY(copy.open(QIODevice::ReadOnly));
        QCOMPARE(copy.readAll(), content);
        QCOMPARE(studio.context().settings.get(settings::kTakesFolder), studio.path(QStringLiteral("takes")));
    }

    void aSlowDiskStopsNobody()
    {
        StudioFixture studio;
        const project::Take take = makeTake(studio);
        const QString file = studio.path(QStringLiteral("s.avatarscene"));
        studio.open();
        const WindowContext& context = studio.context();
        QTRY_COMPARE(context.takes.rowCount(), 1);
        context.scene.saveAs(file);
        QTRY_VERIFY(QFile::exists(file) && !context.files.isBusy());

        // From now on the disk waits.
        QSemaphore disk;
        context.files.run(
            this, [&disk] { return disk.tryAcquire(1, test::kPatience); }, [](bool) {});
        selectFirstTake(studio);
        auto& actions = studio.actions();
        actions[ActionId::StarTake]->trigger();
        QVERIFY(context.takes.takes()[0].star); // seen at once
        QVERIFY(context.takes.rename(take.number, QStringLiteral("The good one")));
        auto* prompt = studio.find<QPlainTextEdit>("promptTextEdit");
        prompt->setPlainText(QStringLiteral("first words"));
        actions[ActionId::SaveScene]->trigger();
        prompt->setPlainText(QStringLiteral("second words"));
        actions[ActionId::SaveScene]->trigger();
        context.scene.autosave();
        actions[ActionId::TrashTake]->trigger();
        QTRY_COMPARE(context.takes.rowCount(), 0);

        // The window answers all the same.
        const auto letters = prompt->toPlainText().size();
        for (int i = 0; i < 20; ++i) {
            QTest::keyClick(prompt, Qt::Key_A);
            QVERIFY(test::letTimersFire(std::chrono::milliseconds(0))); // A turn of the event loop.
        }
        QCOMPARE(prompt->toPlainText().size(), letters + 20);
        // And nothing of it has been written: nobody waited for the disk, which still waits.
        QVERIFY(context.files.isBusy());
        QVERIFY(!storedTake(studio).star);
        QVERIFY(project::loadScene(file.toStdString())->prompt != "second words");

        // Closing waits.
        context.scene.undoStack().setIndex(context.scene.undoStack().index() - 1);
        studio.window().close();
        QVERIFY(studio.window().isVisible());
        disk.release();
        QTRY_VERIFY(!context.files.isBusy());
        QCOMPARE(project::loadScene(file.toStdString())->prompt, "second words"); // the later save
        QVERIFY(project::TakeStore(takesFolder(studio)).load().empty()); // in the trash
        // Undo follows the order in which things were done, whatever they were.
        while (context.takes.rowCount() == 0 && context.scene.undoStack().canUndo()) {
            studio.trigger(ActionId::Undo);
            QTRY_VERIFY(!context.files.isBusy());
        }
        const project::Take back = storedTake(studio);
        QVERIFY(back.star);
        QCOMPARE(back.name, "The good one");
    }

    // Not even the window itself: settings, too, are written where the disk is waited for.
    void settingsAreWrittenElsewhereAndSoon()
    {
        StudioFixture studio;
        studio.open();
        const WindowContext& context = studio.context();
        context.settings.sync();
        QTRY_VERIFY(!context.files.isBusy());
        const QByteArray before = settingsFile(studio);
        QSemaphore disk;
        context.files.run(
            this, [&disk] { return disk.tryAcquire(1, test::kPatience); }, [](bool) {});
        studio.trigger(ActionId::ShowMeters);
        QVERIFY(!context.settings.get(settings::kMetersVisible));
        QVERIFY(test::letTimersFire(settings::Settings::kDelay));
        QCOMPARE(settingsFile(studio), before);
        disk.release();
        QTRY_VERIFY(settingsFile(studio).contains("metersVisible=false")); // Nobody asked, and nothing has ended.
    }

    void theLayoutIsRememberedWhileTheProgramRuns()
    {
        StudioFixture studio;
        studio.open();
        const settings::Settings& settings = studio.context().settings;
        studio.window().resize(1300, 820);
        QCOMPARE(settings.get(settings::kGeometry), studio.window().saveGeometry());
        studio.window().resize(1500, 900);
        QCOMPARE(settings.get(settings::kGeometry), studio.window().saveGeometry());
    }

    void theWindowClosesBehindWhatIsWritten()
    {
        StudioFixture studio;
        studio.open();
        const WindowContext& context = studio.context();
        QSemaphore disk;
        context.files.run(
            this, [&disk] { return disk.tryAcquire(1, test::kPatience); }, [](bool) {});
        context.scene.saveAs(studio.path(QStringLiteral("s.avatarscene")));
        studio.window().close();
        QVERIFY(studio.window().isVisible());
        disk.release();
        QTRY_VERIFY(!studio.window().isVisible());
        QVERIFY(QFile::exists(studio.path(QStringLiteral("s.avatarscene"))));
    }

    void whatTheDiskRefusesIsTold()
    {
        StudioFixture studio;
        const project::Take take = makeTake(studio);
        studio.open();
        const WindowContext& context = studio.context();
        QTRY_COMPARE(context.takes.rowCount(), 1);
        context.scene.saveAs(studio.path(QStringLiteral("no/such/folder/s.avatarscene")));
        studio.window().close(); // It stays, to say so.
        auto* what = studio.find<QLabel>("messageWhatLabel");
        QTRY_VERIFY(what->isVisible() && what->text().contains(QStringLiteral("can't be written")));
        QVERIFY(studio.window().isVisible());
        studio.click("messageCloseButton");
        QTRY_VERIFY(!what->isVisible());

        // The take's film has gone, as on a disk that was pulled out.
        QVERIFY(QFile::remove(QString::fromStdString(take.movie.string())));
        selectFirstTake(studio);
        studio.trigger(ActionId::TrashTake);
        QTRY_VERIFY(what->isVisible() && what->text().contains(QStringLiteral("can't be written")));
        studio.click("messageCloseButton");
        QTRY_VERIFY(!what->isVisible());

        // Something else has the name of the settings.
        context.settings.sync();
        QTRY_VERIFY(!context.files.isBusy());
        QVERIFY(QFile::remove(studio.path(QStringLiteral("settings.ini"))));
        QVERIFY(QDir().mkdir(studio.path(QStringLiteral("settings.ini"))));
        studio.trigger(ActionId::ShowMeters);
        QTRY_VERIFY(what->isVisible() && what->text().contains(QStringLiteral("can't be written")));
        studio.window().close(); // It was told.
        QTRY_VERIFY(!studio.window().isVisible());
    }

private:
    static QByteArray settingsFile(const StudioFixture& studio)
    {
        QFile file(studio.path(QStringLiteral("settings.ini")));
        return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
    }

    static std::filesystem::path takesFolder(const StudioFixture& studio)
    {
        return studio.path(QStringLiteral("takes")).toStdString();
    }

    static project::Take makeTake(const StudioFixture& studio)
    {
        project::TakeStore store(takesFolder(studio));
        project::Take take = *store.create({.sceneName = "s"}, "{take}");
        const std::string click = studio.path(QStringLiteral("click.wav")).toStdString();
        test::writeClick(click, 1, 0.5);
        if (!test::writeClapFilm(take.movie, click, 3, 0))
            qFatal("the film can't be written");
        take.state = project::TakeState::Finished;
        take.framesMade = 3;
        (void)store.update(take);
        return take;
    }

    static project::Take storedTake(const StudioFixture& studio)
    {
        const std::vector<project::Take> takes = project::TakeStore(takesFolder(studio)).load();
        return takes.empty() ? project::Take{} : takes[0];
    }

    static void selectFirstTake(StudioFixture& studio)
    {
        auto* list = studio.find<QListView>("takesListView");
        list->setCurrentIndex(list->model()->index(0, 0));
        QTRY_VERIFY(studio.actions()[ActionId::StarTake]->isEnabled());
    }
};

} // namespace

QTEST_MAIN(TestWindowFiles)
#include "tst_WindowFiles.moc"
