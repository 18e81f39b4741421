// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/media/MovieReader.h"
#include "core/media/MovieWriter.h"
#include "tests/support/ExportsInWindow.h"
#include "tests/support/FakeEngine.h"
#include "ui/controllers/SceneController.h"
#include "ui/panels/TakesPanel.h"
#include "ui/services/RenderService.h"

#include <QClipboard>
#include <QDesktopServices>
#include <QDir>
#include <QLabel>
#include <QTabBar>

using namespace studio;
using namespace studio::ui;
using studio::test::StudioFixture;

namespace {

// Hears what would open in the file manager.
class FolderOpener : public QObject {
    Q_OBJECT

public:
    FolderOpener() { QDesktopServices::setUrlHandler(QStringLiteral("file"), this, "opened"); }
    ~FolderOpener() override { QDesktopServices::unsetUrlHandler(QStringLiteral("file")); }
    QStringList folders;

public Q_SLOTS:
    void opened(const QUrl& url) { folders.append(url.toLocalFile()); }
};

// Writes a film of five seconds as a render does, and stays there until it is stopped.
class StuckEngine : public jobs::FilmEngine {
public:
    Status make(const jobs::ModelPlaces& /*models*/, const std::string& /*model*/, const jobs::FilmOrder& order,
                const jobs::FilmListener& listener, jobs::FilmReport& report, std::stop_token stop) override
    {
        constexpr int kSide = 64;
        Result<media::MovieWriter> writer
            = media::MovieWriter::open(order.movie, {.width = kSide, .height = kSide, .sound = {}, .comment = {}});
        if (!writer)
            return writer.error();
        listener.started({kSide, kSide, writer->partPath()});
        constexpr size_t kFrame = size_t{3} * kSide * kSide;
        const std::vector<uint8_t> block(kFrame * kFramesPerBlock, 90);
        for (int64_t first = 0; first < 120; first += kFramesPerBlock) {
            for (int i = 0; i < kFramesPerBlock; ++i) {
                if (Status written = writer->writeFrame(std::span(block).first(kFrame)); !written)
                    return written;
            }
            listener.frames({first, kFramesPerBlock, kSide, kSide, block});
        }
        std::mutex mutex;
        std::unique_lock lock(mutex);
        std::condition_variable_any().wait(lock, stop, [] { return false; });
        const Result<media::MovieSummary> done = writer->finish();
        if (!done)
            return done.error();
        report.movie = done->path;
        report.frames = done->frames;
        return Error{ErrorCode::Cancelled, {}, {}};
    }
};

// Exports as rows of the queue, beside renders.
class TestExportRows : public test::ExportsInWindow {
    Q_OBJECT

private Q_SLOTS:
    void anExportIsARowBesideTheRender()
    {
        const auto control = std::make_shared<test::FakeEngine::Control>();
        StudioFixture studio(std::make_unique<test::FakeEngine>(control));
        FolderOpener opener;
        openTake(studio, kFrames);
        const WindowContext& context = studio.context();
        studio.click("renderButton");
        QTRY_VERIFY(context.renderer.isRunning());
        auto* tabs = studio.find<QTabBar>("takesTabBar");
        tabs->setCurrentIndex(1);
        QTRY_COMPARE(rows(studio), 1);

        openDialog(studio, studio.path(QStringLiteral("film.mp4")));
        startExport(studio);
        QCOMPARE(rows(studio), 2);
        QVERIFY(rowText(studio, 1).startsWith(QStringLiteral("film.mp4, Take 1, MP4 · H.264")));
        if (!rowText(studio, 1).contains(QStringLiteral("Exported"))) { // Else it was done before this line.
            QVERIFY(tabs->tabText(1).endsWith(QStringLiteral("2")));
            QVERIFY(studio.find<QLabel>("queueTotalLabel")->accessibleName().startsWith(QStringLiteral("1 export")));
        }
        QTRY_VERIFY_WITH_TIMEOUT(rowText(studio, 1).contains(QStringLiteral("Exported")), kTimeout);
        QVERIFY(context.renderer.isRunning()); // All the while.
        QVERIFY(rowText(studio, 1).contains(QStringLiteral("0:03.0")));
        QTRY_VERIFY(tabs->tabText(1).endsWith(QStringLiteral("1"))); // What is done is no job any more.
        const Result<media::MovieReader> film
            = media::MovieReader::open(studio.path(QStringLiteral("film.mp4")).toStdString());
        QVERIFY(film);
        QVERIFY(std::abs(film->info().seconds - 3.0) < 0.01);

        // Its folder, by the button and by keys; then the row is cleared away, and the film stays.
        clickInRow(studio, 1, JobDelegate::Button::Folder);
        QTRY_COMPARE(opener.folders.size(), 1);
        QCOMPARE(QDir(opener.folders.first()), QDir(studio.path({})));
        selectRow(studio, 1);
        QTRY_VERIFY(studio.actions()[ActionId::ShowExportInFolder]->isEnabled());
        QVERIFY(!studio.actions()[ActionId::EditJob]->isEnabled());
        QTest::keyClick(studio.find<QListView>("queueListView"), Qt::Key_Return);
        QTRY_COMPARE(opener.folders.size(), 2);
        QTest::keyClick(studio.find<QListView>("queueListView"), Qt::Key_Delete);
        QTRY_COMPARE(rows(studio), 1);
        QVERIFY(QFile::exists(studio.path(QStringLiteral("film.mp4"))));
    }

