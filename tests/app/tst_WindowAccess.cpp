// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/AccessibleTree.h"
#include "tests/support/FakeEngine.h"
#include "tests/support/FinishedTake.h"
#include "tests/support/ModelHome.h"
#include "tests/support/StudioFixture.h"
#include "tests/support/TabWalk.h"
#include "ui/controllers/PlayerController.h"
#include "ui/controllers/SceneController.h"
#include "ui/dialogs/SettingsDialog.h"
#include "ui/models/TakeModel.h"
#include "ui/panels/MeterStrip.h"
#include "ui/panels/SeedSpinBox.h"
#include "ui/panels/TakesPanel.h"
#include "ui/services/ModelFinder.h"
#include "ui/services/PlanService.h"
#include "ui/services/RenderService.h"
#include "ui/services/TelemetryService.h"
#include "ui/widgets/BlockTimeline.h"
#include "ui/widgets/MeterTile.h"
#include "ui/widgets/TileSizing.h"

#include <QAbstractButton>
#include <QAction>
#include <QComboBox>
#include <QDialog>
#include <QLabel>
#include <QListView>
#include <QListWidget>
#include <QPlainTextEdit>
#include <QScrollBar>
#include <QTabBar>

#include <dlfcn.h>

using namespace studio;
using namespace studio::ui;
using test::FakeEngine;
using test::StudioFixture;

