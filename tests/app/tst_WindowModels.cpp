// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/media/MovieReader.h"
#include "core/project/Scene.h"
#include "tests/support/MediaFiles.h"
#include "tests/support/StudioFixture.h"
#include "ui/common/Words.h"
#include "ui/controllers/SceneController.h"
#include "ui/models/TakeModel.h"
#include "ui/panels/RenderPanel.h"
#include "ui/presenters/RenderPresenter.h"
#include "ui/services/InputService.h"
#include "ui/services/PlanService.h"

#include <QAction>
#include <QComboBox>
#include <QDoubleSpinBox>
#include <QLabel>
#include <QSpinBox>
#include <QToolButton>

#include <cmath>
#include <vector>

using namespace studio;
using namespace studio::ui;
using test::StudioFixture;

namespace {

const QString kPortrait = QStringLiteral(DEMO_DATA "/portraits/chen.png");
const QString kVoice = QStringLiteral(DEMO_DATA "/voices/morning_en.wav");

// What the window offers and shows for the model in use, wherever the scene comes from.
class TestWindowModels : public QObject {
    Q_OBJECT

    static QStringList sizes(StudioFixture& studio)
    {
        QStringList all;
        const auto* box = studio.find<QComboBox>("sizeComboBox");
        for (int i = 0; i < box->count(); ++i)
            all.append(box->itemText(i));
        return all;
    }

    static QString preset(StudioFixture& studio) { return studio.find<QComboBox>("presetComboBox")->currentText(); }
    static QString size(StudioFixture& studio) { return studio.find<QComboBox>("sizeComboBox")->currentText(); }

    static constexpr int kInt8 = 1; // rows of the decoders
    static constexpr int kLight = 2;

    static bool isOffered(const QComboBox& box, int row)
    {
        return box.model()->flags(box.model()->index(row, 0)).testFlag(Qt::ItemIsEnabled);
    }

    static void choose(QComboBox& box, int row)
    {
        box.setCurrentIndex(row);
        Q_EMIT box.activated(row);
    }

    // Empty: all as it should be with this model.
    static QString wrong(StudioFixture& studio, const std::string& model)
    {
        const project::RenderSettings& settings = studio.context().scene.scene().settings;
        const bool demo = model == kDemoModel;
        if (settings.model != model)
            return QStringLiteral("the other model");
        if (size(studio) != (demo ? words::size(128, 128) : words::size(688, 368)))
            return QStringLiteral("the size is ") + size(studio);
        if (sizes(studio).contains(words::size(688, 368)) == demo
            || sizes(studio).contains(words::size(128, 128)) != demo)
            return QStringLiteral("sizes of the other model: ") + sizes(studio).join(QLatin1Char(','));
        if (preset(studio) != QStringLiteral("Standard"))
            return QStringLiteral("the preset is ") + preset(studio);
        return {};
    }

    // As the program remembers it; the tiny one of the tests.
    static void setUpRealModel(StudioFixture& studio)
    {
        studio.end();
        // As every version of the program has called it.
        studio.settings().set(settings::Key<QString>{"model/checkpoint", {}},
                              QStringLiteral(TEST_DATA "/goldens/checkpoint/tiny/ckpt/Wan2.2-S2V-14B"));
        studio.restart();
    }

private Q_SLOTS:
    void filesOfTheCommandLineGetTheDemoModelsSize()
    {
        StudioFixture studio;
        studio.open({kPortrait, kVoice});
        const WindowContext& context = studio.context();
        QTRY_VERIFY(context.scene.scene().hasInputs());
        QTRY_VERIFY(studio.context().inputs.portrait().facts && studio.context().inputs.voice().facts);
        QCOMPARE(wrong(studio, kDemoModel), QString());
        studio.trigger(ActionId::NewScene);
        QCOMPARE(wrong(studio, kDemoModel), QString());
    }

