// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/FakeEngine.h"
#include "tests/support/FakeHub.h"
#include "tests/support/ModelHome.h"
#include "tests/support/SmallDisk.h"
#include "tests/support/StudioFixture.h"
#include "ui/common/Languages.h"
#include "ui/controllers/SceneController.h"
#include "ui/services/DownloadService.h"
#include "ui/services/ModelFinder.h"
#include "ui/services/ModelFolders.h"
#include "ui/services/WeightPreparer.h"

#include <QAbstractButton>
#include <QApplication>
#include <QClipboard>
#include <QComboBox>
#include <QDialog>
#include <QLabel>
#include <QLineEdit>

#include <atomic>
#include <condition_variable>
#include <fstream>
#include <iterator>
#include <mutex>

using namespace studio;
using namespace studio::ui;
using test::StudioFixture;
namespace fs = std::filesystem;

namespace {

constexpr const char* kLora = "liveavatar.safetensors";
constexpr const char* kLoraRepository = "Quark-Vision/Live-Avatar";
constexpr size_t kHeldAfter = 20'000; // of its 61 kB

std::string read(const fs::path& file)
{
    std::ifstream stream(file, std::ios::binary);
    return {std::istreambuf_iterator<char>(stream), {}};
}

} // namespace

// The model's page, and the page behind it that downloads.
class TestWindowDownload : public QObject {
    Q_OBJECT

    std::unique_ptr<test::ModelHome> m_home;

    static QWidget* page(StudioFixture& studio) { return studio.find<QWidget>("downloadPage"); }
    template<typename T>
    static T* in(QWidget* parent, const char* name)
    {
        T* found = parent->findChild<T*>(QLatin1String(name));
        if (!found)
            qFatal("no %s", name);
        return found;
    }
    static QString text(StudioFixture& studio, const char* name) { return in<QLabel>(page(studio), name)->text(); }
    static void press(StudioFixture& studio, const char* name)
    {
        QTest::mouseClick(in<QWidget>(page(studio), name), Qt::LeftButton);
    }
    static const DownloadStatus& now(StudioFixture& studio) { return studio.context().downloads.status(); }
    static std::string model(StudioFixture& studio) { return studio.context().scene.scene().settings.model; }
    static void openPage(StudioFixture& studio)
    {
        studio.window().showSettings(SettingsPage::Model);
        QTRY_VERIFY(!studio.context().finder.isSearching());
    }
    static void chooseOtherAddress(StudioFixture& studio, const QString& address)
    {
        auto* source = in<QComboBox>(page(studio), "sourceComboBox");
        source->setCurrentIndex(source->count() - 1);
        Q_EMIT source->activated(source->currentIndex());
        auto* field = in<QLineEdit>(page(studio), "sourceAddressLineEdit");
        QTRY_VERIFY(field->isVisible());
        QTest::keyClicks(field, address);
    }
    // The page of the LoRA, with the test's server as its source.
    void openLora(StudioFixture& studio, const test::FakeHub& hub)
    {
        openPage(studio);
        auto* get = studio.find<QAbstractButton>("getLoraButton");
        QTRY_VERIFY(get->isVisible());
        QCOMPARE(get->text(), QStringLiteral("Get it, 1.35\u00a0GB"));
        studio.click("getLoraButton");
        QTRY_VERIFY(page(studio)->isVisible());
        chooseOtherAddress(studio, QString::fromStdString(hub.address()));
    }
    [[nodiscard]] fs::path lora() const
    {
        return m_home->hub() / "models--Quark-Vision--Live-Avatar/snapshots" / test::kCommit / kLora;
    }
    static void publishLora(test::FakeHub& hub)
    {
        hub.repositories[kLoraRepository][kLora] = {read(test::ModelHome::tinyLora())};
    }
    static void hold(test::FakeHub& hub, const test::Gate& gate)
    {
        hub.changed = [stop = gate.after(kHeldAfter)](const test::Request& request, test::Reply& reply) {
            if (request.path().ends_with(kLora))
                stop(reply);
        };
    }

private Q_SLOTS:
    void initTestCase()
    {
        QApplication::setAttribute(Qt::AA_DontUseNativeDialogs);
        for (const char* const name : {"HF_TOKEN", "HF_TOKEN_PATH"})
            qunsetenv(name);
        qputenv("no_proxy", "*");
        qputenv("NO_PROXY", "*");
    }
    void init()
    {
        m_home = std::make_unique<test::ModelHome>();
        qunsetenv("HF_ENDPOINT");
    }

