// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/model/SlabCache.h"
#include "core/model/SlabFile.h"
#include "tests/support/FakeEngine.h"
#include "tests/support/ModelHome.h"
#include "tests/support/StudioFixture.h"
#include "ui/controllers/PlayerController.h"
#include "ui/services/RenderService.h"

#include <QAbstractButton>
#include <QAction>
#include <QCheckBox>
#include <QComboBox>
#include <QDialog>
#include <QLabel>
#include <QLineEdit>
#include <QListWidget>
#include <QStackedWidget>
#include <QTableWidget>

#include <fstream>

using namespace studio;
using namespace studio::ui;
using studio::test::StudioFixture;
namespace fs = std::filesystem;

namespace {

class tst_SettingsDialog : public QObject {
    Q_OBJECT

    test::ModelHome m_home;
    QTemporaryDir m_cache;

    [[nodiscard]] fs::path slabs() const { return fs::path(m_cache.path().toStdString()) / "live-avatar-studio/slabs"; }

    // Prepared weights of a megabyte or so.
    fs::path prepare(const std::string& key, const std::string& title, int64_t bytes) const
    {
        fs::create_directories(slabs());
        const fs::path path = model::SlabCache(slabs()).pathOf(key);
        Result<model::SlabFileWriter> writer = model::SlabFileWriter::create(path, {key, title, {bytes}});
        const std::vector<std::byte> slab(static_cast<size_t>(bytes));
        if (!writer || !writer->write(0, slab) || !writer->finish())
            qFatal("%s can't be written", path.c_str());
        return path;
    }

    static QStringList titles(StudioFixture& studio)
    {
        QStringList all;
        const auto* table = studio.find<QTableWidget>("slabCacheTable");
        for (int row = 0; row < table->rowCount(); ++row)
            all.append(table->item(row, 0)->text());
        return all;
    }

private Q_SLOTS:
    void initTestCase()
    {
        // Where QStandardPaths looks for the cache.
        qputenv("XDG_CACHE_HOME", m_cache.path().toUtf8());
    }
    void init()
    {
        fs::remove_all(slabs());
        fs::remove_all(m_home.hub());
    }

    void theSwitchesOfPlaybackWorkAndAreRemembered()
    {
        StudioFixture studio;
        studio.open();
        const PlayerController* player = &studio.context().player;
        QVERIFY(player->options() == PlaybackOptions{});
        studio.window().showSettings(SettingsPage::Playback);
        auto* drop = studio.find<QCheckBox>("dropFramesCheckBox");
        auto* scrub = studio.find<QCheckBox>("scrubSoundCheckBox");
        QVERIFY(drop->isVisible());
        QVERIFY(drop->isChecked());
        QVERIFY(!scrub->isChecked());
        drop->setFocus();
        QTest::keyClick(drop, Qt::Key_Space);
        QVERIFY(player->options().late == PlaybackOptions::Late::ShowAll);
        scrub->setFocus();
        QTest::keyClick(scrub, Qt::Key_Space);
        QVERIFY(player->options().scrub == PlaybackOptions::Scrub::Heard);
        QCOMPARE(studio.find<QComboBox>("soundOutputComboBox")->currentIndex(), 0);

        studio.restart();
        studio.open();
        player = &studio.context().player;
        QVERIFY(player->options().late == PlaybackOptions::Late::ShowAll);
        QVERIFY(player->options().scrub == PlaybackOptions::Scrub::Heard);
        studio.window().showSettings(SettingsPage::Playback);
        QVERIFY(!studio.find<QCheckBox>("dropFramesCheckBox")->isChecked());
        QVERIFY(studio.find<QCheckBox>("scrubSoundCheckBox")->isChecked());
    }

