// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/Units.h"
#include "core/pipeline/CpuMemory.h"
#include "core/pipeline/KnownGpus.h"
#include "ui/services/PlanMaker.h"

#include <QTemporaryDir>
#include <QTest>

#include <fstream>

using namespace studio;
using namespace studio::ui;
namespace {

Result<pipeline::ModelShape> published(const ModelPlace&, const CheckpointNames&)
{
    return pipeline::ModelShape::liveAvatar14B();
}

telemetry::MachineSample machine(int64_t ramGiB, int64_t vramGiB)
{
    telemetry::MachineSample sample;
    sample.ramTotal.value = ramGiB * kGiB;
    sample.ramUsed.value = 2 * kGiB;
    sample.processRam.value = kGiB;
    sample.swapUsed.value = 0;
    if (vramGiB > 0) {
        sample.vramTotal.value = vramGiB * kGiB;
        sample.vramUsed.value = 0;
    } else {
        sample.vramTotal = telemetry::Metric<int64_t>::none(telemetry::Missing::NoGpu);
    }
    return sample;
}

void look(PlanQuestion& question, const telemetry::MachineSample& sample)
{
    question.sample = sample;
    question.machine = machineOf(sample, {});
}

// One clip of the demo model on a processor.
PlanQuestion demo()
{
    PlanQuestion question;
    question.settings.model = kDemoModel;
    question.length = pipeline::FilmLength{.clips = 3, .frames = 100, .samples = 0};
    question.width = question.height = 128;
    look(question, machine(32, 0));
    question.takesFolder = "/";
    return question;
}

PlanQuestion real(int64_t ramGiB, int64_t vramGiB)
{
    PlanQuestion question = demo();
    question.settings.model = kLiveAvatarModel;
    question.width = 704;
    question.height = 384;
    look(question, machine(ramGiB, vramGiB));
    question.models.folders[kLiveAvatarModel].checkpoint = "/checkpoint";
    question.models.eightBits = EightBits::Fastest;
    return question;
}

// 48 frames a step cost 4.8 s of transformer, the VAE 2.4 s, and 1 s went before.
project::Take finished(const PlanQuestion& question)
{
    project::Take take;
    take.number = 1;
    take.state = project::TakeState::Finished;
    take.scene.settings = question.settings;
    take.scene.settings.steps = 2;
    take.width = question.width;
    take.height = question.height;
    take.framesMade = 48;
    take.report.ditSeconds = 9.6;
    take.report.vaeSeconds = 2.4;
    take.report.imageSeconds = 1;
    take.report.peakRam = kGiB;
    return take;
}

// Of the published model, on a disk with room for all: how full this machine's is decides nothing here.
PlanState planned(const PlanQuestion& question)
{
    return makePlan(question, published, [](const auto&) { return std::optional(int64_t{1} << 50); });
}

class TestPlanMaker : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void withoutInputsThereIsNoPlan()
    {
        PlanQuestion question = demo();
        question.length.reset();
        QVERIFY(planned(question).tone == PlanTone::None);
    }

    void whatWasNeverMeasuredIsNotGuessed()
    {
        const PlanState plan = planned(demo());
        QVERIFY(plan.tone == PlanTone::Fits);
        QVERIFY(!plan.seconds && !plan.framesPerSecond && !plan.ram && !plan.vram);
        QVERIFY(plan.diskFree);
        QCOMPARE(plan.stages.total(), 0.0);
    }

