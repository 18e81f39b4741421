// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/model/SafetensorsFile.h"
#include "tests/support/AnotherModel.h"
#include "tests/support/FakeEngine.h"
#include "tests/support/FakeHub.h"
#include "tests/support/ModelHome.h"
#include "tests/support/StudioFixture.h"
#include "ui/common/Languages.h"
#include "ui/controllers/SceneController.h"
#include "ui/panels/ElidedLabel.h"
#include "ui/presenters/RenderPresenter.h"
#include "ui/services/DownloadService.h"
#include "ui/services/ModelFinder.h"
#include "ui/services/ModelFolders.h"
#include "ui/services/PlanService.h"
#include "ui/widgets/Chip.h"

#include <ATen/ops/zeros.h>

#include <QAbstractButton>
#include <QAction>
#include <QApplication>
#include <QClipboard>
#include <QDesktopServices>
#include <QDialog>
#include <QFileDialog>
#include <QLabel>
#include <QLineEdit>
#include <QMenu>

#include <fstream>
#include <iterator>
#include <mutex>

using namespace studio;
using namespace studio::ui;
using test::StudioFixture;
namespace fs = std::filesystem;

namespace {

const QString kPortrait = QStringLiteral(DEMO_DATA "/portraits/chen.png");
const QString kVoice = QStringLiteral(DEMO_DATA "/voices/morning_en.wav");

// Remembers where the model of its films was.
class PlaceEngine : public jobs::FilmEngine {
public:
    struct Seen {
        std::mutex mutex;
        std::optional<ModelPlace> place;
    };
    explicit PlaceEngine(std::shared_ptr<Seen> seen)
        : m_seen(std::move(seen))
    {
    }

    Status make(const jobs::ModelPlaces& models, const std::string& model, const jobs::FilmOrder& /*order*/,
                const jobs::FilmListener& /*listener*/, jobs::FilmReport& /*report*/, std::stop_token /*stop*/) override
    {
        const std::lock_guard lock(m_seen->mutex);
        m_seen->place = models.place(model);
        return Error{ErrorCode::Cancelled, {}, {}};
    }

private:
    std::shared_ptr<Seen> m_seen;
};

// Stands in for the desktop's file manager.
class FileManager : public QObject {
    Q_OBJECT

public:
    FileManager() { QDesktopServices::setUrlHandler(QStringLiteral("file"), this, "show"); }
    ~FileManager() override { QDesktopServices::unsetUrlHandler(QStringLiteral("file")); }
    Q_INVOKABLE void show(const QUrl& url) { shown = url.toLocalFile(); }
    QString shown;
};

class TestWindowModelPage : public QObject {
    Q_OBJECT

    std::unique_ptr<test::ModelHome> m_home;

    // The page, when its search has ended.
    void openPage(StudioFixture& studio)
    {
        studio.window().showSettings(SettingsPage::Model);
        QTRY_VERIFY(!studio.context().finder.isSearching());
    }

