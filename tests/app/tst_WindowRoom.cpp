// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/FakeEngine.h"
#include "tests/support/FinishedTake.h"
#include "tests/support/StudioFixture.h"
#include "ui/controllers/PlayerController.h"
#include "ui/dialogs/DialogSize.h"
#include "ui/panels/PlayerPanel.h"
#include "ui/presenters/PlayerPresenter.h"
#include "ui/services/TelemetryService.h"
#include "ui/widgets/NumberLabel.h"

#include <QAbstractButton>
#include <QAction>
#include <QComboBox>
#include <QDialog>
#include <QLabel>
#include <QLineEdit>
#include <QListView>
#include <QPlainTextEdit>
#include <QPointer>
#include <QScreen>
#include <QScrollArea>
#include <QSpinBox>
#include <QSplitter>
#include <QTabBar>
#include <QTimer>

#include <dlfcn.h>

using namespace studio;
using namespace studio::ui;
using test::FakeEngine;
using test::StudioFixture;

namespace {

// What the window has room for: rows and meters of what this machine has, and a small window's own form.
class TestWindowRoom : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init() { m_control = std::make_shared<FakeEngine::Control>(); }
    void cleanup()
    {
        m_control->release(1000);
        m_studio.reset();
    }

    void withoutAGpuItsRowsAreFolded()
    {
        open();
        if (telemetry().gpu())
            QSKIP("this machine has a GPU");
        for (const char* name : kOfTheGpu)
            QVERIFY2(!isShown(name), name);
        QVERIFY(isShown("noGpuLabel"));
        QVERIFY(isShown("ramBudgetSlider") && isShown("ramBar"));
        const bool hasSwap = telemetry().latest().swapTotal.value.value_or(0) > 0;
        QTRY_COMPARE(meters(), hasSwap ? 4 : 3);
        QCOMPARE(isShown("swapMeter"), hasSwap);
    }

    void aGpuThatComesLaterBringsItsRowsByAButton()
    {
        open();
        if (telemetry().gpu())
            QSKIP("this machine has a GPU");
        m_studio->click("noGpuWhyButton");
        QTRY_VERIFY2(question().contains(QStringLiteral("libnvidia-ml.so.1")), qPrintable(question()));
        stopTimer("offerTimer");
        QCOMPARE(m_studio->find<QAbstractButton>("answer1Button")->text(), QStringLiteral("Look again"));
        m_studio->click("answer1Button");
        QTRY_VERIFY2(question().startsWith(QStringLiteral("Still none. ")), qPrintable(question()));
        stopTimer("offerTimer");
        void* const driver = dlopen(FAKE_NVML, RTLD_NOW | RTLD_LOCAL); // It is installed meanwhile.
        QVERIFY2(driver, dlerror());
        stopTimer("answerGuardTimer");
        m_studio->click("answer1Button");
        QTRY_COMPARE(question(), QStringLiteral("Test GPU was found."));
        for (const char* name : kOfTheGpu)
            QVERIFY2(!isShown(name), name);
        stopTimer("answerGuardTimer");
        m_studio->click("answer1Button");
        for (const char* name : kOfTheGpu)
            QTRY_VERIFY2(isShown(name), name);
        QVERIFY(!isShown("noGpuLabel"));
        QVERIFY(question().isEmpty());
        m_studio.reset();
        dlclose(driver);
    }

    void withAGpuAllOfThemAreThere()
    {
        // The program asks for the driver by this library's name, so it gets the one that is loaded already.
        void* const driver = dlopen(FAKE_NVML, RTLD_NOW | RTLD_LOCAL);
        QVERIFY2(driver, dlerror());
        open();
        QTRY_VERIFY(telemetry().gpu());
        for (const char* name : kOfTheGpu)
            QTRY_VERIFY2(isShown(name), name);
        QVERIFY(!isShown("noGpuLabel"));
        m_studio.reset();
        dlclose(driver);
    }

