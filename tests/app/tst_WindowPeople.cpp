// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/media/VoiceReader.h"
#include "tests/support/JobsInWindow.h"
#include "tests/support/MediaFiles.h"
#include "tests/support/Pointing.h"
#include "tests/support/WatchedApplication.h"
#include "ui/common/Languages.h"
#include "ui/dialogs/PeopleDialog.h"
#include "ui/dialogs/PersonRow.h"
#include "ui/panels/ElidedLabel.h"
#include "ui/services/InputService.h"
#include "ui/widgets/PeopleView.h"

#include <QPainter>
#include <QPushButton>
#include <QSet>
#include <QToolButton>

#include <cmath>
#include <numbers>

using namespace studio;
using namespace studio::ui;
using test::FakeEngine;
using test::StudioFixture;

namespace {

constexpr int kRate = 16000;

// Who speaks in a portrait of several people, in the window.
class TestWindowPeople : public test::JobsInWindow {
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        begin();
        m_studio->window().show();
        // Two of the demo's faces side by side.
        QImage both(256, 128, QImage::Format_RGB32);
        QPainter painter(&both);
        painter.drawImage(QRect(0, 0, 128, 128), QImage(QStringLiteral(DEMO_DATA "/portraits/ada.png")));
        painter.drawImage(QRect(128, 0, 128, 128), QImage(QStringLiteral(DEMO_DATA "/portraits/bruno.png")));
        painter.end();
        m_portrait = m_studio->path(QStringLiteral("two.png"));
        QVERIFY(both.save(m_portrait));
        m_anna = speak("anna.wav", 220, 0, 2);
        m_ben = speak("ben.wav", 330, 2, 4);
        m_talk = speak("talk.wav", 440, 0, 3);
        context().scene.setInputs(m_portrait, m_talk);
        QTRY_VERIFY(areRead());
        QTRY_VERIFY(isReady());
    }
    void cleanup() { end(); }

    // The way from the picture to what the engine gets.
    void twoPeopleGetAVoiceEach()
    {
        PeopleDialog& dialog = openDialog();
        QVERIFY(label(dialog, "peopleNobodyLabel").isVisible());
        const int steps = context().scene.undoStack().count();
        const project::Scene before = scene();
        markBoth(dialog);
        QVERIFY(!label(dialog, "peopleNobodyLabel").isVisible());
        QVERIFY(label(dialog, "peopleSoundLabel").text().contains(QStringLiteral("talk.wav")));
        QVERIFY(m_studio->drop({m_anna}, dialog.findChild<QWidget*>(QStringLiteral("personRow1"))));
        QVERIFY(label(dialog, "peopleSoundLabel").text().contains(QStringLiteral("stays “talk.wav”")));
        dialog.setVoice(1, m_ben);
        QCOMPARE(voiceOf(dialog, 2), QStringLiteral("ben.wav"));
        QVERIFY(label(dialog, "peopleSoundLabel").text().contains(QStringLiteral("together")));
        QCOMPARE(scene().people.size(), size_t{0}); // Nothing yet.

        press(dialog, "peopleOkButton");
        QTRY_COMPARE(scene().people.size(), size_t{2});
        QTRY_VERIFY(!m_studio->window().findChild<PeopleDialog*>());
        QCOMPARE(context().scene.undoStack().count(), steps + 1);
        QCOMPARE(scene().people[0].voice.string(), m_anna.toStdString());
        QVERIFY(std::abs(scene().people[1].area.x - 0.55) < 0.02);
        QCOMPARE(scene().voice.filename().string(), "anna + ben together.wav");
        QCOMPARE(scene().voice.parent_path().string(), m_studio->path(QStringLiteral("takes/Voices")).toStdString());
        const Result<media::Voice> mixed = media::readVoice(scene().voice);
        QVERIFY(mixed);
        QCOMPARE(std::lround(mixed->seconds), 4L); // of the longest one; each has its half
        for (const auto& [from, to] : {std::pair(0.1, 1.9), std::pair(2.1, 3.9)})
            QVERIFY2(loudest(*mixed, from, to) > 0.2, qPrintable(QString::number(loudest(*mixed, from, to))));
        QTRY_COMPARE(button("peopleButton")->text(), QStringLiteral("2 people speak"));
        QVERIFY(button("peopleButton")->toolTip().contains(QStringLiteral("1: anna.wav")));
        QTRY_VERIFY(button("peopleButton")->width() >= button("peopleButton")->sizeHint().width()); // not cut off

        m_studio->trigger(ActionId::Undo);
        QVERIFY(scene() == before);
        QTRY_VERIFY(!button("peopleButton")->isVisible() || button("peopleButton")->text().endsWith(u'…'));
        context().scene.undoStack().redo();
        QCOMPARE(scene().people.size(), size_t{2});

        QTRY_VERIFY(isReady());
        m_control->holdAt(pipeline::Stage::Load);
        m_studio->trigger(ActionId::Render);
        QTRY_VERIFY(!queue().state().jobs.empty());
        QCOMPARE(queue().state().jobs.front().scene.people, scene().people);
        QCOMPARE(queue().state().jobs.front().scene.voice, scene().voice);
    }

