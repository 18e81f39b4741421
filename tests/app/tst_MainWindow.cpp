// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/media/MovieReader.h"
#include "core/media/MovieWriter.h"
#include "core/media/VoiceReader.h"
#include "tests/support/FakeEngine.h"
#include "tests/support/MediaFiles.h"
#include "tests/support/StudioFixture.h"
#include "tests/support/WatchedApplication.h"
#include "ui/controllers/PlayerController.h"
#include "ui/controllers/SceneController.h"
#include "ui/models/TakeModel.h"
#include "ui/services/RenderService.h"
#include "ui/widgets/BlockTimeline.h"
#include "ui/widgets/PaintedWidget.h"
#include "ui/widgets/VideoView.h"

#include <QAbstractButton>
#include <QAbstractItemView>
#include <QAbstractSpinBox>
#include <QAction>
#include <QComboBox>
#include <QDialog>
#include <QDir>
#include <QElapsedTimer>
#include <QHeaderView>
#include <QLabel>
#include <QLineEdit>
#include <QListView>
#include <QPlainTextEdit>
#include <QScrollBar>
#include <QSignalSpy>
#include <QSlider>
#include <QSpinBox>
#include <QTabBar>

using namespace studio;
using namespace studio::ui;
using studio::test::StudioFixture;

namespace {

constexpr int kRenderTimeout = test::kPatience;

// The demo scene, so short that a test can wait for it.
void makeShort(StudioFixture& studio, int clips)
{
    auto* length = studio.find<QComboBox>("lengthComboBox");
    length->setCurrentIndex(1);
    Q_EMIT length->activated(1);
    studio.find<QSpinBox>("clipsSpinBox")->setValue(clips);
    auto* steps = studio.find<QSpinBox>("stepsSpinBox");
    steps->setValue(2);
}

bool isReady(StudioFixture& studio)
{
    return studio.find<QAbstractButton>("renderButton")->isEnabled();
}

QString text(StudioFixture& studio, const char* label)
{
    return studio.find<QLabel>(label)->text();
}

// A movie without a sound track.
void writeMuteMovie(const std::filesystem::path& path)
{
    Result<media::MovieWriter> writer
        = media::MovieWriter::open(path, {.width = 64, .height = 64, .sound = {}, .comment = {}});
    const std::vector<uint8_t> grey(size_t{3} * 64 * 64, 128);
    for (int i = 0; i < 25; ++i)
        QVERIFY(writer->writeFrame(grey));
    QVERIFY(writer->finish());
}

QString strip(StudioFixture& studio)
{
    return studio.find<QLabel>("jobTitleLabel")->accessibleName();
}

std::vector<project::Take> takes(StudioFixture& studio)
{
    return studio.context().takes.takes();
}

} // namespace

