// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/model/SafetensorsFile.h"
#include "core/model/SlabCache.h"
#include "core/model/SlabFile.h"
#include "tests/support/ModelHome.h"
#include "tests/support/Screenshots.h"
#include "tests/support/StudioFixture.h"
#include "ui/common/Languages.h"
#include "ui/controllers/PlayerController.h"
#include "ui/controllers/SceneController.h"
#include "ui/models/ExportModel.h"
#include "ui/models/TakeModel.h"
#include "ui/panels/ElidedLabel.h"
#include "ui/panels/TakesPanel.h"
#include "ui/presenters/DropHandler.h"
#include "ui/presenters/ExportPresenter.h"
#include "ui/services/CheckpointService.h"
#include "ui/services/ExportService.h"
#include "ui/services/Gallery.h"
#include "ui/services/ModelFinder.h"
#include "ui/services/RenderService.h"
#include "ui/theme/Theme.h"

#include <ATen/ops/zeros.h>

#include <QAbstractButton>
#include <QAbstractItemModel>
#include <QAction>
#include <QCheckBox>
#include <QComboBox>
#include <QDialog>
#include <QLabel>
#include <QLineEdit>
#include <QListView>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QSpinBox>
#include <QTabBar>
#include <QTableWidget>
#include <QToolButton>

#include <fstream>
#include <string_view>

#include <dlfcn.h>

using namespace studio;
using namespace studio::ui;
using studio::test::StudioFixture;

namespace {

constexpr int kRenderTimeout = test::kPatience;

// The demo model on a disk that is full after some blocks.
class FullDiskEngine : public jobs::FilmEngine {
public:
    Status make(const jobs::ModelPlaces& models, const std::string& model, const jobs::FilmOrder& order,
                const jobs::FilmListener& listener, jobs::FilmReport& report, std::stop_token stop) override
    {
        std::stop_source full;
        const std::stop_callback forward(stop, [&] { full.request_stop(); });
        jobs::FilmListener counting = listener;
        int64_t frames = 0;
        counting.frames = [&](const pipeline::FrameGroup& group) {
            listener.frames(group);
            frames += group.count;
            if (frames >= 48)
                full.request_stop();
        };
        const Status made = m_engine->make(models, model, order, counting, report, full.get_token());
        return frames >= 48 ? Status(Error{ErrorCode::DiskFull, order.movie.string(), "No space left on device"})
                            : made;
    }

private:
    std::unique_ptr<jobs::FilmEngine> m_engine = jobs::makeAvatarEngine();
};

struct Look {
    const char* name;
    ThemeChoice theme;
    settings::Language language;
    QSize size;
    double ratio = 1;
};

// Words that don't fit where they stand.
QStringList clipped(QWidget& window)
{
    QStringList found;
    for (QLabel* label : window.findChildren<QLabel*>()) {
        if (!label->isVisible() || label->text().isEmpty() || qobject_cast<ElidedLabel*>(label))
            continue;
        const bool wraps = label->wordWrap();
        // Not sizeHint(), which a label keeps from the time when its minimum was larger.
        const int need = label->fontMetrics().size(0, label->text()).width();
        const bool fits = wraps ? label->heightForWidth(label->width()) <= label->height() + 1
                                : need <= label->contentsRect().width() + 1;
        if (!fits)
            found.append(QStringLiteral("%1 “%2”: %3 of %4 pixels")
                             .arg(label->objectName(), label->text())
                             .arg(label->width())
                             .arg(need));
    }
    for (const QAbstractSpinBox* field : window.findChildren<QAbstractSpinBox*>()) {
        const auto* edit = field->findChild<QLineEdit*>();
        if (field->isVisible() && edit && edit->fontMetrics().horizontalAdvance(edit->text()) > edit->width())
            found.append(QString(field->objectName() % QStringLiteral(" “") % edit->text() % QStringLiteral("”")));
    }
    for (QPushButton* button : window.findChildren<QPushButton*>()) {
        if (button->isVisible() && button->fontMetrics().horizontalAdvance(button->text()) > button->width() - 8)
            found.append(QString(button->objectName() % QStringLiteral(" “") % button->text() % QStringLiteral("”")));
    }
    return found;
}

} // namespace

class tst_WindowScreenshots : public QObject {
    Q_OBJECT