    void aMissingLoraIsGotPausedGoneOnWithAndUsed()
    {
        m_home->addBase();
        test::FakeHub hub;
        test::Gate gate;
        publishLora(hub);
        hold(hub, gate);
        StudioFixture studio;
        studio.open();
        openLora(studio, hub);
        QCOMPARE(text(studio, "downloadHeading"), QStringLiteral("Get the Live Avatar LoRA"));
        QCOMPARE(text(studio, "downloadStateLabel"), QStringLiteral("Not begun"));
        QVERIFY(hub.requests().empty());
        auto* start = in<QAbstractButton>(page(studio), "startButton");
        QTRY_VERIFY2(start->isEnabled(), qPrintable(start->toolTip()));
        press(studio, "startButton");
        QTRY_COMPARE(now(studio).have, uint64_t{kHeldAfter});
        QVERIFY(!start->isVisible());
        QVERIFY(!in<QWidget>(page(studio), "targetLineEdit")->isEnabled());

        auto* pause = in<QAbstractButton>(page(studio), "pauseButton");
        QCOMPARE(pause->text(), QStringLiteral("Pause"));
        press(studio, "pauseButton");
        QCOMPARE(text(studio, "downloadStateLabel"), QStringLiteral("Paused at 20\u00a0KB"));
        QCOMPARE(pause->text(), QStringLiteral("Resume"));
        gate.open();
        press(studio, "pauseButton");
        QTRY_COMPARE(now(studio).state, DownloadState::Finished);
        QCOMPARE(text(studio, "downloadStateLabel"), QStringLiteral("Everything is there"));
        QCOMPARE(text(studio, "downloadWordsLabel"), QStringLiteral("whole, hash right"));

        // The set that was waiting for it is the one in use.
        QTRY_COMPARE(model(studio), std::string(kLiveAvatarModel));
        const ModelPlace place = modelPlace(studio.context().settings, *studio.context().models.find(kLiveAvatarModel));
        QCOMPARE(place.lora, lora());
        QCOMPARE(read(place.lora), read(test::ModelHome::tinyLora()));
        QTRY_COMPARE(QApplication::activeWindow(), studio.find<QDialog>("settingsDialog"));
        QTest::keyClick(page(studio), Qt::Key_Left, Qt::AltModifier);
        QTRY_VERIFY(studio.find<QWidget>("topCard")->isVisible());
        QTRY_COMPARE(in<QLabel>(studio.find<QWidget>("topCard"), "modelWhatLabel")->text(),
                     QStringLiteral("In use: Live Avatar 14B, bf16."));
    }

    void itGoesOnWithoutItsDialogAndIsntUsedIfThatIsntWished()
    {
        m_home->addBase();
        test::FakeHub hub;
        test::Gate gate;
        publishLora(hub);
        hold(hub, gate);
        StudioFixture studio;
        studio.open();
        openLora(studio, hub);
        in<QAbstractButton>(page(studio), "useAfterCheckBox")->click();
        QVERIFY(!studio.context().settings.get(settings::kDownloadUse));
        QVERIFY(!in<QWidget>(page(studio), "prepareAfterCheckBox")->isEnabled());
        QTRY_VERIFY(in<QAbstractButton>(page(studio), "startButton")->isEnabled());
        press(studio, "startButton");
        QTRY_COMPARE(now(studio).have, uint64_t{kHeldAfter});
        studio.click("settingsCloseButton");
        gate.open();
        QTRY_COMPARE(now(studio).state, DownloadState::Finished);
        QTRY_VERIFY(!studio.context().finder.isSearching());
        QCOMPARE(model(studio), std::string(kDemoModel));
        const ModelEntry& entry = *studio.context().models.find(kLiveAvatarModel);
        QTRY_COMPARE(studio.context().finder.found(entry).sets.size(), size_t{1});
        QVERIFY(studio.context().finder.found(entry).sets.front().complete());
    }

    void aDiskThatGetsFullPausesIt()
    {
        m_home->addBase();
        test::FakeHub hub;
        publishLora(hub);
        StudioFixture studio;
        studio.open();
        openLora(studio, hub);
        QTRY_VERIFY(in<QAbstractButton>(page(studio), "startButton")->isEnabled());
        const test::SmallDisk disk(kHeldAfter);
        press(studio, "startButton");
        QTRY_COMPARE(now(studio).state, DownloadState::Paused);
        QTRY_VERIFY(text(studio, "downloadStateLabel").startsWith(QStringLiteral("Paused at ")));
        QTRY_VERIFY2(text(studio, "downloadProblemLabel").startsWith(QStringLiteral("The disk “")),
                     qPrintable(text(studio, "downloadProblemLabel")));
        QTRY_VERIFY(in<QLabel>(page(studio), "downloadProblemLabel")->isVisible());
        auto* pause = in<QAbstractButton>(page(studio), "pauseButton");
        QCOMPARE(pause->text(), QStringLiteral("Resume"));
        disk.makeRoom();
        press(studio, "pauseButton");
        QVERIFY(text(studio, "downloadProblemLabel").isEmpty());
        QTRY_COMPARE(now(studio).state, DownloadState::Finished);
        QCOMPARE(read(lora()), read(test::ModelHome::tinyLora()));
    }