class tst_MainWindow : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void theFirstStartMakesATake()
    {
        StudioFixture studio;
        studio.end();
        studio.settings().set(settings::kFirstStartDone, false);
        studio.restart();
        studio.open();
        QVERIFY(studio.find<QDialog>("firstStartDialog")->isVisible());
        studio.click("startButton");
        QTRY_VERIFY(studio.find<QWidget>("portraitCropView")->isVisible());
        QTRY_VERIFY(studio.find<QWidget>("voiceWaveformView")->isVisible());
        QVERIFY(!studio.find<QPlainTextEdit>("promptTextEdit")->toPlainText().isEmpty());
        QTRY_VERIFY_WITH_TIMEOUT(studio.context().player.isPlaying(), kRenderTimeout);
        studio.end();
        QVERIFY(studio.settings().get(settings::kFirstStartDone)); // it is shown once
    }

    void everythingThatCanBeUsedIsNamed()
    {
        StudioFixture studio;
        studio.open();
        QTRY_VERIFY(isReady(studio));
        for (const ActionId id : {ActionId::Settings, ActionId::About, ActionId::Keys, ActionId::PlanDetails})
            studio.trigger(id);
        int checked = 0;
        QStringList nameless;
        for (QWidget* widget : studio.window().findChildren<QWidget*>()) {
            const bool used = qobject_cast<QAbstractButton*>(widget) || qobject_cast<QComboBox*>(widget)
                || qobject_cast<QAbstractSpinBox*>(widget) || qobject_cast<QSlider*>(widget)
                || qobject_cast<QLineEdit*>(widget) || qobject_cast<QPlainTextEdit*>(widget)
                || qobject_cast<QAbstractItemView*>(widget) || qobject_cast<QTabBar*>(widget)
                || (qobject_cast<PaintedWidget*>(widget) && widget->focusPolicy() != Qt::NoFocus);
            // Qt's own parts: the field in a spin box, the list of a combo box, the corner of a table.
            QWidget* parent = widget->parentWidget();
            const bool part = widget->objectName().startsWith(QStringLiteral("qt_"))
                || qobject_cast<QScrollBar*>(widget) || qobject_cast<QAbstractSpinBox*>(parent)
                || qobject_cast<QHeaderView*>(widget)
                || QByteArray(widget->metaObject()->className()) == "QTableCornerButton"
                || (parent && parent->inherits("QComboBoxPrivateContainer"));
            // A button that waits for its words, hidden, has nothing to be called by.
            const auto* button = qobject_cast<QAbstractButton*>(widget);
            const bool waits = button && widget->isHidden() && button->text().isEmpty() && button->icon().isNull();
            if (!used || part || waits)
                continue;
            ++checked;
            if (widget->objectName().isEmpty() || widget->accessibleName().isEmpty())
                nameless.append(QString(QLatin1String(widget->metaObject()->className()) % QLatin1Char(' ')
                                        % widget->objectName()));
        }
        QVERIFY2(nameless.isEmpty(), qPrintable(nameless.join(QStringLiteral(", "))));
        QVERIFY(checked > 70);
    }

    void everyOffButtonSaysWhy()
    {
        StudioFixture studio;
        studio.open();
        QTRY_VERIFY(isReady(studio));
        for (QAbstractButton* button : studio.window().findChildren<QAbstractButton*>()) {
            if (button->isEnabled() || !button->isVisible() || button->objectName().startsWith(QStringLiteral("qt_")))
                continue;
            QVERIFY2(button->toolTip().endsWith(QLatin1Char('.')),
                     qPrintable(button->objectName() % QStringLiteral(": ") % button->toolTip()));
        }
    }

    void filesLetGoAnywhereBecomeInputs()
    {
        StudioFixture studio;
        studio.open();
        QTRY_VERIFY(isReady(studio));
        const QString portrait = QStringLiteral(DEMO_DATA "/portraits/bruno.png");
        const QString voice = QStringLiteral(DEMO_DATA "/voices/fox_en.wav");
        QVERIFY(studio.drop({portrait}));
        QTRY_COMPARE(studio.find<QLabel>("portraitNameLabel")->accessibleName(), QStringLiteral("bruno.png"));
        QVERIFY(studio.drop({voice}));
        QTRY_COMPARE(studio.find<QLabel>("voiceNameLabel")->accessibleName(), QStringLiteral("fox_en.wav"));
        QTRY_VERIFY(text(studio, "voiceFactsLabel").startsWith(QStringLiteral("0:05.6 → 3 clips · −")));
        QVERIFY(text(studio, "voiceFactsLabel").endsWith(QLatin1String("LUFS")));
        // Both at once are one step that undo takes back.
        QVERIFY(studio.drop(
            {QStringLiteral(DEMO_DATA "/portraits/chen.png"), QStringLiteral(DEMO_DATA "/voices/morning_en.wav")}));
        QTRY_COMPARE(studio.find<QLabel>("portraitNameLabel")->accessibleName(), QStringLiteral("chen.png"));
        QTRY_COMPARE(studio.find<QLabel>("voiceNameLabel")->accessibleName(), QStringLiteral("morning_en.wav"));
        studio.trigger(ActionId::Undo);
        QTRY_COMPARE(studio.find<QLabel>("portraitNameLabel")->accessibleName(), QStringLiteral("bruno.png"));
        QTRY_COMPARE(studio.find<QLabel>("voiceNameLabel")->accessibleName(), QStringLiteral("fox_en.wav"));
    }

    void theExportButtonIsNeverCut()
    {
        StudioFixture studio;
        studio.open();
        const auto* button = studio.find<QAbstractButton>("exportButton");
        for (int width = 1120; width <= 1640; width += 40) {
            studio.window().resize(width, 800);
            QCoreApplication::sendPostedEvents();
            const QRect inWindow(button->mapTo(&studio.window(), QPoint()), button->size());
            QVERIFY2(button->width() >= button->minimumSizeHint().width() || button->text().isEmpty(),
                     qPrintable(QString::number(width)));
            QVERIFY(button->parentWidget()->rect().contains(button->geometry()));
            QVERIFY(studio.window().rect().contains(inWindow));
        }
        // Where there is room, the word is there.
        QVERIFY(!button->text().isEmpty());
    }

    void severalFilesOnTheQueueAreJobs()
    {
        StudioFixture studio;
        studio.open();
        QTRY_VERIFY(isReady(studio));
        const QStringList voices{QStringLiteral(DEMO_DATA "/voices/fox_en.wav"),
                                 QStringLiteral(DEMO_DATA "/voices/morning_en.wav"),
                                 QStringLiteral(DEMO_DATA "/voices/welcome_en.wav")};
        // Elsewhere the first is used, and that is all.
        QVERIFY(studio.drop(voices));
        QTRY_COMPARE(studio.find<QLabel>("voiceNameLabel")->accessibleName(), QStringLiteral("fox_en.wav"));
        const jobs::RenderQueue& queue = studio.context().renderer.queue();
        QVERIFY(queue.state().jobs.empty());

        studio.find<QTabBar>("takesTabBar")->setCurrentIndex(1);
        QStringList files = voices;
        files.append(QStringLiteral(DEMO_DATA "/portraits/bruno.png"));
        files.append(QStringLiteral(DEMO_DATA "/portraits/chen.png"));
        QVERIFY(studio.drop(files, studio.find<QWidget>("takesPanel")));
        QTRY_COMPARE(queue.state().jobs.size(), size_t{3});
        QCOMPARE(studio.find<QLabel>("portraitNameLabel")->accessibleName(), QStringLiteral("bruno.png"));
        std::vector<std::string> inputs;
        for (const jobs::Job& job : queue.state().jobs)
            inputs.push_back(job.scene.portrait.stem().string() + "+" + job.scene.voice.stem().string());
        QCOMPARE(inputs, (std::vector<std::string>{"chen+fox_en", "bruno+morning_en", "bruno+welcome_en"}));
        QVERIFY(!studio.context().renderer.isRunning());
    }

    void aBadInputSaysWhatIsWrong_data()
    {
        QTest::addColumn<QString>("file");
        QTest::addColumn<QString>("label");
        QTest::addColumn<QString>("what");
        QTest::addColumn<bool>("blocks");
        QTest::newRow("IN-01") << "text.png"
                               << "portraitNameLabel"
                               << "“text.png” is not a picture." << true;
        QTest::newRow("IN-02") << "small.png"
                               << "portraitNameLabel"
                               << "“small.png” is too small: 40 × 30." << true;
        QTest::newRow("IN-03") << "huge.png"
                               << "portraitNameLabel"
                               << "“huge.png” is too large: 30000 × 20000." << true;
        QTest::newRow("IN-09, a picture") << "torn.png"
                                          << "portraitNameLabel"
                                          << "“torn.png” is damaged." << true;
        QTest::newRow("IN-10") << "drawing.svg"
                               << "portraitNameLabel"
                               << "“drawing.svg” is a kind of picture that can't be read." << true;
        QTest::newRow("IN-04") << "mute.mp4"
                               << "voiceNameLabel"
                               << "“mute.mp4” has no sound." << true;
        QTest::newRow("IN-05") << "short.wav"
                               << "voiceNameLabel"
                               << "The voice is shorter than one block (0.20 s)." << false;
        QTest::newRow("IN-06") << "gone.wav"
                               << "voiceNameLabel"
                               << "“gone.wav” can't be read." << true;
        QTest::newRow("IN-09") << "torn.wav"
                               << "voiceNameLabel"
                               << "“torn.wav” is damaged." << true;
        QTest::newRow("IN-08") << "silent.wav"
                               << "voiceNameLabel"
                               << "The voice is silent." << false;
    }
    void aBadInputSaysWhatIsWrong()
    {
        QFETCH(QString, file);
        QFETCH(QString, label);
        QFETCH(QString, what);
        QFETCH(bool, blocks);
        StudioFixture studio;
        const auto write
            = [&](const QString& name, const auto& bytes) { test::writeBytes(studio.path(name).toStdString(), bytes); };
        QFile textFile(studio.path(QStringLiteral("text.png")));
        QVERIFY(textFile.open(QIODevice::WriteOnly) && textFile.write("no picture at all, only words") > 0);
        textFile.close();
        std::vector<uint8_t> torn{'R', 'I', 'F', 'F', 255, 255, 0,  0, 'W', 'A',
                                  'V', 'E', 'f', 'm', 't', ' ', 16, 0, 0,   0};
        torn.resize(100);
        write(QStringLiteral("torn.wav"), torn);
        QImage(40, 30, QImage::Format_RGB32).save(studio.path(QStringLiteral("small.png")));
        write(QStringLiteral("huge.png"), test::pngHeader(30000, 20000));
        write(QStringLiteral("torn.png"), std::vector<uint8_t>{0x89, 'P', 'N', 'G', 13, 10, 26, 10, 0, 0});
        const std::string_view drawing = "<svg xmlns=\"http://www.w3.org/2000/svg\"/>";
        write(QStringLiteral("drawing.svg"), std::vector<uint8_t>(drawing.begin(), drawing.end()));
        test::writeWav(studio.path(QStringLiteral("short.wav")).toStdString(), {std::vector<float>(3200, 0.5F)}, 16000);
        test::writeWav(studio.path(QStringLiteral("silent.wav")).toStdString(), {std::vector<float>(32000, 0.0F)},
                       16000);
        writeMuteMovie(studio.path(QStringLiteral("mute.mp4")).toStdString());
        studio.open();
        QTRY_VERIFY(isReady(studio));
        // A file that went away is no drop any more; it comes from the recent ones.
        if (file == QLatin1String("gone.wav"))
            studio.context().scene.setVoice(studio.path(file));
        else if (label.startsWith(QLatin1String("voice")))
            studio.context().scene.setVoice(studio.path(file));
        else
            studio.context().scene.setPortrait(studio.path(file));
        QTRY_COMPARE(studio.find<QLabel>(qPrintable(label))->accessibleName(), what);
        QTRY_COMPARE(isReady(studio), !blocks);
    }

    void aPromptThatIsTooLongIsCutOnDemand()
    {
        StudioFixture studio;
        studio.open();
        QTRY_VERIFY(isReady(studio));
        auto* prompt = studio.find<QPlainTextEdit>("promptTextEdit");
        QTRY_VERIFY(text(studio, "promptTokensLabel").endsWith(QStringLiteral("of 512 tokens")));
        prompt->setPlainText(QStringLiteral(" "));
        QTRY_COMPARE(text(studio, "promptTokensLabel"), QString()); // Nothing was said.
        prompt->setPlainText(QStringLiteral("a woman talks and smiles ").repeated(300));
        auto* line = studio.find<QLabel>("promptNameLabel");
        QTRY_VERIFY(line->accessibleName().contains(QStringLiteral("tokens too long")));
        studio.window().resize(1440, 900);
        QTRY_COMPARE(line->text(), line->accessibleName()); // How many is read without pointing at it.
        const auto before = prompt->toPlainText().size();
        studio.click("promptRemedyButton");
        QTRY_VERIFY(prompt->toPlainText().size() < before);
        QTRY_VERIFY(text(studio, "promptTokensLabel").startsWith(QStringLiteral("51")));
    }

    void aNewSceneIsEmptyAndUndoBringsTheOldOneBack()
    {
        StudioFixture studio;
        studio.open();
        QTRY_VERIFY(isReady(studio));
        studio.trigger(ActionId::NewScene);
        QTRY_VERIFY(studio.find<QWidget>("portraitDropZone")->isVisible());
        QTRY_VERIFY(studio.find<QWidget>("openDemoButton")->isVisible());
        QTRY_VERIFY(!isReady(studio));
        QCOMPARE(studio.find<QAbstractButton>("renderButton")->toolTip(),
                 QStringLiteral("A portrait and a voice are missing."));
        studio.trigger(ActionId::Undo);
        QTRY_VERIFY(isReady(studio));
    }

    // The main job from end to end: type, choose, render, watch while it is made, scrub, finish, export.
    void aTakeIsMadeWatchedAndExported()
    {
        StudioFixture studio;
        studio.open();
        QTRY_VERIFY(isReady(studio));
        auto* prompt = studio.find<QPlainTextEdit>("promptTextEdit");
        prompt->selectAll();
        QTest::keyClicks(prompt, QStringLiteral("A man tells a story, smiling, in front of a green wall"));
        auto* preset = studio.find<QComboBox>("presetComboBox");
        preset->setCurrentIndex(preset->findText(QStringLiteral("Quick preview")));
        Q_EMIT preset->activated(preset->currentIndex());
        QCOMPARE(studio.context().scene.scene().settings.steps, 3);
        makeShort(studio, 2);
        QTRY_VERIFY(isReady(studio));

        const WindowContext& context = studio.context();
        QSignalSpy shown(&context.player, &PlayerController::frameShown);
        auto* application = static_cast<tests::WatchedApplication*>(qApp);
        application->beginWatch();
        studio.click("renderButton");
        QTRY_VERIFY(context.renderer.isRunning());
        QTRY_COMPARE_WITH_TIMEOUT(text(studio, "takeTitleLabel"), QStringLiteral("Take 1"), kRenderTimeout);
        QTRY_VERIFY_WITH_TIMEOUT(context.player.isPlayable() && !shown.isEmpty(), kRenderTimeout);
        QVERIFY(context.renderer.isRunning()); // pictures came before the end
        QVERIFY(context.player.facts().growing);
        const int64_t early = context.player.facts().made;
        QVERIFY(early < 96);
        // Scrubbing and stepping in what is there, while the rest is made.
        QTRY_VERIFY(context.player.isPlaying()); // A new take is watched at once.
        studio.click("playButton");
        QTRY_VERIFY(!context.player.isPlaying());
        studio.click("toStartButton");
        QTRY_COMPARE(context.player.frame(), int64_t{0});
        studio.click("frameForwardButton");
        QTRY_COMPARE(context.player.frame(), int64_t{1});
        QCOMPARE(studio.find<QAbstractButton>("renderButton")->text(), QStringLiteral("Add to queue"));
        QTRY_VERIFY_WITH_TIMEOUT(!context.renderer.isRunning(), kRenderTimeout);
        application->endWatch().print();
        QTRY_COMPARE(strip(studio), QStringLiteral("Take 1 finished"));
        QCOMPARE(takes(studio).size(), size_t{1});
        QCOMPARE(takes(studio)[0].framesMade, int64_t{96});
        QTRY_COMPARE(context.player.facts().made, int64_t{96});
        QVERIFY(!context.player.facts().growing);

        // Playing on the timeline.
        auto* timeline = studio.find<BlockTimeline>("blockTimeline");
        const QPoint at(static_cast<int>(timeline->toX(2.0)), timeline->height() / 2);
        QTest::mouseClick(timeline, Qt::LeftButton, {}, at);
        QTRY_VERIFY(std::abs(context.player.position() - 2.0) < 0.1);
        QTRY_VERIFY(studio.find<QAbstractButton>("playButton")->isEnabled());
        const int64_t before = context.player.frame();
        studio.click("playButton");
        QTRY_VERIFY(context.player.frame() > before);
        studio.click("playButton");

        // Export with a poster, beside a file of the same name that stays as it is.
        const QString target = studio.path(QStringLiteral("film.mp4"));
        QFile old(target);
        QVERIFY(old.open(QIODevice::WriteOnly) && old.write("older") == 5);
        old.close();
        studio.click("exportButton");
        QTRY_VERIFY(studio.window().findChild<QDialog*>(QStringLiteral("exportDialog")));
        studio.find<QLineEdit>("exportPathLineEdit")->setText(target);
        QTRY_VERIFY(text(studio, "exportNameHintLabel").contains(QStringLiteral("film")));
        QTRY_VERIFY(studio.find<QAbstractButton>("exportStartButton")->isEnabled());
        studio.click("exportStartButton");
        const QDir folder(studio.path({}));
        QTRY_COMPARE_WITH_TIMEOUT(text(studio, "questionLabel"), QStringLiteral("Exported: “film (2).mp4”"),
                                  kRenderTimeout);
        QCOMPARE(QFileInfo(target).size(), 5);
        const std::string made = folder.filePath(QStringLiteral("film (2).mp4")).toStdString();
        const Result<media::Voice> sound = media::readVoice(made);
        QVERIFY(sound);
        QVERIFY(std::abs(sound->seconds - 96 / 25.0) < 0.1);
        Result<media::MovieReader> movie = media::MovieReader::open(made);
        QVERIFY(movie);
        QCOMPARE(movie->info().width, 128);
        QVERIFY(std::abs(movie->info().seconds - 96 / 25.0) < 0.05);
    }

    void escapeTwiceStopsAndKeepsWhatIsMade()
    {
        StudioFixture studio;
        studio.open();
        QTRY_VERIFY(isReady(studio));
        const WindowContext& context = studio.context();
        studio.click("renderButton");
        QTRY_VERIFY_WITH_TIMEOUT(context.player.isPlayable(), kRenderTimeout);
        studio.find<VideoView>("videoView")->setFocus();
        QTest::keyClick(QApplication::focusWidget(), Qt::Key_Escape);
        QTRY_COMPARE(studio.find<QAbstractButton>("cancelButton")->text(), QStringLiteral("Esc again to stop"));
        QVERIFY(context.renderer.isRunning());
        QElapsedTimer answered;
        answered.start();
        QTest::keyClick(QApplication::focusWidget(), Qt::Key_Escape);
        QTRY_VERIFY_WITH_TIMEOUT(!context.renderer.isRunning(), kRenderTimeout);
        qInfo("stopped after %lld ms", static_cast<long long>(answered.elapsed()));
        QTRY_COMPARE(strip(studio), QStringLiteral("Take 1 stopped"));
        QCOMPARE(takes(studio).size(), size_t{1});
        const project::Take take = takes(studio)[0];
        QCOMPARE(take.state, project::TakeState::Stopped);
        QVERIFY(take.framesMade >= 12 && take.framesMade % 12 == 0);
        QVERIFY(take.framesMade < take.framesTotal);
        const Result<media::MovieReader> movie = media::MovieReader::open(take.movie);
        QVERIFY(movie);
        QTRY_VERIFY(context.player.isPlayable());
    }

    void twoJobsRunOneAfterTheOther()
    {
        StudioFixture studio;
        studio.open();
        QTRY_VERIFY(isReady(studio));
        makeShort(studio, 1);
        QTRY_VERIFY(isReady(studio));
        const WindowContext& context = studio.context();
        studio.click("addToQueueButton");
        studio.click("addToQueueButton");
        studio.find<QTabBar>("takesTabBar")->setCurrentIndex(1);
        QTRY_COMPARE(studio.find<QListView>("queueListView")->model()->rowCount(), 2);
        QVERIFY(!context.renderer.isRunning()); // nothing starts by itself
        QTRY_VERIFY(studio.find<QAbstractButton>("startQueueButton")->isVisible());
        studio.click("startQueueButton");
        QTRY_COMPARE_WITH_TIMEOUT(takes(studio).size(), size_t{2}, kRenderTimeout);
        QTRY_VERIFY_WITH_TIMEOUT(!context.renderer.isRunning(), kRenderTimeout);
        for (const project::Take& take : takes(studio))
            QCOMPARE(take.state, project::TakeState::Finished);
        QVERIFY(takes(studio)[0].scene.settings.seed != takes(studio)[1].scene.settings.seed);
    }

    void aSceneIsSavedAndOpenedAgain()
    {
        StudioFixture studio;
        studio.open();
        QTRY_VERIFY(isReady(studio));
        SceneController& scene = studio.context().scene;
        auto* prompt = studio.find<QPlainTextEdit>("promptTextEdit");
        prompt->setPlainText(QStringLiteral("What is saved"));
        const QString file = studio.path(QStringLiteral("mine.avatarscene"));
        scene.saveAs(file);
        QTRY_VERIFY(studio.window().windowTitle().startsWith(QStringLiteral("mine –")));
        prompt->setPlainText(QStringLiteral("What is not"));
        QTRY_VERIFY(studio.window().windowTitle().startsWith(QStringLiteral("mine*")));
        QVERIFY(studio.drop({file}));
        QTRY_COMPARE(prompt->toPlainText(), QStringLiteral("What is saved"));
        QTRY_VERIFY(studio.window().windowTitle().startsWith(QStringLiteral("mine –")));
        // The next start begins with it.
        studio.restart();
        studio.open();
        QTRY_COMPARE(studio.find<QPlainTextEdit>("promptTextEdit")->toPlainText(), QStringLiteral("What is saved"));
    }

    void theRunningTakeGrowsAndItsJobHasAName()
    {
        auto control = std::make_shared<test::FakeEngine::Control>();
        StudioFixture studio(std::make_unique<test::FakeEngine>(control));
        studio.open();
        QTRY_VERIFY(isReady(studio));
        studio.find<QPlainTextEdit>("promptTextEdit")
            ->setPlainText(QStringLiteral("A man explains, with both of his hands, how a boat is built"));
        QTRY_VERIFY(isReady(studio));
        studio.click("renderButton");
        const auto words = [&](const char* list) {
            return studio.find<QListView>(list)->model()->index(0, 0).data(Qt::AccessibleTextRole).toString();
        };
        control->release(2); // blocks of 12 frames
        QTRY_VERIFY2(words("takesListView").contains(QStringLiteral("0:00.9")), qPrintable(words("takesListView")));
        QVERIFY2(words("queueListView").startsWith(QStringLiteral("A man explains, with both of his, ")),
                 qPrintable(words("queueListView")));
        control->release(2);
        QTRY_VERIFY2(words("takesListView").contains(QStringLiteral("0:01.9")), qPrintable(words("takesListView")));
        control->release(1000);
        QTRY_VERIFY(!studio.context().renderer.isRunning());
        // A saved scene gives its name.
        studio.context().scene.saveAs(studio.path(QStringLiteral("Boats.avatarscene")));
        QTRY_COMPARE(studio.context().scene.name(), QStringLiteral("Boats"));
        studio.trigger(ActionId::AddToQueue);
        QTRY_VERIFY2(words("queueListView").startsWith(QStringLiteral("Boats, ")), qPrintable(words("queueListView")));
    }

    void singleKeysBelongToTheWindowButNotWhileTyping()
    {
        StudioFixture studio;
        studio.open();
        QTRY_VERIFY(isReady(studio));
        QAction* mute = studio.actions()[ActionId::Mute];
        studio.find<VideoView>("videoView")->setFocus();
        QVERIFY(!mute->isChecked());
        QTest::keyClick(QApplication::focusWidget(), Qt::Key_M);
        QVERIFY(mute->isChecked());
        auto* prompt = studio.find<QPlainTextEdit>("promptTextEdit");
        prompt->setFocus();
        prompt->clear();
        QTest::keyClick(prompt, Qt::Key_M);
        QVERIFY(mute->isChecked());
        QCOMPARE(prompt->toPlainText(), QStringLiteral("m"));
    }

    void aWheelTurnChangesNothingWithoutFocus()
    {
        StudioFixture studio;
        studio.open();
        QTRY_VERIFY(isReady(studio));
        auto* steps = studio.find<QSpinBox>("stepsSpinBox");
        const int before = steps->value();
        QWheelEvent wheel(QPointF(5, 5), steps->mapToGlobal(QPointF(5, 5)), {}, {0, 120}, Qt::NoButton, Qt::NoModifier,
                          Qt::NoScrollPhase, false);
        QApplication::sendEvent(steps, &wheel);
        QCOMPARE(steps->value(), before);
    }

    // Portrait, voice and prompt by keys alone; render, watch, stop.
    void theMainJobWorksWithoutAPointer()
    {
        StudioFixture studio;
        studio.open();
        QTRY_VERIFY(isReady(studio));
        const WindowContext& context = studio.context();
        QTest::keyClick(&studio.window(), Qt::Key_3, Qt::ControlModifier);
        auto* prompt = studio.find<QPlainTextEdit>("promptTextEdit");
        QTRY_VERIFY(prompt->hasFocus());
        prompt->selectAll();
        QTest::keyClicks(prompt, QStringLiteral("A woman talks"));
        QCOMPARE(context.scene.scene().prompt, std::string("A woman talks"));
        QTRY_VERIFY(isReady(studio));
        QTest::keyClick(QApplication::focusWidget(), Qt::Key_Return, Qt::ControlModifier);
        QTRY_VERIFY(context.renderer.isRunning());
        // Round the panels with F6 until the picture has the focus.
        for (int i = 0; i < 6 && !studio.find<VideoView>("videoView")->hasFocus(); ++i)
            QTest::keyClick(QApplication::focusWidget(), Qt::Key_F6);
        QVERIFY(studio.find<VideoView>("videoView")->hasFocus());
        QTRY_VERIFY_WITH_TIMEOUT(context.player.isPlayable(), kRenderTimeout);
        QTRY_VERIFY(context.player.isPlaying());
        QTRY_VERIFY(studio.actions()[ActionId::PlayPause]->isEnabled()); // The window looks a moment later.
        QTest::keyClick(QApplication::focusWidget(), Qt::Key_Space);
        QVERIFY(!context.player.isPlaying());
        QTest::keyClick(QApplication::focusWidget(), Qt::Key_Home);
        QTRY_COMPARE(context.player.frame(), int64_t{0});
        QTest::keyClick(QApplication::focusWidget(), Qt::Key_Right);
        QTRY_COMPARE(context.player.frame(), int64_t{1});
        QTest::keyClick(QApplication::focusWidget(), Qt::Key_P, Qt::ControlModifier);
        QTRY_COMPARE_WITH_TIMEOUT(strip(studio), QStringLiteral("Paused"), kRenderTimeout);
        QTest::keyClick(QApplication::focusWidget(), Qt::Key_P, Qt::ControlModifier);
        QTRY_VERIFY(strip(studio).startsWith(QStringLiteral("Rendering")));
        QTest::keyClick(QApplication::focusWidget(), Qt::Key_Escape);
        QTest::keyClick(QApplication::focusWidget(), Qt::Key_Escape);
        QTRY_VERIFY_WITH_TIMEOUT(!context.renderer.isRunning(), kRenderTimeout);
        QTRY_COMPARE(strip(studio), QStringLiteral("Take 1 stopped"));
    }

    void quittingWhileATakeIsMadeIsAskedInTheStrip()
    {
        StudioFixture studio;
        studio.open();
        QTRY_VERIFY(isReady(studio));
        const WindowContext& context = studio.context();
        studio.click("renderButton");
        QTRY_VERIFY(context.renderer.isRunning());
        studio.window().close();
        QVERIFY(studio.window().isVisible());
        QVERIFY(text(studio, "questionLabel").startsWith(QStringLiteral("A take is being rendered.")));
        QVERIFY(!QApplication::activeModalWidget());
        studio.click("answer2Button"); // Keep rendering
        QVERIFY(context.renderer.isRunning());
        studio.window().close();
        studio.click("answer1Button"); // Stop and quit
        QTRY_VERIFY_WITH_TIMEOUT(!studio.window().isVisible(), kRenderTimeout);
    }

    void whatWasSetIsRemembered()
    {
        StudioFixture studio;
        studio.open();
        studio.window().resize(1300, 820);
        studio.find<QSlider>("volumeSlider")->setValue(30);
        studio.find<QTabBar>("takesTabBar")->setCurrentIndex(1);
        studio.trigger(ActionId::ShowMeters);
        studio.trigger(ActionId::ThemeLight);
        QVERIFY(!studio.find<QWidget>("meterStrip")->isVisible());
        studio.window().close();
        studio.restart();
        studio.open();
        QCOMPARE(studio.window().size(), QSize(1300, 820));
        QCOMPARE(studio.find<QSlider>("volumeSlider")->value(), 30);
        QCOMPARE(studio.find<QTabBar>("takesTabBar")->currentIndex(), 1);
        QVERIFY(!studio.find<QWidget>("meterStrip")->isVisible());
        QVERIFY(studio.actions()[ActionId::ThemeLight]->isChecked());
    }
};

int main(int argc, char** argv)
{
    // A screen that has room for every size of the window: Qt's own offscreen one has 800 x 800.
    if (qEnvironmentVariable("QT_QPA_PLATFORM") == QStringLiteral("offscreen"))
        qputenv("QT_QPA_PLATFORM", "offscreen:configfile=" TEST_DATA "/screen.json");
    tests::WatchedApplication application(argc, argv);
    tst_MainWindow test;
    return QTest::qExec(&test, argc, argv);
}
#include "tst_MainWindow.moc"
