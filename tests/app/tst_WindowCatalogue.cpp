// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/project/Scene.h"
#include "tests/support/AnotherModel.h"
#include "tests/support/ModelHome.h"
#include "tests/support/StudioFixture.h"
#include "ui/common/Words.h"
#include "ui/controllers/SceneController.h"
#include "ui/panels/ContractWords.h"
#include "ui/services/ModelFolders.h"
#include "ui/services/PlanService.h"

#include <QAction>
#include <QComboBox>
#include <QLineEdit>

using namespace studio;
using namespace studio::ui;
using test::StudioFixture;

namespace {

const QString kPortrait = QStringLiteral(DEMO_DATA "/portraits/chen.png");
const QString kVoice = QStringLiteral(DEMO_DATA "/voices/morning_en.wav");

// The window's choice of models comes from the catalogue.
class TestWindowCatalogue : public QObject {
    Q_OBJECT

    static QStringList items(StudioFixture& studio, const char* name)
    {
        QStringList all;
        const auto* box = studio.find<QComboBox>(name);
        for (int i = 0; i < box->count(); ++i)
            all.append(box->itemText(i));
        return all;
    }

    static std::string model(StudioFixture& studio) { return studio.context().scene.scene().settings.model; }

    static void choose(StudioFixture& studio, const char* name, int index)
    {
        auto* box = studio.find<QComboBox>(name);
        box->setCurrentIndex(index);
        Q_EMIT box->activated(index);
    }

    // Whether the model's page has found its only set complete.
    static bool isUsable(StudioFixture& studio)
    {
        const auto* use = studio.window().findChild<QWidget*>(QStringLiteral("useSetButton"));
        return use && use->isVisible() && use->isEnabled();
    }

    // A scene of a newer program.
    static QString sceneOfTomorrow(StudioFixture& studio)
    {
        project::Scene scene;
        scene.portrait = kPortrait.toStdString();
        scene.voice = kVoice.toStdString();
        scene.settings.model = "of-tomorrow";
        scene.settings.width = 1920;
        scene.settings.height = 1080;
        const QString file = studio.path(QStringLiteral("tomorrow.avatarscene"));
        if (!project::saveScene(scene, file.toStdString()))
            qFatal("the scene can't be written");
        return file;
    }

    test::ModelHome m_home;

private Q_SLOTS:
    void anEntryIsListedSetUpPlannedAndSaved()
    {
        StudioFixture studio;
        studio.restart({}, test::withAnotherModel());
        const QString folder = QString::fromStdString(
            test::copyAnotherModel(studio.path(QStringLiteral("models")).toStdString()).string());
        studio.open({kPortrait, kVoice});
        const WindowContext& context = studio.context();
        QTRY_VERIFY(context.scene.scene().hasInputs());
        QCOMPARE(items(studio, "modelComboBox"),
                 (QStringList{QStringLiteral("Demo model (128 px)"), QStringLiteral("Live Avatar 14B…"),
                              QStringLiteral("Another 1B…")}));

        // It isn't set up: its page asks for its folder, and the scene keeps its model.
        choose(studio, "modelComboBox", 2);
        QCOMPARE(model(studio), std::string("demo"));
        QCOMPARE(studio.find<QComboBox>("modelComboBox")->currentIndex(), 0);
        QCOMPARE(studio.find<QComboBox>("checkedModelComboBox")->currentText(), QStringLiteral("Another 1B"));
        auto* path = studio.find<QLineEdit>("checkpointPathLineEdit");
        QVERIFY(path->placeholderText().contains(QStringLiteral("Another-S2V-1B")));
        path->setText(folder);
        Q_EMIT path->returnPressed();
        QTRY_VERIFY(isUsable(studio));
        studio.click("useSetButton");

        QCOMPARE(model(studio), std::string(test::kAnotherModel));
        QCOMPARE(items(studio, "modelComboBox").last(), QStringLiteral("Another 1B"));
        QCOMPARE(items(studio, "sizeComboBox"), (QStringList{words::size(256, 256), words::size(128, 128)}));
        const auto isPlanned = [&] {
            const PlanState& plan = context.planner.state(); // Fits or is tight, as busy as the computer is.
            return plan.settings.model == test::kAnotherModel && plan.tone != PlanTone::None
                && plan.tone != PlanTone::DoesNotFit;
        };
        QTRY_VERIFY(isPlanned());
        const QString file = studio.path(QStringLiteral("another.avatarscene"));
        QVERIFY(project::saveScene(context.scene.scene(), file.toStdString()));

        // The published model has its own folder.
        const ModelCatalogue& models = context.models;
        QCOMPARE(modelPlace(context.settings, *models.find(test::kAnotherModel)).checkpoint,
                 std::filesystem::path(folder.toStdString()));
        QVERIFY(!isSetUp(context.settings, *models.find(kLiveAvatarModel)));
        studio.restart({}, test::withAnotherModel());
        studio.open({file});
        QTRY_VERIFY(!studio.context().scene.isModified()); // The scene that was left isn't saved, and comes first.
        QCOMPARE(model(studio), std::string(test::kAnotherModel));
    }