namespace {

const QStringList kWide{QStringLiteral("scenePanel"),  QStringLiteral("playerPanel"), QStringLiteral("takesPanel"),
                        QStringLiteral("renderPanel"), QStringLiteral("jobStrip"),    QStringLiteral("meterStrip")};
const QStringList kSmall{QStringLiteral("leftColumn"), QStringLiteral("playerPanel"), QStringLiteral("filmRow"),
                         QStringLiteral("jobStrip"), QStringLiteral("meterStrip")};

// The window and its dialogs for those who don't see them, and for those who use no pointer.
class TestWindowAccess : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        m_control = std::make_shared<FakeEngine::Control>();
        m_offences.clear();
    }
    void cleanup()
    {
        m_control->release(1000);
        m_control->goOn();
        m_studio.reset();
    }

    void aSceneThatIsReady()
    {
        open();
        inspect("narrow", window(), kWide);
        // The volume's slider comes back from its popup.
        window().resize(1920, 1080);
        QTRY_COMPARE(find<QWidget>("volumeSlider")->window(), &window());
        inspect("wide", window(), kWide);
        report();
    }

    void anEmptyScene()
    {
        open();
        trigger(ActionId::NewScene);
        QTRY_VERIFY(isShown("portraitDropZone") && isShown("voiceDropZone") && isShown("welcomePage"));
        inspect("empty", window(), kWide);
        QVERIFY(!isReached("videoView")); // The welcome page covers it.
        // F6 goes to what can be seen of each panel.
        QSet<QString> panels;
        for (int i = 0; i < 8; ++i) {
            QTest::keyClick(QApplication::focusWidget(), Qt::Key_F6);
            const QString why = test::TabWalk::hiddenBy(*QApplication::focusWidget());
            QVERIFY2(why.isEmpty(), qPrintable(QApplication::focusWidget()->objectName() % u' ' % why));
            panels.insert(QApplication::focusWidget()->objectName());
        }
        QVERIFY(panels.contains(QStringLiteral("welcomeFacesView")));
        report();
    }

    void takesAndAQueue()
    {
        open(3);
        studio().part<TakesPanel>().selectTake(takes().model()->index(1, 0));
        inspect("takes", window(), kWide);
        trigger(ActionId::TakesAsTree);
        QTRY_VERIFY(find<QWidget>("takesTreeView")->isVisible());
        inspect("takes as a tree", window(), kWide);
        trigger(ActionId::TakesAsGrid);
        for (const char* words : {"first", "second"}) {
            find<QPlainTextEdit>("promptTextEdit")->setPlainText(QString::fromLatin1(words));
            QTRY_VERIFY(isReady());
            trigger(ActionId::AddToQueue);
        }
        studio().part<TakesPanel>().setTab(TakesTab::Queue);
        auto* jobs = find<QListView>("queueListView");
        QTRY_COMPARE(jobs->model()->rowCount(), 2);
        QTRY_VERIFY(jobs->isVisible());
        jobs->setCurrentIndex(jobs->model()->index(0, 0));
        inspect("queue", window(), kWide);
        report();
    }

    void aTakeThatIsBeingMade()
    {
        open();
        studio().click("renderButton");
        m_control->release(3);
        QTRY_VERIFY(studio().context().player.madeSeconds() > 1);
        QTRY_VERIFY(find<QAbstractButton>("cancelButton")->isEnabled());
        inspect("rendering", window(), kWide);
        window().close(); // It asks in the strip.
        QTRY_VERIFY(isShown("questionLabel"));
        inspect("question", window(), kWide);
        studio().click("answer2Button");
        window().sayQueueIsNotKept();
        QTRY_VERIFY(isShown("messageBar"));
        inspect("message", window(), kWide);
        report();
    }

    void theLargeCrop()
    {
        open();
        QTRY_VERIFY(studio().actions()[ActionId::CropPortrait]->isEnabled());
        trigger(ActionId::CropPortrait);
        QTRY_VERIFY(isShown("portraitLargeCropView") && isShown("cropDoneButton"));
        inspect("crop", window(), kWide);
        QVERIFY(!isReached("videoView")); // The crop covers it.
        window().resize(1440, 900);
        QTRY_VERIFY(isShown("cropZoomInButton"));
        inspect("crop, wide", window(), kWide);
        report();
    }

    void aSmallWindow()
    {
        open(2);
        window().resize(960, 540);
        QTRY_VERIFY(isShown("compactTabBar") && isShown("filmListView"));
        for (const int tab : {0, 1}) {
            find<QTabBar>("compactTabBar")->setCurrentIndex(tab);
            QTRY_COMPARE(isShown("renderPanel"), tab == 1);
            inspect(tab == 0 ? "small, scene" : "small, settings", window(), kSmall);
        }
        // All meters are opened and closed by keys.
        const auto shown = [this] {
            const QList<MeterTile*> tiles = find<MeterStrip>("meterStrip")->findChildren<MeterTile*>();
            return std::count_if(tiles.begin(), tiles.end(), [](const QWidget* tile) { return tile->isVisible(); });
        };
        const auto few = shown();
        auto* tile = find<QWidget>(isShown("vramMeter") ? "vramMeter" : "ramMeter");
        tile->setFocus(Qt::TabFocusReason);
        QTest::keyClick(tile, Qt::Key_Space);
        QTRY_VERIFY(shown() > few);
        inspect("small, all meters", window(), kSmall);
        tile->setFocus(Qt::TabFocusReason);
        QTest::keyClick(tile, Qt::Key_Space);
        QTRY_COMPARE(shown(), few);
        report();
    }

    // They lie over the transport: whoever goes there by Tab sees where.
    void theTakesOverThePictureGiveWay()
    {
        open(2);
        window().resize(960, 540);
        QTRY_VERIFY(isShown("openTakesButton"));
        studio().click("openTakesButton");
        QTRY_VERIFY(isShown("takesPanel"));
        check("small, takes", window());
        studio().part<TakesPanel>().selectTake(takes().model()->index(0, 0));
        QTRY_VERIFY(studio().context().player.isPlayable());
        for (const char* name : {"playButton", "blockTimeline", "muteButton"}) {
            if (!isShown("takesPanel"))
                studio().click("openTakesButton");
            QTRY_VERIFY(isShown("takesPanel"));
            auto* covered = find<QWidget>(name);
            QTRY_VERIFY(!test::TabWalk::hiddenBy(*covered).isEmpty());
            QTRY_VERIFY(covered->isEnabled()); // a turn after the take can be played
            window().activateWindow();
            QTRY_COMPARE(QApplication::activeWindow(), &window());
            covered->setFocus(Qt::TabFocusReason);
            QTRY_VERIFY(covered->hasFocus());
            const QString why = test::TabWalk::hiddenBy(*covered);
            QVERIFY2(why.isEmpty(), qPrintable(QLatin1String(name) % QStringLiteral(": ") % why));
        }
        report();
    }

    void everyPageOfTheSettings()
    {
        open();
        QWidget* const before = focusField();
        window().showModelFolder(QStringLiteral(DEMO_DATA "/checkpoint"));
        auto* dialog = find<QDialog>("settingsDialog");
        QTRY_VERIFY(window().findChild<QAbstractButton*>(QStringLiteral("useSetButton")));
        QTRY_VERIFY(!studio().context().finder.isSearching());
        for (const SettingsPage page : {SettingsPage::General, SettingsPage::Model, SettingsPage::Speed,
                                        SettingsPage::Playback, SettingsPage::Files, SettingsPage::Diagnostics}) {
            window().showSettings(page);
            const QByteArray name = "settings " + QByteArray::number(static_cast<int>(page));
            inspect(name.constData(), *dialog);
        }
        window().showSettings(SettingsPage::Model);
        QTRY_VERIFY(isShown("modelDownloadButton"));
        if (!isShown("checkpointPathLineEdit"))
            studio().click("modelAddFolderButton");
        QTRY_VERIFY(isShown("checkpointPathLineEdit"));
        inspect("settings, a folder is added", *dialog);
        studio().click("modelDownloadButton");
        QTRY_VERIFY(isShown("downloadPage"));
        QCOMPARE(QApplication::focusWidget(), find<QWidget>("backButton")); // Its ring is seen.
        inspect("download", *dialog);
        closeByEscape("settingsDialog", before);
        report();
    }

    void theSmallDialogs()
    {
        open(1);
        studio().part<TakesPanel>().selectTake(takes().model()->index(0, 0));
        const std::pair<ActionId, const char*> dialogs[]
            = {{ActionId::About, "aboutDialog"},      {ActionId::Keys, "keysDialog"},
               {ActionId::PlanDetails, "planDialog"}, {ActionId::TakeReport, "reportDialog"},
               {ActionId::Help, "helpDialog"},        {ActionId::RenameTake, "nameDialog"}};
        for (const auto& [action, name] : dialogs) {
            QWidget* const before = focusField();
            QTRY_VERIFY2(studio().actions()[action]->isEnabled(), name);
            trigger(action);
            QTRY_VERIFY2(window().findChild<QDialog*>(QLatin1String(name)), name);
            inspect(name, *find<QDialog>(name));
            closeByEscape(name, before);
        }
        report();
    }

    void theVoice()
    {
        open();
        QWidget* const before = focusField();
        trigger(ActionId::VoiceDetails);
        auto* dialog = find<QDialog>("voiceDialog");
        check("voice, being read", *dialog);
        checkOff("voice, being read", *dialog);
        QTRY_VERIFY(find<QAbstractButton>("voiceUseButton")->isEnabled());
        QTRY_VERIFY(!find<QLabel>("voiceLoudnessLabel")->text().isEmpty());
        inspect("voice", *dialog);
        find<QAbstractButton>("voiceNormaliseCheckBox")->setChecked(true);
        inspect("voice, normalised", *dialog);
        find<QAbstractButton>("voiceFromTextButton")->click();
        inspect("voice, of words", *dialog);
        find<QAbstractButton>("voiceFromFileButton")->click();
        closeByEscape("voiceDialog", before);
        report();
    }

    void theExport()
    {
        open(1);
        auto* const list = find<QListView>("takesListView");
        QTest::mouseClick(list->viewport(), Qt::LeftButton, {}, list->visualRect(list->model()->index(0, 0)).center());
        QTRY_VERIFY(studio().context().player.isPlayable());
        QWidget* const before = focusField();
        QTRY_VERIFY(studio().actions()[ActionId::Export]->isEnabled());
        trigger(ActionId::Export);
        auto* dialog = find<QDialog>("exportDialog");
        QTRY_VERIFY(find<QAbstractButton>("exportStartButton")->isEnabled());
        inspect("export", *dialog);
        closeByEscape("exportDialog", before);
        report();
    }

    void theFirstStart()
    {
        m_studio = std::make_unique<StudioFixture>(std::make_unique<FakeEngine>(m_control));
        studio().end();
        studio().settings().set(settings::kFirstStartDone, false);
        studio().restart(std::make_unique<FakeEngine>(m_control));
        studio().open();
        auto* dialog = find<QDialog>("firstStartDialog");
        QTRY_VERIFY(find<QListView>("faceGallery")->model()->rowCount() > 0
                    && find<QListView>("voiceGallery")->model()->rowCount() > 0);
        inspect("first start", *dialog);
        QTest::keyClick(QApplication::focusWidget(), Qt::Key_Escape);
        QTRY_VERIFY(!window().findChild<QDialog*>(QStringLiteral("firstStartDialog")) || dialog->isHidden());
        report();
    }

    void theSeedIsAValueToo()
    {
        open();
        auto* seed = find<SeedSpinBox>("seedSpinBox");
        QAccessibleInterface* const spoken = QAccessible::queryAccessibleInterface(seed);
        QSignalSpy edited(seed, &SeedSpinBox::valueEdited);
        spoken->valueInterface()->setCurrentValue(QVariant::fromValue(quint64{4711}));
        QCOMPARE(seed->value(), quint64{4711});
        QCOMPARE(edited.count(), 1); // The scene has it.
        QCOMPARE(studio().context().scene.scene().settings.seed, uint64_t{4711});
        QCOMPARE(spoken->text(QAccessible::Value), QStringLiteral("4711"));
    }

    void whatIsPressedByAssistiveTechnologyActs()
    {
        open();
        trigger(ActionId::NewScene);
        auto* zone = find<QWidget>("portraitDropZone");
        QTRY_VERIFY(zone->isVisible());
        QAccessibleActionInterface* const press = QAccessible::queryAccessibleInterface(zone)->actionInterface();
        QVERIFY(press->actionNames().contains(QAccessibleActionInterface::pressAction()));
        auto* tabs = find<QTabBar>("takesTabBar");
        QAccessibleInterface* const queue = QAccessible::queryAccessibleInterface(tabs)->child(1);
        QVERIFY(!queue->state().selected);
        queue->actionInterface()->doAction(QAccessibleActionInterface::pressAction());
        QCOMPARE(tabs->currentIndex(), 1);
        QVERIFY(queue->state().selected);
        QCOMPARE(QAccessible::queryAccessibleInterface(tabs)->text(QAccessible::Name),
                 QStringLiteral("Takes and queue"));
        // A combo box says what it is for, and what is chosen.
        auto* zoom = find<QComboBox>("zoomComboBox");
        QCOMPARE(QAccessible::queryAccessibleInterface(zoom)->text(QAccessible::Name), QStringLiteral("Zoom: Fit"));
        QCOMPARE(QAccessible::queryAccessibleInterface(zoom)->text(QAccessible::Value), QStringLiteral("Fit"));
    }

    // What the wheel does, keys do, too.
    void timelineAndTilesAreSizedByKeys()
    {
        open(2);
        studio().part<TakesPanel>().selectTake(takes().model()->index(0, 0));
        auto* grid = find<QListView>("takesListView");
        const auto* const sizing = studio().part<TakesPanel>().findChild<TileSizing*>();
        grid->setFocus(Qt::TabFocusReason);
        const auto zoom = studio().find<QComboBox>("zoomComboBox")->currentText();
        QTest::keyClick(grid, Qt::Key_Plus, Qt::ControlModifier);
        QCOMPARE(sizing->size(), 1);
        QTest::keyClick(grid, Qt::Key_Minus, Qt::ControlModifier);
        QTest::keyClick(grid, Qt::Key_Minus, Qt::ControlModifier);
        QCOMPARE(sizing->size(), 0);
        QCOMPARE(studio().find<QComboBox>("zoomComboBox")->currentText(), zoom);

        BlockTimeline line(studio().context().theme);
        TimelineState state;
        state.blocks = 100;
        state.made = 100;
        line.setState(state);
        line.resize(800, 64);
        line.setPlayhead(24.0); // block 50
        QTest::keyClick(&line, Qt::Key_Plus);
        QVERIFY(line.visibleBlocks().count < 100);
        QVERIFY(line.visibleBlocks().first > 0 && line.visibleBlocks().first < 50);
        QTest::keyClick(&line, Qt::Key_Minus);
        QCOMPARE(line.visibleBlocks().count, 100.0);
    }

    // The last one: from then on this computer has a GPU.
    void withAGpu()
    {
        QVERIFY2(dlopen(FAKE_NVML, RTLD_NOW | RTLD_GLOBAL), dlerror());
        open();
        QTRY_VERIFY(studio().context().telemetry.gpu());
        QTRY_VERIFY(isShown("vramBudgetSlider") && isShown("vramMeter"));
        inspect("with a GPU", window(), kWide);
        report();
    }