    void picture(StudioFixture& studio, const QString& state, const Look& look, QWidget* other = nullptr)
    {
        if (QTest::currentTestFailed())
            return;
        const WindowContext& context = studio.context();
        context.theme.setChoice(look.theme);
        context.languages.setLanguage(look.language);
        studio.window().resize(look.size);
        QWidget& widget = other ? *other : static_cast<QWidget&>(studio.window());
        // Layouts follow in the event loop, a turn of which a new theme takes for itself.
        for (int turn = 0; turn < 3; ++turn)
            QTest::qWait(1);
        static_cast<void>(QTest::qWaitFor([&] { return clipped(widget).isEmpty(); }, kRenderTimeout));
        QVERIFY(tests::saveScreenshot(widget, look.ratio,
                                      QStringLiteral("window-%1-%2").arg(state, QLatin1String(look.name))));
        const QStringList bad = clipped(widget);
        QVERIFY2(bad.isEmpty(),
                 qPrintable(QStringLiteral("clipped in %1-%2: %3")
                                .arg(state, QLatin1String(look.name), bad.join(QStringLiteral(", ")))));
    }

    test::ModelHome m_home;
    QTemporaryDir m_cache;

    static constexpr Look kDark{"dark-1440x900", ThemeChoice::Dark, settings::Language::English, {1440, 900}};
    static constexpr Look kLight{"light-1440x900", ThemeChoice::Light, settings::Language::English, {1440, 900}};
    static constexpr Look kChinese{
        "zh-light-1440x900", ThemeChoice::Light, settings::Language::SimplifiedChinese, {1440, 900}};
    static constexpr Look kChineseSmall{
        "zh-dark-1280x800", ThemeChoice::Dark, settings::Language::SimplifiedChinese, {1280, 800}};
    static constexpr Look kSmall{"dark-1280x800", ThemeChoice::Dark, settings::Language::English, {1280, 800}};
    static constexpr Look kLeast{"light-1120x700", ThemeChoice::Light, settings::Language::English, {1120, 700}};
    static constexpr Look kLeastChinese{
        "zh-dark-1120x700", ThemeChoice::Dark, settings::Language::SimplifiedChinese, {1120, 700}};
    static constexpr Look kTiny{"light-960x540", ThemeChoice::Light, settings::Language::English, {960, 540}};
    static constexpr Look kTinyChinese{
        "zh-dark-960x540-2x", ThemeChoice::Dark, settings::Language::SimplifiedChinese, {960, 540}, 2};
    static constexpr Look kMiddle{"light-1360x860", ThemeChoice::Light, settings::Language::English, {1360, 860}};
    static constexpr Look kMiddleChinese{
        "zh-dark-1360x860", ThemeChoice::Dark, settings::Language::SimplifiedChinese, {1360, 860}};
    static constexpr Look kLarge{"dark-1920x1080", ThemeChoice::Dark, settings::Language::English, {1920, 1080}};
    static constexpr Look kSharp{"light-1280x800-2x", ThemeChoice::Light, settings::Language::English, {1280, 800}, 2};

private Q_SLOTS:
    void initTestCase()
    {
        // Two models that were prepared, where QStandardPaths looks for them.
        qputenv("XDG_CACHE_HOME", m_cache.path().toUtf8());
        const std::filesystem::path slabs
            = std::filesystem::path(m_cache.path().toStdString()) / "live-avatar-studio/slabs";
        std::filesystem::create_directories(slabs);
        for (const char* title : {"Wan2.2-S2V-14B, LiveAvatar, fp8", "Wan2.2-S2V-14B, LiveAvatar"}) {
            constexpr int64_t kBytes = int64_t{3} << 20;
            Result<model::SlabFileWriter> writer
                = model::SlabFileWriter::create(model::SlabCache(slabs).pathOf(title), {title, title, {kBytes}});
            QVERIFY(writer && writer->write(0, std::vector<std::byte>(kBytes)) && writer->finish());
        }
    }