    void theSpeedIsMeasuredAgain()
    {
        const auto control = std::make_shared<test::FakeEngine::Control>();
        StudioFixture studio(std::make_unique<test::FakeEngine>(control));
        studio.open();
        studio.window().showSettings(SettingsPage::Speed);
        auto* again = studio.find<QAbstractButton>("measureButton");
        const auto* state = studio.find<QLabel>("measuredLabel");
        QVERIFY(again->isVisible() && again->isEnabled());
        QCOMPARE(state->text(), QStringLiteral("Not measured yet"));
        studio.click("measureButton");
        QCOMPARE(state->text(), QStringLiteral("Measuring…"));
        QVERIFY(!again->isEnabled());
        control->release(test::FakeEngine::kBlocks);
        QTRY_VERIFY(state->text().startsWith(QStringLiteral("Demo model: ")));
        QVERIFY(again->isEnabled());
        QVERIFY(!studio.context().settings.get(settings::kMeasuredTake).isEmpty());

        // A take that begins ends it, and what was known stays.
        studio.click("measureButton");
        QTRY_VERIFY(studio.find<QAbstractButton>("renderButton")->isEnabled());
        studio.trigger(ActionId::Render);
        QTRY_VERIFY(studio.context().renderer.isRunning());
        QTRY_VERIFY(state->text().startsWith(QStringLiteral("Demo model: ")));
        QVERIFY(!again->isEnabled());
        QVERIFY(again->toolTip().startsWith(QStringLiteral("A take is being made")));
        control->release(test::FakeEngine::kBlocks);
        QTRY_VERIFY(again->isEnabled());
    }

    void anOutputThatIsGoneStaysChosen()
    {
        StudioFixture studio;
        studio.end();
        studio.settings().set(settings::kSoundOutput, QStringLiteral("headset"));
        studio.restart();
        studio.open();
        const PlayerController& player = studio.context().player;
        QCOMPARE(player.options().output, QStringLiteral("headset"));
        studio.window().showSettings(SettingsPage::Playback);
        auto* output = studio.find<QComboBox>("soundOutputComboBox");
        QCOMPARE(output->currentText(), QStringLiteral("The chosen one, which isn't connected"));
        output->setCurrentIndex(0);
        Q_EMIT output->activated(0);
        QCOMPARE(player.options().output, QString());
        QCOMPARE(studio.context().settings.get(settings::kSoundOutput), QString());
    }

    void preparedWeightsAreListedAndDeleted()
    {
        const fs::path small = prepare("one", "Small, fp8", 1 << 20);
        const fs::path large = prepare("two", "Large, fp8", 3 << 20);
        fs::last_write_time(small, fs::file_time_type::clock::now() - std::chrono::hours(48));
        StudioFixture studio;
        studio.open();
        studio.window().showSettings(SettingsPage::Model);
        QTRY_COMPARE(titles(studio), (QStringList{QStringLiteral("Large, fp8"), QStringLiteral("Small, fp8")}));
        auto* words = studio.find<QLabel>("slabCacheLabel");
        QVERIFY2(words->accessibleName().startsWith(QStringLiteral("4.0")), qPrintable(words->accessibleName()));
        auto* table = studio.find<QTableWidget>("slabCacheTable");
        QVERIFY(table->item(0, 1)->text().startsWith(QStringLiteral("3.0")));
        QVERIFY(table->item(1, 2)->text().startsWith(QStringLiteral("used ")));

        // Asked about in its place, and taken back; another row is another question.
        table->selectRow(1);
        studio.click("deleteSlabCacheButton");
        QVERIFY(studio.find<QAbstractButton>("confirmDeleteSlabCacheButton")->isVisible());
        QVERIFY(!QApplication::activeModalWidget());
        QVERIFY(words->accessibleName().startsWith(QStringLiteral("Delete 1.0")));
        studio.click("keepSlabCacheButton");
        QVERIFY(fs::exists(small));
        QVERIFY(studio.find<QAbstractButton>("deleteSlabCacheButton")->isVisible());
        studio.click("deleteSlabCacheButton");
        table->selectRow(0);
        QVERIFY(!studio.find<QAbstractButton>("confirmDeleteSlabCacheButton")->isVisible());
        table->selectRow(1);
        studio.click("deleteSlabCacheButton");
        studio.click("confirmDeleteSlabCacheButton");
        QTRY_COMPARE(titles(studio), QStringList{QStringLiteral("Large, fp8")});
        QVERIFY(!fs::exists(small));
        QVERIFY(fs::exists(large));
    }