    void alternativesArePricedForTheSameVoice()
    {
        PlanQuestion question = demo();
        question.length->samples = int64_t{16000} * 10;
        question.cropped = {.width = 128, .height = 128};
        project::RenderSettings settings = question.settings;
        settings.width = settings.height = 128;
        question.alternatives = {{.id = "whole", .settings = settings}};
        settings.steps *= 2;
        question.alternatives.push_back({.id = "more steps", .settings = settings});
        settings.clips = 1;
        question.alternatives.push_back({.id = "one clip", .settings = settings});
        QVERIFY(prices(question).empty()); // Nothing was measured.
        question.takes = {finished(question)};
        std::map<std::string, double> known = prices(question);
        QCOMPARE(known.size(), size_t{3});
        QVERIFY(known["more steps"] > known["whole"] && known["whole"] > 0);
        QVERIFY(known["one clip"] < known["more steps"]);
        // The plan of the same settings has the same price.
        question.settings = question.alternatives[0].settings;
        question.length = pipeline::filmLength(question.length->samples, RenderSpec());
        QCOMPARE(known["whole"], *planned(question).seconds);
        question.cropped = {};
        QVERIFY(prices(question).empty()); // The portrait is unknown.
    }

    // Before the first take, too.
    void aDiskWithoutRoomIsSaid()
    {
        PlanQuestion question = demo();
        question.length->frames = 1000;
        const auto with = [&](int64_t free) {
            return makePlan(question, published, [free](const auto&) { return std::optional(free); });
        };
        // While the film is made: 84 blocks and one before them, of four steps with [16, 3, 16, 16] latents in fp32.
        constexpr int64_t kJournal = int64_t{85} * 4 * (16 * 3 * 16 * 16) * 4;
        const int64_t estimated = *with(kGiB).disk;
        QCOMPARE(estimated, int64_t{1'638'400} + kJournal);
        QVERIFY(with(kGiB).tone == PlanTone::Fits);
        // An estimate warns; what is needed for certain refuses.
        QVERIFY(with(1'000'000).tone == PlanTone::Tight);
        QVERIFY(with(1'000'000).reason == PlanReason::DiskLeft);
        QVERIFY(with(100'000).tone == PlanTone::DoesNotFit);
        QVERIFY(with(100'000).reason == PlanReason::DiskFull);
        // Films that are ordered at once share the disk.
        question.films = 4;
        QCOMPARE(*with(kGiB).disk, 4 * estimated);
        QVERIFY(with(400'000).reason == PlanReason::DiskFull);
        question.films = 1;
        // What the measuring film wrote counts, though its file is gone.
        question.measured = finished(question);
        question.measured->report.movieBytes = int64_t{48} * 128 * 128;
        QCOMPARE(with(kGiB).disk, int64_t{1000} * 128 * 128 + kJournal);
        QVERIFY(with(10'000'000).reason == PlanReason::DiskFull);
        // An unknown disk is no reason.
        QVERIFY(makePlan(question, published, [](const auto&) { return std::optional<int64_t>(); }).tone
                == PlanTone::Fits);
    }

    void theVoiceTakesTimeByItsLength()
    {
        PlanQuestion question = demo();
        question.length->frames = 96;
        question.takes = {finished(question)};
        question.takes[0].report.audioSeconds = 3;
        question.takes[0].report.loadSeconds = 7;
        PlanState plan = planned(question);
        QCOMPARE(plan.stages.voice, 6.0);
        QCOMPARE(plan.stages.load, 7.0);
        QCOMPARE(plan.stages.total(), *plan.seconds);
        question.length->samples = int64_t{8} * kVoiceRate; // The whole voice is read for a part of it.
        QCOMPARE(planned(question).stages.voice, 12.5);
        question.length->samples = 0;
        // A film that used a part of its voice doesn't tell how long the voice was.
        question.takes[0].scene.settings.clips = 1;
        QCOMPARE(planned(question).stages.voice, 3.0);
        question.takes[0].scene.settings.clips = 50;
        QCOMPARE(planned(question).stages.voice, 6.0);
    }

    // Of a long voice a window is read before the first frame, the others while frames are made.
    void aLongVoiceIsReadAheadOfTheFrames()
    {
        PlanQuestion question = demo();
        question.length->frames = 1500;
        question.length->samples = int64_t{60} * kVoiceRate;
        question.takes = {finished(question)};
        constexpr double kPerFrame = 1.0 / 16;
        question.takes[0].report.audioSeconds = 48 * kPerFrame;
        const PlanState plan = planned(question);
        QCOMPARE(plan.stages.voice, 800 * kPerFrame); // 32 s
        QCOMPARE(plan.stages.voiceBeside, 1600 * kPerFrame); // two windows more, which overlap
        QCOMPARE(plan.stages.total(), *plan.seconds);
        question.settings.compat.wholeVoice = true;
        QCOMPARE(planned(question).stages.voice, 1500 * kPerFrame);
    }

    void timeComesFromAFinishedTakeOfTheModel()
    {
        PlanQuestion question = demo();
        question.settings.steps = 4;
        question.takes = {finished(question)};
        const PlanState plan = planned(question);
        // The take made 12 frames before its 48 and decoded 25 more; this one has 100.
        QVERIFY2(std::abs(*plan.seconds - (1 + 112 * 4 * 0.08 + 2.4 * 137 / 85)) < 1e-6,
                 qPrintable(QString::number(*plan.seconds)));
        // Two steps and 52 frames more.
        const pipeline::ModelShape shape = pipeline::ModelShape::liveAvatar14B();
        QCOMPARE(*plan.ram,
                 kGiB + pipeline::cpuFilmBytes(shape, 128, 128, 4) - pipeline::cpuFilmBytes(shape, 128, 128, 2)
                     + 52 * 3 * 128 * 128);
        for (const auto& spoil : std::initializer_list<std::function<void(project::Take&)>>{
                 [](project::Take& take) { take.state = project::TakeState::Failed; },
                 [](project::Take& take) { take.scene.settings.model = kLiveAvatarModel; },
                 [](project::Take& take) { take.scene.settings.semantics = Semantics::SingleDeferred; },
                 [](project::Take& take) { take.scene.settings.decoder = PictureDecoder::Light; },
                 [](project::Take& take) { take.scene.settings.windowBlocks = 3; },
                 [](project::Take& take) { take.scene.settings.silentSteps = 2; },
                 [](project::Take& take) { take.framesMade = 12; }}) {
            question.takes = {finished(question)};
            spoil(question.takes[0]);
            QVERIFY(!planned(question).seconds);
        }
    }

    // A light decoder's first take is promised the VAE's time, which is too much, rather than none.
    void aTakeByTheVaeStandsForALightDecodersUntilThereIsOne()
    {
        PlanQuestion question = demo();
        question.takes = {finished(question)};
        const std::optional<double> byVae = planned(question).seconds;
        question.settings.decoder = PictureDecoder::Light;
        QVERIFY(byVae && planned(question).seconds == byVae);
        project::Take light = finished(question); // with the settings of the question
        light.report.vaeSeconds = 0.6;
        question.takes.push_back(light); // the older one
        QVERIFY(*planned(question).seconds < *byVae);
    }

    // Each decoder's takes tell its own speed only.
    void decodersAreNotMeasuredByOneAnother()
    {
        PlanQuestion question = demo();
        const auto takeBy = [&question](PictureDecoder decoder, double vaeSeconds) {
            project::Take take = finished(question);
            take.scene.settings.decoder = decoder;
            take.report.vaeSeconds = vaeSeconds;
            return take;
        };
        const auto secondsBy = [&question](PictureDecoder decoder) {
            question.settings.decoder = decoder;
            return *planned(question).seconds;
        };
        question.takes
            = {takeBy(PictureDecoder::Int8, 1.2), takeBy(PictureDecoder::Light, 0.6), takeBy(PictureDecoder::Vae, 2.4)};
        const double vae = secondsBy(PictureDecoder::Vae);
        QVERIFY(std::abs(vae - secondsBy(PictureDecoder::Int8) - 1.2 * 137 / 85) < 1e-6); // as in the test above
        QVERIFY(std::abs(vae - secondsBy(PictureDecoder::Light) - 1.8 * 137 / 85) < 1e-6);
        question.takes.pop_back();
        question.settings.decoder = PictureDecoder::Vae;
        QVERIFY(!planned(question).seconds);
    }

    // On a processor a silent block costs as much less as it has fewer steps; a take's own silence is known, too.
    void silenceIsForecast()
    {
        PlanQuestion question = demo();
        question.settings.steps = 4;
        question.length = pipeline::FilmLength{.clips = 3, .frames = 144};
        question.takes = {finished(question)};
        const double all = *planned(question).seconds;
        question.settings.silentSteps = 3;
        QCOMPARE(*planned(question).seconds, all); // Of the voice nothing is known.
        question.silent = {true, false, true, true};
        const PlanState shorter = planned(question);
        QCOMPARE(shorter.silentBlocks, int64_t{3});
        QVERIFY(std::abs(all - *shorter.seconds - 3 * 12 * 0.08) < 1e-6); // 0.08 s for a frame's step

        project::Take own = finished(question); // 48 frames and 12 before, 4 steps; two blocks had 3
        own.scene.settings.steps = 4;
        own.report.shortBlocks = 2;
        own.report.ditSeconds = (60 * 4 - 24) * 0.08;
        question.takes = {own};
        QVERIFY(std::abs(*planned(question).seconds - *shorter.seconds) < 1e-6);
    }

    // Where copies bind, fewer steps save nothing: nothing is promised unless the plan says otherwise.
    void silenceIsForecastOfAGpuOnlyWhereItSaves()
    {
        PlanQuestion question = real(128, 24);
        question.length = pipeline::FilmLength{.clips = 3, .frames = 144};
        question.takes = {finished(question)};
        question.silent = std::vector<bool>(12, true);
        question.settings.silentSteps = 2;
        const double unknown = *planned(question).seconds;
        question.settings.silentSteps = 0;
        QCOMPARE(*planned(question).seconds, unknown);
        question.settings.silentSteps = 2;
        question.machine.rates = pipeline::expectedRates("rtx4090");
        const PlanState computed = planned(question);
        QVERIFY(computed.plan->bottleneck == pipeline::Bottleneck::Compute);
        QVERIFY(*computed.seconds < unknown);
    }

    // Likewise a shorter window, which also takes less memory.
    void aTakeWithALongerWindowStandsForAShorterUntilThereIsOne()
    {
        PlanQuestion question = demo();
        question.takes = {finished(question)};
        const PlanState whole = planned(question);
        question.settings.windowBlocks = 2;
        const PlanState shorter = planned(question);
        QVERIFY(whole.seconds && shorter.seconds == whole.seconds);
        const pipeline::ModelShape shape = pipeline::ModelShape::liveAvatar14B();
        const int steps = question.settings.steps;
        QCOMPARE(*whole.ram - *shorter.ram,
                 pipeline::cpuFilmBytes(shape, 128, 128, steps, 4) - pipeline::cpuFilmBytes(shape, 128, 128, steps, 2));
        // Keys and values in fp32 of two blocks less, in each step's ring.
        QCOMPARE(*whole.ram - *shorter.ram, shape.layers * steps * 2 * (3 * 64) * 2 * shape.dim * int64_t{4});
        project::Take own = finished(question); // with the settings of the question
        own.report.ditSeconds *= 0.9;
        question.takes.push_back(own); // the older one
        QVERIFY(*planned(question).seconds < *whole.seconds);
    }

    void whatWasMeasuredAtTheStartCountsUntilATakeIsFinished()
    {
        PlanQuestion question = demo();
        question.measured = finished(question);
        question.measured->number = 0;
        const std::optional<double> first = planned(question).seconds;
        QVERIFY(first);
        question.takes = {finished(question)};
        question.takes[0].report.ditSeconds = 96;
        QVERIFY(*planned(question).seconds > 5 * *first);
        question.takes.clear();
        question.settings.semantics = Semantics::SingleOnline; // Of this nothing is known.
        QVERIFY(!planned(question).seconds);
        question = real(64, 0);
        question.measured = finished(demo());
        QVERIFY(!planned(question).seconds);
    }

    void aLargerFilmTakesMoreMemoryAndTime()
    {
        PlanQuestion question = demo();
        question.measured = finished(question);
        question.length->frames = 48;
        question.settings.steps = 2;
        const PlanState same = planned(question);
        QCOMPARE(*same.ram, kGiB);
        question.width = question.height = 256;
        const PlanState larger = planned(question);
        QVERIFY(*larger.ram > kGiB);
        QVERIFY(std::abs(*larger.seconds / *same.seconds - 4) < 0.01); // the portrait too
    }

    void theTakeOfTheNearestSizeIsMeasuredWith()
    {
        PlanQuestion question = demo();
        project::Take near = finished(question);
        project::Take far = near;
        far.width = far.height = 256;
        far.report.ditSeconds = 1000;
        question.takes = {far, near};
        QVERIFY(*planned(question).seconds < 100);
    }

    // Its times are those of what it didn't take over.
    void aBranchMeasuresNothing()
    {
        PlanQuestion question = demo();
        project::Take branch = finished(question);
        branch.number = 2;
        branch.parent = 1;
        branch.report.ditSeconds = 0.1;
        question.takes = {branch, finished(question)};
        const PlanState both = planned(question);
        question.takes.erase(question.takes.begin());
        QCOMPARE(both.seconds, planned(question).seconds);
        question.takes = {branch};
        QVERIFY(!planned(question).seconds);
    }

    void theFilmsSizeComesFromTheMovie()
    {
        const QTemporaryDir folder;
        PlanQuestion question = demo();
        project::Take take = finished(question);
        take.movie = folder.filePath(QStringLiteral("take.mp4")).toStdString();
        std::ofstream(take.movie) << std::string(4800, 'x'); // 100 bytes a frame
        question.takes = {take};
        constexpr int64_t kJournal = int64_t{10} * 4 * (16 * 3 * 16 * 16) * 4;
        QCOMPARE(planned(question).disk, int64_t{10'000} + kJournal);
    }

    void theRealModelNeedsAGpuAndItsCheckpoint()
    {
        const PlanState none = planned(real(64, 0));
        QVERIFY(none.tone == PlanTone::DoesNotFit);
        QVERIFY(none.reason == PlanReason::NoGpu);
        QVERIFY(none.suggestion && none.suggestion->settings.model == kDemoModel);
        PlanQuestion question = real(64, 24);
        question.models.folders.clear();
        QVERIFY(planned(question).reason == PlanReason::ModelMissing);
        const PlanState broken = makePlan(real(64, 24), [](const auto&, const auto&) -> Result<pipeline::ModelShape> {
            return Error{ErrorCode::CheckpointDamaged, "config.json", "torn"};
        });
        QVERIFY(broken.reason == PlanReason::ModelMissing);
        QVERIFY(broken.error && broken.error->code == ErrorCode::CheckpointDamaged);
    }

    void aModelOfANewerProgramIsNamedAndNotPlanned()
    {
        PlanQuestion question = real(64, 24);
        question.settings.model = "of tomorrow";
        const PlanState plan = planned(question);
        QVERIFY(plan.tone == PlanTone::DoesNotFit);
        QVERIFY(plan.reason == PlanReason::UnknownModel);
        QVERIFY(plan.suggestion && plan.suggestion->settings.model == kDemoModel);
        question.length.reset(); // Inputs don't matter.
        QVERIFY(planned(question).reason == PlanReason::UnknownModel);
    }

    void thePlannersAnswerIsShown()
    {
        const PlanState plan = planned(real(128, 24));
        QVERIFY(plan.tone == PlanTone::Fits || plan.reason == PlanReason::VramLeft);
        QVERIFY(plan.plan && plan.plan->fits);
        QCOMPARE(plan.vram, plan.plan->peakVram);
        QVERIFY(*plan.vram <= *plan.vramBudget);
        QCOMPARE(plan.vramBudget, pipeline::usableVram(24 * kGiB));
        QVERIFY(!plan.seconds); // No rate was measured.
    }

    void aKnownGpuHasAPriceBeforeItWasMeasured()
    {
        PlanQuestion question = real(128, 24);
        QVERIFY(!planned(question).expectedSeconds);
        question.machine = machineOf(
            question.sample,
            {.device = "cuda:0", .gpu = "NVIDIA GeForce RTX 4090", .bytes = 24 * kGiB, .fp8Attention = true});
        const PlanState inBf16 = planned(question);
        QVERIFY(inBf16.expectedSeconds && !inBf16.seconds); // which would be a promise
        question.models.fp8Attention = true;
        const PlanState inFp8 = planned(question);
        qInfo("100 frames: %.1f s, %.1f s with attention in fp8", *inBf16.expectedSeconds, *inFp8.expectedSeconds);
        QVERIFY(*inFp8.expectedSeconds < *inBf16.expectedSeconds);

        question.takes = {finished(question)};
        const PlanState measured = planned(question);
        QVERIFY(measured.seconds && !measured.expectedSeconds);
    }

    void stepsAtOnceAndTheFormatOfAttentionArePlanned()
    {
        PlanQuestion question = real(128, 24);
        const PlanState chosen = planned(question);
        QVERIFY(chosen.plan->lanes > 1);
        question.models.lanes = 1;
        question.models.fp8Attention = true;
        question.machine.fp8Attention = true;
        const PlanState plan = planned(question);
        QCOMPARE(plan.plan->lanes, 1);
        QVERIFY(plan.plan->request.attention == NumberFormat::Fp8);
        // The settings hold for every take; one of fewer steps has no more to do at once.
        question.models.lanes = 2;
        QCOMPARE(planned(question).plan->lanes, 2);
        question.settings.steps = 1;
        QCOMPARE(planned(question).plan->lanes, 1);
    }

    void aBudgetThatIsTooSmallHasASuggestionThatFits()
    {
        PlanQuestion question = real(128, 24);
        question.settings.memory.offload = Offload::None;
        const PlanState plan = planned(question);
        QVERIFY(plan.tone == PlanTone::DoesNotFit);
        QVERIFY(plan.reason == PlanReason::Vram);
        QVERIFY(plan.suggestion);
        question.settings = plan.suggestion->settings;
        if (question.settings.width != 704 || question.settings.height != 384) {
            question.width = question.settings.width;
            question.height = question.settings.height;
        }
        QVERIFY(planned(question).tone != PlanTone::DoesNotFit);
    }

    void littleRamLeftIsTight()
    {
        PlanQuestion question = demo();
        question.takes = {finished(question)};
        question.takes[0].report.peakRam = 31 * kGiB;
        question.length->frames = 48; // as the take's, and its steps
        question.settings.steps = 2;
        const PlanState plan = planned(question);
        QVERIFY(plan.tone == PlanTone::Tight);
        QVERIFY(plan.reason == PlanReason::RamLeft);
        QCOMPARE(plan.ramLeft, 0); // 32 less 1 of others less 31
        question.settings.memory.ram.bytes = 16 * kGiB;
        question.takes[0].scene.settings = question.settings;
        QVERIFY(planned(question).tone == PlanTone::DoesNotFit);
    }

    void swappingAndLongFilmsAreTight()
    {
        PlanQuestion question = demo();
        question.sample.swapUsed.value = kGiB;
        QVERIFY(planned(question).reason == PlanReason::Swap);
        question = demo();
        question.takes = {finished(question)};
        question.length->frames = 25 * 3600 * 10;
        const PlanState plan = planned(question);
        QVERIFY(plan.tone == PlanTone::Tight);
        QVERIFY(plan.reason == PlanReason::Long);
    }
};

} // namespace

QTEST_GUILESS_MAIN(TestPlanMaker)
#include "tst_PlanMaker.moc"