    void emptyReadyRenderingFinished()
    {
        StudioFixture studio;
        studio.open();
        QTRY_VERIFY(studio.find<QAbstractButton>("renderButton")->isEnabled());
        const WindowContext& context = studio.context();
        for (const Look& look : {kDark, kLight, kChinese, kLeast, kLeastChinese, kSharp})
            picture(studio, QStringLiteral("ready"), look);
        Q_EMIT studio.part<DropHandler>().hovered(
            {.kind = DropKind::Portrait, .place = DropPlace::Anywhere, .name = QStringLiteral("amelie.png")});
        picture(studio, QStringLiteral("drop"), kLight);
        Q_EMIT studio.part<DropHandler>().left();

        studio.trigger(ActionId::NewScene);
        QTRY_VERIFY(studio.find<QWidget>("portraitDropZone")->isVisible());
        for (const Look& look : {kDark, kLight, kChinese, kLeast})
            picture(studio, QStringLiteral("empty"), look);
        studio.trigger(ActionId::Undo);
        QTRY_VERIFY(studio.find<QWidget>("portraitCropView")->isVisible());
        QTRY_COMPARE(studio.find<QAbstractButton>("renderButton")->toolTip(), QStringLiteral("Render (Ctrl+Return)"));

        studio.click("renderButton");
        studio.click("addToQueueButton");
        studio.trigger(ActionId::AddToQueue);
        QTRY_VERIFY_WITH_TIMEOUT(context.player.madeSeconds() > 2, kRenderTimeout);
        for (const Look& look : {kDark, kLight, kChinese, kLarge, kLeast, kSmall, kLeastChinese, kMiddle,
                                 kMiddleChinese, kTiny, kTinyChinese})
            picture(studio, QStringLiteral("rendering"), look);
        studio.part<TakesPanel>().setTab(TakesTab::Queue);
        for (const Look& look : {kDark, kLeast, kChineseSmall})
            picture(studio, QStringLiteral("queue"), look);
        studio.part<TakesPanel>().setTab(TakesTab::Takes);
        studio.trigger(ActionId::StopAfterTake);
        QTRY_VERIFY_WITH_TIMEOUT(!context.renderer.isRunning(), kRenderTimeout);
        QTRY_VERIFY(studio.part<TakesPanel>().takesView().model()->rowCount() > 0);
        QTRY_VERIFY(context.player.isPlayable() && !context.player.facts().growing);
        context.player.pause();
        context.player.seek(2.4);
        studio.part<TakesPanel>().selectTake(studio.part<TakesPanel>().takesView().model()->index(0, 0));
        for (const Look& look : {kDark, kLight, kChinese, kLarge, kSharp, kMiddle, kMiddleChinese, kLeast,
                                 kLeastChinese, kTiny, kTinyChinese})
            picture(studio, QStringLiteral("finished"), look);
        studio.window().resize(kTiny.size);
        auto* tabs = studio.find<QTabBar>("compactTabBar");
        tabs->setCurrentIndex(1);
        for (const Look& look : {kTiny, kTinyChinese})
            picture(studio, QStringLiteral("small-settings"), look);
        studio.click("openTakesButton");
        picture(studio, QStringLiteral("small-takes"), kTiny);
        studio.click("openTakesButton");
        tabs->setCurrentIndex(0);
        studio.window().resize(kDark.size);

        studio.trigger(ActionId::VoiceDetails);
        auto* voice = studio.find<QDialog>("voiceDialog");
        QTRY_VERIFY(studio.find<QAbstractButton>("voiceUseButton")->isEnabled());
        studio.find<QCheckBox>("voiceNormaliseCheckBox")->setChecked(true);
        for (const Look& look : {kDark, kChinese, kLight})
            picture(studio, QStringLiteral("voice"), look, voice);
        studio.find<QAbstractButton>("voiceFromTextButton")->click();
        studio.find<QPlainTextEdit>("voiceTextEdit")
            ->setPlainText(QStringLiteral("Good morning, and welcome to our shop. [pause 0.5]\nFirst: the kettle."));
        for (const Look& look : {kDark, kChinese, kLight})
            picture(studio, QStringLiteral("voice-speech"), look, voice);
        voice->close();

        studio.trigger(ActionId::Export);
        auto* dialog = studio.find<QDialog>("exportDialog");
        const auto isComplete = [&studio] {
            return studio.find<QCheckBox>("embedInputsCheckBox")->text().contains(QStringLiteral("KB"))
                && studio.find<QLabel>("exportEstimateLabel")->text().contains(QStringLiteral("KB"));
        };
        for (const Look& look : {kDark, kChinese, kLight}) {
            context.languages.setLanguage(look.language);
            QTRY_VERIFY_WITH_TIMEOUT(isComplete(), kRenderTimeout);
            picture(studio, QStringLiteral("export"), look, dialog);
        }
        // One that is done, and one that is under way.
        const auto start = [&](const QString& name) {
            studio.find<QLineEdit>("exportPathLineEdit")->setText(studio.path(name));
            studio.click("exportStartButton");
        };
        start(QStringLiteral("welcome.mp4"));
        QTRY_VERIFY_WITH_TIMEOUT(!context.exporter.isRunning(), kRenderTimeout);
        studio.part<TakesPanel>().setTab(TakesTab::Queue);
        ExportJob half = context.exporter.jobs().front();
        half.id += 1;
        half.state = ExportState::Running;
        half.part = 0.63;
        half.summary.reset();
        half.order.format = "mp4-av1";
        half.order.quality = 30;
        half.order.target = studio.path(QStringLiteral("a long name of a film for the archive.mp4")).toStdString();
        studio.context().exports.update(half);
        for (const Look& look : {kDark, kLeast, kChineseSmall})
            picture(studio, QStringLiteral("exports"), look);
        half.state = ExportState::Cancelled;
        studio.context().exports.update(half);
        studio.part<TakesPanel>().setTab(TakesTab::Takes);
        studio.trigger(ActionId::TakeReport);
        picture(studio, QStringLiteral("report"), kLight, studio.find<QDialog>("reportDialog"));
    }

