// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/FakeEngine.h"
#include "tests/support/FinishedTake.h"
#include "tests/support/StudioFixture.h"
#include "ui/controllers/SceneController.h"
#include "ui/controllers/VoicePlayer.h"
#include "ui/models/TakeModel.h"
#include "ui/services/Gallery.h"
#include "ui/services/InputService.h"
#include "ui/services/RenderService.h"
#include "ui/services/TelemetryService.h"

#include <QAbstractButton>
#include <QAction>
#include <QDialog>
#include <QFile>
#include <QLabel>
#include <QListView>
#include <QMenu>
#include <QPlainTextEdit>
#include <QSpinBox>
#include <QTimer>
#include <QToolButton>

using namespace studio;
using namespace studio::ui;
using test::FakeEngine;
using test::StudioFixture;

namespace {

// What the program shows when it starts, and what there is to begin with.
class TestWindowStart : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        m_control = std::make_shared<FakeEngine::Control>();
        m_studio = std::make_unique<StudioFixture>(engine());
    }
    void cleanup()
    {
        m_control->release(1000);
        m_studio.reset();
    }

    void itOpensWhereItWasLeft()
    {
        m_studio->end();
        for (int i = 0; i < 3; ++i)
            QVERIFY(test::writeFinishedTake(m_studio->path(QStringLiteral("takes")).toStdString(), 12, 3));
        restart();
        QTRY_COMPARE(context().takes.rowCount(), 3);
        QCOMPARE(shownTake(), QStringLiteral("Player")); // No take was shown yet.
        prompt()->setPlainText(QStringLiteral("She laughs"));
        m_studio->find<QSpinBox>("stepsSpinBox")->setValue(7);
        clickTile("takesListView", 1);
        QTRY_COMPARE(shownTake(), QStringLiteral("Take 2"));
        QVERIFY(m_studio->window().windowTitle().startsWith(QStringLiteral("Untitled*")));
        m_studio->window().close();
        QTRY_VERIFY(!m_studio->window().isVisible()); // without a question
        restart();
        QCOMPARE(prompt()->toPlainText(), QStringLiteral("She laughs"));
        QCOMPARE(m_studio->find<QSpinBox>("stepsSpinBox")->value(), 7);
        QVERIFY(m_studio->window().windowTitle().startsWith(QStringLiteral("Untitled*")));
        QTRY_COMPARE(shownTake(), QStringLiteral("Take 2"));
        QTRY_VERIFY(button("exportButton")->isEnabled());
        QVERIFY(!m_studio->find<QWidget>("messageBar")->isVisible());
    }

    void filesOfTheCommandLineAreSeenAtOnce()
    {
        m_studio->end();
        QVERIFY(test::writeFinishedTake(m_studio->path(QStringLiteral("takes")).toStdString(), 12, 3));
        restart();
        QTRY_COMPARE(context().takes.rowCount(), 1);
        clickTile("takesListView", 0);
        QTRY_COMPARE(shownTake(), QStringLiteral("Take 1"));
        prompt()->setPlainText(QStringLiteral("She laughs"));
        m_studio->restart(engine());
        m_studio->open({QStringLiteral(DEMO_DATA "/portraits/chen.png")});
        QTRY_COMPARE(inputName("portraitNameLabel"), QStringLiteral("chen.png"));
        QCOMPARE(prompt()->toPlainText(), QStringLiteral("She laughs")); // in the scene that was left
        QTRY_COMPARE(context().takes.rowCount(), 1);
        QCOMPARE(shownTake(), QStringLiteral("Player"));
    }

    void nothingIsUnsavedBeforeTheFirstEdit()
    {
        m_studio->open();
        QTRY_VERIFY(button("renderButton")->isEnabled());
        QVERIFY(m_studio->window().windowTitle().startsWith(QStringLiteral("Untitled –")));
        m_control->release(1000);
        m_studio->click("renderButton"); // draws another seed
        QTRY_VERIFY(context().takes.rowCount() == 1 && !context().renderer.isRunning());
        QVERIFY(!context().scene.isModified());
        prompt()->setPlainText(QStringLiteral("mine"));
        QTRY_VERIFY(m_studio->window().windowTitle().contains(QStringLiteral("Untitled*")));
    }

    void theFirstStartRendersWhatWasPicked()
    {
        firstStart();
        QVERIFY(context().scene.scene().portrait.empty());
        auto* start = button("startButton");
        QCOMPARE(start->text().trimmed(), QStringLiteral("Start with Ada and “Welcome”"));
        QCOMPARE(tiles("faceGallery"), 8);
        QCOMPARE(tiles("voiceGallery"), 4);
        clickTile("faceGallery", 1);
        QCOMPARE(start->text().trimmed(), QStringLiteral("Start with Bruno and “Welcome”"));
        clickTile("voiceGallery", 1);
        QCOMPARE(start->text().trimmed(), QStringLiteral("Start with Bruno and “The fox”"));
        m_studio->click("startButton");
        QTRY_VERIFY(context().renderer.isRunning());
        const project::Scene ordered = context().renderer.state().running()->scene;
        QCOMPARE(ordered.portrait.filename().string(), "bruno.png");
        QCOMPARE(ordered.voice.filename().string(), "fox_en.wav");
        QCOMPARE(ordered.prompt, "A man tells a story, smiling");
        QVERIFY(!context().scene.isModified());
        m_control->release(1000);
        QTRY_COMPARE(context().takes.rowCount(), 1);
        // Only once.
        restart();
        QVERIFY(!m_studio->window().findChild<QDialog*>(QStringLiteral("firstStartDialog")));
        QTRY_COMPARE(inputName("portraitNameLabel"), QStringLiteral("bruno.png"));
    }

    void aVoiceIsHeardByAClick()
    {
        firstStart();
        QTRY_VERIFY(tile("voiceGallery", 2).data(kVoiceTileRole).value<VoiceTile>().pyramid);
        const auto heard
            = [this](int row) { return tile("voiceGallery", row).data(kVoiceTileRole).value<VoiceTile>().played >= 0; };
        clickTile("voiceGallery", 2);
        QVERIFY(heard(2) && context().voice.isPlaying());
        QTRY_VERIFY(tile("voiceGallery", 2).data(kVoiceTileRole).value<VoiceTile>().played > 0);
        clickTile("voiceGallery", 3); // one at a time
        QVERIFY(!heard(2) && heard(3));
        clickTile("voiceGallery", 3);
        QVERIFY(!heard(3) && !context().voice.isPlaying());
        clickTile("voiceGallery", 0);
        QVERIFY(context().voice.isPlaying());
        m_studio->click("startButton");
        QVERIFY(!context().voice.isPlaying());
    }

    void ownFilesAreTilesToo()
    {
        firstStart();
        const QString picture = m_studio->path(QStringLiteral("me.png"));
        QVERIFY(QFile::copy(QStringLiteral(DEMO_DATA "/portraits/emil.png"), picture));
        const QString voice = QStringLiteral(DEMO_DATA "/voices/morning_en.wav");
        auto* dialog = m_studio->find<QDialog>("firstStartDialog");
        QVERIFY(m_studio->drop({picture, voice}, dialog));
        QTRY_COMPARE(button("startButton")->text().trimmed(),
                     QStringLiteral("Start with “me.png” and “morning_en.wav”"));
        QCOMPARE(tiles("faceGallery"), 9);
        QCOMPARE(tiles("voiceGallery"), 5);
        QTRY_VERIFY(!tile("faceGallery", 8).data(Qt::DecorationRole).value<QImage>().isNull());
        for (const char* gallery : {"faceGallery", "voiceGallery"}) { // None is scrolled away.
            const auto* view = m_studio->find<QListView>(gallery);
            const auto isWholeInSight = [view](int row) {
                return view->viewport()->rect().contains(view->visualRect(view->model()->index(row, 0)));
            };
            for (int row = 0; row < view->model()->rowCount(); ++row)
                QTRY_VERIFY2(isWholeInSight(row), gallery);
        }
        QVERIFY(context().scene.scene().portrait.empty()); // The window behind took nothing.
        m_studio->click("startButton");
        QTRY_VERIFY(context().renderer.isRunning());
        QCOMPARE(context().renderer.state().running()->scene.portrait.string(), picture.toStdString());
    }

    void escapeIsAnEmptyScene()
    {
        firstStart();
        QTest::keyClick(m_studio->find<QDialog>("firstStartDialog"), Qt::Key_Escape);
        QTRY_VERIFY(m_studio->find<QWidget>("welcomePage")->isVisible());
        QVERIFY(!context().scene.scene().hasInputs());
        QVERIFY(!context().scene.isModified());
        QVERIFY(!button("renderButton")->isEnabled());
        m_studio->window().close();
        restart();
        QTRY_VERIFY(m_studio->find<QWidget>("welcomePage")->isVisible()); // as it was left
    }

    // No card for what can't run here.
    void theModelsAreThoseThatCanRun()
    {
        firstStart();
        const auto isGpu = [this] { return context().telemetry.gpu().has_value(); };
        QVERIFY(m_studio->find<QWidget>("demoModelCard")->isVisible());
        if (!isGpu()) {
            for (const char* const missing : {"foundModelCard", "downloadModelCard", "demoModelRadio"})
                QVERIFY(!m_studio->find<QWidget>(missing)->isVisible());
        }
        QTRY_COMPARE(m_studio->find<QLabel>("noGpuLabel")->isVisible(), !isGpu());
        QVERIFY(m_studio->find<QLabel>("machineLabel")->text().startsWith(QStringLiteral("Found: ")));
    }

    void theWelcomePageOpensRecentScenes()
    {
        m_studio->open();
        QTRY_VERIFY(button("renderButton")->isEnabled());
        prompt()->setPlainText(QStringLiteral("The first"));
        for (const char* name : {"Boats.avatarscene", "gone.avatarscene"}) {
            context().scene.saveAs(m_studio->path(QLatin1String(name)));
            QTRY_VERIFY(context().scene.file().endsWith(QLatin1String(name)));
        }
        QVERIFY(QFile::remove(m_studio->path(QStringLiteral("gone.avatarscene"))));
        m_studio->trigger(ActionId::NewScene);
        QTRY_VERIFY(m_studio->find<QWidget>("welcomePage")->isVisible());
        QTRY_COMPARE(tiles("recentScenesView"), 1);
        QVERIFY(tile("recentScenesView", 0).data().toString().startsWith(QStringLiteral("Boats\n")));
        QVERIFY(!tile("recentScenesView", 0).data(Qt::DecorationRole).value<QImage>().isNull());
        QTRY_VERIFY(m_studio->find<QWidget>("recentScenesView")->isVisible());
        clickTile("recentScenesView", 0);
        QTRY_COMPARE(context().scene.name(), QStringLiteral("Boats"));
        QTRY_VERIFY(!m_studio->find<QWidget>("welcomePage")->isVisible());
        QCOMPARE(prompt()->toPlainText(), QStringLiteral("The first"));
    }

    void theWelcomePageHasFaces()
    {
        m_studio->open();
        QTRY_VERIFY(button("renderButton")->isEnabled());
        m_studio->trigger(ActionId::NewScene);
        QTRY_VERIFY(m_studio->find<QWidget>("welcomePage")->isVisible());
        auto* faces = m_studio->find<QListView>("welcomeFacesView");
        QCOMPARE(faces->model()->rowCount(), 8);
        // By keys, too.
        faces->setFocus();
        QTest::keyClick(faces, Qt::Key_Right);
        QTest::keyClick(faces, Qt::Key_Right);
        const QString name = faces->currentIndex().data().toString();
        QVERIFY(!name.isEmpty());
        QTest::keyClick(faces, Qt::Key_Return);
        QTRY_VERIFY(m_studio->find<QWidget>("portraitCropView")->isVisible());
        QCOMPARE(inputName("portraitNameLabel"), QString(name.toLower() + QStringLiteral(".png")));
        QTRY_VERIFY(!m_studio->find<QWidget>("welcomePage")->isVisible());
    }

    void aBrokenPortraitLeavesTheWelcomePage()
    {
        m_studio->open();
        QTRY_VERIFY(button("renderButton")->isEnabled());
        m_studio->trigger(ActionId::NewScene);
        QTRY_VERIFY(m_studio->find<QWidget>("welcomePage")->isVisible());
        context().scene.setPortrait(QStringLiteral(DEMO_DATA "/prompts.txt"));
        QTRY_VERIFY(inputName("portraitNameLabel").contains(QStringLiteral("is not a picture")));
        QVERIFY(m_studio->find<QWidget>("welcomePage")->isVisible());
        auto* remedy = button("portraitRemedyButton");
        QTRY_VERIFY(remedy->isVisible());
        QCOMPARE(remedy->text(), QStringLiteral("Choose another…"));
        m_studio->click("portraitRemedyButton");
        QTRY_VERIFY(m_studio->window().findChild<QDialog*>(QStringLiteral("fileDialog")));
    }

    void theHistoryMenusHaveTheDemosFiles()
    {
        m_studio->open();
        QTRY_VERIFY(button("renderButton")->isEnabled());
        m_studio->trigger(ActionId::NewScene);
        QTRY_COMPARE(button("portraitRemedyButton")->text(), QStringLiteral("Demo faces"));
        pick("portraitRecentButton", QStringLiteral("Dora"));
        QTRY_COMPARE(inputName("portraitNameLabel"), QStringLiteral("dora.png"));
        pick("voiceRecentButton", QStringLiteral("Good morning, "));
        QTRY_COMPARE(inputName("voiceNameLabel"), QStringLiteral("morning_en.wav"));
        QTRY_VERIFY(button("renderButton")->isEnabled());
        QVERIFY(!button("portraitRemedyButton")->isVisible());
    }

    void theAutosavesIntervalAppliesAtOnce()
    {
        m_studio->open();
        const auto* timer = context().scene.findChild<QTimer*>(QStringLiteral("autosaveTimer"));
        m_studio->window().showSettings(SettingsPage::Files);
        m_studio->find<QSpinBox>("autosaveSpinBox")->setValue(25);
        QCOMPARE(timer->interval(), 25'000);
    }

    void typingIsUndoneByWords()
    {
        m_studio->open();
        QTRY_VERIFY(button("renderButton")->isEnabled());
        m_studio->trigger(ActionId::NewScene);
        prompt()->setFocus();
        QTest::keyClicks(prompt(), QStringLiteral("she laughs"));
        QTest::keyClick(prompt(), Qt::Key_Z, Qt::ControlModifier);
        QCOMPARE(prompt()->toPlainText(), QStringLiteral("she "));
        QTest::keyClicks(prompt(), QStringLiteral("cries")); // where the word was
        QCOMPARE(prompt()->toPlainText(), QStringLiteral("she cries"));
        QCOMPARE(context().scene.scene().prompt, "she cries");
    }

    void thePromptGrowsWhileItIsWritten()
    {
        m_studio->open();
        QTRY_VERIFY(button("renderButton")->isEnabled());
        const Theme& theme = context().theme;
        m_studio->window().resize(theme.px(1120), theme.px(700)); // the smallest with three columns
        auto* video = m_studio->find<QWidget>("videoView");
        video->setFocus();
        prompt()->setPlainText(QStringLiteral("a woman talks and smiles ").repeated(20));
        QCoreApplication::sendPostedEvents();
        const QRect before = prompt()->geometry();
        prompt()->setFocus();
        QTRY_VERIFY(prompt()->height() > before.height());
        QCOMPARE(prompt()->geometry().bottom(), before.bottom());
        QVERIFY(prompt()->y() >= m_studio->find<QWidget>("portraitPicker")->y());
        video->setFocus();
        QTRY_COMPARE(prompt()->geometry(), before);
    }

    void theGrowingPromptLeavesAProblemInSight()
    {
        m_studio->open();
        QTRY_VERIFY(button("renderButton")->isEnabled());
        const Theme& theme = context().theme;
        m_studio->window().resize(theme.px(1120), theme.px(700));
        prompt()->setPlainText(QStringLiteral("a woman talks and smiles ").repeated(20));
        QFile file(m_studio->path(QStringLiteral("none.png")));
        QVERIFY(file.open(QIODevice::WriteOnly) && file.write("none") == 4);
        file.close();
        const auto covers = [this](const char* name) {
            return prompt()->geometry().intersects(m_studio->find<QWidget>(name)->geometry());
        };
        prompt()->setFocus();
        QTRY_VERIFY(covers("portraitFieldLine"));
        context().scene.setPortrait(file.fileName());
        QTRY_VERIFY(context().inputs.portrait().error);
        QTRY_VERIFY(!covers("portraitFieldLine"));
        QVERIFY(covers("voiceFieldLine"));
        context().scene.setVoice(file.fileName());
        QTRY_VERIFY(context().inputs.voice().error);
        QTRY_VERIFY(!covers("voiceFieldLine"));
    }

private:
    [[nodiscard]] const WindowContext& context() { return m_studio->context(); }
    [[nodiscard]] std::unique_ptr<FakeEngine> engine() { return std::make_unique<FakeEngine>(m_control); }
    [[nodiscard]] QAbstractButton* button(const char* name) { return m_studio->find<QAbstractButton>(name); }
    [[nodiscard]] QPlainTextEdit* prompt() { return m_studio->find<QPlainTextEdit>("promptTextEdit"); }
    [[nodiscard]] QString shownTake() { return m_studio->find<QLabel>("takeTitleLabel")->text(); }
    [[nodiscard]] QString inputName(const char* label) { return m_studio->find<QLabel>(label)->accessibleName(); }
    [[nodiscard]] int tiles(const char* view) { return m_studio->find<QListView>(view)->model()->rowCount(); }
    [[nodiscard]] QModelIndex tile(const char* view, int row)
    {
        return m_studio->find<QListView>(view)->model()->index(row, 0);
    }
    void clickTile(const char* view, int row)
    {
        auto* list = m_studio->find<QListView>(view);
        QTRY_VERIFY(list->viewport()->rect().contains(list->visualRect(tile(view, row)).center()));
        QTest::mouseClick(list->viewport(), Qt::LeftButton, {}, list->visualRect(tile(view, row)).center());
    }
    // Of a button's menu, by the beginning of its words.
    void pick(const char* button, const QString& words)
    {
        QMenu* menu = m_studio->find<QToolButton>(button)->menu();
        Q_EMIT menu->aboutToShow();
        for (QAction* action : menu->actions()) {
            if (action->text().startsWith(words)) {
                action->trigger();
                return;
            }
        }
        QFAIL(qPrintable(words));
    }
    void restart()
    {
        m_studio->restart(engine());
        m_studio->open();
    }
    void firstStart()
    {
        m_studio->end();
        m_studio->settings().set(settings::kFirstStartDone, false);
        restart();
        QVERIFY(m_studio->find<QDialog>("firstStartDialog")->isVisible());
    }

    std::shared_ptr<FakeEngine::Control> m_control;
    std::unique_ptr<StudioFixture> m_studio;
};

} // namespace

QTEST_MAIN(TestWindowStart)
#include "tst_WindowStart.moc"
