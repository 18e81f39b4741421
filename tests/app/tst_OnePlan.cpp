// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/render/Arguments.h"
#include "core/base/Units.h"
#include "core/jobs/Models.h"
#include "core/pipeline/CheckpointShape.h"
#include "core/pipeline/Forecast.h"
#include "core/pipeline/detail/DeviceMachine.h"
#include "core/tensor/SimulatedDevice.h"
#include "tests/support/Goldens.h"
#include "ui/services/PlanMaker.h"

#include <QTest>

#include <random>

using namespace studio;

namespace {

const std::string kCheckpoint = test::kGoldens + "checkpoint/tiny/ckpt/Wan2.2-S2V-14B";
const std::string kLora = test::kGoldens + "checkpoint/tiny/ckpt/LiveAvatar/liveavatar.safetensors";
constexpr int64_t kSamples = 16000 * 3;

// What a person can choose in the window and type as flags alike.
struct Choice {
    int width = 64;
    int height = 128;
    int steps = 4;
    int window = 4; // blocks
    int clips = 2;
    int lanes = 0;
    EightBits eightBits = EightBits::None;
    bool fp8Attention = false;
    bool allOnGpu = false;
    Semantics semantics = Semantics::Stream;
    int64_t vram = kGiB / 2;
    int64_t ram = 8 * kGiB;
};

std::vector<std::string> flagsOf(const Choice& choice)
{
    std::vector<std::string> flags{
        "--ckpt_dir",      kCheckpoint,
        "--lora_path_dmd", kLora,
        "--image",         "portrait.png",
        "--audio",         "voice.wav",
        "--size",          std::to_string(choice.width) + "*" + std::to_string(choice.height),
        "--sample_steps",  std::to_string(choice.steps),
        "--kv_window",     std::to_string(choice.window),
        "--num_clip",      std::to_string(choice.clips),
        "--semantics",     choice.semantics == Semantics::Stream ? "stream" : "single",
        "--vram_budget",   std::to_string(gigabytes(choice.vram)),
        "--ram_budget",    std::to_string(gigabytes(choice.ram)),
        "--offload_model", choice.allOnGpu ? "False" : "True"};
    if (choice.lanes > 0)
        flags.insert(flags.end(), {"--lanes", std::to_string(choice.lanes)});
    if (choice.eightBits == EightBits::Fastest)
        flags.emplace_back("--fp8");
    else if (choice.eightBits != EightBits::None)
        flags.insert(flags.end(), {"--products", choice.eightBits == EightBits::Int8 ? "int8" : "fp8"});
    if (choice.fp8Attention)
        flags.insert(flags.end(), {"--attention", "fp8"});
    return flags;
}

ui::PlanQuestion questionOf(const Choice& choice, const pipeline::Machine& machine)
{
    ui::PlanQuestion question;
    question.settings.model = kLiveAvatarModel;
    question.settings.width = choice.width;
    question.settings.height = choice.height;
    question.settings.steps = choice.steps;
    question.settings.windowBlocks = choice.window;
    question.settings.clips = choice.clips;
    question.settings.semantics = choice.semantics;
    question.settings.memory.vram.bytes = choice.vram;
    question.settings.memory.ram.bytes = choice.ram;
    question.settings.memory.offload = choice.allOnGpu ? Offload::None : Offload::Automatic;
    question.width = choice.width;
    question.height = choice.height;
    question.models.folders[kLiveAvatarModel] = {kCheckpoint, kLora};
    question.models.lanes = choice.lanes;
    question.models.eightBits = choice.eightBits;
    question.models.fp8Attention = choice.fp8Attention;
    question.length = pipeline::filmLength(kSamples, question.settings);
    question.takesFolder = "/";
    question.sample.vramTotal.value = machine.vram.total; // So that there is a GPU.
    question.machine = machine;
    return question;
}

pipeline::PlanRequest requestOf(const render::Arguments& typed, const pipeline::Machine& machine)
{
    return pipeline::planRequest(typed.order.spec, typed.model, pipeline::filmLength(kSamples, typed.order.spec),
                                 machine);
}

class Frames : public pipeline::RenderSink {
public:
    void progress(const pipeline::Progress&) override { }
    Status frames(const pipeline::FrameGroup&) override { return kDone; }
};

Choice anyChoice(std::mt19937& random)
{
    const auto pick = [&](auto... values) {
        const std::array all{values...};
        return all[random() % all.size()];
    };
    Choice choice;
    const int size = pick(0, 1, 2, 3);
    choice.width = std::array{64, 384, 704, 1280}[static_cast<size_t>(size)];
    choice.height = std::array{128, 256, 384, 704}[static_cast<size_t>(size)];
    choice.steps = pick(1, 2, 3, 4, 5, 8);
    choice.window = pick(4, 4, 3, 2);
    choice.clips = pick(1, 2, 50);
    choice.lanes = pick(0, 0, 1, 2, 4, 16);
    choice.eightBits = pick(EightBits::None, EightBits::Fastest, EightBits::Fp8, EightBits::Int8);
    choice.fp8Attention = choice.eightBits != EightBits::None && pick(0, 1) == 1;
    choice.allOnGpu = pick(0, 0, 1) == 1;
    choice.semantics = pick(Semantics::Stream, Semantics::SingleDeferred);
    choice.vram = pick(1, 2, 24, 96, 640) * (kGiB / 8);
    choice.ram = pick(2, 8, 64) * kGiB;
    return choice;
}

// The card in the window, --plan and the render plan one and the same thing.
class TestOnePlan : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void theWindowPlansWhatIsRendered()
    {
        for (const Semantics semantics : {Semantics::Stream, Semantics::SingleDeferred}) {
            Choice choice;
            choice.semantics = semantics;
            choice.ram = 4 * kGiB; // less than is free here, so that it decides
            auto device = std::make_unique<tensor::SimulatedDevice>(
                tensor::SimulatedDevice::Options{.bytes = kGiB, .rates = {}, .seed = {}});
            pipeline::Machine machine = pipeline::machineOf(*device, 0);

            std::vector<std::string> flags = flagsOf(choice);
            flags.insert(flags.end(), {"--device", "sim:1"});
            const Result<render::Arguments> typed = render::parseArguments(flags);
            QVERIFY2(bool(typed), typed ? "" : typed.error().detail.c_str());

            Result<pipeline::AvatarPipeline> engine = pipeline::AvatarPipeline::open(typed->model, std::move(device));
            QVERIFY(bool(engine));
            pipeline::RenderRequest request;
            static_cast<RenderSpec&>(request) = typed->order.spec;
            request.portrait.resize(size_t{3} * 64 * 128);
            request.voice.resize(kSamples);
            request.clips = 1;
            Choice one = choice;
            one.clips = 1;
            Frames frames;
            pipeline::RenderReport report;
            const Status rendered = engine->render(request, frames, report);
            QVERIFY2(bool(rendered), rendered ? "" : rendered.error().detail.c_str());
            QVERIFY(report.plan);

            machine.programBytes = report.plan->request.programBytes; // What the program holds grows as it works.
            const ui::PlanState card = ui::makePlan(questionOf(one, machine), pipeline::readCheckpointShape);
            QVERIFY(card.plan);
            QVERIFY(card.plan->request == report.plan->request);
            QCOMPARE(card.plan->peakVram, report.plan->peakVram);
            QCOMPARE(card.plan->peakRam, report.plan->peakRam);
            QVERIFY(card.plan->weights == report.plan->weights && card.plan->kv == report.plan->kv);
            QCOMPARE(card.plan->lanes, report.plan->lanes);
        }
    }