    void aFullDisk()
    {
        StudioFixture studio(std::make_unique<FullDiskEngine>());
        studio.open();
        QTRY_VERIFY(studio.find<QAbstractButton>("renderButton")->isEnabled());
        studio.click("renderButton");
        QTRY_VERIFY_WITH_TIMEOUT(studio.find<QWidget>("messageBar")->isVisible(), kRenderTimeout);
        QCOMPARE(studio.find<QLabel>("messageWhatLabel")->text(), QStringLiteral("Take 1 stopped: the disk is full."));
        QVERIFY(studio.find<QLabel>("messageWhyLabel")->text().contains(QStringLiteral("B free; the rest needs ")));
        for (const Look& look : {kDark, kLight, kChineseSmall, kLeast})
            picture(studio, QStringLiteral("error"), look);
        // Esc takes the bar away, and the button's sentence is gone with it.
        QTest::keyClick(QApplication::focusWidget(), Qt::Key_Escape);
        QTRY_VERIFY(!studio.find<QWidget>("messageBar")->isVisible());
    }

    void aPortraitThatIsNone()
    {
        StudioFixture studio;
        studio.open();
        QTRY_VERIFY(studio.find<QAbstractButton>("renderButton")->isEnabled());
        studio.context().scene.setPortrait(QStringLiteral(DEMO_DATA "/prompts.txt"));
        QTRY_VERIFY(!studio.find<QAbstractButton>("renderButton")->isEnabled());
        picture(studio, QStringLiteral("bad-portrait"), kDark);
    }

    void dialogs()
    {
        StudioFixture studio;
        studio.end();
        studio.settings().set(settings::kFirstStartDone, false);
        studio.restart();
        studio.open();
        auto* welcome = studio.find<QDialog>("firstStartDialog");
        const auto* faces = studio.find<QListView>("faceGallery")->model();
        const auto* voices = studio.find<QListView>("voiceGallery")->model();
        QTRY_VERIFY(!faces->index(0, 0).data(Qt::DecorationRole).value<QImage>().isNull());
        QTRY_VERIFY(voices->index(0, 0).data(kVoiceTileRole).value<VoiceTile>().pyramid);
        picture(studio, QStringLiteral("first-start"), kLight, welcome);
        picture(studio, QStringLiteral("first-start"), kChineseSmall, welcome);
        picture(studio, QStringLiteral("first-start"), kLeast, welcome);
        studio.click("emptySceneButton");
        for (const Look& look : {kLight, kChineseSmall, kLeast})
            picture(studio, QStringLiteral("welcome"), look);
        // The folder of the demo model is a checkpoint, too, with all its parts.
        studio.window().showModelFolder(QStringLiteral(DEMO_DATA "/checkpoint"));
        auto* dialog = studio.find<QDialog>("settingsDialog");
        QTRY_VERIFY(studio.window().findChild<QAbstractButton*>(QStringLiteral("useSetButton")));
        QTRY_COMPARE(studio.find<QTableWidget>("slabCacheTable")->rowCount(), 2);
        picture(studio, QStringLiteral("settings-model"), kDark, dialog);
        studio.click("deleteSlabCacheButton");
        for (const Look& look : {kLight, kChineseSmall})
            picture(studio, QStringLiteral("settings-model-delete"), look, dialog);
        studio.click("keepSlabCacheButton");
        const std::pair<const char*, SettingsPage> pages[] = {{"settings-general", SettingsPage::General},
                                                              {"settings-speed", SettingsPage::Speed},
                                                              {"settings-playback", SettingsPage::Playback},
                                                              {"settings-files", SettingsPage::Files},
                                                              {"settings-diagnostics", SettingsPage::Diagnostics}};
        for (const auto& [name, page] : pages) {
            studio.window().showSettings(page);
            for (const Look& look : {kLight, kChineseSmall})
                picture(studio, QLatin1String(name), look, dialog);
        }
        studio.trigger(ActionId::About);
        picture(studio, QStringLiteral("about"), kDark, studio.find<QDialog>("aboutDialog"));
        studio.trigger(ActionId::Keys);
        picture(studio, QStringLiteral("keys"), kChinese, studio.find<QDialog>("keysDialog"));
        studio.trigger(ActionId::Help);
        for (const Look& look : {kDark, kChinese})
            picture(studio, QStringLiteral("help"), look, studio.find<QDialog>("helpDialog"));
    }

