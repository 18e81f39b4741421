// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/media/VoiceReader.h"
#include "tests/support/FakeEngine.h"
#include "tests/support/MediaFiles.h"
#include "tests/support/StudioFixture.h"
#include "tests/support/WatchedApplication.h"
#include "ui/controllers/SceneController.h"
#include "ui/dialogs/TimeEdit.h"
#include "ui/dialogs/VoiceDialog.h"
#include "ui/services/InputService.h"
#include "ui/widgets/LevelBar.h"

#include <QAction>
#include <QCheckBox>
#include <QComboBox>
#include <QLabel>
#include <QPushButton>

#include <cmath>
#include <numbers>

using namespace studio;
using namespace studio::ui;
using test::FakeEngine;
using test::StudioFixture;

namespace {

constexpr int kRate = 16000;
const QString kFox = QStringLiteral(DEMO_DATA "/voices/fox_en.wav");

// The voice in the window: its loudness, and the dialog that trims and normalises it.
class TestWindowVoice : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        m_control = std::make_shared<FakeEngine::Control>();
        m_studio = std::make_unique<StudioFixture>(std::make_unique<FakeEngine>(m_control));
        m_studio->open();
        m_studio->window().show();
    }
    void cleanup()
    {
        m_control->release(1000);
        m_studio.reset();
    }

    void aVeryQuietVoiceIsSaidAndNormalised()
    {
        const QString file = m_studio->path(QStringLiteral("quiet.wav"));
        test::writeWav(file.toStdString(), {voice(0.003, 0, 2)}, kRate);
        QVERIFY(m_studio->drop({file}));
        QTRY_COMPARE(line(), QStringLiteral("The voice is very quiet."));
        QCOMPARE(m_studio->find<QPushButton>("voiceRemedyButton")->text(), QStringLiteral("Normalise"));

        m_studio->click("voiceRemedyButton");
        QTRY_VERIFY(facts().endsWith(QStringLiteral("\u221216\u00a0LUFS")));
        QCOMPARE(line(), QStringLiteral("quiet.wav"));
        QVERIFY(scene().voiceLevel == VoiceLevel::to(-16));
        m_studio->trigger(ActionId::Undo);
        QTRY_COMPARE(line(), QStringLiteral("The voice is very quiet."));
        QVERIFY(scene().voiceLevel == VoiceLevel());
    }

    void anOrdinaryVoiceShowsItsLoudness()
    {
        QVERIFY(m_studio->drop({kFox}));
        QTRY_VERIFY(facts().endsWith(QLatin1String("LUFS")));
        QVERIFY(m_studio->find<QWidget>("voiceRemedyButton")->isHidden());
    }

    void theDialogHandsOverInOneStep()
    {
        VoiceDialog& dialog = openDialog(kFox);
        const int steps = context().scene.undoStack().count();
        const project::Scene before = scene();
        type(dialog, "voiceFromEdit", QStringLiteral("1,2"));
        type(dialog, "voiceToEdit", QStringLiteral("100f"));
        QCOMPARE(part<TimeEdit>(dialog, "voiceFromEdit").text(), QStringLiteral("0:01.20"));
        QCOMPARE(part<TimeEdit>(dialog, "voiceToEdit").text(), QStringLiteral("0:04.00"));
        QTRY_COMPARE(part<QLabel>(dialog, "voiceDialogFactsLabel").text(),
                     QStringLiteral("2.80 s → 2 clips, 8 blocks"));
        auto& normalise = part<QCheckBox>(dialog, "voiceNormaliseCheckBox");
        QVERIFY(!normalise.isChecked());
        normalise.click();
        choose(part<QComboBox>(dialog, "voiceTargetComboBox"), 1);
        QVERIFY(part<QLabel>(dialog, "voiceGainLabel").text().contains(QLatin1String("dB")));
        QVERIFY(scene() == before); // Nothing yet.

        part<QPushButton>(dialog, "voiceUseButton").click();
        QCOMPARE(context().scene.undoStack().count(), steps + 1);
        QCOMPARE(scene().trim, (project::Trim{1.2, 4.0}));
        QVERIFY(scene().voiceLevel == VoiceLevel::to(-14));
        m_studio->trigger(ActionId::Undo);
        QVERIFY(scene() == before);
    }

    void aTimeThatIsNoneIsRefused()
    {
        VoiceDialog& dialog = openDialog(kFox);
        auto& edit = part<TimeEdit>(dialog, "voiceFromEdit");
        type(dialog, "voiceFromEdit", QStringLiteral("0:01.5"));
        QCOMPARE(edit.text(), QStringLiteral("0:01.50"));
        edit.setFocus();
        edit.selectAll();
        QTest::keyClicks(&edit, QStringLiteral("soon"));
        QVERIFY(edit.property("wrong").toBool());
        QTest::keyClick(&edit, Qt::Key_Return);
        QCOMPARE(edit.seconds(), 1.5);
        QTest::keyClick(&edit, Qt::Key_Escape);
        QCOMPARE(edit.text(), QStringLiteral("0:01.50"));
        QVERIFY(!edit.property("wrong").toBool());
        QVERIFY(dialog.isVisible());
        QTest::keyClick(&edit, Qt::Key_Up);
        QCOMPARE(edit.text(), QStringLiteral("0:01.51"));
        QTest::keyClick(&edit, Qt::Key_Down, Qt::ShiftModifier);
        QCOMPARE(edit.text(), QStringLiteral("0:01.41"));
        QTest::keyClick(&edit, Qt::Key_Escape);
        QVERIFY(!dialog.isVisible());
        QCOMPARE(scene().trim, project::Trim());
    }

    void whatIsTypedCountsAtOnce()
    {
        VoiceDialog& dialog = openDialog(kFox);
        auto& edit = part<TimeEdit>(dialog, "voiceToEdit");
        edit.setFocus();
        edit.selectAll();
        QTest::keyClicks(&edit, QStringLiteral("soon"));
        QTest::keyClick(&edit, Qt::Key_Return, Qt::ControlModifier);
        QVERIFY(dialog.isVisible());
        QCOMPARE(scene().trim, project::Trim());
        edit.selectAll();
        QTest::keyClicks(&edit, QStringLiteral("2.5"));
        QTest::keyClick(&edit, Qt::Key_Return, Qt::ControlModifier);
        QVERIFY(!dialog.isVisible());
        QCOMPARE(scene().trim, (project::Trim{0, 2.5}));
    }

    void timesAreTypedInManyWays_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<double>("seconds"); // -1: no time
        QTest::newRow("seconds") << "12.4" << 12.4;
        QTest::newRow("with a comma") << " 12,4 " << 12.4;
        QTest::newRow("minutes") << "0:12.40" << 12.4;
        QTest::newRow("hours") << "1:02:03.5" << 3723.5;
        QTest::newRow("frames") << "310f" << 12.4;
        QTest::newRow("nothing") << "" << -1.0;
        QTest::newRow("words") << "soon" << -1.0;
        QTest::newRow("before the beginning") << "-1" << -1.0;
        QTest::newRow("parts of frames") << "1.5f" << -1.0;
        QTest::newRow("two points") << "1.2.3" << -1.0;
        QTest::newRow("infinite") << "inf" << -1.0;
        QTest::newRow("no end of digits") << QString(400, u'9') << -1.0;
    }
    void timesAreTypedInManyWays()
    {
        QFETCH(const QString, text);
        QFETCH(const double, seconds);
        const std::optional<double> typed = typedTime(text);
        QCOMPARE(typed.has_value(), seconds >= 0);
        if (typed)
            QVERIFY(std::abs(*typed - seconds) < 1e-9);
    }

    void theSilenceIsCut()
    {
        const QString file = m_studio->path(QStringLiteral("pauses.wav"));
        std::vector<float> samples = voice(0.3, 1, 3);
        samples.resize(size_t{5} * kRate);
        test::writeWav(file.toStdString(), {samples}, kRate);
        VoiceDialog& dialog = openDialog(file);
        part<QPushButton>(dialog, "voiceCutSilenceButton").click();
        const double from = part<TimeEdit>(dialog, "voiceFromEdit").seconds();
        const double to = part<TimeEdit>(dialog, "voiceToEdit").seconds();
        QVERIFY2(from > 0.85 && from <= 1.02, qPrintable(QString::number(from)));
        QVERIFY2(to >= 2.98 && to < 3.15, qPrintable(QString::number(to)));
        part<QPushButton>(dialog, "voiceWholeButton").click();
        QCOMPARE(part<TimeEdit>(dialog, "voiceFromEdit").seconds(), 0.0);
        QCOMPARE(part<TimeEdit>(dialog, "voiceToEdit").seconds(), 5.0);
    }

    void aVeryQuietVoiceIsNormalisedByItself()
    {
        const QString file = m_studio->path(QStringLiteral("quiet.wav"));
        test::writeWav(file.toStdString(), {voice(0.003, 0, 2)}, kRate);
        VoiceDialog& dialog = openDialog(file);
        QTRY_VERIFY(part<QLabel>(dialog, "voiceLoudnessLabel").text().contains(QLatin1String("very quiet")));
        QVERIFY(part<QCheckBox>(dialog, "voiceNormaliseCheckBox").isChecked());
        QVERIFY(part<LevelBar>(dialog, "voiceLevelBar").accessibleText().contains(QLatin1String("peak")));
        QTest::keyClick(&dialog, Qt::Key_Return, Qt::ControlModifier);
        QVERIFY(scene().voiceLevel == VoiceLevel::to(-16));
    }

    void aFileWithoutSoundIsSaid()
    {
        VoiceDialog& dialog = openDialog(kFox);
        dialog.setFile(QStringLiteral(DEMO_DATA "/portraits/ada.png"));
        QTRY_VERIFY(!part<QLabel>(dialog, "voiceProblemLabel").isHidden());
        QVERIFY(part<QLabel>(dialog, "voiceProblemLabel").text().contains(QLatin1String("has no sound")));
        QVERIFY(!part<QPushButton>(dialog, "voiceUseButton").isEnabled());
    }