    void whatIsMadeOfARunningTakeIsExported()
    {
        StudioFixture studio(std::make_unique<StuckEngine>());
        studio.open();
        QTRY_VERIFY(studio.find<QAbstractButton>("renderButton")->isEnabled());
        const WindowContext& context = studio.context();
        studio.click("renderButton");
        QTRY_VERIFY(context.player.facts().made == 120);
        QTRY_VERIFY(studio.actions()[ActionId::Export]->isEnabled());
        openDialog(studio, studio.path(QStringLiteral("made.mp4")));
        QCOMPARE(studio.find<QLabel>("exportEstimateLabel")->text(), QStringLiteral("0:04.8 · 120 frames"));
        startExport(studio);
        studio.find<QTabBar>("takesTabBar")->setCurrentIndex(1);
        QTRY_VERIFY_WITH_TIMEOUT(rowText(studio, 1).contains(QStringLiteral("Exported")), kTimeout);
        QVERIFY(context.renderer.isRunning());
        const Result<media::MovieReader> film
            = media::MovieReader::open(studio.path(QStringLiteral("made.mp4")).toStdString());
        QVERIFY(film);
        QVERIFY(film->info().seconds > 2); // The last second or two are still with the encoder.
    }

    void exportsAreCancelledInTheirRows()
    {
        StudioFixture studio;
        const project::Take take = openTake(studio, 2500);
        ExportService& exporter = studio.context().exporter;
        studio.find<QTabBar>("takesTabBar")->setCurrentIndex(1);
        QSignalSpy changed(&exporter, &ExportService::jobChanged);
        exporter.add(longExport(studio, take, "first.mp4"));
        exporter.add(longExport(studio, take, "second.mp4"));
        QCOMPARE(rows(studio), 2);
        while (exporter.jobs()[0].state == ExportState::Waiting)
            QVERIFY(changed.wait(kTimeout));
        QVERIFY(exporter.jobs()[0].state == ExportState::Running);
        QVERIFY(exporter.jobs()[1].state == ExportState::Waiting);
        QVERIFY(rowText(studio, 0).contains(QStringLiteral("Exporting")));
        clickInRow(studio, 0, JobDelegate::Button::Remove);
        const auto isEmpty = [&] { // A row may go between looking for it and the click.
            if (rows(studio) > 0)
                clickInRow(studio, rows(studio) - 1, JobDelegate::Button::Remove);
            return rows(studio) == 0;
        };
        QTRY_VERIFY_WITH_TIMEOUT(isEmpty(), kTimeout);
        for (const ExportJob& job : exporter.jobs())
            QCOMPARE(static_cast<int>(job.state), static_cast<int>(ExportState::Cancelled));
        const QDir folder(studio.path({}));
        QVERIFY(folder.entryList({QStringLiteral("*.mp4")}, QDir::Files | QDir::Hidden).isEmpty());
    }