    void aNetworkThatIsAwayIsWaitedFor()
    {
        m_home->addBase();
        std::atomic<bool> isAway{true};
        test::FakeHub hub;
        publishLora(hub);
        hub.changed = [&](const test::Request& request, test::Reply& reply) {
            if (isAway && request.path().ends_with(kLora))
                reply.cutAfter = 0;
        };
        StudioFixture studio;
        studio.open();
        openLora(studio, hub);
        QTRY_VERIFY(in<QAbstractButton>(page(studio), "startButton")->isEnabled());
        press(studio, "startButton");
        QTRY_COMPARE(text(studio, "downloadWhyLabel"), QStringLiteral("Waiting for the network, goes on by itself."));
        QTRY_VERIFY(in<QWidget>(page(studio), "downloadWhyLabel")->isVisible());
        QVERIFY(!in<QWidget>(page(studio), "downloadAgainButton")->isVisible());
        isAway = false;
        QTRY_COMPARE(now(studio).state, DownloadState::Finished);
        QTRY_VERIFY(!in<QWidget>(page(studio), "downloadWhyLabel")->isVisible());
    }

    void weightsArePreparedIfThatIsWished_data()
    {
        QTest::addColumn<bool>("wished");
        QTest::newRow("as at first") << true;
        QTest::newRow("not wished") << false;
    }
    void weightsArePreparedIfThatIsWished()
    {
        QFETCH(bool, wished);
        using Phase = PreparationState::Phase;
        m_home->addBase();
        test::FakeHub hub;
        publishLora(hub);
        StudioFixture studio;
        studio.end();
        studio.settings().set(settings::kDevice, QStringLiteral("sim:1"));
        studio.restart();
        studio.open();
        openLora(studio, hub);
        auto* prepare = in<QAbstractButton>(page(studio), "prepareAfterCheckBox");
        QVERIFY(prepare->isEnabled() && prepare->isChecked());
        if (!wished)
            prepare->click();
        QTRY_VERIFY(in<QAbstractButton>(page(studio), "startButton")->isEnabled());
        press(studio, "startButton");
        QTRY_COMPARE(now(studio).state, DownloadState::Finished);
        QTRY_COMPARE(model(studio), std::string(kLiveAvatarModel));
        QTRY_COMPARE(studio.context().preparer.state().phase, wished ? Phase::Ready : Phase::Missing);
        QCOMPARE(fs::exists(studio.context().preparer.state().file), wished);
    }

    void theNextStartOffersToGoOn()
    {
        m_home->addBase();
        test::FakeHub hub;
        test::Gate gate;
        publishLora(hub);
        hold(hub, gate);
        StudioFixture studio;
        studio.open();
        openLora(studio, hub);
        QTRY_VERIFY(in<QAbstractButton>(page(studio), "startButton")->isEnabled());
        press(studio, "startButton");
        QTRY_COMPARE(now(studio).have, uint64_t{kHeldAfter});
        studio.restart();
        gate.open();
        const size_t requests = hub.requests().size();

        studio.open();
        openPage(studio);
        QTRY_COMPARE(now(studio).have, uint64_t{kHeldAfter});
        QTRY_VERIFY(
            studio.find<QAbstractButton>("modelDownloadButton")->text().startsWith(QStringLiteral("Download: ")));
        studio.click("modelDownloadButton");
        QTRY_COMPARE(text(studio, "downloadStateLabel"), QStringLiteral("Paused at 20\u00a0KB"));
        QCOMPARE(in<QAbstractButton>(page(studio), "pauseButton")->text(), QStringLiteral("Resume"));
        QCOMPARE(in<QLineEdit>(page(studio), "sourceAddressLineEdit")->text(), QString::fromStdString(hub.address()));
        QCOMPARE(hub.requests().size(), requests);
        press(studio, "pauseButton");
        QTRY_COMPARE(now(studio).state, DownloadState::Finished);
        QTRY_COMPARE(model(studio), std::string(kLiveAvatarModel));
    }

