// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/FakeEngine.h"
#include "tests/support/StudioFixture.h"
#include "tests/support/WatchedApplication.h"
#include "ui/common/Words.h"
#include "ui/controllers/SceneController.h"
#include "ui/dialogs/SubtitleRow.h"
#include "ui/dialogs/VoiceDialog.h"
#include "ui/dialogs/WordsDialog.h"
#include "ui/services/Folders.h"

#include <QComboBox>
#include <QLabel>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QSlider>

using namespace studio;
using namespace studio::ui;
using test::FakeEngine;
using test::StudioFixture;

namespace {

const QString kFox = QStringLiteral(DEMO_DATA "/voices/fox_en.wav");

// Voices of typed words, which the script that stands for espeak-ng speaks.
class TestWindowSpeech : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        m_path = qgetenv("PATH");
        m_tools = std::make_unique<QTemporaryDir>();
        QFile::link(QStringLiteral(FAKE_SPEECH_PROGRAM), m_tools->filePath(QStringLiteral("espeak-ng")));
        qputenv("PATH", m_tools->path().toUtf8() + ':' + m_path);
        qputenv("FAKE_SPEECH_SOUND", kFox.toUtf8());
        qputenv("FAKE_SPEECH_LOG", log().toUtf8());
        qputenv("FAKE_SPEECH", {});
        m_control = std::make_shared<FakeEngine::Control>();
        m_studio = std::make_unique<StudioFixture>(std::make_unique<FakeEngine>(m_control));
        m_studio->open();
        m_studio->window().show();
    }
    void cleanup()
    {
        m_control->release(1000);
        m_studio.reset();
        qputenv("PATH", m_path);
    }

    void wordsBecomeTheVoiceInOneStep()
    {
        VoiceDialog& dialog = openDialog();
        part<QPushButton>(dialog, "voiceFromTextButton").click();
        auto& make = part<QPushButton>(dialog, "voiceMakeButton");
        QVERIFY(!make.isEnabled());
        QVERIFY(!part<QPushButton>(dialog, "voiceUseButton").isEnabled());
        auto& voices = part<QComboBox>(dialog, "voiceSpeechComboBox");
        QTRY_COMPARE(voices.count(), 4);
        QCOMPARE(voices.itemText(voices.findData(QStringLiteral("de"))), QStringLiteral("Deutsch · de"));
        part<QPlainTextEdit>(dialog, "voiceTextEdit").setPlainText(QStringLiteral("Good morning, all: one!"));
        QCOMPARE(part<QLabel>(dialog, "voiceWordsLabel").text(), QStringLiteral("4 words"));
        part<QPushButton>(dialog, "voiceSilenceButton").click();
        choose(voices, voices.findData(QStringLiteral("de")));
        part<QSlider>(dialog, "voicePaceSlider").setValue(120);
        part<QSlider>(dialog, "voicePitchSlider").setValue(70);
        const int steps = context().scene.undoStack().count();
        const project::Scene before = scene();
        QCOMPARE(make.text(), QStringLiteral("Make the voice"));
        make.click();
        QTRY_VERIFY(part<QPushButton>(dialog, "voiceUseButton").isEnabled());
        QCOMPARE(make.text(), QStringLiteral("Speak it again"));
        QCOMPARE(part<QLabel>(dialog, "voiceMakeStatusLabel").text(), QStringLiteral("Made on this computer"));
        QVERIFY(scene() == before);

        part<QPushButton>(dialog, "voiceUseButton").click();
        QCOMPARE(context().scene.undoStack().count(), steps + 1);
        const Speech expected{.text = "[pause 0.5]Good morning, all: one!", .voice = "de", .pace = 120, .pitch = 70};
        QVERIFY(scene().speech == expected);
        QCOMPARE(fileName(), QStringLiteral("Good morning all one.wav"));
        QVERIFY(QFile::exists(voiceFile()));
        m_studio->trigger(ActionId::Undo);
        QVERIFY(scene() == before);
        m_studio->trigger(ActionId::Redo);
        QVERIFY(scene().speech == expected);
    }

    void changedWordsAreSpokenAgain()
    {
        useSpoken(QStringLiteral("One"));
        const QString first = voiceFile();
        VoiceDialog& dialog = openDialog();
        QCOMPARE(part<QPlainTextEdit>(dialog, "voiceTextEdit").toPlainText(), QStringLiteral("One"));
        auto& use = part<QPushButton>(dialog, "voiceUseButton");
        QTRY_VERIFY(use.isEnabled());
        part<QPlainTextEdit>(dialog, "voiceTextEdit").setPlainText(QStringLiteral("One two"));
        QVERIFY(!use.isEnabled());
        QCOMPARE(part<QLabel>(dialog, "voiceMakeStatusLabel").text(), QStringLiteral("The words have changed since."));
        QTest::keyClick(&dialog, Qt::Key_Return, Qt::ControlModifier);
        QVERIFY(dialog.isVisible());
        part<QPlainTextEdit>(dialog, "voiceTextEdit").setPlainText(QStringLiteral("One"));
        QVERIFY(use.isEnabled());
        part<QPushButton>(dialog, "voiceMakeButton").click();
        QTRY_COMPARE(part<QPushButton>(dialog, "voiceMakeButton").text(), QStringLiteral("Speak it again"));
        QTRY_VERIFY(use.isEnabled());
        use.click();
        QVERIFY(voiceFile() != first);
        QVERIFY(QFile::exists(first)); // an undo has it
    }

    void wordsSurviveARestart()
    {
        useSpoken(QStringLiteral("One two"));
        const QString file = voiceFile();
        m_studio->restart(std::make_unique<FakeEngine>(m_control));
        m_studio->open();
        QCOMPARE(voiceFile(), file);
        QVERIFY(scene().speech == Speech{.text = "One two"});
        VoiceDialog& dialog = openDialog();
        QVERIFY(part<QPushButton>(dialog, "voiceFromTextButton").isChecked());
        QCOMPARE(part<QPlainTextEdit>(dialog, "voiceTextEdit").toPlainText(), QStringLiteral("One two"));
    }

    void sourcesKeepWhatTheyHave()
    {
        useSpoken(QStringLiteral("One"));
        VoiceDialog& dialog = openDialog();
        dialog.setFile(kFox);
        QVERIFY(part<QPushButton>(dialog, "voiceFromFileButton").isChecked());
        auto& use = part<QPushButton>(dialog, "voiceUseButton");
        QTRY_VERIFY(use.isEnabled());
        part<QPushButton>(dialog, "voiceFromTextButton").click();
        part<QPushButton>(dialog, "voiceFromFileButton").click();
        QTRY_VERIFY(use.isEnabled());
        use.click();
        QCOMPARE(voiceFile(), kFox);
        QVERIFY(!scene().speech);
    }

    void anotherVoiceSaysOtherWords()
    {
        useSpoken(QStringLiteral("One"));
        context().scene.setVoice(kFox);
        QVERIFY(!scene().speech);
        m_studio->trigger(ActionId::Undo);
        QVERIFY(scene().speech.has_value());
    }

    void failuresAreSaid_data()
    {
        QTest::addColumn<QByteArray>("how");
        QTest::addColumn<QString>("sentence");
        QTest::newRow("fails") << QByteArray("fails") << QStringLiteral("“espeak-ng” could not speak the words.");
        QTest::newRow("no sound") << QByteArray("garbage") << QStringLiteral("“espeak-ng” could not speak the words.");
    }
    void failuresAreSaid()
    {
        QFETCH(const QByteArray, how);
        QFETCH(const QString, sentence);
        qputenv("FAKE_SPEECH", how);
        VoiceDialog& dialog = openDialog();
        part<QPushButton>(dialog, "voiceFromTextButton").click();
        part<QPlainTextEdit>(dialog, "voiceTextEdit").setPlainText(QStringLiteral("One"));
        part<QPushButton>(dialog, "voiceMakeButton").click();
        QTRY_COMPARE(part<QLabel>(dialog, "voiceMakeStatusLabel").text(), sentence);
        QVERIFY(!part<QPushButton>(dialog, "voiceUseButton").isEnabled());
        QVERIFY(voices().isEmpty());
    }

    void aMissingEspeakIsSaid()
    {
        qputenv("PATH", m_tools->filePath(QStringLiteral("nowhere")).toUtf8());
        VoiceDialog& dialog = openDialog();
        part<QPushButton>(dialog, "voiceFromTextButton").click();
        QTRY_VERIFY(
            part<QLabel>(dialog, "voiceMakeStatusLabel").text().contains(QLatin1String("sudo apt install espeak-ng")));
    }

    void aStopLeavesNothing()
    {
        qputenv("FAKE_SPEECH", "waits");
        VoiceDialog& dialog = openDialog();
        part<QPushButton>(dialog, "voiceFromTextButton").click();
        part<QPlainTextEdit>(dialog, "voiceTextEdit").setPlainText(QStringLiteral("One"));
        auto& make = part<QPushButton>(dialog, "voiceMakeButton");
        make.click();
        QCOMPARE(make.text(), QStringLiteral("Stop"));
        QTRY_VERIFY(QFile::exists(log() + QStringLiteral(".begun")));
        make.click();
        QTRY_COMPARE(make.text(), QStringLiteral("Make the voice"));
        QVERIFY(voices().isEmpty());
    }

    void closingTheDialogStopsTheProgram()
    {
        qputenv("FAKE_SPEECH", "waits");
        VoiceDialog& dialog = openDialog();
        part<QPushButton>(dialog, "voiceFromTextButton").click();
        part<QPlainTextEdit>(dialog, "voiceTextEdit").setPlainText(QStringLiteral("One"));
        part<QPushButton>(dialog, "voiceMakeButton").click();
        QTRY_VERIFY(QFile::exists(log() + QStringLiteral(".begun")));
        const QPointer<VoiceDialog> open(&dialog);
        dialog.close();
        QTRY_VERIFY(!open);
        QVERIFY(QThreadPool::globalInstance()->waitForDone(test::kPatience));
        QVERIFY(voices().isEmpty());
    }

    void anotherProgramIsASetting()
    {
        m_studio->end();
        m_studio->settings().set(settings::kSpeechCommand,
                                 QStringLiteral("'" FAKE_SPEECH_PROGRAM "' {wav} {text} {voice}"));
        m_studio->restart(std::make_unique<FakeEngine>(m_control));
        m_studio->open();
        VoiceDialog& dialog = openDialog();
        part<QPushButton>(dialog, "voiceFromTextButton").click();
        part<QPlainTextEdit>(dialog, "voiceTextEdit").setPlainText(QStringLiteral("One"));
        part<QPushButton>(dialog, "voiceMakeButton").click();
        QTRY_VERIFY(part<QLabel>(dialog, "voiceMakeStatusLabel").text().contains(QLatin1String("name of a voice")));
        part<QComboBox>(dialog, "voiceSpeechComboBox").setEditText(QStringLiteral("anna.onnx"));
        part<QPushButton>(dialog, "voiceMakeButton").click();
        QTRY_VERIFY(part<QPushButton>(dialog, "voiceUseButton").isEnabled());
        QFile called(log());
        QVERIFY(called.open(QIODevice::ReadOnly) && called.readAll().endsWith("\nanna.onnx\n"));
    }

    void theDialogFitsASmallScreen()
    {
        VoiceDialog& dialog = openDialog();
        part<QPushButton>(dialog, "voiceFromTextButton").click();
        const QSize least = dialog.minimumSizeHint();
        QVERIFY2(least.width() <= 960 && least.height() <= 510,
                 qPrintable(QStringLiteral("%1 x %2").arg(least.width()).arg(least.height())));
    }

    void subtitlesOfferTheSpokenWords()
    {
        QDialog dialog;
        SubtitleRow row(context(), dialog, 80);
        row.setSpoken(QStringLiteral("Good morning."));
        QVBoxLayout column(&dialog);
        row.addTo(column);
        dialog.show();
        QVERIFY(part<QLineEdit>(dialog, "exportSubtitlesLineEdit").placeholderText().contains(QLatin1String("spoken")));
        part<QPushButton>(dialog, "exportWordsButton").click();
        QTRY_VERIFY(dialog.findChild<WordsDialog*>());
        QCOMPARE(part<QPlainTextEdit>(dialog, "wordsTextEdit").toPlainText(), QStringLiteral("Good morning."));
    }