private:
    void open(int takes = 0)
    {
        m_studio = std::make_unique<StudioFixture>(std::make_unique<FakeEngine>(m_control));
        if (takes > 0) {
            studio().end();
            for (int i = 0; i < takes; ++i)
                QVERIFY(test::writeFinishedTake(studio().path(QStringLiteral("takes")).toStdString(), 12, 3));
            studio().restart(std::make_unique<FakeEngine>(m_control));
        }
        studio().open();
        QTRY_VERIFY(isReady());
        QTRY_COMPARE(studio().context().takes.rowCount(), takes);
        QTRY_VERIFY(studio().context().telemetry.latest().ramTotal.value);
    }

    // What a test of a state asks: what it says, why what is off is off, and where Tab goes.
    void inspect(const char* what, QWidget& shown, const QStringList& groups = {})
    {
        if (QTest::currentTestFailed())
            return;
        check(what, shown);
        checkOff(what, shown);
        const test::TabWalk walk(shown, groups);
        add(what, walk.offences());
        m_reached = walk.stops();
    }

    void check(const char* what, QWidget& shown)
    {
        for (int turn = 0; turn < 3; ++turn) // Layouts follow in the event loop.
            QCoreApplication::processEvents();
        const test::AccessibleTree tree(shown);
        QVERIFY2(tree.checked() > 0, what);
        add(what, tree.offences());
    }

    // A disabled control says why, in a sentence.
    void checkOff(const char* what, const QWidget& shown)
    {
        for (const QWidget* widget : shown.findChildren<QWidget*>()) {
            const bool isControl = qobject_cast<const QAbstractButton*>(widget)
                || qobject_cast<const QComboBox*>(widget) || qobject_cast<const QAbstractSpinBox*>(widget)
                || qobject_cast<const QAbstractSlider*>(widget)
                || (qobject_cast<const QLineEdit*>(widget) && !widget->focusProxy());
            const bool isOff = isControl && widget->isVisible() && !widget->isEnabled() && widget->window() == &shown
                && !qobject_cast<const QScrollBar*>(widget) && !widget->objectName().startsWith(QStringLiteral("qt_"));
            if (isOff && !widget->toolTip().endsWith(QLatin1Char('.')))
                add(what, {widget->objectName() % QStringLiteral(" is off and doesn't say why: ") % widget->toolTip()});
        }
    }

    // Esc takes the dialog away, and the focus is where it was.
    void closeByEscape(const char* name, QWidget* before)
    {
        if (QTest::currentTestFailed())
            return;
        QTest::keyClick(QApplication::focusWidget(), Qt::Key_Escape);
        QTRY_VERIFY2(!window().findChild<QDialog*>(QLatin1String(name)), name);
        window().activateWindow(); // as a window manager does
        QTRY_COMPARE(QApplication::activeWindow(), &window());
        QTRY_COMPARE(QApplication::focusWidget(), before);
    }

    // A field of the window, with the focus.
    QWidget* focusField()
    {
        auto* field = find<QWidget>("stepsSpinBox");
        field->setFocus(Qt::TabFocusReason);
        return field;
    }

    void add(const char* what, const QStringList& offences)
    {
        for (const QString& each : offences)
            m_offences.append(QLatin1String(what) % QStringLiteral(": ") % each);
    }

    void report()
    {
        m_offences.removeDuplicates();
        QVERIFY2(m_offences.isEmpty(), qPrintable(u'\n' % m_offences.join(u'\n')));
    }

    [[nodiscard]] StudioFixture& studio() { return *m_studio; }
    [[nodiscard]] MainWindow& window() { return m_studio->window(); }
    template<typename T>
    [[nodiscard]] T* find(const char* name)
    {
        return m_studio->find<T>(name);
    }
    [[nodiscard]] QListView& takes() { return studio().part<TakesPanel>().takesView(); }
    [[nodiscard]] bool isShown(const char* name) { return find<QWidget>(name)->isVisible(); }
    [[nodiscard]] bool isReady()
    {
        return find<QAbstractButton>("renderButton")->isEnabled() && !studio().context().planner.state().planning;
    }
    [[nodiscard]] bool isReached(const char* name) { return m_reached.contains(find<QWidget>(name)); }
    void trigger(ActionId id) { studio().actions()[id]->trigger(); }

    test::ModelHome m_home;
    std::shared_ptr<FakeEngine::Control> m_control;
    std::unique_ptr<StudioFixture> m_studio;
    QStringList m_offences;
    QWidgetList m_reached; // by the last walk; only to be compared
};

} // namespace

QTEST_MAIN(TestWindowAccess)
#include "tst_WindowAccess.moc"