    void filesOfTheCommandLineGetTheModelThatIsSetUp()
    {
        StudioFixture studio;
        setUpRealModel(studio);
        studio.open({kPortrait, kVoice});
        QTRY_VERIFY(studio.context().scene.scene().hasInputs());
        QCOMPARE(wrong(studio, kLiveAvatarModel), QString());
        studio.trigger(ActionId::NewScene);
        QCOMPARE(wrong(studio, kLiveAvatarModel), QString());
    }

    // The demo has a light decoder; a model without one says so. The film holds what made its pictures.
    void aLightDecoderIsOfferedWhereTheModelHasOne()
    {
        StudioFixture studio;
        setUpRealModel(studio);
        studio.open({kPortrait, kVoice});
        QTRY_VERIFY(studio.context().scene.scene().hasInputs());
        auto* const box = studio.find<QComboBox>("decoderComboBox");
        QVERIFY(!isOffered(*box, kLight) && box->currentIndex() == 0);
        QVERIFY(box->toolTip().contains(QStringLiteral("taew2_1")));
        studio.part<RenderPresenter>().useDemoModel();
        QVERIFY(isOffered(*box, kLight));
        choose(*box, kLight);
        const WindowContext& context = studio.context();
        QVERIFY(context.scene.scene().settings.decoder == PictureDecoder::Light);
        context.scene.undoStack().undo();
        QCOMPARE(box->currentIndex(), 0);
        context.scene.undoStack().redo();
        QCOMPARE(box->currentIndex(), kLight);

        studio.find<QComboBox>("lengthComboBox")->setCurrentIndex(1);
        Q_EMIT studio.find<QComboBox>("lengthComboBox")->activated(1);
        studio.find<QSpinBox>("clipsSpinBox")->setValue(1);
        studio.click("renderButton");
        QTRY_VERIFY(context.takes.rowCount() == 1 && context.takes.takes()[0].state == project::TakeState::Finished);
        const auto film = media::MovieReader::open(context.takes.takes()[0].movie);
        QVERIFY(film);
        const Result<project::Scene> inside = project::sceneFromJson(film->info().comment);
        QVERIFY(inside);
        QVERIFY(inside->settings.decoder == PictureDecoder::Light);
    }

    // It needs a GPU's kernels; without them its entry says why, and the VAE's is shown.
    void aDecoderInInt8IsOfferedWhereItRuns()
    {
        StudioFixture studio;
        setUpRealModel(studio);
        studio.open({kPortrait, kVoice});
        const WindowContext& context = studio.context();
        QTRY_VERIFY(context.scene.scene().hasInputs());
        auto* const box = studio.find<QComboBox>("decoderComboBox");
        QVERIFY(!isOffered(*box, kInt8));
        QVERIFY(box->itemData(kInt8, Qt::ToolTipRole).toString().contains(QStringLiteral("NVIDIA")));
        studio.part<RenderPresenter>().useDemoModel();
        QVERIFY(!isOffered(*box, kInt8));
        QVERIFY(box->itemData(kInt8, Qt::ToolTipRole).toString().contains(QStringLiteral("processor")));

        auto* const panel = studio.find<RenderPanel>("renderPanel");
        RenderState state;
        state.settings = context.scene.scene().settings;
        state.sizes = {{state.settings.width, state.settings.height}};
        panel->setState(state); // as on a computer with such a GPU
        QVERIFY(isOffered(*box, kInt8));
        choose(*box, kInt8);
        QVERIFY(context.scene.scene().settings.decoder == PictureDecoder::Int8);
        QCOMPARE(box->currentIndex(), 0); // The presenter says again that there is none.
        context.scene.undoStack().undo();
        QVERIFY(context.scene.scene().settings.decoder == PictureDecoder::Vae);
    }