    // Who moves an area keeps the sound that they chose; who has the film's voice keeps it, too.
    void theSoundStaysIfNoVoiceChanges()
    {
        const project::CropRect left{0.05, 0.1, 0.4, 0.8};
        const project::CropRect right{0.55, 0.1, 0.4, 0.8};
        context().scene.setPeople({{left, m_anna.toStdString()}, {right, m_ben.toStdString()}});
        context().scene.setTrim({.begin = 0.5, .end = {}});
        const project::Scene before = scene();
        {
            PeopleDialog& dialog = openDialog();
            QTest::keyClick(&view(dialog), Qt::Key_Right);
            press(dialog, "peopleOkButton");
        }
        QTRY_VERIFY(!m_studio->window().findChild<PeopleDialog*>());
        QVERIFY(std::abs(scene().people[0].area.x - 0.06) < 1e-9);
        QCOMPARE(scene().voice, before.voice);
        QCOMPARE(scene().trim, before.trim);
        {
            PeopleDialog& dialog = openDialog();
            press(dialog, "personFilmVoiceButton2");
            QCOMPARE(voiceOf(dialog, 2), QStringLiteral("The film's voice"));
            QTest::keyClick(&dialog, Qt::Key_Return, Qt::ControlModifier);
        }
        QTRY_VERIFY(!m_studio->window().findChild<PeopleDialog*>());
        QVERIFY(scene().people[1].voice.empty());
        QCOMPARE(scene().voice, before.voice);
    }

    void oneWithAVoiceOfTheirOwnIsTheSound()
    {
        PeopleDialog& dialog = openDialog();
        press(dialog, "peopleAddButton");
        QCOMPARE(dialog.focusWidget(), &view(dialog)); // The keys move it.
        dialog.setVoice(0, m_anna);
        press(dialog, "peopleOkButton");
        QTRY_VERIFY(!m_studio->window().findChild<PeopleDialog*>());
        QCOMPARE(scene().voice.string(), m_anna.toStdString());
    }

    void aVoiceThatIsMissingIsSaid()
    {
        PeopleDialog& dialog = openDialog();
        markBoth(dialog);
        dialog.setVoice(0, m_studio->path(QStringLiteral("gone.wav")));
        QTRY_VERIFY(label(dialog, "peopleProblemLabel").text().startsWith(QStringLiteral("Person 1: “gone.wav”")));
        QVERIFY(voiceOf(dialog, 1).contains(QStringLiteral("can't be read")));
        QVERIFY(!dialog.findChild<QPushButton*>(QStringLiteral("peopleOkButton"))->isEnabled());
        dialog.setVoice(0, QStringLiteral(DEMO_DATA "/portraits/ada.png"));
        QTRY_VERIFY(voiceOf(dialog, 1).contains(QStringLiteral("has no sound")));
        dialog.setVoice(0, m_anna);
        QTRY_VERIFY(dialog.findChild<QPushButton*>(QStringLiteral("peopleOkButton"))->isEnabled());
        press(dialog, "peopleOkButton");
        QTRY_VERIFY(!m_studio->window().findChild<PeopleDialog*>());

        // Of a scene that is opened again.
        QVERIFY(QFile::remove(m_anna));
        m_studio->restart(std::make_unique<FakeEngine>(m_control));
        m_studio->open();
        m_studio->window().show();
        QTRY_COMPARE(m_studio->find<ElidedLabel>("voiceNameLabel")->words(),
                     QStringLiteral("“anna.wav” can't be read."));
        QTRY_VERIFY(m_studio->actions()[ActionId::Render]->toolTip().contains(QStringLiteral("somebody who speaks")));
        QVERIFY(!m_studio->actions()[ActionId::Render]->isEnabled());
        m_studio->click("voiceRemedyButton");
        QVERIFY(m_studio->window().findChild<PeopleDialog*>());
    }