    void theLoudnessIsThatOfAScene()
    {
        const std::pair<const char*, VoiceLevel> wishes[] = {{"even", VoiceLevel()},
                                                             {"off", VoiceLevel::asRecorded()},
                                                             {"-16", VoiceLevel::to(-16)},
                                                             {"-23.5", VoiceLevel::to(-23.5)}};
        for (const auto& [word, level] : wishes) {
            std::vector<std::string> flags = flagsOf(Choice());
            flags.insert(flags.end(), {"--loudness", word});
            const Result<render::Arguments> typed = render::parseArguments(flags);
            QVERIFY2(bool(typed), typed ? "" : typed.error().detail.c_str());
            QVERIFY2(typed->order.level == level, word);
        }
        for (const char* word : {"loud", "-60", "3", "nan", ""}) {
            std::vector<std::string> flags = flagsOf(Choice());
            flags.insert(flags.end(), {"--loudness", word});
            QVERIFY2(!render::parseArguments(flags), word);
        }
    }

    void flagsPlanWhatIsRenderedOnTheirDevice()
    {
        Choice choice;
        choice.clips = 1;
        choice.ram = 4 * kGiB; // less than is free here, so that it decides
        std::vector<std::string> flags = flagsOf(choice);
        flags.insert(flags.end(), {"--device", "sim:1"});
        const Result<render::Arguments> film = render::parseArguments(flags);
        flags.emplace_back("--plan");
        const Result<render::Arguments> plan = render::parseArguments(flags);
        QVERIFY2(bool(film), film ? "" : film.error().detail.c_str());
        QVERIFY2(bool(plan), plan ? "" : plan.error().detail.c_str());

        Result<pipeline::AvatarPipeline> engine = pipeline::AvatarPipeline::open(film->model);
        QVERIFY(bool(engine));
        pipeline::RenderRequest request;
        static_cast<RenderSpec&>(request) = film->order.spec;
        request.portrait.resize(size_t{3} * 64 * 128);
        request.voice.resize(kSamples);
        Frames frames;
        pipeline::RenderReport report;
        const Status rendered = engine->render(request, frames, report);
        QVERIFY2(bool(rendered), rendered ? "" : rendered.error().detail.c_str());
        QVERIFY(report.plan);

        pipeline::Machine machine = plan->machine;
        machine.programBytes = report.plan->request.programBytes; // What the program holds grows as it works.
        QVERIFY(requestOf(*plan, machine) == report.plan->request);
    }

    void windowAndFlagsAskTheSame()
    {
        std::mt19937 random(20261130);
        const pipeline::ModelShape shape = pipeline::ModelShape::liveAvatar14B();
        for (int i = 0; i < 400; ++i) {
            const Choice choice = anyChoice(random);
            std::vector<std::string> flags = flagsOf(choice);
            flags.emplace_back("--plan");
            const Result<render::Arguments> typed = render::parseArguments(flags);
            QVERIFY2(bool(typed), typed ? "" : typed.error().detail.c_str());
            const pipeline::PlanRequest asked = requestOf(*typed, typed->machine);
            // --plan imagines a GPU that has the budget; the window has one with a budget on it.
            pipeline::Machine machine = typed->machine;
            machine.vram = {.total = 96 * kGiB, .free = 96 * kGiB};
            machine.ram = {.total = 128 * kGiB, .free = 128 * kGiB};
            const ui::PlanState card
                = ui::makePlan(questionOf(choice, machine),
                               [&](const auto&, const auto&) -> Result<pipeline::ModelShape> { return shape; });
            QVERIFY(card.plan);
            QVERIFY(card.plan->request == asked);
            QCOMPARE(card.tone == ui::PlanTone::DoesNotFit, !pipeline::fastestPlan(shape, asked).fits);
        }
    }
};

} // namespace

QTEST_GUILESS_MAIN(TestOnePlan)
#include "tst_OnePlan.moc"