    void aWrongHashIsNamedInItsRow()
    {
        m_home->addBase();
        test::FakeHub hub;
        publishLora(hub);
        hub.falseHashes[kLora] = std::string(64, 'a');
        StudioFixture studio;
        studio.open();
        openLora(studio, hub);
        QTRY_VERIFY(in<QAbstractButton>(page(studio), "startButton")->isEnabled());
        press(studio, "startButton");
        QTRY_COMPARE(now(studio).state, DownloadState::Failed);
        QCOMPARE(text(studio, "downloadWordsLabel"), QStringLiteral("failed"));
        QVERIFY(
            text(studio, "downloadWhyLabel").startsWith(QStringLiteral("“liveavatar.safetensors” is not the file")));
        QVERIFY(!fs::exists(lora()));
        studio.context().languages.setLanguage(settings::Language::SimplifiedChinese);
        QTRY_COMPARE(text(studio, "downloadWordsLabel"), QStringLiteral("失败"));
        studio.context().languages.setLanguage(settings::Language::English);
        hub.falseHashes.clear();
        press(studio, "downloadAgainButton");
        QTRY_COMPARE(now(studio).state, DownloadState::Finished);
        QVERIFY(fs::exists(lora()));
    }

    void sourcesAreMeasuredWhileThePageIsOpen()
    {
        struct Seen {
            std::mutex mutex;
            std::condition_variable_any never;
            QStringList asked;
            std::string path;
            int stopped = 0;
        };
        const auto seen = std::make_shared<Seen>();
        const auto probe
            = [seen](const std::string& source, const SourceFile& file, const std::stop_token& stop) -> Result<double> {
            std::unique_lock lock(seen->mutex);
            seen->asked.append(QString::fromStdString(source));
            seen->path = file.path;
            if (source == "huggingface")
                return 37'600'000.0;
            if (source == "modelscope") { // doesn't answer
                seen->never.wait(lock, stop, [] { return false; });
                ++seen->stopped;
            }
            return Error{ErrorCode::NetworkFailed, source, {}};
        };
        const auto asked = [&] {
            const std::lock_guard lock(seen->mutex);
            return seen->asked;
        };
        const auto stopped = [&] {
            const std::lock_guard lock(seen->mutex);
            return seen->stopped;
        };
        StudioFixture studio;
        studio.downloadTools = [&] { return DownloadTools{.probe = probe}; };
        studio.restart();
        studio.open();
        openPage(studio);
        QTRY_VERIFY(studio.find<QWidget>("topDownloadButton")->isVisible());
        QVERIFY(asked().isEmpty());
        studio.click("topDownloadButton");
        const auto* source = in<QComboBox>(page(studio), "sourceComboBox");
        QTRY_COMPARE(source->itemText(0), QStringLiteral("Hugging Face · 37.6\u00a0MB/s"));
        QStringList wanted{QStringLiteral("huggingface"), QStringLiteral("https://hf-mirror.com"),
                           QStringLiteral("modelscope")};
        QTRY_COMPARE(asked(), wanted);
        QCOMPARE(seen->path, std::string("models_t5_umt5-xxl-enc-bf16.pth")); // the largest of the needed files
        QCOMPARE(source->itemText(1), QStringLiteral("hf-mirror.com"));
        QCOMPARE(source->itemText(2), QStringLiteral("ModelScope"));
        QCOMPARE(stopped(), 0);
        press(studio, "backButton");
        QTRY_COMPARE(stopped(), 1);
        // What is known isn't measured again.
        studio.click("modelDownloadButton");
        wanted += {QStringLiteral("https://hf-mirror.com"), QStringLiteral("modelscope")};
        QTRY_COMPARE(asked(), wanted);
        QCOMPARE(source->itemText(0), QStringLiteral("Hugging Face · 37.6\u00a0MB/s"));
        studio.click("settingsCloseButton");
        QTRY_COMPARE(stopped(), 2);
    }