    void modelPage()
    {
        StudioFixture studio;
        studio.end();
        studio.settings().set(settings::kDevice, QStringLiteral("sim:1")); // Something is to be prepared for it.
        studio.restart();
        studio.open();
        studio.window().showSettings(SettingsPage::Model);
        auto* dialog = studio.find<QDialog>("settingsDialog");
        const auto isChecked
            = [&] { return !studio.context().finder.isSearching() && !studio.context().checkpoints.isChecking(); };
        const auto pictures = [&](const char* state) {
            studio.click("modelLookAgainButton");
            QTRY_VERIFY(isChecked());
            for (const Look& look : {kDark, kLight, kChinese, kChineseSmall})
                picture(studio, QLatin1String(state), look, dialog);
        };
        pictures("model-nothing");
        studio.click("topDownloadButton");
        QTRY_VERIFY(!studio.find<QLabel>("roomLabel")->text().isEmpty());
        for (const Look& look : {kDark, kLight, kChinese, kChineseSmall})
            picture(studio, QStringLiteral("model-download"), look, dialog);
        studio.click("backButton");
        m_home.addBase();
        pictures("model-found");
        // A folder where three parts aren't what they seem.
        const std::filesystem::path folder = m_home.addOwnFolder();
        std::ofstream(folder / "diffusion_pytorch_model-00002-of-00002.safetensors")
            << "version https://git-lfs.github.com/spec/v1\n";
        std::filesystem::resize_file(folder / "models_t5_umt5-xxl-enc-bf16.pth", 100'000);
        std::filesystem::remove_all(m_home.hub());
        QVERIFY(model::writeSafetensors(folder / "Wan2.1_VAE.pth",
                                        {{"decoder.middle.0.residual.0.gamma", at::zeros({8, 1, 1, 1})},
                                         {"conv2.weight", at::zeros({48, 48, 1, 1, 1})}}));
        m_home.addLora();
        studio.window().showModelFolder(QString::fromStdString(folder.string()));
        QTRY_VERIFY(!studio.context().settings.get(settings::kSearchedFolders).isEmpty());
        pictures("model-broken");
        m_home.addBase();
        studio.click("modelLookAgainButton");
        QTRY_VERIFY(studio.find<QWidget>("useSetButton")->isEnabled());
        studio.click("useSetButton");
        QTRY_VERIFY(studio.find<QWidget>("prepareButton")->isVisible());
        pictures("model-in-use");
    }

    // The last one: from then on this computer has a GPU.
    void firstStartWithAGpu()
    {
        QVERIFY2(dlopen(FAKE_NVML, RTLD_NOW | RTLD_GLOBAL), dlerror());
        std::filesystem::remove_all(m_home.hub());
        for (const char* const state : {"first-start-nothing", "first-start-no-lora", "first-start-complete"}) {
            StudioFixture studio;
            studio.end();
            studio.settings().set(settings::kFirstStartDone, false);
            studio.restart();
            studio.open();
            auto* welcome = studio.find<QDialog>("firstStartDialog");
            const auto* faces = studio.find<QListView>("faceGallery")->model();
            QTRY_VERIFY(!faces->index(0, 0).data(Qt::DecorationRole).value<QImage>().isNull());
            QTRY_VERIFY(studio.find<QWidget>("demoModelRadio")->isVisible());
            QTRY_VERIFY(!studio.context().finder.isSearching());
            if (auto* found = studio.find<QAbstractButton>("foundModelRadio"); found->isVisible())
                found->click();
            for (const Look& look : {kLight, kChineseSmall})
                picture(studio, QLatin1String(state), look, welcome);
            if (state == std::string_view("first-start-nothing"))
                m_home.addBase();
            else if (state == std::string_view("first-start-no-lora"))
                m_home.addLora();
        }
    }
};

int main(int argc, char** argv)
{
    // A screen that has room for every dialog: Qt's own offscreen one has 800 x 800.
    if (qEnvironmentVariable("QT_QPA_PLATFORM") == QStringLiteral("offscreen"))
        qputenv("QT_QPA_PLATFORM", "offscreen:configfile=" TEST_DATA "/screen.json");
    QApplication application(argc, argv);
    tests::useDesignFont();
    tst_WindowScreenshots test;
    return QTest::qExec(&test, argc, argv);
}
#include "tst_WindowScreenshots.moc"