    static QList<QWidget*> cards(StudioFixture& studio)
    {
        QList<QWidget*> shown;
        for (QWidget* card : studio.window().findChildren<QWidget*>(QStringLiteral("setCard"))) {
            if (card->isVisible())
                shown.append(card);
        }
        return shown;
    }
    static QWidget* card(StudioFixture& studio, int index = 0)
    {
        const QList<QWidget*> all = cards(studio);
        if (index >= all.size())
            qFatal("no card %d", index);
        return all[index];
    }
    template<typename T>
    static T* in(QWidget* parent, const char* name)
    {
        T* found = parent->findChild<T*>(QLatin1String(name));
        if (!found)
            qFatal("no %s", name);
        return found;
    }
    // The row of a part, counted from the top.
    static QWidget* row(QWidget* card, int index)
    {
        return card->findChildren<QWidget*>(QStringLiteral("partRow")).value(index);
    }
    // Whole, where it is shown elided.
    static QString text(QWidget* parent, const char* name)
    {
        const auto* label = in<QLabel>(parent, name);
        const auto* elided = qobject_cast<const ElidedLabel*>(label);
        return elided ? elided->words() : label->text();
    }
    static QString top(StudioFixture& studio) { return text(studio.find<QWidget>("topCard"), "modelWhatLabel"); }
    static QStringList commands(QWidget* parent)
    {
        QStringList all;
        for (const QLineEdit* each : parent->findChildren<QLineEdit*>(QStringLiteral("commandLineEdit"))) {
            if (each->isVisible())
                all.append(each->text());
        }
        return all;
    }
    static void press(QWidget* parent, const char* name)
    {
        QTest::mouseClick(in<QWidget>(parent, name), Qt::LeftButton);
    }
    static void choose(StudioFixture& studio, const fs::path& file)
    {
        auto* dialog = studio.window().findChild<QFileDialog*>(QStringLiteral("fileDialog"));
        if (!dialog)
            qFatal("no chooser");
        Q_EMIT dialog->fileSelected(QString::fromStdString(file.string()));
        dialog->close();
    }
    static const ModelEntry& published(StudioFixture& studio)
    {
        return *studio.context().models.find(kLiveAvatarModel);
    }
    static std::string model(StudioFixture& studio) { return studio.context().scene.scene().settings.model; }

private Q_SLOTS:
    void initTestCase()
    {
        QApplication::setAttribute(Qt::AA_DontUseNativeDialogs);
        for (const char* const name : {"HF_TOKEN", "HF_TOKEN_PATH", "HF_ENDPOINT"})
            qunsetenv(name);
        qputenv("no_proxy", "*");
        qputenv("NO_PROXY", "*");
    }
    void init() { m_home = std::make_unique<test::ModelHome>(); }

    void nothingOnThisComputerSaysHowItIsGot()
    {
        StudioFixture studio;
        studio.open();
        openPage(studio);
        QTRY_COMPARE(top(studio), QStringLiteral("Nothing of the model is on this computer. It has 47.1\u00a0GB."));
        QVERIFY(cards(studio).isEmpty());
        QTRY_COMPARE(commands(studio.find<QWidget>("topCard")),
                     (QStringList{QStringLiteral("hf download Wan-AI/Wan2.2-S2V-14B"),
                                  QStringLiteral("hf download Quark-Vision/Live-Avatar")}));
        QVERIFY(!studio.find<QWidget>("copyFoundButton")->isEnabled());
    }

    void aSetWithoutTheLoraCantBeUsed()
    {
        m_home->addBase();
        StudioFixture studio;
        studio.open();
        openPage(studio);
        QTRY_COMPARE(cards(studio).size(), 1);
        QCOMPARE(top(studio), QStringLiteral("One part is missing: the Live Avatar LoRA."));
        QWidget* const set = card(studio);
        QCOMPARE(text(set, "setReasonLabel"), QStringLiteral("LoRA missing"));
        const auto* use = in<QAbstractButton>(set, "useSetButton");
        QVERIFY(!use->isEnabled());
        QVERIFY2(use->toolTip().startsWith(QStringLiteral("LoRA missing")), qPrintable(use->toolTip()));
        QCOMPARE(in<QWidget>(set, "setHead")->accessibleName(),
                 QStringLiteral("Live Avatar 14B, as published, bf16, 4 of 5 parts, LoRA missing"));
        QVERIFY(text(set, "setPlaceLabel").startsWith(QStringLiteral("Hugging Face cache")));

        // It is open: five parts, four of which are checked, and the last is missing.
        QCOMPARE(text(row(set, 0), "partFileLabel"), QStringLiteral("diffusion_pytorch_model.safetensors"));
        for (int i = 0; i < 4; ++i)
            QTRY_COMPARE(text(row(set, i), "partStateLabel"), QStringLiteral("complete"));
        QCOMPARE(text(row(set, 4), "partNameLabel"), QStringLiteral("Live Avatar LoRA"));
        QCOMPARE(text(row(set, 4), "partFileLabel"), QStringLiteral("nowhere on this computer"));
        QCOMPARE(text(row(set, 4), "partStateLabel"), QStringLiteral("missing"));
        QCOMPARE(text(row(set, 4), "partSizeLabel"), QStringLiteral("1.35\u00a0GB"));
        QTRY_COMPARE(commands(set), QStringList{QStringLiteral("hf download Quark-Vision/Live-Avatar")});
        press(set, "copyCommandButton");
        QCOMPARE(QApplication::clipboard()->text(), QStringLiteral("hf download Quark-Vision/Live-Avatar"));
        press(studio.find<QDialog>("settingsDialog"), "copyFoundButton");
        QVERIFY(QApplication::clipboard()->text().contains(QStringLiteral("Wan2.1_VAE.pth")));
    }