    void aFileThatWantsALoginIsOpenedByAToken()
    {
        m_home->addBase();
        test::FakeHub hub;
        publishLora(hub);
        hub.changed = [](const test::Request& request, test::Reply& reply) {
            if (request.path().ends_with(kLora) && request.header("authorization") != "Bearer hf_mine")
                reply = {.status = 403};
        };
        StudioFixture studio;
        studio.open();
        openLora(studio, hub);
        QTRY_VERIFY(in<QAbstractButton>(page(studio), "startButton")->isEnabled());
        press(studio, "startButton");
        QTRY_COMPARE(now(studio).state, DownloadState::Failed);
        QCOMPARE(text(studio, "downloadWhyLabel"), QStringLiteral("This file wants a login."));
        QTRY_VERIFY(in<QWidget>(page(studio), "downloadPageButton")->isVisible());
        QVERIFY(!in<QWidget>(page(studio), "tokenPlaceLabel")->isVisible());
        press(studio, "pasteTokenButton");
        auto* dialog = studio.find<QDialog>("tokenDialog");
        auto* field = in<QLineEdit>(dialog, "tokenLineEdit");
        QCOMPARE(field->echoMode(), QLineEdit::Password);
        QVERIFY(in<QLabel>(dialog, "tokenNoteLabel")->text().startsWith(QStringLiteral("There is no keyring here")));
        auto* use = in<QAbstractButton>(dialog, "tokenOkButton");
        QVERIFY(!use->isEnabled());
        field->setText(QStringLiteral(" hf_mine "));
        use->click();
        QTRY_COMPARE(now(studio).state, DownloadState::Finished);
        QCOMPARE(text(studio, "tokenPlaceLabel"),
                 QStringLiteral("There is no keyring here: the token is held until the program ends."));
        QVERIFY(fs::exists(lora()));
    }

    void aSetAPlaceAndASourceAreChosen()
    {
        StudioFixture studio;
        studio.open();
        openPage(studio);
        QTRY_VERIFY(studio.find<QWidget>("topDownloadButton")->isVisible());
        studio.click("topDownloadButton");
        QCOMPARE(text(studio, "downloadHeading"), QStringLiteral("Download the full model"));
        QCOMPARE(page(studio)->findChildren<QWidget*>(QStringLiteral("setChoice")).size(), 3);
        QVERIFY(in<QAbstractButton>(page(studio), "setChoice-bf16")->isChecked());
        QCOMPARE(
            page(studio)->findChildren<QWidget*>(QStringLiteral("licenceButton"), Qt::FindChildrenRecursively).size(),
            2);
        auto* fp8 = in<QAbstractButton>(page(studio), "setChoice-fp8");
        fp8->click();
        QVERIFY(fp8->isChecked());
        QVERIFY(!in<QAbstractButton>(page(studio), "setChoice-bf16")->isChecked());
        QVERIFY2(text(studio, "downloadSumLabel").endsWith(QStringLiteral("25.4\u00a0GB")),
                 qPrintable(text(studio, "downloadSumLabel")));

        // The commands, in the dialog's last row.
        studio.click("copyCommandsButton");
        QCOMPARE(QApplication::clipboard()->text().count(QStringLiteral("hf download ")), 5);
        QVERIFY(!studio.find<QWidget>("copyFoundButton")->isVisible());

        // A disk without room.
        auto* target = in<QLineEdit>(page(studio), "targetLineEdit");
        target->clear();
        QTest::keyClicks(target, QStringLiteral("/proc/models"));
        auto* start = in<QAbstractButton>(page(studio), "startButton");
        QTRY_COMPARE(text(studio, "roomLabel"), QStringLiteral("25.4\u00a0GB more are needed"));
        QVERIFY(!start->isEnabled());
        QCOMPARE(start->toolTip(), QStringLiteral("The disk has too little room."));

        // No address of a server.
        chooseOtherAddress(studio, QStringLiteral("somewhere"));
        QVERIFY(!start->isEnabled());
        QVERIFY(start->toolTip().contains(QStringLiteral("https://")));
        QCOMPARE(now(studio).state, DownloadState::None);
    }

    void hashesAreCheckedFromTheCard()
    {
        m_home->addBase();
        m_home->addLora();
        const test::FakeHub hub; // It has nothing, and isn't needed.
        qputenv("HF_ENDPOINT", hub.address().c_str());
        StudioFixture studio;
        studio.open();
        openPage(studio);
        QTRY_VERIFY(studio.find<QWidget>("checkHashesButton")->isVisible());
        studio.click("checkHashesButton");
        auto* words = studio.find<QLabel>("hashesLabel");
        QTRY_VERIFY2(words->text().startsWith(QStringLiteral("Hashes are right. Checked today")),
                     qPrintable(words->text()));
        QVERIFY(hub.requests().empty());

        std::fstream file(fs::canonical(lora()), std::ios::in | std::ios::out | std::ios::binary);
        file.seekg(-2, std::ios::end);
        const int byte = file.get();
        file.seekp(-2, std::ios::end);
        file.put(static_cast<char>(byte ^ 1));
        file.close();
        studio.click("checkHashesButton");
        QTRY_VERIFY2(words->text().startsWith(QStringLiteral("“liveavatar.safetensors” is not the file")),
                     qPrintable(words->text()));
    }
};

QTEST_MAIN(TestWindowDownload)
#include "tst_WindowDownload.moc"