    void whoIsOutsideOfTheCropIsSaid()
    {
        context().scene.setPeople({{{0.6, 0.1, 0.3, 0.8}, {}}});
        context().scene.setCrop(project::CropRect{0, 0, 0.5, 1});
        QTRY_VERIFY(
            m_studio->find<ElidedLabel>("portraitNameLabel")->words().startsWith(QStringLiteral("Person 1 is")));
        QTRY_VERIFY(!m_studio->actions()[ActionId::Render]->isEnabled());
        context().scene.setCrop(std::nullopt);
        QTRY_VERIFY(isReady());
    }

    // No folder can be made where a file is; what was marked stays.
    void aMixThatFailsLosesNothing()
    {
        QDir().mkpath(m_studio->path(QStringLiteral("takes")));
        QFile file(m_studio->path(QStringLiteral("takes/Voices")));
        QVERIFY(file.open(QIODevice::WriteOnly));
        PeopleDialog& dialog = openDialog();
        markBoth(dialog);
        dialog.setVoice(0, m_anna);
        dialog.setVoice(1, m_ben);
        press(dialog, "peopleOkButton");
        QTRY_VERIFY(label(dialog, "peopleProblemLabel").text().contains(QStringLiteral("can't be mixed")));
        QCOMPARE(dialog.people().size(), size_t{2});
        QVERIFY(scene().people.empty());
        QVERIFY(file.remove());
        press(dialog, "peopleOkButton");
        QTRY_COMPARE(scene().people.size(), size_t{2});
    }

    void aRestartKeepsThem()
    {
        context().scene.setPeople({{{0.05, 0.1, 0.4, 0.8}, m_anna.toStdString()}, {{0.55, 0.1, 0.4, 0.8}, {}}});
        const std::vector<project::Person> people = scene().people;
        m_studio->restart(std::make_unique<FakeEngine>(m_control));
        m_studio->open();
        QCOMPARE(scene().people, people);
        QTRY_COMPARE(button("peopleButton")->text(), QStringLiteral("2 people speak"));
    }

    // They are areas of the portrait before.
    void anotherPortraitForgetsThem()
    {
        context().scene.setPeople({{{0.05, 0.1, 0.4, 0.8}, m_anna.toStdString()}});
        context().scene.setPortrait(m_portrait);
        QCOMPARE(scene().people.size(), size_t{1});
        context().scene.setPortrait(QStringLiteral(DEMO_DATA "/portraits/ada.png"));
        QVERIFY(scene().people.empty());
        QTRY_VERIFY(m_studio->find<QWidget>("messageBar")->isVisible());
        QVERIFY(m_studio->find<QLabel>("messageWhatLabel")->text().contains(QStringLiteral("Nobody is marked")));
        m_studio->click("messageActionButton1");
        QCOMPARE(scene().people.size(), size_t{1});
        QCOMPARE(scene().portrait.string(), m_portrait.toStdString());
        QTRY_VERIFY(!m_studio->find<QWidget>("messageBar")->isVisible());
    }

    void anotherLanguageChangesAllWords()
    {
        context().scene.setPeople({{{0.05, 0.1, 0.4, 0.8}, m_anna.toStdString()}, {{0.55, 0.1, 0.4, 0.8}, {}}});
        PeopleDialog& dialog = openDialog();
        QCOMPARE(voiceOf(dialog, 2), QStringLiteral("The film's voice"));
        context().languages.setLanguage(settings::Language::SimplifiedChinese);
        QTRY_VERIFY(!dialog.windowTitle().contains(QStringLiteral("speaks")));
        QTRY_VERIFY(!voiceOf(dialog, 2).contains(QStringLiteral("voice")));
        QCOMPARE(voiceOf(dialog, 1), QStringLiteral("anna.wav"));
        QTRY_VERIFY(!button("peopleButton")->text().contains(QStringLiteral("people")));
        for (const QWidget* widget : dialog.findChildren<QWidget*>()) {
            const QString name = widget->accessibleName();
            QVERIFY2(!name.contains(QStringLiteral("Person")) && !name.contains(QStringLiteral("Remove")),
                     qPrintable(name));
        }
        context().languages.setLanguage(settings::Language::English);
    }