    void aDroppedFolderShowsTheModelOfItsName()
    {
        StudioFixture studio;
        studio.restart({}, test::withAnotherModel());
        const QString folder = QString::fromStdString(
            test::copyAnotherModel(studio.path(QStringLiteral("models")).toStdString()).string());
        studio.open();
        QVERIFY(studio.drop({folder}));
        QTRY_VERIFY(studio.window().findChild<QComboBox*>(QStringLiteral("checkedModelComboBox")));
        QTRY_COMPARE(studio.find<QComboBox>("checkedModelComboBox")->currentText(), QStringLiteral("Another 1B"));
        QTRY_VERIFY(isUsable(studio));
    }

    void withOneModelToSetUpThereIsNothingToChoose()
    {
        StudioFixture studio;
        studio.open();
        studio.window().showSettings(SettingsPage::Model);
        QVERIFY(studio.find<QWidget>("checkedModelComboBox")->isHidden());
    }

    void aSceneOfAnUnknownModelKeepsItAndSaysSo()
    {
        StudioFixture studio;
        const QString file = sceneOfTomorrow(studio);
        studio.open({file});
        SceneController& scene = studio.context().scene;
        QTRY_COMPARE(scene.file(), file);
        QCOMPARE(model(studio), std::string("of-tomorrow"));
        QCOMPARE(scene.scene().settings.width, 1920);
        QVERIFY(!scene.isModified());
        QCOMPARE(items(studio, "modelComboBox").last(), QStringLiteral("of-tomorrow (unknown)"));
        QCOMPARE(studio.find<QComboBox>("modelComboBox")->currentIndex(), 2);
        QCOMPARE(studio.find<QComboBox>("sizeComboBox")->currentText(), words::size(1920, 1080));

        const PlanService& planner = studio.context().planner;
        QTRY_COMPARE(planner.state().reason, PlanReason::UnknownModel);
        QVERIFY(planProblem(planner.state()).contains(QStringLiteral("“of-tomorrow”")));
        QVERIFY(!studio.actions()[ActionId::Render]->isEnabled());

        // Saved again, it is as the newer program wrote it.
        const std::string json = project::sceneToJson(scene.scene());
        QVERIFY(json.find("\"model\": \"of-tomorrow\"") != std::string::npos);
        // Another model is chosen, and this one is no longer offered.
        choose(studio, "modelComboBox", 0);
        QCOMPARE(model(studio), std::string("demo"));
        QCOMPARE(studio.find<QComboBox>("modelComboBox")->count(), 2);
        QTRY_VERIFY(studio.actions()[ActionId::Render]->isEnabled());
    }
};

} // namespace

QTEST_MAIN(TestWindowCatalogue)
#include "tst_WindowCatalogue.moc"