    void aLoraThatIsChosenCompletesTheSet()
    {
        m_home->addBase();
        const fs::path lora = m_home->path() / "mine.safetensors";
        fs::copy(test::ModelHome::tinyLora(), lora);
        StudioFixture studio;
        studio.open();
        openPage(studio);
        QTRY_COMPARE(cards(studio).size(), 1);
        press(studio.find<QWidget>("topCard"), "haveLoraButton");
        choose(studio, lora);
        QTRY_VERIFY(in<QAbstractButton>(card(studio), "useSetButton")->isEnabled());
        QCOMPARE(text(row(card(studio), 4), "partFileLabel"), QStringLiteral("mine.safetensors"));
        QVERIFY(in<QWidget>(card(studio), "inUseChip")->isHidden());

        press(card(studio), "useSetButton");
        QCOMPARE(model(studio), std::string(kLiveAvatarModel));
        const ModelPlace place = modelPlace(studio.context().settings, published(studio));
        QCOMPARE(place.lora, lora);
        QVERIFY(place.parts.videoModel.string().starts_with(m_home->hub().string()));
        QTRY_VERIFY(in<QWidget>(card(studio), "inUseChip")->isVisible());
        QVERIFY(in<QWidget>(card(studio), "useSetButton")->isHidden());
        QCOMPARE(top(studio), QStringLiteral("In use: Live Avatar 14B, bf16."));

        // The chip is of the scene's model.
        press(studio.find<QWidget>("topCard"), "topUseDemoButton");
        QCOMPARE(model(studio), std::string(kDemoModel));
        QVERIFY(in<QWidget>(card(studio), "inUseChip")->isHidden());
        QVERIFY(in<QAbstractButton>(card(studio), "useSetButton")->isEnabled());
        press(card(studio), "useSetButton");
        QTRY_VERIFY(in<QWidget>(card(studio), "inUseChip")->isVisible());

        // The place is remembered, with the file that lies elsewhere.
        studio.restart();
        studio.open();
        openPage(studio);
        QTRY_COMPARE(cards(studio).size(), 1);
        QTRY_COMPARE(text(row(card(studio), 4), "partFileLabel"), QStringLiteral("mine.safetensors"));
        QVERIFY(card(studio)->findChild<QWidget*>(QStringLiteral("useSetButton"))->isEnabled());

        // A file that is gone is told.
        fs::remove(lora);
        QTest::keyClick(studio.find<QWidget>("modelPage"), Qt::Key_F5);
        QTRY_COMPARE(text(row(card(studio), 4), "partWhatLabel"),
                     QStringLiteral("“mine.safetensors” doesn't exist any more"));
    }