    // Each control has a name and is reached by Tab; a small screen has room.
    void theDialogIsForEverybody()
    {
        context().scene.setPeople({{{0.05, 0.1, 0.4, 0.8}, m_anna.toStdString()}, {{0.55, 0.1, 0.4, 0.8}, {}}});
        PeopleDialog& dialog = openDialog();
        QVERIFY(QTest::qWaitForWindowExposed(&dialog));
        const QSize least = dialog.minimumSizeHint();
        QVERIFY2(least.width() <= 960 && least.height() <= 510,
                 qPrintable(QStringLiteral("%1 x %2").arg(least.width()).arg(least.height())));
        dialog.activateWindow();
        QTRY_COMPARE(QApplication::activeWindow(), &dialog);
        QSet<QWidget*> reached;
        for (int i = 0; i < 40; ++i) {
            reached.insert(QApplication::focusWidget());
            QTest::keyClick(QApplication::focusWidget(), Qt::Key_Tab);
        }
        for (const char* name :
             {"peopleView", "peopleAddButton", "personChooseButton1", "personFilmVoiceButton1", "personRemoveButton1",
              "personChooseButton2", "personRemoveButton2", "peopleCancelButton", "peopleOkButton"}) {
            auto* const widget = dialog.findChild<QWidget*>(QLatin1String(name));
            QVERIFY2(reached.contains(widget), name);
            QVERIFY2(!widget->accessibleName().isEmpty(), name);
        }
        dialog.findChild<QWidget*>(QStringLiteral("personChooseButton2"))->setFocus(Qt::TabFocusReason);
        QCOMPARE(view(dialog).state().current, 1);
        press(dialog, "personRemoveButton1");
        QCOMPARE(dialog.people().size(), size_t{1});
        QVERIFY(dialog.people()[0].voice.empty());
    }

private:
    [[nodiscard]] const project::Scene& scene() { return context().scene.scene(); }

    [[nodiscard]] bool areRead()
    {
        return context().inputs.portrait().facts.has_value() && context().inputs.voice().facts.has_value();
    }

    // Syllables between two times, in seconds, in a sound of four seconds.
    QString speak(const char* name, double frequency, double from, double to)
    {
        std::vector<float> samples(static_cast<size_t>(std::max(to, 4.0) * kRate));
        for (auto i = static_cast<size_t>(from * kRate); i < static_cast<size_t>(to * kRate); ++i) {
            const double t = static_cast<double>(i) / kRate;
            samples[i] = static_cast<float>(0.4 * std::pow(std::sin(std::numbers::pi * 4 * t), 2)
                                            * std::sin(2 * std::numbers::pi * frequency * t));
        }
        const QString file = m_studio->path(QLatin1String(name));
        test::writeWav(file.toStdString(), {samples}, kRate);
        return file;
    }

    static double loudest(const media::Voice& voice, double from, double to)
    {
        double peak = 0;
        for (auto i = static_cast<size_t>(from * voice.sampleRate); i < static_cast<size_t>(to * voice.sampleRate); ++i)
            peak = std::max(peak, std::abs(double{voice.samples[i]}));
        return peak;
    }

    PeopleDialog& openDialog()
    {
        m_studio->trigger(ActionId::WhoSpeaks);
        return m_studio->part<PeopleDialog>();
    }
    static PeopleView& view(const PeopleDialog& dialog)
    {
        return *dialog.findChild<PeopleView*>(QStringLiteral("peopleView"));
    }
    static QLabel& label(const PeopleDialog& dialog, const char* name)
    {
        return *dialog.findChild<QLabel*>(QLatin1String(name));
    }
    static QString voiceOf(const PeopleDialog& dialog, int number)
    {
        return dialog.findChild<ElidedLabel*>(QStringLiteral("personVoiceLabel%1").arg(number))->words();
    }
    static void press(const PeopleDialog& dialog, const char* name)
    {
        auto* const button = dialog.findChild<QAbstractButton*>(QLatin1String(name));
        if (!button || !QTest::qWaitFor([button] { return button->isEnabled(); }, test::kPatience))
            qFatal("%s can't be pressed", name);
        button->click();
    }
    // Draws the areas of the left and of the right half.
    static void markBoth(const PeopleDialog& dialog)
    {
        PeopleView& people = view(dialog);
        QVERIFY(QTest::qWaitForWindowExposed(people.window()));
        const QRectF picture = people.pictureRect();
        const auto at = [&picture](double x, double y) {
            return QPointF(picture.left() + x * picture.width(), picture.top() + y * picture.height());
        };
        test::drag(people, at(0.05, 0.05), at(0.45, 0.95));
        test::drag(people, at(0.55, 0.05), at(0.95, 0.95));
        QCOMPARE(dialog.people().size(), size_t{2});
    }

    QString m_portrait, m_anna, m_ben, m_talk;
};

} // namespace

int main(int argc, char** argv)
{
    tests::WatchedApplication application(argc, argv);
    TestWindowPeople test;
    return QTest::qExec(&test, argc, argv);
}

#include "tst_WindowPeople.moc"