    void whatAModelUsesIsNotDeleted()
    {
        const fs::path path = prepare("one", "In use, fp8", 1 << 20);
        StudioFixture studio;
        studio.open();
        {
            const Result<model::SlabFile> reader = model::SlabFile::open(path);
            QVERIFY(reader);
            studio.window().showSettings(SettingsPage::Model);
            QTRY_COMPARE(titles(studio).size(), 1);
            QCOMPARE(studio.find<QTableWidget>("slabCacheTable")->item(0, 2)->text(), QStringLiteral("in use now"));
            auto* button = studio.find<QAbstractButton>("deleteSlabCacheButton");
            QVERIFY(!button->isEnabled());
            QVERIFY(button->toolTip().startsWith(QStringLiteral("A loaded model uses it.")));
            studio.find<QDialog>("settingsDialog")->close();
        }
        // Free when the list was read, in use by the time of the answer.
        QTRY_VERIFY(!studio.window().findChild<QDialog*>(QStringLiteral("settingsDialog")));
        studio.window().showSettings(SettingsPage::Model);
        QTRY_VERIFY(studio.find<QAbstractButton>("deleteSlabCacheButton")->isEnabled());
        const Result<model::SlabFile> reader = model::SlabFile::open(path);
        studio.click("deleteSlabCacheButton");
        studio.click("confirmDeleteSlabCacheButton");
        QTRY_VERIFY(studio.find<QLabel>("slabCacheLabel")
                        ->accessibleName()
                        .startsWith(QStringLiteral("It couldn't be deleted")));
        QVERIFY(fs::exists(path));
        QCOMPARE(titles(studio).size(), 1);
    }

    void nothingPreparedSaysSo()
    {
        StudioFixture studio;
        studio.open();
        studio.window().showSettings(SettingsPage::Model);
        auto* button = studio.find<QAbstractButton>("deleteSlabCacheButton");
        QTRY_VERIFY(studio.find<QLabel>("slabCacheLabel")->accessibleName().startsWith(QStringLiteral("None yet")));
        QVERIFY(!button->isEnabled());
        QCOMPARE(button->toolTip(), QStringLiteral("There is nothing to delete."));
        QVERIFY(!studio.find<QTableWidget>("slabCacheTable")->isVisible());
    }

    void theWeightsOfTheModelInUseArePrepared()
    {
        m_home.addBase();
        m_home.addLora();
        const auto control = std::make_shared<test::FakeEngine::Control>();
        StudioFixture studio;
        studio.end();
        studio.settings().set(settings::kDevice, QStringLiteral("sim:1"));
        studio.restart(std::make_unique<test::FakeEngine>(control));
        studio.open();
        QTRY_VERIFY(studio.find<QAbstractButton>("renderButton")->isEnabled());
        studio.window().showSettings(SettingsPage::Model);
        QTRY_VERIFY(studio.window().findChild<QAbstractButton*>(QStringLiteral("useSetButton")));
        QVERIFY(!studio.find<QWidget>("prepareRow")->isVisible()); // The demo model is in use.

        // Not while a take is made.
        studio.trigger(ActionId::Render);
        QTRY_VERIFY(studio.context().renderer.isRunning());
        QTRY_VERIFY(studio.find<QAbstractButton>("useSetButton")->isEnabled());
        studio.click("useSetButton");
        auto* button = studio.find<QAbstractButton>("prepareButton");
        QTRY_VERIFY(button->isVisible());
        QVERIFY(!button->isEnabled());
        QVERIFY2(button->toolTip().startsWith(QStringLiteral("A take is being made.")), qPrintable(button->toolTip()));
        control->release(test::FakeEngine::kBlocks);
        QTRY_VERIFY(button->isEnabled());
        QVERIFY2(button->text().startsWith(QStringLiteral("Prepare weights now (")), qPrintable(button->text()));
        QVERIFY(!button->text().contains(QStringLiteral("about"))); // Nothing was measured yet.

        studio.click("prepareButton");
        QTRY_COMPARE(titles(studio).size(), 1);
        QTRY_VERIFY(!studio.find<QWidget>("prepareRow")->isVisible());
        const auto* table = studio.find<QTableWidget>("slabCacheTable");
        QTRY_VERIFY2(table->item(0, 2)->text().endsWith(QStringLiteral("of the model in use")),
                     qPrintable(table->item(0, 2)->text()));
        QCOMPARE(std::distance(fs::directory_iterator(slabs()), fs::directory_iterator()), 1);
        QVERIFY(studio.context().settings.get(settings::kPreparedPerSecond) > 0);

        // Deleted, it is offered again, with its time.
        studio.click("deleteSlabCacheButton");
        studio.click("confirmDeleteSlabCacheButton");
        QTRY_VERIFY(button->isVisible());
        QVERIFY(fs::is_empty(slabs()));
        QVERIFY2(button->text().contains(QStringLiteral(", about ")), qPrintable(button->text()));
    }

