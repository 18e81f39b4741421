// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/media/MovieReader.h"
#include "core/media/MovieWriter.h"
#include "core/media/VoiceReader.h"
#include "tests/support/FakeEngine.h"
#include "tests/support/FinishedTake.h"
#include "tests/support/StudioFixture.h"
#include "ui/common/Languages.h"
#include "ui/controllers/PlayerController.h"
#include "ui/controllers/SceneController.h"
#include "ui/dialogs/ExportDialog.h"
#include "ui/dialogs/FormatsTable.h"
#include "ui/models/TakeModel.h"
#include "ui/panels/TakesPanel.h"
#include "ui/presenters/PlayerPresenter.h"
#include "ui/services/ExportService.h"
#include "ui/services/RenderService.h"
#include "ui/widgets/JobDelegate.h"
#include "ui/widgets/NumberLabel.h"

#include <QAbstractButton>
#include <QAction>
#include <QCheckBox>
#include <QClipboard>
#include <QComboBox>
#include <QDesktopServices>
#include <QDialog>
#include <QDir>
#include <QLabel>
#include <QLineEdit>
#include <QListView>
#include <QMenu>
#include <QSlider>
#include <QTabBar>

using namespace studio;
using namespace studio::ui;
using studio::test::StudioFixture;

namespace {

constexpr int kFrames = 75; // 3 s
constexpr int kWhite = 30;
constexpr int kTimeout = test::kPatience;

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

QByteArray bytesOf(const std::filesystem::path& path)
{
    QFile file(QString::fromStdString(path.string()));
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

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

class tst_Exports : public QObject {
    Q_OBJECT

    // A take that was made earlier, in the player.
    static project::Take openTake(StudioFixture& studio, int frames)
    {
        const Result<project::Take> take
            = test::writeFinishedTake(studio.path(QStringLiteral("takes")).toStdString(), frames, kWhite);
        if (!take)
            qFatal("%s", take.error().detail.c_str());
        openTakeAgain(studio, take->number);
        return *take;
    }

    // After a start of the program.
    static void openTakeAgain(StudioFixture& studio, int number = 1)
    {
        studio.open();
        const WindowContext& context = studio.context();
        context.takes.reload();
        const bool there = QTest::qWaitFor([&] { return context.takes.byNumber(number) != nullptr; }, kTimeout);
        studio.part<PlayerPresenter>().playTake(number);
        const bool plays = there && QTest::qWaitFor([&] { return context.player.isPlayable(); }, kTimeout);
        context.player.pause();
        const bool ready = plays
            && QTest::qWaitFor(
                               [&] {
                                   return studio.actions()[ActionId::Export]->isEnabled()
                                       && studio.find<QAbstractButton>("renderButton")->isEnabled();
                               },
                               kTimeout);
        if (!ready)
            qFatal("the take didn't come into the player");
    }

    static void openDialog(StudioFixture& studio, const QString& target)
    {
        studio.actions()[ActionId::Export]->trigger();
        studio.find<QLineEdit>("exportPathLineEdit")->setText(target);
        QTRY_VERIFY(studio.find<QAbstractButton>("exportStartButton")->isEnabled());
    }

    static void chooseFormat(StudioFixture& studio, const QString& name)
    {
        auto* table = studio.find<FormatsTable>("formatsTable");
        for (int row = 0; row < table->rowCount(); ++row) {
            if (table->item(row, 0)->text() == name) {
                table->selectRow(row);
                return;
            }
        }
        QFAIL("the table has no such format");
    }

    static void startExport(StudioFixture& studio)
    {
        studio.click("exportStartButton");
        QTRY_VERIFY(!studio.window().findChild<QDialog*>(QStringLiteral("exportDialog")));
    }

    // One that takes seconds: every frame ten times.
    static ExportJob longExport(StudioFixture& studio, const project::Take& take, const char* name)
    {
        ExportJob job;
        job.take = take.number;
        job.order.movie = take.movie;
        job.order.target = studio.path(QLatin1String(name)).toStdString();
        job.order.frameRate = 240;
        return job;
    }

    static QString rowText(StudioFixture& studio, int row)
    {
        return studio.find<QListView>("queueListView")->model()->index(row, 0).data(Qt::AccessibleTextRole).toString();
    }

    static int rows(StudioFixture& studio) { return studio.find<QListView>("queueListView")->model()->rowCount(); }

    static void clickInRow(StudioFixture& studio, int row, JobDelegate::Button button)
    {
        auto* view = studio.find<QListView>("queueListView");
        const auto* delegate = qobject_cast<const JobDelegate*>(view->itemDelegate());
        const QModelIndex index = view->model()->index(row, 0);
        const QRect rect = view->visualRect(index);
        const auto job = index.data(JobDelegate::kRole).value<JobRow>();
        for (int x = rect.right(); x > rect.left(); --x) {
            const QPoint at(x - 3, rect.center().y());
            if (delegate->buttonAt(rect, at, job) == button) {
                QTest::mouseClick(view->viewport(), Qt::LeftButton, {}, at);
                return;
            }
        }
        QFAIL("the row has no such button");
    }

    static void selectRow(StudioFixture& studio, int row)
    {
        auto* view = studio.find<QListView>("queueListView");
        view->setCurrentIndex(view->model()->index(row, 0));
        studio.window().activateWindow(); // The dialog was.
        QVERIFY(QTest::qWaitForWindowActive(&studio.window(), kTimeout));
        view->setFocus();
        QTRY_VERIFY(view->hasFocus());
    }

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

    void anotherFrameRateAndTheInputsTravelInTheFile()
    {
        StudioFixture studio;
        const project::Take take = openTake(studio, kFrames);
        const QByteArray portrait = bytesOf(take.scene.portrait);
        const QByteArray voice = bytesOf(take.scene.voice);
        openDialog(studio, studio.path(QStringLiteral("film.mp4")));
        auto* rate = studio.find<QComboBox>("frameRateComboBox");
        QCOMPARE(rate->currentText(), QStringLiteral("25 per second, as rendered"));
        QCOMPARE(studio.find<QLabel>("exportEstimateLabel")->text(), QStringLiteral("0:03.0 · 75 frames"));
        rate->setCurrentIndex(rate->findData(50));
        QCOMPARE(studio.find<QLabel>("exportEstimateLabel")->text(), QStringLiteral("0:03.0 · 150 frames"));
        auto* settings = studio.find<QCheckBox>("embedSettingsCheckBox");
        auto* inputs = studio.find<QCheckBox>("embedInputsCheckBox");
        QVERIFY(!inputs->isChecked()); // Faces and voices are private.
        QTRY_VERIFY(inputs->text().endsWith(QStringLiteral(" more"))); // how large they are
        settings->setChecked(false);
        QVERIFY(!inputs->isEnabled());
        settings->setChecked(true);
        QVERIFY(inputs->isEnabled());
        inputs->setChecked(true);
        startExport(studio);
        studio.find<QTabBar>("takesTabBar")->setCurrentIndex(1);
        QTRY_VERIFY_WITH_TIMEOUT(rowText(studio, 0).contains(QStringLiteral("Exported")), kTimeout);
        QVERIFY(rowText(studio, 0).contains(QStringLiteral("50 per second")));

        const std::filesystem::path film = studio.path(QStringLiteral("film.mp4")).toStdString();
        Result<media::MovieReader> movie = media::MovieReader::open(film);
        QVERIFY(movie);
        QCOMPARE(movie->info().frameRate, 50.0);
        QVERIFY(movie->info().comment.find(take.scene.portrait.filename().string()) != std::string::npos);
        QVERIFY(movie->info().comment.find(take.scene.portrait.parent_path().string()) == std::string::npos);
        int frames = 0;
        for (auto frame = movie->nextFrame(); frame && *frame; frame = movie->nextFrame())
            ++frames;
        QCOMPARE(frames, 2 * kFrames);
        const Result<media::Voice> sound = media::readVoice(film, test::kClapRate);
        QVERIFY(sound && std::abs(sound->seconds - 3.0) < 0.03);
        QVERIFY(std::abs(test::clickIn(sound->samples, test::kClapRate) - kWhite / 25.0) < 0.01);

        // On a computer where the inputs aren't, the film alone brings the scene back.
        std::filesystem::remove_all(take.scene.portrait.parent_path());
        QVERIFY(studio.drop({QString::fromStdString(film.string())}));
        const SceneController& scene = studio.context().scene;
        QTRY_COMPARE(scene.scene().prompt, take.scene.prompt);
        QVERIFY(scene.scene().portrait != take.scene.portrait);
        QCOMPARE(bytesOf(scene.scene().portrait), portrait);
        QCOMPARE(bytesOf(scene.scene().voice), voice);
        QTRY_COMPARE(studio.find<QLabel>("portraitNameLabel")->accessibleName(), QStringLiteral("amelie.png"));
        QTRY_COMPARE(studio.find<QLabel>("voiceNameLabel")->accessibleName(), QStringLiteral("welcome.wav"));

        // The next export offers what was chosen; but the inputs of this take are gone.
        openDialog(studio, studio.path(QStringLiteral("film.mp4")));
        QCOMPARE(studio.find<QComboBox>("frameRateComboBox")->currentData().toInt(), 50);
        QTRY_VERIFY(!studio.find<QCheckBox>("embedInputsCheckBox")->isEnabled());
        QVERIFY(studio.find<QCheckBox>("embedInputsCheckBox")->isChecked());
        QVERIFY(studio.find<QCheckBox>("embedInputsCheckBox")->toolTip().startsWith(QStringLiteral("The portrait or")));
        QTRY_VERIFY(studio.find<QLabel>("exportNameHintLabel")->text().contains(QStringLiteral("film (2).mp4")));
        startExport(studio);
        QTRY_VERIFY_WITH_TIMEOUT(rowText(studio, 1).startsWith(QStringLiteral("film (2).mp4")), kTimeout);
    }

    void foldersStayOutOfFilmsUnlessWanted()
    {
        StudioFixture studio;
        settings::Settings& settings = studio.context().settings;
        project::Take take;
        take.scene.portrait = "/somewhere/face.png";
        take.scene.voice = "/somewhere/voice.wav";
        QCOMPARE(ExportDialog::comment(take, settings).find("somewhere"), std::string::npos);
        QVERIFY(ExportDialog::comment(take, settings).find("face.png") != std::string::npos);
        settings.set(settings::kLeaveFoldersOut, false);
        const Result<project::Scene> whole = project::sceneFromJson(ExportDialog::comment(take, settings));
        QVERIFY(whole && *whole == take.scene);
        settings.set(settings::kEmbedSettings, false);
        QVERIFY(ExportDialog::comment(take, settings).empty());
    }

    void theSizeIsToldBeforehand()
    {
        StudioFixture studio;
        openTake(studio, kFrames);
        openDialog(studio, studio.path(QStringLiteral("film.mp4")));
        const auto* estimate = studio.find<QLabel>("exportEstimateLabel");
        const QString length = QStringLiteral("0:03.0 · 75 frames");
        QCOMPARE(estimate->text(), length);
        const QString about = length + QStringLiteral(" · about ");
        QTRY_VERIFY_WITH_TIMEOUT(estimate->text().startsWith(about), kTimeout);
        const QString film = estimate->text();
        auto* inputs = studio.find<QCheckBox>("embedInputsCheckBox");
        QTRY_VERIFY(inputs->text().endsWith(QStringLiteral(" more")));
        inputs->setChecked(true);
        QVERIFY(estimate->text().startsWith(about) && estimate->text() != film);
        // What isn't known any more isn't shown.
        chooseFormat(studio, QStringLiteral("WAV"));
        QCOMPARE(estimate->text(), length);
        QTRY_COMPARE_WITH_TIMEOUT(estimate->text(), about + QStringLiteral("281 KB"), kTimeout); // 3 s, 48000 Hz
        // An answer that nobody waits for hurts nobody.
        chooseFormat(studio, QStringLiteral("GIF"));
        QVERIFY(test::letTimersFire(std::chrono::milliseconds(300))); // It is being found out.
        studio.click("exportCancelButton");
        QThreadPool::globalInstance()->waitForDone();
        QCoreApplication::sendPostedEvents();
    }

    // 720 pixels high, 3 s at 25 per second.
    void theSizeIsChosenByHeight()
    {
        StudioFixture studio;
        openTake(studio, kFrames);
        openDialog(studio, studio.path(QStringLiteral("film.mp4")));
        auto* sizes = studio.find<QComboBox>("exportSizeComboBox");
        const auto* estimate = studio.find<QLabel>("exportEstimateLabel");
        QCOMPARE(sizes->currentText(), QString::fromUtf8("64\u00a0×\u00a064, as made"));
        QTRY_COMPARE_WITH_TIMEOUT(estimate->text().count(QStringLiteral("·")), 2, kTimeout);
        const QString small = estimate->text();
        sizes->setCurrentIndex(sizes->findData(720));
        QVERIFY(sizes->currentText().startsWith(QString::fromUtf8("720\u00a0×\u00a0720, 11.")));
        QCOMPARE(studio.find<QLabel>("exportMadeAtLabel")->text(), QString::fromUtf8("made at 64\u00a0×\u00a064"));
        QCOMPARE(estimate->text().count(QStringLiteral("·")), 1); // What was told of another size is gone.
        QTRY_COMPARE_WITH_TIMEOUT(estimate->text().count(QStringLiteral("·")), 2, kTimeout);
        QVERIFY(estimate->text() != small);
        chooseFormat(studio, QStringLiteral("WAV"));
        QVERIFY(!sizes->isEnabled());
        chooseFormat(studio, QStringLiteral("MP4"));
        QCOMPARE(sizes->currentData().toInt(), 720);
        studio.find<QLineEdit>("exportPathLineEdit")->setText(studio.path(QStringLiteral("film.mp4")));
        startExport(studio);
        studio.find<QTabBar>("takesTabBar")->setCurrentIndex(1);
        QTRY_VERIFY_WITH_TIMEOUT(rowText(studio, 0).contains(QStringLiteral("Exported")), kTimeout);
        QVERIFY(rowText(studio, 0).contains(QString::fromUtf8("720\u00a0×\u00a0720")));
        const Result<media::MovieReader> film
            = media::MovieReader::open(studio.path(QStringLiteral("film.mp4")).toStdString());
        QVERIFY(film);
        QCOMPARE(film->info().width, 720);
        QCOMPARE(film->info().height, 720);
    }

    void aPresetSetsTheRowsBelow()
    {
        StudioFixture studio;
        openTake(studio, kFrames);
        openDialog(studio, studio.path(QStringLiteral("film.mp4")));
        auto* presets = studio.find<QComboBox>("exportPresetComboBox");
        auto* sizes = studio.find<QComboBox>("exportSizeComboBox");
        auto* rate = studio.find<QComboBox>("frameRateComboBox");
        auto* quality = studio.find<QSlider>("qualitySlider");
        const auto* table = studio.find<FormatsTable>("formatsTable");
        const auto choose = [&presets](const char* name) {
            const int index = presets->findText(QLatin1String(name));
            QVERIFY2(index >= 0, name);
            presets->setCurrentIndex(index);
            Q_EMIT presets->activated(index);
        };
        QCOMPARE(presets->currentText(), QStringLiteral("As made"));
        QCOMPARE(presets->findText(QStringLiteral("As last time")), -1); // There was none.
        choose("Phone");
        QCOMPARE(table->chosen()->format->id, "mp4");
        QCOMPARE(sizes->currentData().toInt(), 1080);
        QCOMPARE(quality->value(), 51 - 21);
        QCOMPARE(presets->currentText(), QStringLiteral("Phone"));
        choose("Editing");
        QCOMPARE(table->chosen()->format->id, "mov");
        QCOMPARE(sizes->currentData().toInt(), 0);
        QVERIFY(studio.find<QLineEdit>("exportPathLineEdit")->text().endsWith(QStringLiteral("film.mov")));
        choose("Phone");
        rate->setCurrentIndex(rate->findData(30));
        QCOMPARE(presets->currentIndex(), -1); // No preset makes this.
        rate->setCurrentIndex(0);
        QCOMPARE(presets->currentText(), QStringLiteral("Phone"));

        // One's own, kept over a restart.
        const auto inMenu = [&studio](const QString& words) {
            studio.click("exportPresetButton");
            auto* menu = studio.find<QMenu>("exportPresetMenu");
            for (QAction* action : menu->actions()) {
                if (action->text() == words) {
                    action->trigger();
                    menu->close();
                    return true;
                }
            }
            menu->close();
            return false;
        };
        rate->setCurrentIndex(rate->findData(30));
        QVERIFY(inMenu(QStringLiteral("Save as a preset…")));
        studio.find<QLineEdit>("nameLineEdit")->setText(QStringLiteral("For Mei"));
        studio.click("nameOkButton");
        QCOMPARE(presets->currentText(), QStringLiteral("For Mei"));
        studio.click("exportCancelButton");
        studio.restart();
        openTakeAgain(studio);
        openDialog(studio, studio.path(QStringLiteral("film.mp4")));
        presets = studio.find<QComboBox>("exportPresetComboBox");
        choose("For Mei");
        QCOMPARE(studio.find<QComboBox>("frameRateComboBox")->currentData().toInt(), 30);
        QCOMPARE(studio.find<QComboBox>("exportSizeComboBox")->currentData().toInt(), 1080);
        QVERIFY(inMenu(QStringLiteral("Delete “For Mei”")));
        QCOMPARE(presets->findText(QStringLiteral("For Mei")), -1);
    }

    // Also after a restart.
    void exportAgainDoesAsLastTime()
    {
        StudioFixture studio;
        openTake(studio, kFrames);
        QVERIFY(!studio.actions()[ActionId::ExportAgain]->isEnabled());
        openDialog(studio, studio.path(QStringLiteral("first.webm")));
        auto* sizes = studio.find<QComboBox>("exportSizeComboBox");
        sizes->setCurrentIndex(sizes->findData(720));
        startExport(studio);
        QTRY_VERIFY_WITH_TIMEOUT(!studio.context().exporter.isRunning(), kTimeout);
        studio.restart();
        openTakeAgain(studio);
        QTRY_VERIFY(studio.actions()[ActionId::ExportAgain]->isEnabled());
        studio.actions()[ActionId::ExportAgain]->trigger();
        studio.find<QTabBar>("takesTabBar")->setCurrentIndex(1);
        QTRY_VERIFY_WITH_TIMEOUT(rowText(studio, 0).contains(QStringLiteral("Exported")), kTimeout);
        const std::filesystem::path made = studio.context().exporter.jobs().front().summary->path;
        QCOMPARE(made.extension().string(), ".webm");
        QCOMPARE(QString::fromStdString(made.parent_path().string()), QDir(studio.path({})).path());
        const Result<media::MovieReader> film = media::MovieReader::open(made);
        QVERIFY(film);
        QCOMPARE(film->info().height, 720);
        openDialog(studio, studio.path(QStringLiteral("film.webm")));
        QCOMPARE(studio.find<QComboBox>("exportPresetComboBox")->currentText(), QStringLiteral("As last time"));
    }

    // By keys, in the dialog, as a loop between in and out.
    void thePreviewPlays()
    {
        StudioFixture studio;
        openTake(studio, kFrames);
        openDialog(studio, studio.path(QStringLiteral("film.mp4")));
        auto* dialog = studio.find<QDialog>("exportDialog");
        QTRY_COMPARE(QApplication::activeWindow(), dialog);
        auto* video = studio.find<QWidget>("exportVideoView");
        QCOMPARE(QApplication::focusWidget(), video);
        QTRY_VERIFY(studio.find<QAbstractButton>("exportPlayButton")->isEnabled());
        const auto* position = studio.find<NumberLabel>("exportPosition");
        const PlayerController& main = studio.context().player;
        const double before = main.position();
        QCOMPARE(position->text(), QStringLiteral("0:00.0"));
        QTest::keyClick(video, Qt::Key_Space);
        QTRY_VERIFY(position->text() != QStringLiteral("0:00.0"));
        QVERIFY(!main.isPlaying());
        QCOMPARE(main.position(), before);
        QTest::keyClick(video, Qt::Key_Space);
        QTest::keyClick(video, Qt::Key_Home);
        QTest::keyClick(video, Qt::Key_Right, Qt::ShiftModifier);
        QCOMPARE(position->text(), QStringLiteral("0:01.0"));
        QTest::keyClick(video, Qt::Key_I);
        QTest::keyClick(video, Qt::Key_Right, Qt::ShiftModifier);
        QTest::keyClick(video, Qt::Key_O);
        QCOMPARE(studio.find<QLabel>("exportInLabel")->text(), QStringLiteral("0:01.0"));
        QCOMPARE(studio.find<QLabel>("exportOutLabel")->text(), QStringLiteral("0:02.0"));
        auto* whole = studio.find<QCheckBox>("exportWholeCheckBox");
        QVERIFY(!whole->isChecked());
        QVERIFY(studio.find<QLabel>("exportEstimateLabel")->text().startsWith(QStringLiteral("0:01.0 · 26 frames")));
        whole->click();
        QVERIFY(whole->isChecked());
        QVERIFY(studio.find<QLabel>("exportEstimateLabel")->text().startsWith(QStringLiteral("0:03.0 · 75 frames")));
        QTest::keyClick(video, Qt::Key_O);
        startExport(studio);
        studio.find<QTabBar>("takesTabBar")->setCurrentIndex(1);
        QTRY_VERIFY_WITH_TIMEOUT(rowText(studio, 0).contains(QStringLiteral("Exported")), kTimeout);
        const Result<media::MovieReader> film
            = media::MovieReader::open(studio.path(QStringLiteral("film.mp4")).toStdString());
        QVERIFY(film && std::abs(film->info().seconds - 51 / 25.0) < 0.01);
    }

    // A long path is seen from its head on.
    void thePathShowsItsHead()
    {
        StudioFixture studio;
        openTake(studio, kFrames);
        studio.context().settings.set(settings::kExportFolder, studio.path(QString(200, QLatin1Char('x'))));
        studio.actions()[ActionId::Export]->trigger();
        QTRY_VERIFY(studio.find<QAbstractButton>("exportStartButton")->isEnabled());
        QCOMPARE(studio.find<QLineEdit>("exportPathLineEdit")->cursorPosition(), 0);
        chooseFormat(studio, QStringLiteral("WAV"));
        QCOMPARE(studio.find<QLineEdit>("exportPathLineEdit")->cursorPosition(), 0);
    }

    // All that this FFmpeg writes is offered, with its size; each says what it can't have.
    void everyFormatIsOffered()
    {
        StudioFixture studio;
        openTake(studio, kFrames);
        openDialog(studio, studio.path(QStringLiteral("film.mp4")));
        auto* table = studio.find<FormatsTable>("formatsTable");
        const auto& offered = studio.context().exporter.formats();
        QCOMPARE(table->rowCount(), static_cast<int>(offered.size()));
        for (int row = 0; row < table->rowCount(); ++row) {
            for (int column = 0; column < 3; ++column)
                QVERIFY(!table->item(row, column)->text().isEmpty()); // A new one has words, too.
        }
        const auto* path = studio.find<QLineEdit>("exportPathLineEdit");
        for (const media::OfferedFormat& each : offered) {
            const media::ExportFormat& format = *each.format;
            table->choose(format.id);
            QCOMPARE(table->chosen()->format, &format);
            QCOMPARE(path->text(), studio.path(QStringLiteral("film")) + QString::fromUtf8(format.suffix.data()));
            QCOMPARE(studio.find<QCheckBox>("embedSettingsCheckBox")->isEnabled(), format.holdsComment);
            QCOMPARE(studio.find<QComboBox>("audioCodecComboBox")->isEnabled(), !format.sounds.empty());
            QCOMPARE(studio.find<QComboBox>("audioCodecComboBox")->count(), static_cast<int>(each.sounds.size()));
            QCOMPARE(studio.find<QComboBox>("frameRateComboBox")->findData(60) >= 0,
                     format.kind == media::FormatKind::Film && format.mostFrameRate >= 60);
            QCOMPARE(studio.find<QWidget>("qualitySlider")->isEnabled(), each.video && each.video->quality.option);
        }
        // What was chosen comes back with a format that has it.
        auto* rate = studio.find<QComboBox>("frameRateComboBox");
        auto* sound = studio.find<QComboBox>("audioCodecComboBox");
        auto* quality = studio.find<QSlider>("qualitySlider");
        table->choose("mp4");
        rate->setCurrentIndex(rate->findData(60));
        sound->setCurrentIndex(sound->findData(QStringLiteral("AAC")));
        quality->setValue(5);
        for (const char* const other : {"gif", "png", "webm"})
            table->choose(other);
        table->choose("mp4");
        QCOMPARE(rate->currentData().toInt(), 60);
        QCOMPARE(sound->currentData().toString(), QStringLiteral("AAC"));
        QCOMPARE(quality->value(), 5);
        rate->setCurrentIndex(0);
        // Who types an ending chooses its format.
        studio.find<QLineEdit>("exportPathLineEdit")->setText(studio.path(QStringLiteral("other.gif")));
        QCOMPARE(table->chosen()->format->id, "gif");
        studio.find<QLineEdit>("exportPathLineEdit")->setText(studio.path(QStringLiteral("film.webm")));
        QCOMPARE(table->chosen()->format->id, "webm");
        // What it is called is what it is.
        studio.find<QLineEdit>("exportPathLineEdit")->setText(studio.path(QStringLiteral("film.avi")));
        QTRY_VERIFY(studio.find<QLabel>("exportNameHintLabel")->text().contains(QStringLiteral("film.avi.webm")));
        startExport(studio);
        studio.find<QTabBar>("takesTabBar")->setCurrentIndex(1);
        QTRY_VERIFY_WITH_TIMEOUT(rowText(studio, 0).contains(QStringLiteral("Exported")), kTimeout);
        QVERIFY(rowText(studio, 0).startsWith(QStringLiteral("film.avi.webm, Take 1, WebM · VP9")));
        const Result<media::MovieReader> film
            = media::MovieReader::open(studio.path(QStringLiteral("film.avi.webm")).toStdString());
        QVERIFY(film && film->info().hasSound && !film->info().comment.empty());
        // The next one begins with it.
        openDialog(studio, studio.path(QStringLiteral("film.webm")));
        QCOMPARE(studio.find<FormatsTable>("formatsTable")->chosen()->format->id, "webm");
        studio.click("exportCancelButton");
        QThreadPool::globalInstance()->waitForDone();
        QCoreApplication::sendPostedEvents();
    }

    // As if it had been opened in that language, and with what was chosen.
    void anOpenDialogChangesItsLanguage()
    {
        StudioFixture studio;
        openTake(studio, kFrames);
        const auto words = [&studio] {
            auto* dialog = studio.find<QDialog>("exportDialog");
            QStringList all{dialog->windowTitle()};
            for (const QWidget* widget : dialog->findChildren<QWidget*>()) {
                all << widget->accessibleName() << widget->toolTip();
                if (const auto* label = qobject_cast<const QLabel*>(widget))
                    all << label->text();
                if (const auto* button = qobject_cast<const QAbstractButton*>(widget))
                    all << button->text();
                if (const auto* combo = qobject_cast<const QComboBox*>(widget)) {
                    for (int i = 0; i < combo->count(); ++i)
                        all << combo->itemText(i);
                }
            }
            return all;
        };
        const auto isSettled = [&studio] {
            return studio.find<QCheckBox>("embedInputsCheckBox")->text().contains(QStringLiteral("KB"))
                && studio.find<QLabel>("exportEstimateLabel")->text().count(QStringLiteral("·")) == 2
                && studio.find<QAbstractButton>("exportPlayButton")->isEnabled();
        };
        Languages& languages = studio.context().languages;
        openDialog(studio, studio.path(QStringLiteral("film.mp4")));
        QTRY_VERIFY_WITH_TIMEOUT(isSettled(), kTimeout);
        const QStringList english = words();
        languages.setLanguage(settings::Language::SimplifiedChinese);
        QTRY_VERIFY(words() != english);
        const QStringList changed = words();
        const auto* estimate = studio.find<QLabel>("exportEstimateLabel");
        QCOMPARE(estimate->text().count(QStringLiteral("·")), 2); // What was found out stays known.
        auto* rate = studio.find<QComboBox>("frameRateComboBox");
        rate->setCurrentIndex(rate->findData(50));
        languages.setLanguage(settings::Language::English);
        QTRY_COMPARE(studio.find<QAbstractButton>("exportCancelButton")->text(), QStringLiteral("Cancel"));
        QCOMPARE(rate->currentData().toInt(), 50);
        languages.setLanguage(settings::Language::SimplifiedChinese);
        studio.click("exportCancelButton");
        QTRY_VERIFY(!studio.window().findChild<QDialog*>(QStringLiteral("exportDialog")));
        openDialog(studio, studio.path(QStringLiteral("film.mp4")));
        QTRY_VERIFY_WITH_TIMEOUT(isSettled(), kTimeout);
        QCOMPARE(changed, words());
        languages.setLanguage(settings::Language::English);
    }

    // Named, reached by Tab, and worked by keys alone.
    void theDialogNeedsNoPointer()
    {
        StudioFixture studio;
        openTake(studio, kFrames);
        openDialog(studio, studio.path(QStringLiteral("film.mp4")));
        auto* dialog = studio.find<QDialog>("exportDialog");
        QTRY_COMPARE(QApplication::activeWindow(), dialog);
        auto* inputs = studio.find<QCheckBox>("embedInputsCheckBox");
        QTRY_VERIFY(inputs->text().endsWith(QStringLiteral(" more")));
        for (const QWidget* widget : dialog->findChildren<QWidget*>()) {
            const bool used = qobject_cast<const QAbstractButton*>(widget) || qobject_cast<const QComboBox*>(widget)
                || qobject_cast<const QLineEdit*>(widget);
            if (used && widget->isVisibleTo(dialog) && !widget->objectName().startsWith(QStringLiteral("qt_")))
                QVERIFY2(!widget->objectName().isEmpty() && !widget->accessibleName().isEmpty(),
                         qPrintable(widget->objectName()));
        }
        const auto tabTo = [](const QWidget* wanted) {
            for (int i = 0; i < 30 && QApplication::focusWidget() != wanted; ++i)
                QTest::keyClick(QApplication::focusWidget(), Qt::Key_Tab);
            return QApplication::focusWidget() == wanted;
        };
        auto* rate = studio.find<QComboBox>("frameRateComboBox");
        QVERIFY(tabTo(rate));
        QTest::keyClick(rate, Qt::Key_Down);
        QCOMPARE(rate->currentData().toInt(), 24);
        QVERIFY(tabTo(inputs));
        QTest::keyClick(inputs, Qt::Key_Space);
        QVERIFY(inputs->isChecked());
        auto* start = studio.find<QWidget>("exportStartButton");
        QVERIFY(tabTo(start));
        QTest::keyClick(start, Qt::Key_Return);
        studio.find<QTabBar>("takesTabBar")->setCurrentIndex(1);
        QTRY_VERIFY_WITH_TIMEOUT(rowText(studio, 0).contains(QStringLiteral("Exported")), kTimeout);
        QVERIFY(rowText(studio, 0).contains(QStringLiteral("24 per second")));
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
        studio.actions()[ActionId::ShowTakeInFolder]->trigger();
        QVERIFY(isTold(noManager));
        studio.actions()[ActionId::ShowTakesFolder]->trigger();
        QVERIFY(isTold(noManager));
        studio.actions()[ActionId::TakeReport]->trigger();
        studio.click("reportFolderButton");
        QVERIFY(isTold(noManager));
        QDesktopServices::unsetUrlHandler(QStringLiteral("file"));
        studio.context().settings.set(settings::kTakesFolder, studio.path(QStringLiteral("gone")));
        studio.actions()[ActionId::ShowTakesFolder]->trigger();
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

QTEST_MAIN(tst_Exports)
#include "tst_Exports.moc"