    // Folded away until they are wanted, or until a scene has them.
    void stepsInSilenceAndTheShiftAreAdvancedSettings()
    {
        StudioFixture studio;
        studio.open({kPortrait, kVoice});
        const WindowContext& context = studio.context();
        QTRY_VERIFY(context.scene.scene().hasInputs());
        auto* const fold = studio.find<QToolButton>("advancedButton");
        auto* const silent = studio.find<QSpinBox>("silentStepsSpinBox");
        auto* const shift = studio.find<QDoubleSpinBox>("timestepShiftSpinBox");
        QVERIFY(silent->isHidden() || silent->parentWidget()->isHidden());
        QCOMPARE(silent->text(), QStringLiteral("All steps"));
        QCOMPARE(shift->text(), QStringLiteral("3"));
        fold->click();
        QVERIFY(!silent->parentWidget()->isHidden());
        QCOMPARE(silent->maximum(), 3);
        const int before = context.scene.undoStack().index();
        silent->setValue(2);
        QCOMPARE(silent->text(), QStringLiteral("2 of 4 steps"));
        shift->setValue(2.25);
        QCOMPARE(context.scene.scene().settings.silentSteps, 2);
        QCOMPARE(context.scene.scene().settings.timestepShift, 2.25);
        QVERIFY(!fold->isEnabled() && !fold->toolTip().isEmpty());
        context.scene.undoStack().setIndex(before);
        QCOMPARE(shift->value(), 3.0);
        QCOMPARE(silent->value(), 0);
        QVERIFY(fold->isEnabled() && !silent->parentWidget()->isHidden());
        context.scene.undoStack().setIndex(context.scene.undoStack().count());
        QCOMPARE(silent->value(), 2);
        QCOMPARE(shift->value(), 2.25);
        fold->click(); // It stays open while one is in use.
        QVERIFY(!silent->parentWidget()->isHidden());
        const QString file = studio.path(QStringLiteral("silence.avatarscene"));
        context.scene.saveAs(file);
        QTRY_COMPARE(context.scene.file(), file);
        studio.restart();
        studio.open({file});
        auto* const again = studio.find<QSpinBox>("silentStepsSpinBox");
        QTRY_COMPARE(again->value(), 2);
        QVERIFY(!again->parentWidget()->isHidden());
    }

    // What silence saves is in the plan once the voice is known.
    void theBlocksInSilenceArePlanned()
    {
        StudioFixture studio;
        std::vector<float> voice(16000 * 6);
        for (size_t i = 0; i < 16000 * 3; ++i) // Then it is silent.
            voice[i] = static_cast<float>(0.3 * std::sin(0.1 * static_cast<double>(i)));
        const QString file = studio.path(QStringLiteral("pause.wav"));
        test::writeWav(file.toStdString(), {voice}, 16000);
        studio.open({kPortrait, file});
        const WindowContext& context = studio.context();
        QTRY_VERIFY(context.planner.state().tone != PlanTone::None && !context.planner.state().planning);
        QCOMPARE(context.planner.state().silentBlocks, int64_t{0});
        studio.find<QSpinBox>("silentStepsSpinBox")->setValue(2);
        QTRY_VERIFY(context.planner.state().silentBlocks > 3);
    }

    // What the model looks back to is chosen in seconds, and undone as other settings are.
    void howFarTheModelLooksBackIsChosen()
    {
        StudioFixture studio;
        studio.open({kPortrait, kVoice});
        const WindowContext& context = studio.context();
        QTRY_VERIFY(context.scene.scene().hasInputs());
        auto* const box = studio.find<QComboBox>("kvWindowComboBox");
        QCOMPARE(box->count(), 3);
        QCOMPARE(box->currentText(), QStringLiteral("1.9 s, as trained"));
        QVERIFY(!box->accessibleName().isEmpty());
        box->setCurrentIndex(2);
        Q_EMIT box->activated(2);
        QCOMPARE(box->currentText(), QStringLiteral("1.0 s"));
        QCOMPARE(context.scene.scene().settings.windowBlocks, 2);
        context.scene.undoStack().undo();
        QCOMPARE(box->currentIndex(), 0);
        QCOMPARE(context.scene.scene().settings.windowBlocks, 4);
    }

