// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/jobs/FilmEngine.h"
#include "core/pipeline/CheckpointCheck.h"
#include "core/pipeline/CheckpointShape.h"
#include "core/pipeline/PromptCounter.h"
#include "core/pipeline/RenderPlan.h"
#include "tests/support/AnotherModel.h"

#include <QTemporaryDir>
#include <QTest>

#include <algorithm>
#include <set>

using namespace studio;
namespace fs = std::filesystem;

namespace {

// A checkpoint of the family becomes a model by its entry alone.
class TestModelCatalogue : public QObject {
    Q_OBJECT

    QTemporaryDir m_folder;
    ModelCatalogue m_models = test::withAnotherModel();
    jobs::ModelPlaces m_places;

    [[nodiscard]] const ModelEntry& another() const { return *m_models.find(test::kAnotherModel); }

private Q_SLOTS:
    void initTestCase()
    {
        m_places.catalogue = m_models;
        m_places.folders[test::kAnotherModel].checkpoint = test::copyAnotherModel(m_folder.path().toStdString());
    }

    void idsAreUniqueAndOneModelComesWithTheProgram()
    {
        const ModelCatalogue models;
        std::set<std::string> ids;
        int ofProgram = 0;
        for (const ModelEntry& model : models.entries()) {
            QVERIFY(!model.id.empty() && !model.title.empty());
            QVERIFY(ids.insert(model.id).second);
            QVERIFY(models.find(model.id) == &model);
            ofProgram += model.source == ModelSource::Program ? 1 : 0;
            QVERIFY(std::find(model.sizes.begin(), model.sizes.end(), model.standardSize) != model.sizes.end());
        }
        QCOMPARE(ofProgram, 1);
        QVERIFY(models.ofProgram().runsOn == RunsOn::Processor); // It is what is offered where others can't run.
        QVERIFY(!models.ofFolders().empty());
        QVERIFY(!models.find("of tomorrow"));
    }

    void theIdsOfOldScenesAreKnown()
    {
        for (const char* id : {"demo", "live-avatar"})
            QVERIFY(ModelCatalogue().find(id));
    }

    void theDownloadOfThePublishedModelIsKnown()
    {
        QCOMPARE(ModelCatalogue().find(kLiveAvatarModel)->files.totalBytes() / 1'000'000'000, uint64_t{47});
    }

    void aSceneKeepsItAndGetsItsSizes()
    {
        project::Scene scene;
        scene.settings.model = test::kAnotherModel;
        const Result<project::Scene> back = project::sceneFromJson(project::sceneToJson(scene));
        QVERIFY(back);
        QCOMPARE(back->settings.model, std::string(test::kAnotherModel));
        const project::RenderSettings fitted = jobs::fitted(back->settings, m_models);
        QVERIFY((FilmSize{fitted.width, fitted.height}) == another().standardSize);
        // A program without the entry changes nothing.
        QVERIFY(jobs::fitted(back->settings, {}) == back->settings);
    }

    void itsFilesAreFoundUnderItsNames()
    {
        const fs::path folder = m_places.place(test::kAnotherModel).checkpoint;
        const pipeline::CheckpointReport report = pipeline::checkCheckpoint({.checkpoint = folder}, {}, {}, another());
        for (const pipeline::CheckpointPart& part : report.parts)
            QVERIFY2(part.state != pipeline::PartState::Damaged, part.name.c_str());
        QVERIFY(report.complete());
        QCOMPARE(report.parts.back().name, another().files.loraFolder + "/" + another().files.lora);
        QVERIFY(pipeline::PromptCounter::open({.checkpoint = folder}, another().files));
        // Under the published names there is nothing.
        QCOMPARE(pipeline::readCheckpointShape({.checkpoint = folder}).error().code, ErrorCode::CheckpointIncomplete);
    }

    void itIsPlannedInItsSizes()
    {
        const Result<pipeline::ModelOptions> options = jobs::modelOptions(m_places, test::kAnotherModel);
        QVERIFY(options);
        QVERIFY(options->entry == another());
        const auto shape = pipeline::readCheckpointShape({.checkpoint = options->checkpoint}, options->entry.files);
        QVERIFY(shape);
        pipeline::Machine machine;
        machine.vram = {.total = 8 * kGiB, .free = 8 * kGiB};
        machine.ram = machine.vram;
        project::RenderSettings settings;
        settings.model = test::kAnotherModel;
        settings.width = settings.height = 256;
        const RenderSpec spec = jobs::renderSpec(m_places, settings);
        const pipeline::FilmLength length{.clips = 1, .frames = 48, .samples = 0};
        pipeline::PlanRequest request = pipeline::planRequest(spec, *options, length, machine);
        QVERIFY(request.sizes == another().sizes);
        const pipeline::Plan roomy = pipeline::plan(*shape, request);
        QVERIFY(roomy.fits);
        // Where it doesn't fit, one of its own sizes is offered.
        request.vramBudget = roomy.peakVram;
        request.steps = 1;
        request.offload = Offload::None;
        for (pipeline::Plan plan = roomy; plan.fits;) {
            request.vramBudget -= kGiB / 256;
            QVERIFY(request.vramBudget > 0);
            plan = pipeline::plan(*shape, request);
            if (!plan.fits && plan.nearest) {
                const FilmSize offered{plan.nearest->request.width, plan.nearest->request.height};
                const std::vector<FilmSize>& sizes = another().sizes;
                QVERIFY(std::find(sizes.begin(), sizes.end(), offered) != sizes.end());
            }
        }
    }

    void itMakesAFilm()
    {
        const Result<jobs::DemoScene> demo = jobs::readDemoScene(DEMO_DATA);
        QVERIFY(demo);
        jobs::FilmOrder order;
        order.portrait = demo->scene.portrait;
        order.voice = demo->scene.voice;
        order.prompt = demo->scene.prompt;
        order.movie = fs::path(m_folder.path().toStdString()) / "film.mp4";
        order.spec = demo->scene.settings;
        order.spec.steps = 1;
        order.spec.clips = 1;
        jobs::FilmReport report;
        const Status made = jobs::makeAvatarEngine()->make(m_places, test::kAnotherModel, order, {}, report, {});
        QVERIFY2(bool(made), made ? "" : made.error().detail.c_str());
        QVERIFY(fs::exists(order.movie));
    }

    void anUnknownModelIsNamed()
    {
        const Result<pipeline::ModelOptions> none = jobs::modelOptions(m_places, "of tomorrow");
        QVERIFY(!none);
        QCOMPARE(none.error().code, ErrorCode::Unsupported);
        QCOMPARE(none.error().subject, std::string("of tomorrow"));
        jobs::FilmReport report;
        const Status made = jobs::makeAvatarEngine()->make(m_places, "of tomorrow", {}, {}, report, {});
        QVERIFY(!made);
        QCOMPARE(made.error().code, ErrorCode::Unsupported);
    }
};

} // namespace

QTEST_GUILESS_MAIN(TestModelCatalogue)
#include "tst_ModelCatalogue.moc"