    void quittingDuringAnExportIsAsked()
    {
        StudioFixture studio;
        const project::Take take = openTake(studio, 2500);
        ExportService& exporter = studio.context().exporter;
        exporter.add(longExport(studio, take, "film.mp4"));
        studio.window().close();
        QVERIFY(studio.window().isVisible());
        auto* question = studio.find<QLabel>("questionLabel");
        QVERIFY(question->text().startsWith(QStringLiteral("An export is running.")));
        QTest::keyClick(studio.window().windowHandle(), Qt::Key_Escape); // Esc ends nothing.
        QVERIFY(question->text().isEmpty());
        QVERIFY(studio.window().isVisible());
        QVERIFY(exporter.isRunning());
        studio.window().close();
        studio.click("answer2Button"); // Keep exporting
        QVERIFY(studio.window().isVisible());
        QVERIFY(exporter.isRunning());
        studio.window().close();
        studio.click("answer1Button");
        QTRY_VERIFY(!studio.window().isVisible());
    }

    void anExportThatFailsSaysSoInItsRow()
    {
        StudioFixture studio;
        openTake(studio, kFrames);
        QFile file(studio.path(QStringLiteral("a file")));
        QVERIFY(file.open(QIODevice::WriteOnly));
        openDialog(studio, studio.path(QStringLiteral("a file/film.mp4")));
        startExport(studio);
        studio.find<QTabBar>("takesTabBar")->setCurrentIndex(1);
        QTRY_VERIFY_WITH_TIMEOUT(rowText(studio, 0).contains(QStringLiteral("Failed")), kTimeout);
        QTRY_VERIFY(studio.find<QWidget>("messageBar")->isVisible());
        clickInRow(studio, 0, JobDelegate::Button::Remove);
        QTRY_COMPARE(rows(studio), 0);
        QTRY_VERIFY(!studio.find<QWidget>("messageBar")->isVisible()); // with its row
    }

    void anOldFailureIsNotSaidBesideTheNextExport()
    {
        StudioFixture studio;
        openTake(studio, kFrames);
        QFile file(studio.path(QStringLiteral("a file")));
        QVERIFY(file.open(QIODevice::WriteOnly));
        openDialog(studio, studio.path(QStringLiteral("a file/film.mp4")));
        startExport(studio);
        QTRY_VERIFY_WITH_TIMEOUT(studio.find<QWidget>("messageBar")->isVisible(), kTimeout);
        openDialog(studio, studio.path(QStringLiteral("film.mp4")));
        startExport(studio);
        QTRY_VERIFY(!studio.find<QWidget>("messageBar")->isVisible());
        QTRY_VERIFY_WITH_TIMEOUT(rowText(studio, 1).contains(QStringLiteral("in “")), kTimeout);
    }