    void aWrongFileIsToldByItsName()
    {
        const fs::path folder = m_home->addOwnFolder();
        QVERIFY(model::writeSafetensors(folder / "Wan2.1_VAE.pth",
                                        {{"decoder.middle.0.residual.0.gamma", at::zeros({8, 1, 1, 1})},
                                         {"conv2.weight", at::zeros({48, 48, 1, 1, 1})}}));
        std::ofstream(folder / "diffusion_pytorch_model-00002-of-00002.safetensors")
            << "version https://git-lfs.github.com/spec/v1\n";
        fs::resize_file(folder / "models_t5_umt5-xxl-enc-bf16.pth", 100'000);
        StudioFixture studio;
        studio.open();
        studio.window().showModelFolder(QString::fromStdString(folder.string()));
        QTRY_COMPARE(cards(studio).size(), 1);
        QWidget* const set = card(studio);
        QTRY_COMPARE(text(row(set, 0), "partWhatLabel"),
                     QStringLiteral("File 2 of 2 is a Git LFS pointer, not the file"));
        QCOMPARE(text(row(set, 1), "partWhatLabel"), QStringLiteral("Cut short: 100\u00a0KB of 11.4\u00a0GB"));
        QCOMPARE(text(row(set, 3), "partWhatLabel"), QStringLiteral("“Wan2.1_VAE.pth” belongs to another model"));
        QVERIFY(text(row(set, 3), "partWhyLabel").contains(QStringLiteral("48 latent channels")));
        QTRY_VERIFY(in<QWidget>(row(set, 3), "mendPartButton")->isVisible());
        QTRY_COMPARE(text(row(set, 2), "partStateLabel"), QStringLiteral("complete"));
        QVERIFY(top(studio).startsWith(QStringLiteral("This set can't be used: 4 of its 5 parts")));
        QCOMPARE(studio.find<QAbstractButton>("mendAllButton")->text(),
                 QStringLiteral("Put all four right, 45.9\u00a0GB"));
        QVERIFY(!in<QAbstractButton>(set, "useSetButton")->isEnabled());
        // Just the files that are needed, into this folder and beside it.
        QTRY_COMPARE(
            commands(set),
            (QStringList{QStringLiteral("hf download Wan-AI/Wan2.2-S2V-14B "
                                        "diffusion_pytorch_model-00002-of-00002.safetensors "
                                        "models_t5_umt5-xxl-enc-bf16.pth Wan2.1_VAE.pth --local-dir "
                                        "~/models/Wan2.2-S2V-14B"),
                         QStringLiteral("hf download Quark-Vision/Live-Avatar --local-dir ~/models/LiveAvatar")}));

        // The right one, from elsewhere; and once more a wrong one.
        press(row(set, 3), "mendPartButton");
        choose(studio, test::ModelHome::tinyRoot() / "Wan2.1_VAE.pth");
        QTRY_COMPARE(text(row(set, 3), "partStateLabel"), QStringLiteral("from another folder"));
        press(row(set, 0), "mendPartButton");
        choose(studio, test::ModelHome::tinyLora());
        QTRY_VERIFY(text(row(set, 0), "partWhyLabel").contains(QStringLiteral("a LoRA for this model")));
        QVERIFY(text(row(set, 0), "partWhatLabel").endsWith(QStringLiteral("is another part of the model")));

        studio.context().languages.setLanguage(settings::Language::SimplifiedChinese);
        QTRY_VERIFY(text(row(set, 1), "partNameLabel") == QStringLiteral("文本编码器"));
        QTRY_VERIFY(!text(row(set, 0), "partWhyLabel").contains(QStringLiteral("this model")));
        studio.context().languages.setLanguage(settings::Language::English);
    }

    void damagedTensorsAreToldByTheDeepCheck()
    {
        const fs::path folder = m_home->addOwnFolder();
        m_home->addLora();
        // It looks like the speech model, and lacks most of its tensors.
        QVERIFY(
            model::writeSafetensors(folder / "wav2vec2-large-xlsr-53-english/model.safetensors",
                                    {{"wav2vec2.feature_extractor.conv_layers.0.conv.weight", at::zeros({4, 1, 10})},
                                     {"wav2vec2.feature_extractor.conv_layers.1.layer_norm.weight", at::zeros({4})}}));
        StudioFixture studio;
        studio.open();
        studio.window().showModelFolder(QString::fromStdString(folder.string()));
        QTRY_COMPARE(cards(studio).size(), 1);
        QTRY_VERIFY(!text(row(card(studio), 2), "partWhatLabel").isEmpty());
        QVERIFY(!in<QAbstractButton>(card(studio), "useSetButton")->isEnabled());
        QCOMPARE(text(card(studio), "setReasonLabel"), QStringLiteral("Voice encoder can't be used"));
    }

    // A pointer, a missing file, and one whose tensors are wrong: the button gets just these.
    void aBrokenSetIsPutRightAtOnce()
    {
        const fs::path folder = m_home->addOwnFolder();
        std::ofstream(folder / "Wan2.1_VAE.pth") << "version https://git-lfs.github.com/spec/v1\n";
        QVERIFY(
            model::writeSafetensors(folder / "wav2vec2-large-xlsr-53-english/model.safetensors",
                                    {{"wav2vec2.feature_extractor.conv_layers.0.conv.weight", at::zeros({4, 1, 10})},
                                     {"wav2vec2.feature_extractor.conv_layers.1.layer_norm.weight", at::zeros({4})}}));
        const auto read = [](const fs::path& file) {
            std::ifstream stream(file, std::ios::binary);
            return std::string(std::istreambuf_iterator<char>(stream), {});
        };
        test::FakeHub hub;
        for (const auto& entry : fs::recursive_directory_iterator(test::ModelHome::tinyRoot())) {
            if (entry.is_regular_file())
                hub.repositories["Wan-AI/Wan2.2-S2V-14B"]
                                [fs::relative(entry.path(), test::ModelHome::tinyRoot()).string()]
                    = {read(entry.path())};
        }
        hub.repositories["Quark-Vision/Live-Avatar"]["liveavatar.safetensors"] = {read(test::ModelHome::tinyLora())};
        StudioFixture studio;
        studio.end();
        studio.settings().set(settings::kDownloadSource, QString::fromStdString(hub.address()));
        studio.restart();
        studio.open();
        studio.window().showModelFolder(QString::fromStdString(folder.string()));
        auto* mend = studio.find<QAbstractButton>("mendAllButton");
        QTRY_COMPARE(mend->text(), QStringLiteral("Put all three right, 3.12\u00a0GB"));
        QTRY_VERIFY(mend->isVisible());
        QVERIFY(hub.requests().empty());
        studio.click("mendAllButton");
        QVERIFY(studio.find<QWidget>("downloadPage")->isVisible());
        QCOMPARE(studio.find<QLabel>("downloadHeading")->text(), QStringLiteral("Get 3 parts of the model"));
        QTRY_COMPARE(studio.context().downloads.status().state, DownloadState::Finished);
        for (const test::Request& request : hub.requests())
            QVERIFY2(!request.path().ends_with("t5_umt5-xxl-enc-bf16.pth")
                         && request.path().find("diffusion_pytorch_model") == std::string::npos,
                     request.path().c_str());
        QTRY_COMPARE(model(studio), std::string(kLiveAvatarModel));
        const ModelPlace place = modelPlace(studio.context().settings, published(studio));
        const auto isIn
            = [](const fs::path& file, const fs::path& of) { return file.string().starts_with(of.string()); };
        QVERIFY(isIn(place.parts.videoModel, folder) && isIn(place.parts.textEncoder, folder));
        QVERIFY(isIn(place.parts.pictureDecoder, m_home->hub()) && isIn(place.parts.voiceEncoder, m_home->hub()));
        QVERIFY(isIn(place.lora, m_home->hub()));
    }

    void setsOfSeveralPlacesAreListedAndOneIsOpen()
    {
        m_home->addBase();
        m_home->addLora();
        const fs::path models = m_home->comfy() / "models";
        for (const char* kind : {"diffusion_models", "vae"})
            fs::create_directories(models / kind);
        const model::StateDict video
            = *model::openShardedSafetensors(test::ModelHome::tinyRoot() / "diffusion_pytorch_model.safetensors");
        QVERIFY(model::writeSafetensors(models / "diffusion_models/s2v.safetensors", video));
        fs::copy(test::ModelHome::tinyRoot() / "config.json", models / "diffusion_models/config.json");
        StudioFixture studio;
        studio.open();
        openPage(studio);
        QTRY_COMPARE(cards(studio).size(), 2);
        QCOMPARE(top(studio), QStringLiteral("Live Avatar 14B is complete on this computer."));
        QVERIFY(text(studio.window().findChild<QWidget*>(QStringLiteral("modelPage")), "foundLabel")
                    .startsWith(QStringLiteral("2 sets in 2 places")));
        QTRY_VERIFY(in<QWidget>(card(studio, 0), "finestSetChip")->isVisible());
        QVERIFY(!in<QWidget>(card(studio, 1), "finestSetChip")->isVisible());
        QVERIFY(
            in<QWidget>(card(studio, 0), "setHead")->accessibleName().endsWith(QStringLiteral("finest, recommended")));
        const auto comfy = [&] {
            for (QWidget* each : cards(studio)) {
                if (text(each, "setPlaceLabel").startsWith(QStringLiteral("ComfyUI")))
                    return each;
            }
            return card(studio);
        };
        QWidget* const other = comfy() == card(studio, 0) ? card(studio, 1) : card(studio, 0);
        // Keys: Right opens and closes the others, Left closes, Down goes on, Enter uses.
        QTRY_COMPARE(QApplication::activeWindow(), studio.find<QDialog>("settingsDialog"));
        auto* head = in<QWidget>(comfy(), "setHead");
        head->setFocus();
        QTest::keyClick(head, Qt::Key_Right);
        QTRY_VERIFY(in<QWidget>(comfy(), "showFolderButton")->isVisible());
        QVERIFY(!in<QWidget>(other, "showFolderButton")->isVisible());
        QTRY_COMPARE(text(row(comfy(), 3), "partStateLabel"), QStringLiteral("from the Hugging Face cache"));
        QTest::keyClick(head, Qt::Key_Left);
        QVERIFY(!in<QWidget>(comfy(), "showFolderButton")->isVisible());
        auto* first = in<QWidget>(card(studio, 0), "setHead");
        first->setFocus();
        QTest::keyClick(first, Qt::Key_Down);
        QCOMPARE(QApplication::focusWidget(), in<QWidget>(card(studio, 1), "setHead"));
        QTest::keyClick(QApplication::focusWidget(), Qt::Key_Up);
        QCOMPARE(QApplication::focusWidget(), first);
        QTest::keyClick(head, Qt::Key_Return);
        QCOMPARE(modelPlace(studio.context().settings, published(studio)).parts.videoModel,
                 models / "diffusion_models/s2v.safetensors");
        QTRY_VERIFY(in<QWidget>(comfy(), "inUseChip")->isVisible());

        // Its menu: path and folder.
        FileManager manager;
        QTest::keyClick(head, Qt::Key_Space);
        QTRY_VERIFY(in<QWidget>(comfy(), "showFolderButton")->isVisible());
        press(row(comfy(), 0), "partMoreButton");
        auto* menu = studio.window().findChild<QMenu*>(QStringLiteral("partMenu"));
        QVERIFY(menu);
        menu->findChild<QAction*>(QStringLiteral("copyPathAction"))->trigger();
        QCOMPARE(QApplication::clipboard()->text(),
                 QString::fromStdString((models / "diffusion_models/s2v.safetensors").string()));
        menu->findChild<QAction*>(QStringLiteral("showPartAction"))->trigger();
        QTRY_COMPARE(manager.shown, QString::fromStdString((models / "diffusion_models").string()));
        menu->close();

        // A folder that is gone is told, and the file manager isn't asked.
        const auto* told = studio.find<QLabel>("shownFolderLabel");
        QVERIFY(!told->isVisible());
        manager.shown.clear();
        fs::remove_all(m_home->comfy());
        press(comfy(), "showFolderButton");
        QTRY_VERIFY(told->isVisible());
        QVERIFY2(told->text().endsWith(QStringLiteral("doesn't exist any more.")), qPrintable(told->text()));
        QVERIFY(manager.shown.isEmpty());
    }

    void foldersAreAddedRememberedAndForgotten()
    {
        const fs::path folder = m_home->path() / "empty";
        fs::create_directories(folder);
        StudioFixture studio;
        studio.open();
        openPage(studio);
        studio.click("modelAddFolderButton");
        auto* path = studio.find<QLineEdit>("checkpointPathLineEdit");
        QTRY_VERIFY(path->isVisible());
        path->setText(QStringLiteral("~/none"));
        studio.click("checkpointAddButton");
        QTRY_VERIFY(studio.find<QWidget>("pathProblemLabel")->isVisible());
        QCOMPARE(studio.find<QLabel>("pathProblemLabel")->text(), QStringLiteral("This folder doesn't exist."));
        QVERIFY(cards(studio).isEmpty());
        path->setText(QStringLiteral("~/empty/"));
        QTest::keyClick(path, Qt::Key_Return);
        QTRY_COMPARE(cards(studio).size(), 1);
        QVERIFY(!path->isVisible());
        QCOMPARE(text(card(studio), "setTitleLabel"), QStringLiteral("Own folder"));
        QCOMPARE(text(card(studio), "setNoteLabel"), QStringLiteral("This folder holds no part of the model."));
        QTRY_VERIFY(in<QWidget>(card(studio), "setNoteLabel")->isVisible());

        studio.restart();
        fs::copy(test::ModelHome::tinyLora(), folder / "liveavatar.safetensors");
        studio.open();
        openPage(studio);
        QTRY_COMPARE(cards(studio).size(), 1);
        QCOMPARE(text(row(card(studio), 4), "partFileLabel"), QStringLiteral("liveavatar.safetensors"));
        fs::remove_all(folder);
        studio.click("modelLookAgainButton");
        QTRY_COMPARE(text(card(studio), "setNoteLabel"), QStringLiteral("This folder doesn't exist any more."));
        press(card(studio), "forgetFolderButton");
        QTRY_VERIFY(cards(studio).isEmpty());
        QVERIFY(studio.context().settings.get(settings::kSearchedFolders).isEmpty());

        // Esc takes away the line, and only then the dialog.
        studio.click("modelAddFolderButton");
        path = studio.find<QLineEdit>("checkpointPathLineEdit");
        QTest::keyClick(path, Qt::Key_Escape);
        QVERIFY(!path->isVisible());
        QTRY_VERIFY(studio.find<QDialog>("settingsDialog")->isVisible());
    }

    void aModelWhoseFolderIsGoneIsForgotten()
    {
        const fs::path folder = m_home->addOwnFolder();
        StudioFixture studio;
        studio.end();
        // As an older program has remembered it.
        studio.settings().set(settings::Key<QString>{"model/checkpoint", {}}, QString::fromStdString(folder.string()));
        studio.restart();
        studio.open();
        openPage(studio);
        QTRY_COMPARE(cards(studio).size(), 1); // though nobody added its folder
        fs::remove_all(folder);
        studio.click("modelLookAgainButton");
        QTRY_COMPARE(top(studio), QStringLiteral("The folder “~/models/Wan2.2-S2V-14B” doesn't exist any more."));
        studio.part<RenderPresenter>().useModel(QLatin1String(kLiveAvatarModel),
                                                modelPlace(studio.context().settings, published(studio)));
        press(studio.find<QWidget>("topCard"), "forgetModelButton");
        QVERIFY(!isSetUp(studio.context().settings, published(studio)));
        QCOMPARE(model(studio), std::string(kDemoModel));
        QTRY_VERIFY(top(studio).startsWith(QStringLiteral("Nothing of the model")));
    }

    void aRenderUsesThePlaceWithItsBorrowedParts()
    {
        const auto seen = std::make_shared<PlaceEngine::Seen>();
        StudioFixture studio;
        studio.restart({}, test::withAnotherModel());
        const fs::path root = test::copyAnotherModel(m_home->path() / "models");
        const fs::path vae = m_home->comfy() / "models/vae/mine.pth";
        fs::create_directories(vae.parent_path());
        fs::rename(root / "pictures.pth", vae);
        studio.restart(std::make_unique<PlaceEngine>(seen));
        studio.open({kPortrait, kVoice});
        QTRY_VERIFY(studio.context().scene.scene().hasInputs());
        studio.window().showModelFolder(QString::fromStdString(root.string()));
        QTRY_COMPARE(cards(studio).size(), 1);
        QTRY_VERIFY(in<QAbstractButton>(card(studio), "useSetButton")->isEnabled());
        press(card(studio), "useSetButton");
        QCOMPARE(model(studio), std::string(test::kAnotherModel));
        QTRY_VERIFY(studio.find<QAbstractButton>("renderButton")->isEnabled());
        studio.trigger(ActionId::Render);
        const auto place = [&] {
            const std::lock_guard lock(seen->mutex);
            return seen->place.value_or(ModelPlace{});
        };
        QTRY_COMPARE(place().parts.pictureDecoder, vae);
        QCOMPARE(place().checkpoint, root);
        QVERIFY(place().lora.string().ends_with("AnotherLora/few-steps.safetensors"));
    }
};

} // namespace

QTEST_MAIN(TestWindowModelPage)
#include "tst_WindowModelPage.moc"