    // What is planned and measured is that of the GPU which computes.
    void theChosenGpusFiguresAreShown()
    {
        void* const driver = dlopen(FAKE_NVML, RTLD_NOW | RTLD_LOCAL);
        QVERIFY2(driver, dlerror());
        open();
        auto* vram = m_studio->find<QSpinBox>("vramBudgetSpinBox");
        QTRY_COMPARE(vram->maximum(), 24);
        m_studio->trigger(ActionId::Settings);
        auto* device = m_studio->find<QComboBox>("deviceComboBox");
        const int second = device->findData(QStringLiteral("cuda:1"));
        QCOMPARE(device->itemText(second), QStringLiteral("Second test GPU (cuda:1)"));
        device->setCurrentIndex(second);
        Q_EMIT device->activated(second);
        QTRY_COMPARE(vram->maximum(), 48);
        QCOMPARE(telemetry().gpu()->name, "Second test GPU");
        m_studio.reset();
        dlclose(driver);
    }

    void aLongVoicesClipsCanBeRead()
    {
        open();
        auto* clips = m_studio->find<QSpinBox>("clipsSpinBox");
        const auto fits = [clips] {
            const auto* edit = clips->findChild<QLineEdit*>();
            return edit->fontMetrics().horizontalAdvance(clips->text()) <= edit->width();
        };
        QTRY_VERIFY(fits());
        const int before = clips->width();
        auto* length = m_studio->find<QComboBox>("lengthComboBox");
        length->setCurrentIndex(1);
        Q_EMIT length->activated(1);
        for (const int count : {9, 289, 100'000}) {
            clips->setValue(count);
            QTRY_VERIFY2(fits(), qPrintable(clips->text()));
        }
        QVERIFY(clips->width() > before);
        clips->setValue(9);
        QTRY_COMPARE(clips->width(), before);
    }

    void aPresetSaysWhatItIsWithThisModel()
    {
        open();
        const auto* presets = m_studio->find<QComboBox>("presetComboBox");
        const auto tip = [presets](const char* id) {
            return presets->itemData(presets->findData(QLatin1String(id)), Qt::ToolTipRole).toString();
        };
        QVERIFY2(tip("long-video").endsWith(QStringLiteral("whole voice")), qPrintable(tip("long-video")));
        // The demo model's size, whatever a preset's own is.
        const QString size = m_studio->find<QComboBox>("sizeComboBox")->currentText();
        QVERIFY2(tip("standard").section(QLatin1Char('\n'), 1).startsWith(size), qPrintable(tip("standard")));
        // And what it is for, in a line before; the chosen one's is the field's, too.
        QStringList purposes;
        for (const char* id : {"quick-preview", "standard", "high-quality-short", "long-video"}) {
            purposes.append(tip(id).section(QLatin1Char('\n'), 0, 0));
            QVERIFY2(purposes.last().endsWith(QLatin1Char('.')), qPrintable(tip(id)));
        }
        QCOMPARE(purposes.removeDuplicates(), 0);
        QVERIFY(presets->toolTip().endsWith(presets->currentData(Qt::ToolTipRole).toString()));
        QVERIFY(presets->accessibleDescription().endsWith(presets->currentData(Qt::ToolTipRole).toString()));
        // What is about to become one says the same of itself.
        m_studio->trigger(ActionId::SavePresetAs);
        QTRY_VERIFY(m_studio->window().findChild<QLabel*>(QStringLiteral("nameNoteLabel")));
        const auto* note = m_studio->find<QLabel>("nameNoteLabel");
        QVERIFY2(note->text().startsWith(size), qPrintable(note->text()));
        m_studio->click("nameCancelButton");
    }

    void aSmallWindowHasEverything()
    {
        open();
        m_studio->window().resize(960, 540);
        QCOMPARE(m_studio->window().size(), QSize(960, 540));
        QTRY_VERIFY(isShown("compactTabBar") && isShown("renderButton") && isShown("filmListView"));
        for (const int tab : {0, 1}) {
            m_studio->find<QTabBar>("compactTabBar")->setCurrentIndex(tab);
            QTRY_COMPARE(isShown("scenePanel"), tab == 0);
            QCOMPARE(isShown("renderPanel"), tab == 1);
            QTRY_VERIFY2(outside().isEmpty(), qPrintable(outside().join(QStringLiteral(", "))));
        }
        // By keys alone; a full turn comes back to where it began.
        auto* first = m_studio->find<QWidget>("videoView");
        first->setFocus();
        QStringList reached;
        do {
            QTest::keyClick(QApplication::focusWidget(), Qt::Key_Tab);
            reached.append(QApplication::focusWidget()->objectName());
        } while (QApplication::focusWidget() != first && reached.size() < 200);
        for (const char* name : {"compactTabBar", "presetComboBox", "renderButton", "filmListView", "openTakesButton"})
            QVERIFY2(reached.contains(QLatin1String(name)), qPrintable(reached.join(u' ')));
    }

    // A notebook's at 200 %, without a title bar: the buttons at a dialog's end are in sight.
    void dialogsFitASmallScreen()
    {
        open(1);
        m_studio->part<PlayerPresenter>().playTake(1);
        QTRY_VERIFY(m_studio->actions()[ActionId::Export]->isEnabled());
        for (const ActionId id : {ActionId::Settings, ActionId::Help, ActionId::Keys, ActionId::About,
                                  ActionId::PlanDetails, ActionId::VoiceDetails, ActionId::Export}) {
            m_studio->trigger(id);
            QPointer<QDialog> dialog = m_studio->window().findChild<QDialog*>();
            QVERIFY(dialog);
            const QSize least = dialog->minimumSizeHint();
            QVERIFY2(
                least.width() <= 960 && least.height() <= 510,
                qPrintable(
                    QStringLiteral("%1: %2 x %3").arg(dialog->objectName()).arg(least.width()).arg(least.height())));
            dialog->setAttribute(Qt::WA_DeleteOnClose);
            dialog->close();
            QTRY_VERIFY(!dialog);
        }
    }

    // Wider than the screen they would begin outside it.
    void aDialogIsNoLargerThanItsScreen()
    {
        QDialog dialog;
        const QSize room = dialog.screen()->availableSize();
        resizeToScreen(dialog, room * 2);
        QCOMPARE(dialog.width(), room.width());
        QVERIFY(dialog.height() < room.height());
        resizeToScreen(dialog, {300, 200});
        QCOMPARE(dialog.size(), QSize(300, 200));
    }

    // Of a film and of a render.
    void hoursFitTheSmallestWideWindow()
    {
        open(1);
        m_studio->window().resize(m_studio->context().theme.px(1120), m_studio->context().theme.px(700));
        m_studio->part<PlayerPresenter>().playTake(1);
        QTRY_VERIFY(m_studio->context().player.isPlayable());
        m_studio->context().player.pause();
        PlayerPanelState state;
        state.playable = true;
        state.position = QStringLiteral("10:02:06.3");
        state.made = QStringLiteral("10:12:10.5");
        m_studio->part<PlayerPanel>().setState(state);
        for (int level = 0; level < 3; ++level) // up to the panel, and not the presenter's next state
            QCoreApplication::sendPostedEvents(nullptr, QEvent::LayoutRequest);
        for (const char* name : {"positionLabel", "madeLengthLabel"}) {
            const auto* label = m_studio->find<NumberLabel>(name);
            QVERIFY2(label->text().contains(QStringLiteral("10:")), qPrintable(label->text()));
            QVERIFY2(label->width() >= label->sizeHint().width(), name);
        }
        QVERIFY2(outside().isEmpty(), qPrintable(outside().join(QStringLiteral(", "))));
    }

    // Far behind those that the row has room for.
    void theRowGoesOnToTheTakeInThePlayer()
    {
        open(24);
        m_studio->window().resize(960, 540);
        QTRY_VERIFY(isShown("filmListView"));
        auto* film = m_studio->find<QListView>("filmListView");
        QTRY_COMPARE(film->model()->rowCount(), 24);
        const QModelIndex last = film->model()->index(23, 0);
        QTest::mouseClick(film->viewport(), Qt::LeftButton, {}, film->visualRect(film->model()->index(1, 0)).center());
        QVERIFY(!film->viewport()->rect().intersects(film->visualRect(last)));
        m_studio->part<PlayerPresenter>().playTake(1);
        QTRY_VERIFY(film->viewport()->rect().contains(film->visualRect(last).center()));
    }

    void theTakesOpenOverThePicture()
    {
        open(3);
        m_studio->window().resize(960, 540);
        QTRY_VERIFY(isShown("filmListView"));
        QVERIFY(!isShown("takesPanel"));
        auto* film = m_studio->find<QListView>("filmListView");
        QTRY_COMPARE(film->model()->rowCount(), 3);
        QTest::mouseClick(film->viewport(), Qt::LeftButton, {}, film->visualRect(film->model()->index(1, 0)).center());
        QTRY_COMPARE(m_studio->find<QLabel>("takeTitleLabel")->text(), QStringLiteral("Take 2"));
        m_studio->click("openTakesButton");
        QTRY_VERIFY(isShown("takesPanel"));
        QVERIFY(isShown("openTakesButton"));
        const QWidget* takes = m_studio->find<QWidget>("takesPanel");
        const QWidget* player = m_studio->find<QWidget>("playerPanel");
        QCOMPARE(takes->mapTo(&m_studio->window(), QPoint(0, takes->height())),
                 player->mapTo(&m_studio->window(), QPoint(0, player->height())));
        QTest::keyClick(QApplication::focusWidget(), Qt::Key_Escape);
        QTRY_VERIFY(!isShown("takesPanel"));
        m_studio->trigger(ActionId::ShowTakes);
        QVERIFY(!isShown("filmListView"));
        m_studio->trigger(ActionId::ShowTakes);
        QVERIFY(isShown("filmListView") && !isShown("takesPanel"));
    }

    void theMetersOpen()
    {
        open();
        m_studio->window().resize(960, 540);
        QTRY_VERIFY(!isShown("fpsMeter"));
        QVERIFY(isShown("ramMeter") && isShown("cpuMeter"));
        m_studio->click("ramMeter");
        QTRY_VERIFY(isShown("fpsMeter"));
        m_studio->click("ramMeter");
        QTRY_VERIFY(!isShown("fpsMeter"));
    }

    // The panels are the same, so that nothing is lost on the way.
    void crossingTheBorderKeepsEverything()
    {
        open(2);
        auto* takes = m_studio->find<QListView>("takesListView");
        QTRY_COMPARE(takes->model()->rowCount(), 2);
        QTest::mouseClick(takes->viewport(), Qt::LeftButton, {},
                          takes->visualRect(takes->model()->index(1, 0)).center());
        auto* title = m_studio->find<QLabel>("takeTitleLabel");
        QTRY_COMPARE(title->text(), QStringLiteral("Take 1"));
        auto* prompt = m_studio->find<QPlainTextEdit>("promptTextEdit");
        prompt->setPlainText(QStringLiteral("she laughs"));
        prompt->setFocus();
        const QList<int> columns = m_studio->find<QSplitter>("columnsSplitter")->sizes();
        for (const QSize size : {QSize(960, 540), QSize(1120, 700), QSize(1119, 700), QSize(1120, 700)}) {
            m_studio->window().resize(size);
            QTRY_COMPARE(isShown("compactTabBar"), size.width() < 1120);
            QCOMPARE(prompt->toPlainText(), QStringLiteral("she laughs"));
            QVERIFY(prompt->hasFocus());
            QCOMPARE(takes->currentIndex().row(), 1);
            QCOMPARE(title->text(), QStringLiteral("Take 1"));
            QVERIFY(isShown("renderButton"));
        }
        QVERIFY(isShown("takesListView") && isShown("renderPanel") && isShown("scenePanel"));
        QTRY_COMPARE(m_studio->find<QSplitter>("columnsSplitter")->sizes(), columns);
    }

    void theKeysFindWhatIsFolded()
    {
        open();
        m_studio->window().resize(960, 540);
        QTRY_VERIFY(isShown("scenePanel"));
        m_studio->find<QTabBar>("compactTabBar")->setCurrentIndex(1);
        m_studio->trigger(ActionId::GoToPrompt);
        QTRY_VERIFY(m_studio->find<QWidget>("promptTextEdit")->hasFocus());
        m_studio->find<QWidget>("videoView")->setFocus();
        m_studio->trigger(ActionId::NextPanel);
        QTRY_VERIFY(isShown("takesPanel"));
        m_studio->trigger(ActionId::NextPanel);
        QTRY_VERIFY(m_studio->find<QWidget>("presetComboBox")->hasFocus());
    }

private:
    // Buttons that are shown, and not within the window. What can be scrolled to is within reach.
    [[nodiscard]] QStringList outside()
    {
        QStringList names;
        const QWidget& window = m_studio->window();
        for (const QAbstractButton* button : window.findChildren<QAbstractButton*>()) {
            bool scrolls = false;
            for (const QWidget* each = button->parentWidget(); each && !each->isWindow(); each = each->parentWidget())
                scrolls = scrolls || qobject_cast<const QScrollArea*>(each);
            if (!button->isVisible() || scrolls || button->window() != &window)
                continue;
            const QRect place(button->mapTo(&window, QPoint()), button->size());
            if (!window.rect().contains(place) || !button->parentWidget()->rect().contains(button->geometry()))
                names.append(button->objectName());
        }
        return names;
    }

    static constexpr const char* kOfTheGpu[]
        = {"offloadComboBox", "vramBudgetSlider", "vramBudgetSpinBox", "vramBar",
           "vramMeter",       "gpuMeter",         "pcieDownMeter",     "pcieUpMeter"};

    void open(int takes = 0)
    {
        m_studio = std::make_unique<StudioFixture>(std::make_unique<FakeEngine>(m_control));
        if (takes > 0) {
            m_studio->end();
            for (int i = 0; i < takes; ++i)
                QVERIFY(test::writeFinishedTake(m_studio->path(QStringLiteral("takes")).toStdString(), 12, 3));
            m_studio->restart(std::make_unique<FakeEngine>(m_control));
        }
        m_studio->open();
        QTRY_VERIFY(m_studio->find<QAbstractButton>("renderButton")->isEnabled());
        QTRY_VERIFY(telemetry().latest().ramTotal.value);
    }
    [[nodiscard]] const TelemetryService& telemetry() { return m_studio->context().telemetry; }
    [[nodiscard]] QString question() { return m_studio->find<QLabel>("questionLabel")->text(); }
    void stopTimer(const char* name) { m_studio->find<QTimer>(name)->stop(); }
    [[nodiscard]] bool isShown(const char* name) { return m_studio->find<QWidget>(name)->isVisible(); }
    [[nodiscard]] int meters()
    {
        int shown = 0;
        for (const QWidget* meter : m_studio->find<QWidget>("meterStrip")->findChildren<QWidget*>())
            shown += meter->isVisible() ? 1 : 0;
        return shown;
    }

    std::shared_ptr<FakeEngine::Control> m_control;
    std::unique_ptr<StudioFixture> m_studio;
};

} // namespace

int main(int argc, char** argv)
{
    QApplication application(argc, argv);
    QFont font = QApplication::font();
    font.setPixelSize(13); // the one at which a length of the design is a pixel
    QApplication::setFont(font);
    TestWindowRoom test;
    return QTest::qExec(&test, argc, argv);
}
#include "tst_WindowRoom.moc"