    void aChangeOfModelChangesTheSizeAndNothingIsEdited()
    {
        StudioFixture studio;
        setUpRealModel(studio);
        studio.open({kPortrait, kVoice});
        QTRY_VERIFY(studio.context().scene.scene().hasInputs());
        studio.part<RenderPresenter>().useDemoModel();
        QCOMPARE(wrong(studio, kDemoModel), QString());
        studio.context().scene.undoStack().undo();
        QCOMPARE(wrong(studio, kLiveAvatarModel), QString());
        studio.context().scene.undoStack().redo();
        QCOMPARE(wrong(studio, kDemoModel), QString());
        auto* model = studio.find<QComboBox>("modelComboBox");
        model->setCurrentIndex(1);
        Q_EMIT model->activated(1);
        QCOMPARE(wrong(studio, kLiveAvatarModel), QString());
        model->setCurrentIndex(0);
        Q_EMIT model->activated(0);
        QCOMPARE(wrong(studio, kDemoModel), QString());
    }

    void everyPresetFitsTheModel()
    {
        StudioFixture studio;
        studio.open();
        const WindowContext& context = studio.context();
        auto* box = studio.find<QComboBox>("presetComboBox");
        for (const char* const model : {kDemoModel, kLiveAvatarModel}) {
            project::RenderSettings settings = context.scene.scene().settings;
            settings.model = model;
            context.scene.setRenderSettings(settings, {});
            for (int i = 0; i < 4; ++i) {
                box->setCurrentIndex(i);
                Q_EMIT box->activated(i);
                QVERIFY2(sizes(studio).contains(size(studio)), qPrintable(size(studio)));
                QVERIFY2(!box->currentText().contains(QStringLiteral("edited")), qPrintable(box->currentText()));
            }
        }
    }

    // What is written down: scenes of an older program, takes, films.
    void oldScenesAreFittedAndNotMarkedAsChanged()
    {
        StudioFixture studio;
        project::Scene old;
        old.portrait = kPortrait.toStdString();
        old.voice = kVoice.toStdString();
        old.settings.width = old.settings.height = 448;
        const QString file = studio.path(QStringLiteral("old.avatarscene"));
        QVERIFY(project::saveScene(old, file.toStdString()));
        studio.open({file});
        SceneController& scene = studio.context().scene;
        QTRY_COMPARE(scene.file(), file);
        QCOMPARE(wrong(studio, kDemoModel), QString());
        QVERIFY(!scene.isModified());
        scene.adopt(old, QStringLiteral("settings of a take"));
        QCOMPARE(wrong(studio, kDemoModel), QString());
    }

    void aSizeThatTheModelCannotDoIsSaidUntilItIsEdited()
    {
        StudioFixture studio;
        project::Scene old;
        old.portrait = kPortrait.toStdString();
        old.voice = kVoice.toStdString();
        old.settings.width = old.settings.height = 448;
        const QString file = studio.path(QStringLiteral("old.avatarscene"));
        QVERIFY(project::saveScene(old, file.toStdString()));
        studio.open({kPortrait, kVoice});
        auto* note = studio.find<QLabel>("sizeNoteLabel");
        QVERIFY(note->isHidden());
        SceneController& scene = studio.context().scene;
        scene.open(file);
        QTRY_COMPARE(scene.file(), file);
        QTRY_VERIFY(note->isVisible());
        QCOMPARE(note->text(),
                 QStringLiteral("Changed from %1, which this model can't do.").arg(words::size(448, 448)));
        scene.setPrompt(QStringLiteral("something else")); // Not the size.
        QTRY_VERIFY(note->isVisible());
        auto* box = studio.find<QComboBox>("sizeComboBox");
        const int other = box->currentIndex() == 0 ? 1 : 0;
        box->setCurrentIndex(other);
        Q_EMIT box->activated(other);
        QVERIFY(note->isHidden());
        scene.undo();
        QTRY_VERIFY(note->isVisible());
        studio.trigger(ActionId::NewScene);
        QVERIFY(note->isHidden());
    }
};

} // namespace

QTEST_MAIN(TestWindowModels)
#include "tst_WindowModels.moc"
