// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/media/MovieReader.h"
#include "core/media/VoiceReader.h"
#include "tests/support/ExportsInWindow.h"
#include "tests/support/MediaFiles.h"
#include "ui/common/Languages.h"
#include "ui/controllers/PlayerController.h"
#include "ui/controllers/SceneController.h"
#include "ui/dialogs/ExportDialog.h"
#include "ui/widgets/NumberLabel.h"
#include "ui/widgets/VideoView.h"

#include <QAction>
#include <QCheckBox>
#include <QComboBox>
#include <QDir>
#include <QDoubleSpinBox>
#include <QFile>
#include <QLabel>
#include <QMenu>
#include <QPlainTextEdit>
#include <QRegularExpression>
#include <QSlider>
#include <QSpinBox>
#include <QTabBar>
#include <QThreadPool>
#include <QUrl>

#include <cmath>
#include <vector>

using namespace studio;
using namespace studio::ui;
using studio::test::StudioFixture;

namespace {

QByteArray bytesOf(const std::filesystem::path& path)
{
    QFile file(QString::fromStdString(path.string()));
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

void write(const QString& path, const QByteArray& content)
{
    QFile file(path);
    if (!file.open(QIODevice::WriteOnly) || file.write(content) != content.size())
        qFatal("a file can't be written");
}

// White pixels in the upper rows of a picture; in all of them.
int whitesIn(const QImage& image, int rows)
{
    int count = 0;
    for (int y = 0; y < rows; ++y) {
        for (int x = 0; x < image.width(); ++x)
            count += qGray(image.pixel(x, y)) > 200 ? 1 : 0;
    }
    return count;
}

int whitesIn(const QImage& image)
{
    return whitesIn(image, image.height());
}

// The export dialog, and what comes of it.
class tst_Exports : public test::ExportsInWindow {
    Q_OBJECT

private Q_SLOTS:
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

    void aDiskThatIsTooSmallIsSaidBeforehand()
    {
        StudioFixture studio;
        studio.freeSpace = [](const auto&) { return std::optional<int64_t>(1000); };
        studio.restart();
        openTake(studio, kFrames);
        openDialog(studio, studio.path(QStringLiteral("film.mp4")));
        const auto* estimate = studio.find<QLabel>("exportEstimateLabel");
        QTRY_VERIFY_WITH_TIMEOUT(estimate->text().endsWith(QStringLiteral(", but 1000 B are free there")), kTimeout);
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

    // In the preview as in the file: the take is 64 x 64.
    void aShapeIsShownAndMade()
    {
        StudioFixture studio;
        openTake(studio, kFrames);
        openDialog(studio, studio.path(QStringLiteral("film.mp4")));
        auto* shape = studio.find<QComboBox>("exportShapeComboBox");
        auto* sides = studio.find<QComboBox>("exportSidesComboBox");
        auto* sizes = studio.find<QComboBox>("exportSizeComboBox");
        const auto* view = studio.find<VideoView>("exportVideoView");
        QVERIFY(!sides->isEnabled() && sides->toolTip().startsWith(QStringLiteral("The film keeps")));
        QTRY_VERIFY(!view->pictureRect().isEmpty());
        shape->setCurrentIndex(1);
        QVERIFY(sides->isEnabled());
        QCOMPARE(sizes->currentText(), QString::fromUtf8("114\u00a0×\u00a064, as made"));
        const QRectF shown = view->pictureRect();
        QVERIFY2(std::abs(shown.width() / shown.height() - 114.0 / 64) < 0.05, "the preview has another shape");
        // Black sides about a black picture, then white ones.
        const auto cornerOf = [view] {
            const QRectF picture = view->pictureRect();
            return QColor(const_cast<VideoView*>(view)->grab().toImage().pixel(
                              picture.topLeft().toPoint() + QPoint(6, static_cast<int>(picture.height() / 2))))
                .lightness();
        };
        sides->setCurrentIndex(1);
        Q_EMIT sides->activated(1);
        QVERIFY2(cornerOf() < 40, qPrintable(QString::number(cornerOf())));
        sides->setCurrentIndex(2);
        Q_EMIT sides->activated(2);
        QVERIFY2(cornerOf() > 220, qPrintable(QString::number(cornerOf())));
        // What a sound alone can't have is kept for the next format.
        chooseFormat(studio, QStringLiteral("WAV"));
        QVERIFY(!shape->isEnabled() && !sides->isEnabled());
        chooseFormat(studio, QStringLiteral("MP4"));
        QCOMPARE(shape->currentIndex(), 1);
        studio.find<QLineEdit>("exportPathLineEdit")->setText(studio.path(QStringLiteral("film.mp4")));
        startExport(studio);
        studio.find<QTabBar>("takesTabBar")->setCurrentIndex(1);
        QTRY_VERIFY_WITH_TIMEOUT(rowText(studio, 0).contains(QStringLiteral("Exported")), kTimeout);
        QVERIFY(rowText(studio, 0).contains(QString::fromUtf8("114\u00a0×\u00a064")));
        Result<media::MovieReader> film
            = media::MovieReader::open(studio.path(QStringLiteral("film.mp4")).toStdString());
        QVERIFY(film);
        QCOMPARE(film->info().width, 114);
        const auto frame = film->nextFrame();
        QVERIFY(frame && *frame);
        QVERIFY((*frame)->rgb[0] > 240); // the corner
        QVERIFY((*frame)->rgb[3 * size_t{57 + 32 * 114}] < 20); // the middle
        // The next export offers the same.
        openDialog(studio, studio.path(QStringLiteral("film.mp4")));
        QCOMPARE(studio.find<QComboBox>("exportShapeComboBox")->currentIndex(), 1);
        QCOMPARE(studio.find<QComboBox>("exportSidesComboBox")->currentIndex(), 2);
        studio.click("exportCancelButton");
        QThreadPool::globalInstance()->waitForDone();
        QCoreApplication::sendPostedEvents();
    }

    // The mark is seen in the preview and in the file; the note is in it unless it is taken off, which is remembered.
    void theMarksOfAiAreChoices()
    {
        if (!media::canWriteWords())
            QSKIP("this FFmpeg has no libass");
        StudioFixture studio;
        openTake(studio, kFrames);
        openDialog(studio, studio.path(QStringLiteral("film.mp4")));
        auto* mark = studio.find<QCheckBox>("exportMarkCheckBox");
        auto* corner = studio.find<QComboBox>("exportMarkCornerComboBox");
        auto* note = studio.find<QCheckBox>("exportAiNoteCheckBox");
        QVERIFY(!mark->isChecked() && !corner->isEnabled() && note->isChecked());
        const auto whites = [](const QImage& image) { return whitesIn(image, image.height() / 3); };
        auto* view = studio.find<VideoView>("exportVideoView");
        QTRY_VERIFY(!view->pictureRect().isEmpty());
        QCOMPARE(whites(view->grab(view->rect().adjusted(4, 4, -4, -4)).toImage()), 0);
        mark->setChecked(true);
        QVERIFY(whites(view->grab(view->rect().adjusted(4, 4, -4, -4)).toImage()) > 20);
        QCOMPARE(corner->currentIndex(), 1);
        corner->setCurrentIndex(0);
        Q_EMIT corner->activated(0);
        studio.find<QComboBox>("exportSizeComboBox")->setCurrentIndex(1); // 720
        startExport(studio);
        studio.find<QTabBar>("takesTabBar")->setCurrentIndex(1);
        QTRY_VERIFY_WITH_TIMEOUT(rowText(studio, 0).contains(QStringLiteral("Exported")), kTimeout);
        Result<media::MovieReader> film
            = media::MovieReader::open(studio.path(QStringLiteral("film.mp4")).toStdString());
        QVERIFY(film);
        const auto frame = film->nextFrame();
        QVERIFY(frame && *frame);
        const media::Picture& picture = **frame;
        const QImage image(picture.rgb.data(), picture.width, picture.height, 3 * picture.width, QImage::Format_RGB888);
        QVERIFY(whites(image.copy(0, 0, 360, 300)) > 50);
        QCOMPARE(whites(image.copy(360, 0, 360, 300)), 0);
        QVERIFY(bytesOf(studio.path(QStringLiteral("film.mp4")).toStdString()).contains(media::kAiNote));

        openDialog(studio, studio.path(QStringLiteral("film.mp4")));
        QVERIFY(studio.find<QCheckBox>("exportMarkCheckBox")->isChecked());
        QCOMPARE(studio.find<QComboBox>("exportMarkCornerComboBox")->currentIndex(), 0);
        studio.find<QCheckBox>("exportAiNoteCheckBox")->setChecked(false);
        startExport(studio);
        QTRY_VERIFY_WITH_TIMEOUT(rows(studio) > 1 && rowText(studio, 1).contains(QStringLiteral("Exported")), kTimeout);
        QVERIFY(!bytesOf(studio.path(QStringLiteral("film (2).mp4")).toStdString()).contains(media::kAiNote));
        openDialog(studio, studio.path(QStringLiteral("film.mp4")));
        QVERIFY(!studio.find<QCheckBox>("exportAiNoteCheckBox")->isChecked());
        studio.click("exportCancelButton");
        QThreadPool::globalInstance()->waitForDone();
        QCoreApplication::sendPostedEvents();
    }

    // Chosen in the window, heard and seen in the file; and what is wrong with the music is said beforehand.
    void fadesAndMusicComeIntoTheFile()
    {
        StudioFixture studio;
        openTake(studio, kFrames);
        const QString music = studio.path(QStringLiteral("music.wav"));
        std::vector<float> tone(size_t{test::kClapRate});
        for (size_t i = 0; i < tone.size(); ++i)
            tone[i] = static_cast<float>(0.5 * std::sin(2 * M_PI * 1000 * static_cast<double>(i) / test::kClapRate));
        test::writeWav(music.toStdString(), {tone}, test::kClapRate);
        openDialog(studio, studio.path(QStringLiteral("film.mp4")));
        auto* file = studio.find<QLineEdit>("exportMusicLineEdit");
        auto* level = studio.find<QSpinBox>("exportMusicLevelSpinBox");
        const auto* hint = studio.find<QLabel>("exportMusicHintLabel");
        QVERIFY(!level->isEnabled() && level->toolTip().startsWith(QStringLiteral("There is no music")));
        file->setText(studio.path(QStringLiteral("nowhere.mp3")));
        QTRY_COMPARE(hint->text(), QStringLiteral("“nowhere.mp3” isn't there."));
        QVERIFY(!hint->isHidden());
        file->setText(QUrl::fromLocalFile(music).toString()); // as it is dropped
        QCOMPARE(file->text(), music);
        QVERIFY(hint->isHidden() && level->isEnabled());
        QCOMPARE(level->value(), -18);
        level->setValue(-6);
        studio.find<QCheckBox>("exportMusicDucksCheckBox")->setChecked(false);
        auto* fade = studio.find<QDoubleSpinBox>("exportFadeInSpinBox");
        fade->setFocus();
        fade->selectAll();
        QTest::keyClicks(fade, QStringLiteral("0.5")); // One after the other, each a value.
        QCOMPARE(fade->value(), 0.5);
        QCOMPARE(studio.find<QComboBox>("audioCodecComboBox")->currentText(), QStringLiteral("Encoded anew, AAC"));
        QCOMPARE(studio.find<QComboBox>("exportPresetComboBox")->currentIndex(), -1); // No preset makes this.
        chooseFormat(studio, QStringLiteral("GIF"));
        QVERIFY(!file->isEnabled() && file->toolTip() == QStringLiteral("This format has no sound."));
        chooseFormat(studio, QStringLiteral("MP4"));
        studio.find<QLineEdit>("exportPathLineEdit")->setText(studio.path(QStringLiteral("film.mp4")));
        startExport(studio);
        studio.find<QTabBar>("takesTabBar")->setCurrentIndex(1);
        QTRY_VERIFY_WITH_TIMEOUT(rowText(studio, 0).contains(QStringLiteral("Exported")), kTimeout);
        const Result<media::Voice> sound
            = media::readVoice(studio.path(QStringLiteral("film.mp4")).toStdString(), test::kClapRate);
        QVERIFY(sound);
        float loudest = 0; // after the click, at 1.2 s
        for (size_t i = size_t{test::kClapRate} * 3 / 2; i < size_t{test::kClapRate} * 19 / 10; ++i)
            loudest = std::max(loudest, std::abs(sound->samples[i]));
        QVERIFY2(std::abs(loudest - 0.25) < 0.05, qPrintable(QString::number(loudest))); // 6 dB less than 0.5
        // The next export offers the same.
        openDialog(studio, studio.path(QStringLiteral("film.mp4")));
        QCOMPARE(studio.find<QLineEdit>("exportMusicLineEdit")->text(), music);
        QCOMPARE(studio.find<QSpinBox>("exportMusicLevelSpinBox")->value(), -6);
        QVERIFY(!studio.find<QCheckBox>("exportMusicDucksCheckBox")->isChecked());
        QCOMPARE(studio.find<QDoubleSpinBox>("exportFadeInSpinBox")->value(), 0.5);
        QCOMPARE(studio.find<QDoubleSpinBox>("exportFadeOutSpinBox")->value(), 0.0);
        studio.click("exportCancelButton");
        QThreadPool::globalInstance()->waitForDone();
        QCoreApplication::sendPostedEvents();
    }

    // Seen in the preview at their time, and in the file; nothing is exported without words that were asked for.
    void subtitlesAreBurnedIn()
    {
        if (!media::canWriteWords())
            QSKIP("this FFmpeg has no libass");
        StudioFixture studio;
        openTake(studio, kFrames);
        openDialog(studio, studio.path(QStringLiteral("film.mp4")));
        auto* file = studio.find<QLineEdit>("exportSubtitlesLineEdit");
        auto* places = studio.find<QComboBox>("exportSubtitlesComboBox");
        const auto* hint = studio.find<QLabel>("exportSubtitlesHintLabel");
        const auto* start = studio.find<QAbstractButton>("exportStartButton");
        QVERIFY(file->text().isEmpty() && !places->isEnabled());
        QVERIFY(places->toolTip().startsWith(QStringLiteral("There are no words")));
        file->setText(studio.path(QStringLiteral("nowhere.srt")));
        QTRY_COMPARE(hint->text(), QStringLiteral("“nowhere.srt” isn't there."));
        QVERIFY(!start->isEnabled() && start->toolTip() == hint->text());
        write(studio.path(QStringLiteral("broken.srt")), "1\n00:00:00,000 --> soon\nHello\n");
        file->setText(studio.path(QStringLiteral("broken.srt")));
        QTRY_COMPARE(hint->text(), QStringLiteral("“broken.srt” is neither UTF-8 text nor an intact SRT."));
        QVERIFY(hint->toolTip().contains(QStringLiteral("line 2")));
        const QString srt = studio.path(QStringLiteral("film's.srt"));
        write(srt, "1\n00:00:00,000 --> 00:00:01,000\nMMMM\n");
        file->setText(QUrl::fromLocalFile(srt).toString()); // as it is dropped
        QTRY_VERIFY(start->isEnabled());
        QVERIFY(hint->isHidden() && places->isEnabled());
        QCOMPARE(file->text(), srt);
        QCOMPARE(places->currentIndex(), 1);
        QCOMPARE(studio.find<QComboBox>("exportPresetComboBox")->currentIndex(), -1); // No preset makes this.

        auto* view = studio.find<VideoView>("exportVideoView");
        QTRY_VERIFY(whitesIn(view->grab(view->rect().adjusted(4, 4, -4, -4)).toImage()) > 20);
        places->setCurrentIndex(0);
        Q_EMIT places->activated(0);
        QCOMPARE(whitesIn(view->grab(view->rect().adjusted(4, 4, -4, -4)).toImage()), 0);
        places->setCurrentIndex(1);
        Q_EMIT places->activated(1);
        chooseFormat(studio, QStringLiteral("WAV"));
        QVERIFY(!places->isEnabled() && places->currentIndex() == 0); // What a sound can't have goes beside it.
        chooseFormat(studio, QStringLiteral("MP4"));
        QCOMPARE(places->currentIndex(), 1);
        studio.find<QLineEdit>("exportPathLineEdit")->setText(studio.path(QStringLiteral("film.mp4")));
        studio.find<QComboBox>("exportSizeComboBox")->setCurrentIndex(1); // 720
        startExport(studio);
        studio.find<QTabBar>("takesTabBar")->setCurrentIndex(1);
        QTRY_VERIFY_WITH_TIMEOUT(rowText(studio, 0).contains(QStringLiteral("Exported")), kTimeout);
        auto film = media::MovieReader::open(studio.path(QStringLiteral("film.mp4")).toStdString());
        QVERIFY(film);
        for (int i = 0; i < kFrames; ++i) {
            const auto frame = film->nextFrame();
            QVERIFY(frame && *frame);
            const media::Picture& picture = **frame;
            const QImage image(picture.rgb.data(), picture.width, picture.height, 3 * picture.width,
                               QImage::Format_RGB888);
            QVERIFY2(i == kWhite || (whitesIn(image) > 100) == (i < 25), qPrintable(QString::number(i)));
        }
        QVERIFY(!QFile::exists(studio.path(QStringLiteral("film.srt"))));

        // The next export has no words yet; where they go is as before.
        openDialog(studio, studio.path(QStringLiteral("film.mp4")));
        QVERIFY(studio.find<QLineEdit>("exportSubtitlesLineEdit")->text().isEmpty());
        QCOMPARE(studio.find<QComboBox>("exportSubtitlesComboBox")->currentIndex(), 1);
        QCOMPARE(studio.find<QComboBox>("exportPresetComboBox")->currentText(), QStringLiteral("As last time"));
        studio.click("exportCancelButton");
        QThreadPool::globalInstance()->waitForDone();
        QCoreApplication::sendPostedEvents();
    }

    // That of the take, which speaks from 1.2 to 2 s.
    void typedWordsAreLaidUnderTheVoice()
    {
        StudioFixture studio;
        const project::Take take = openTake(studio, kFrames);
        std::vector<float> voice(size_t{3} * test::kClapRate);
        for (size_t i = voice.size() * 4 / 10; i < voice.size() * 2 / 3; ++i)
            voice[i] = static_cast<float>(0.5 * std::sin(2 * M_PI * 300 * static_cast<double>(i) / test::kClapRate));
        test::writeWav(take.scene.voice, {voice}, test::kClapRate);
        openDialog(studio, studio.path(QStringLiteral("film.mp4")));
        const auto type = [&studio](const QString& words) {
            studio.click("exportWordsButton");
            auto* dialog = studio.find<QDialog>("wordsDialog");
            dialog->findChild<QPlainTextEdit*>(QStringLiteral("wordsTextEdit"))->setPlainText(words);
            dialog->findChild<QAbstractButton*>(QStringLiteral("wordsOkButton"))->click();
        };
        auto* file = studio.find<QLineEdit>("exportSubtitlesLineEdit");
        auto* places = studio.find<QComboBox>("exportSubtitlesComboBox");
        const auto* hint = studio.find<QLabel>("exportSubtitlesHintLabel");
        const auto* start = studio.find<QAbstractButton>("exportStartButton");
        type(QStringLiteral("These are far more words than anybody says in a moment, however fast the voice may be."));
        QTRY_COMPARE(hint->text(), QStringLiteral("The text isn't what is spoken in this take."));
        QVERIFY(!start->isEnabled());
        type(QStringLiteral("  \n"));
        QVERIFY(file->text().isEmpty() && start->isEnabled() && hint->isHidden());
        type(QStringLiteral("Yes"));
        QTRY_VERIFY(start->isEnabled());
        QVERIFY2(hint->isHidden(), qPrintable(hint->text()));
        QCOMPARE(file->text(), QStringLiteral("Typed: Yes"));
        write(studio.path(QStringLiteral("film.srt")), "somebody's");
        places->setCurrentIndex(0);
        Q_EMIT places->activated(0);
        const auto* name = studio.find<QLabel>("exportNameHintLabel");
        QTRY_VERIFY(name->text().contains(QStringLiteral("film (2).mp4")));
        startExport(studio);
        studio.find<QTabBar>("takesTabBar")->setCurrentIndex(1);
        QTRY_VERIFY_WITH_TIMEOUT(rowText(studio, 0).contains(QStringLiteral("Exported")), kTimeout);
        const QByteArray srt = bytesOf(studio.path(QStringLiteral("film (2).srt")).toStdString());
        QVERIFY2(srt.startsWith("1\n00:00:01,") && srt.endsWith("\nYes\n\n"), srt.constData());
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
        choose("Phone, upright");
        QCOMPARE(studio.find<QComboBox>("exportShapeComboBox")->currentIndex(), 3);
        QVERIFY(sizes->currentText().startsWith(QString::fromUtf8("1080\u00a0×\u00a01920")));
        choose("Editing");
        QCOMPARE(studio.find<QComboBox>("exportShapeComboBox")->currentIndex(), 0);
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
        studio.find<QComboBox>("exportShapeComboBox")->setCurrentIndex(2);
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
        QCOMPARE(studio.find<QComboBox>("exportShapeComboBox")->currentIndex(), 2);
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
        studio.trigger(ActionId::ExportAgain);
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
        studio.trigger(ActionId::Export);
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

    void withoutANameNothingIsExported()
    {
        StudioFixture studio;
        openTake(studio, kFrames);
        openDialog(studio, studio.path(QStringLiteral("film.mp4")));
        auto* start = studio.find<QAbstractButton>("exportStartButton");
        for (const QString& path : {QString(), studio.path(QStringLiteral("exports/"))}) {
            studio.find<QLineEdit>("exportPathLineEdit")->setText(path);
            QVERIFY(!start->isEnabled());
            QCOMPARE(start->toolTip(), QStringLiteral("The file has no name yet."));
            QCOMPARE(studio.find<QLabel>("exportNameHintLabel")->text(), start->toolTip());
        }
        studio.find<QLineEdit>("exportPathLineEdit")->setText(studio.path(QStringLiteral("other.mp4")));
        QVERIFY(start->isEnabled());
        studio.click("exportCancelButton");
        QThreadPool::globalInstance()->waitForDone();
        QCoreApplication::sendPostedEvents();
    }

    // Not into the folder that the program was started in.
    void aBareNameIsInTheProposedFolder()
    {
        StudioFixture studio;
        const QString folder = studio.path(QStringLiteral("exports"));
        studio.context().settings.set(settings::kExportFolder, folder);
        openTake(studio, 12);
        openDialog(studio, QStringLiteral("bare.mp4"));
        const QString wanted = folder + QStringLiteral("/bare.mp4");
        const auto* hint = studio.find<QLabel>("exportNameHintLabel");
        QTRY_VERIFY_WITH_TIMEOUT(hint->text().contains(QStringLiteral("The folder will be made")), kTimeout);
        startExport(studio);
        QTRY_VERIFY_WITH_TIMEOUT(QFile::exists(wanted), kTimeout);
        QTRY_VERIFY_WITH_TIMEOUT(rowText(studio, 0).contains(QStringLiteral("in “exports”")), kTimeout);
        QVERIFY(!QFile::exists(QStringLiteral("bare.mp4")));
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
        const auto* table = studio.find<FormatsTable>("formatsTable");
        for (int row = 0; row < table->rowCount(); ++row) // Codecs have names, which are the same everywhere.
            QVERIFY(!table->item(row, 1)->text().contains(QRegularExpression(QStringLiteral("[a-z]{4}"))));
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
};

} // namespace

QTEST_MAIN(tst_Exports)
#include "tst_Exports.moc"