private:
    // Syllables between two times, in seconds; before them silence.
    static std::vector<float> voice(double amplitude, double from, double to)
    {
        std::vector<float> samples(static_cast<size_t>(to * kRate));
        for (auto i = static_cast<size_t>(from * kRate); i < samples.size(); ++i) {
            const double t = static_cast<double>(i) / kRate;
            samples[i] = static_cast<float>(amplitude * std::pow(std::sin(std::numbers::pi * (4 * t + 0.5)), 2)
                                            * std::sin(2 * std::numbers::pi * 220 * t));
        }
        return samples;
    }

    [[nodiscard]] const WindowContext& context() const { return m_studio->context(); }
    [[nodiscard]] const project::Scene& scene() const { return context().scene.scene(); }
    [[nodiscard]] QString line() const { return m_studio->find<QLabel>("voiceNameLabel")->accessibleName(); }
    [[nodiscard]] QString facts() const { return m_studio->find<QLabel>("voiceFactsLabel")->text(); }

    VoiceDialog& openDialog(const QString& voice)
    {
        context().scene.setVoice(voice);
        QAction* action = m_studio->actions()[ActionId::VoiceDetails];
        if (!QTest::qWaitFor([action] { return action->isEnabled(); }, test::kPatience))
            qFatal("the voice isn't read");
        action->trigger();
        auto& dialog = m_studio->part<VoiceDialog>();
        if (!QTest::qWaitFor([&dialog] { return part<QPushButton>(dialog, "voiceUseButton").isEnabled(); },
                             test::kPatience))
            qFatal("the dialog doesn't read the voice");
        return dialog;
    }

    template<typename T>
    static T& part(const VoiceDialog& dialog, const char* name)
    {
        T* found = dialog.findChild<T*>(QLatin1String(name));
        if (!found)
            qFatal("no %s in the dialog", name);
        return *found;
    }

    static void type(const VoiceDialog& dialog, const char* name, const QString& text)
    {
        auto& edit = part<TimeEdit>(dialog, name);
        edit.setFocus();
        edit.selectAll();
        QTest::keyClicks(&edit, text);
        QTest::keyClick(&edit, Qt::Key_Return);
    }

    static void choose(QComboBox& box, int index)
    {
        box.setCurrentIndex(index);
        Q_EMIT box.activated(index);
    }

    std::shared_ptr<FakeEngine::Control> m_control;
    std::unique_ptr<StudioFixture> m_studio;
};

} // namespace

int main(int argc, char** argv)
{
    tests::WatchedApplication application(argc, argv);
    TestWindowVoice test;
    return QTest::qExec(&test, argc, argv);
}

#include "tst_WindowVoice.moc"