    // Then the path can be copied.
    void withoutAFileManagerThePathIsTold()
    {
        StudioFixture studio;
        const project::Take take = openTake(studio, kFrames);
        QObject none; // whose slot doesn't exist: nothing opens
        QDesktopServices::setUrlHandler(QStringLiteral("file"), &none, "opened");
        const auto* words = studio.find<QLabel>("questionLabel");
        const QString folder = QString::fromStdString(take.movie.parent_path().string());
        const auto isTold = [&](const QString& wanted) {
            QGuiApplication::clipboard()->clear();
            const bool told = QTest::qWaitFor([&] { return words->text().contains(wanted); }, kTimeout);
            studio.click("answer1Button");
            return told && QGuiApplication::clipboard()->text() == folder;
        };
        const QString noManager = QStringLiteral("No file manager was found. It is in “%1”.").arg(folder);
        studio.part<TakesPanel>().selectTake(studio.part<TakesPanel>().takesView().model()->index(0, 0));
        QTRY_VERIFY(studio.actions()[ActionId::ShowTakeInFolder]->isEnabled());
        studio.trigger(ActionId::ShowTakeInFolder);
        QVERIFY(isTold(noManager));
        studio.trigger(ActionId::ShowTakesFolder);
        QVERIFY(isTold(noManager));
        studio.trigger(ActionId::TakeReport);
        studio.click("reportFolderButton");
        QVERIFY(isTold(noManager));
        QDesktopServices::unsetUrlHandler(QStringLiteral("file"));
        studio.context().settings.set(settings::kTakesFolder, studio.path(QStringLiteral("gone")));
        studio.trigger(ActionId::ShowTakesFolder);
        QTRY_COMPARE(words->text(),
                     QStringLiteral("The folder “%1” doesn't exist.").arg(studio.path(QStringLiteral("gone"))));
    }

    void aTakeLetGoOnTheQueueTabBecomesAJob()
    {
        StudioFixture studio;
        const project::Take take = openTake(studio, kFrames);
        const QModelIndex index = studio.part<TakesPanel>().takesView().model()->index(0, 0);
        const std::unique_ptr<QMimeData> data(index.model()->mimeData({index}));
        auto* tabs = studio.find<QTabBar>("takesTabBar");
        const auto over = [&](int tab) {
            const QPoint at = tabs->tabRect(tab).center();
            QDragEnterEvent enter(at, Qt::CopyAction, data.get(), Qt::LeftButton, Qt::NoModifier);
            QApplication::sendEvent(tabs, &enter);
            QDragMoveEvent move(at, Qt::CopyAction, data.get(), Qt::LeftButton, Qt::NoModifier);
            QApplication::sendEvent(tabs, &move);
            return move.isAccepted();
        };
        QVERIFY(!over(0));
        QVERIFY(over(1));
        QVERIFY(tabs->tabTextColor(1).isValid()); // says that it will take it
        QDropEvent let(tabs->tabRect(1).center(), Qt::CopyAction, data.get(), Qt::LeftButton, Qt::NoModifier);
        QApplication::sendEvent(tabs, &let);
        QVERIFY(!tabs->tabTextColor(1).isValid());
        QCOMPARE(tabs->currentIndex(), 1);
        QTRY_COMPARE(rows(studio), 1);
        const WindowContext& context = studio.context();
        QVERIFY(!context.renderer.isRunning()); // nothing starts by itself
        QCOMPARE(context.renderer.state().jobs.size(), size_t{1});
        QVERIFY(context.renderer.state().jobs[0].scene == take.scene);
        QCOMPARE(context.renderer.state().jobs[0].sceneName, take.sceneName);
        // The scene in the panels is untouched.
        QVERIFY(context.scene.scene().prompt != take.scene.prompt);

        // On the list itself it works, too; what comes from another program's list of takes is none of ours.
        QAbstractItemModel* model = studio.find<QListView>("queueListView")->model();
        QVERIFY(model->canDropMimeData(data.get(), Qt::CopyAction, 0, 0, {}));
        QVERIFY(model->dropMimeData(data.get(), Qt::CopyAction, 0, 0, {}));
        QTRY_COMPARE(rows(studio), 2);
        QMimeData foreign;
        QByteArray bytes;
        QDataStream(&bytes, QIODevice::WriteOnly) << QCoreApplication::applicationPid() + 1 << QList<int>{take.number};
        foreign.setData(TakeModel::numbersType(), bytes);
        QVERIFY(!model->canDropMimeData(&foreign, Qt::CopyAction, 0, 0, {}));
    }
};

} // namespace

QTEST_MAIN(TestExportRows)
#include "tst_ExportRows.moc"