    void whatComputesIsChosenAndRemembered()
    {
        StudioFixture studio;
        studio.open();
        studio.window().showSettings(SettingsPage::Speed);
        auto* attention = studio.find<QCheckBox>("fp8AttentionCheckBox");
        auto* fp8 = studio.find<QCheckBox>("fp8CheckBox");
        QVERIFY(fp8->isChecked());
        QVERIFY(attention->isEnabled());
        QVERIFY(!attention->isChecked());
        attention->setFocus();
        QTest::keyClick(attention, Qt::Key_Space);
        QVERIFY(studio.context().settings.get(settings::kFp8Attention));
        fp8->setFocus();
        QTest::keyClick(fp8, Qt::Key_Space);
        QVERIFY(!attention->isEnabled());
        QVERIFY(!attention->toolTip().isEmpty());
        auto* lanes = studio.find<QComboBox>("lanesComboBox");
        lanes->setFocus();
        QTest::keyClick(lanes, Qt::Key_Down);
        QTest::keyClick(lanes, Qt::Key_Down);
        QCOMPARE(studio.context().settings.get(settings::kLanes), 2);

        studio.restart();
        studio.open();
        studio.window().showSettings(SettingsPage::Speed);
        QCOMPARE(studio.find<QComboBox>("lanesComboBox")->currentText(), QStringLiteral("2 at once"));
        QVERIFY(!studio.find<QCheckBox>("fp8CheckBox")->isChecked());
        QVERIFY(studio.find<QCheckBox>("fp8AttentionCheckBox")->isChecked());
    }

    void whatTakesTakeOfTheDiskIsTold()
    {
        StudioFixture studio;
        studio.open();
        studio.window().showSettings(SettingsPage::Files);
        auto* words = studio.find<QLabel>("takesFolderLabel");
        QTRY_VERIFY2(words->text().startsWith(QStringLiteral("0 films")), qPrintable(words->text()));
        const fs::path takes = studio.path(QStringLiteral("takes")).toStdString();
        fs::create_directories(takes / "one");
        std::ofstream(takes / "one/film.mp4") << std::string(3'000'000, '.');
        std::ofstream(takes / "one/take.json") << "{}";
        studio.window().showSettings(SettingsPage::General);
        studio.window().showSettings(SettingsPage::Files);
        QTRY_VERIFY2(words->text().startsWith(QStringLiteral("1 film, 3")), qPrintable(words->text()));
    }

    void onlyWhatAppliesAtOnceSaysSo()
    {
        StudioFixture studio;
        studio.open();
        studio.window().showSettings(SettingsPage::General);
        const auto* note = studio.find<QLabel>("settingsNoteLabel");
        QVERIFY(note->text().contains(QStringLiteral("applies at once")));
        studio.window().showSettings(SettingsPage::Model);
        QVERIFY(!note->text().contains(QStringLiteral("applies at once")));
    }

    // Before any take is rendered.
    void aFolderThatTakesNoTakesIsTold()
    {
        StudioFixture studio;
        studio.open();
        studio.window().showSettings(SettingsPage::Files);
        const auto* words = studio.find<QLabel>("takesFolderLabel");
        QTRY_VERIFY(words->text().startsWith(QStringLiteral("0 films")));
        const QString file = studio.path(QStringLiteral("a file"));
        std::ofstream(file.toStdString()) << "in its place";
        auto* folder = studio.find<QLineEdit>("takesFolderLineEdit");
        folder->setText(file);
        Q_EMIT folder->editingFinished();
        QTRY_VERIFY2(words->text().startsWith(QStringLiteral("“%1” can't be written to.").arg(file)),
                     qPrintable(words->text()));
        QCOMPARE(words->property("role").toString(), QStringLiteral("bad"));
        folder->setText(studio.path(QStringLiteral("not made yet")));
        Q_EMIT folder->editingFinished();
        QTRY_VERIFY(words->text().startsWith(QStringLiteral("0 films")));
        QCOMPARE(words->property("role").toString(), QStringLiteral("hint"));
        QVERIFY(!QFile::exists(studio.path(QStringLiteral("not made yet")))); // Looking makes nothing.
    }