private:
    [[nodiscard]] QString log() const { return m_tools->filePath(QStringLiteral("log")); }
    [[nodiscard]] const WindowContext& context() const { return m_studio->context(); }
    [[nodiscard]] const project::Scene& scene() const { return context().scene.scene(); }
    [[nodiscard]] QString voiceFile() const { return QString::fromStdString(scene().voice.string()); }
    [[nodiscard]] QString fileName() const { return QFileInfo(voiceFile()).fileName(); }
    // Hidden ones, too.
    [[nodiscard]] QStringList voices() const
    {
        return QDir(words::text(Folders::of(context().settings).voices)).entryList(QDir::Files | QDir::Hidden);
    }

    VoiceDialog& openDialog()
    {
        m_studio->trigger(ActionId::VoiceDetails);
        return m_studio->part<VoiceDialog>();
    }

    void useSpoken(const QString& text)
    {
        VoiceDialog& dialog = openDialog();
        part<QPushButton>(dialog, "voiceFromTextButton").click();
        part<QPlainTextEdit>(dialog, "voiceTextEdit").setPlainText(text);
        part<QPushButton>(dialog, "voiceMakeButton").click();
        if (!QTest::qWaitFor([&dialog] { return part<QPushButton>(dialog, "voiceUseButton").isEnabled(); },
                             test::kPatience))
            qFatal("the words aren't spoken");
        const QPointer<VoiceDialog> open(&dialog);
        part<QPushButton>(dialog, "voiceUseButton").click();
        if (!QTest::qWaitFor([&open] { return !open; }, test::kPatience))
            qFatal("the dialog stays");
    }

    template<typename T>
    static T& part(const QWidget& dialog, const char* name)
    {
        T* found = dialog.findChild<T*>(QLatin1String(name));
        if (!found)
            qFatal("no %s in the dialog", name);
        return *found;
    }

    static void choose(QComboBox& box, int index)
    {
        box.setCurrentIndex(index);
        Q_EMIT box.activated(index);
    }

    QByteArray m_path;
    std::unique_ptr<QTemporaryDir> m_tools;
    std::shared_ptr<FakeEngine::Control> m_control;
    std::unique_ptr<StudioFixture> m_studio;
};

} // namespace

int main(int argc, char** argv)
{
    tests::WatchedApplication application(argc, argv);
    TestWindowSpeech test;
    return QTest::qExec(&test, argc, argv);
}

#include "tst_WindowSpeech.moc"