    void deletedTakesAndPreparedPromptsAreCleared()
    {
        StudioFixture studio;
        const fs::path takes = studio.path(QStringLiteral("takes")).toStdString();
        const fs::path prompts = studio.path(QStringLiteral("data/prompts")).toStdString();
        fs::create_directories(takes / ".deleted");
        fs::create_directories(prompts);
        std::ofstream(takes / ".deleted/1.mp4") << std::string(2'000'000, '.');
        std::ofstream(prompts / "a.prompt") << std::string(1'000'000, '.');
        studio.open();
        studio.window().showSettings(SettingsPage::Files);
        const auto* deleted = studio.find<QLabel>("deletedTakesLabel");
        QTRY_VERIFY(deleted->text().startsWith(QStringLiteral("1 film deleted, 2")));
        studio.click("emptyDeletedButton");
        QVERIFY(fs::exists(takes / ".deleted/1.mp4")); // Asked first.
        studio.click("keepDeletedButton");
        QVERIFY(fs::exists(takes / ".deleted/1.mp4"));
        studio.click("emptyDeletedButton");
        studio.click("confirmEmptyDeletedButton");
        QTRY_VERIFY(deleted->text().isEmpty());
        QVERIFY(!fs::exists(takes / ".deleted"));
        QVERIFY(!studio.find<QWidget>("emptyDeletedButton")->isVisible());

        const auto* size = studio.find<QLabel>("promptCacheLabel");
        QTRY_VERIFY2(size->text().startsWith(QStringLiteral("977")), qPrintable(size->text())); // KB
        studio.click("clearPromptCacheButton");
        QTRY_COMPARE(size->text(), QStringLiteral("none"));
        QVERIFY(fs::is_empty(prompts));
        QVERIFY(!studio.find<QWidget>("clearPromptCacheButton")->isEnabled());
    }

    // By keys alone: down the list of pages, and by Tab through every control of each.
    void everyPageIsReachedByKeys()
    {
        StudioFixture studio;
        studio.open();
        QTRY_VERIFY(studio.find<QAbstractButton>("renderButton")->isEnabled());
        studio.window().showSettings(SettingsPage::General);
        auto* dialog = studio.find<QDialog>("settingsDialog");
        QTRY_COMPARE(QApplication::activeWindow(), dialog);
        auto* list = studio.find<QListWidget>("settingsPageList");
        auto* pages = dialog->findChild<QStackedWidget*>();
        QCOMPARE(list->count(), 6);
        for (int page = 0; page < list->count(); ++page) {
            list->setFocus();
            if (page > 0)
                QTest::keyClick(list, Qt::Key_Down);
            QCOMPARE(pages->currentIndex(), page);
            QSet<QWidget*> wanted;
            for (QWidget* widget : pages->currentWidget()->findChildren<QWidget*>()) {
                const bool used = qobject_cast<QAbstractButton*>(widget) || qobject_cast<QComboBox*>(widget);
                const bool ofTable = widget->inherits("QTableCornerButton");
                if (used && !ofTable && widget->isVisible() && widget->isEnabled())
                    wanted.insert(widget);
            }
            for (int step = 0; step < 40 && !wanted.isEmpty(); ++step) {
                QTest::keyClick(QApplication::focusWidget(), Qt::Key_Tab);
                wanted.remove(QApplication::focusWidget());
            }
            for (const QWidget* missed : wanted)
                QFAIL(qPrintable(QStringLiteral("not reached: ") + missed->objectName()));
        }
        QTest::keyClick(QApplication::focusWidget(), Qt::Key_Escape);
        QTRY_VERIFY(!studio.window().findChild<QDialog*>(QStringLiteral("settingsDialog")));
    }
};

} // namespace

QTEST_MAIN(tst_SettingsDialog)
#include "tst_SettingsDialog.moc"
