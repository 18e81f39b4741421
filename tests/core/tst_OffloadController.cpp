// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/pipeline/detail/OffloadController.h"

#include "core/pipeline/CheckpointShape.h"
#include "core/pipeline/detail/Rollout.h"
#include "core/tensor/SimulatedDevice.h"
#include "tests/support/Goldens.h"

#include <ATen/Context.h>
#include <ATen/ops/cat.h>
#include <ATen/ops/equal.h>
#include <ATen/ops/randn.h>
#include <c10/core/InferenceMode.h>

#include <QTest>

using namespace studio;
using pipeline::OffloadController;
using pipeline::Plan;
using pipeline::Rollout;
using pipeline::WeightPlace;

namespace {

constexpr int kSteps = 3;
constexpr int64_t kBlocks = 6;
constexpr int64_t kH = 16; // of the latents
constexpr int64_t kW = 8;
constexpr int64_t kDevice = int64_t{1} << 28;
const std::string kRoot = test::kGoldens + "checkpoint/tiny/ckpt/";

// What is done to the memory at a tick, before the controller looks at it.
using Trouble = std::function<void(int tick, tensor::SimulatedDevice& device, const OffloadController& controller)>;

} // namespace

class TestOffloadController : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase()
    {
        m_shape = *pipeline::readCheckpointShape(kRoot);
        m_checkpoint = std::make_shared<const dit::DitCheckpoint>(
            *dit::DitCheckpoint::open(*model::findCheckpoint(kRoot), std::nullopt));
        const Outcome calm = film({});
        QVERIFY(calm.done);
        QCOMPARE(calm.plans, 1);
        QCOMPARE(calm.plan.count(WeightPlace::Streamed), 0);
        m_calm = calm.latents;
    }

    void whereMemoryGetsShortLayersLeaveAndTheFilmIsTheSame();
    void aTickWithoutMemoryIsRepeated_data();
    void aTickWithoutMemoryIsRepeated();
    void withNothingLeftToGiveUpTheFilmEndsWithAnError();
    void whatLeavesTheDeviceIsFreed();
    void preparingCanBeStopped();

private:
    struct Outcome {
        Status done = kDone;
        at::Tensor latents; // of all blocks
        int plans = 0;
        Plan plan;
    };

    Plan planFor(int64_t budget) const
    {
        pipeline::PlanRequest request;
        request.width = kW * 8;
        request.height = kH * 8;
        request.steps = kSteps;
        request.lanes = kSteps;
        request.model = request.weights = request.kv = pipeline::NumberFormat::Fp32;
        request.contextBytes = 0;
        request.vramBudget = budget;
        request.ramBudget = int64_t{1} << 40;
        return pipeline::plan(m_shape, request);
    }

    std::unique_ptr<OffloadController> controllerOn(tensor::Accelerator& device) const
    {
        return std::make_unique<OffloadController>(
            device, m_checkpoint, m_shape,
            OffloadController::Options{
                .dtype = at::kFloat, .format = dit::LayerFormat::AsModel, .slabCache = {}, .title = {}});
    }

    // Six blocks on a device that is large enough, as long as nobody makes trouble.
    Outcome film(const Trouble& trouble) const
    {
        const c10::InferenceMode inference;
        tensor::SimulatedDevice device({.bytes = kDevice, .rates = {}, .seed = 1});
        const auto controller = controllerOn(device);
        const auto scope = device.scope();
        Outcome outcome;
        const offload::KvShape kv = dit::kvShapeOf(m_checkpoint->config(), kSteps, kH, kW);
        outcome.done = controller->prepare(planFor(kDevice), kv, {}, {});
        if (!outcome.done)
            return outcome;
        const dit::DitConfig& config = m_checkpoint->config();
        const auto random = [](uint64_t seed, at::IntArrayRef sizes) {
            const tensor::HostScope host;
            at::manual_seed(seed);
            return at::randn(sizes);
        };
        int tick = 0;
        Rollout rollout(controller->model(), controller->layers(), controller->kv(),
                        controller->model().textContext(random(1, {7, config.textDim}), dit::TextPadding::OneRow),
                        {.h = kH,
                         .w = kW,
                         .features = random(2, {config.audioStates, config.audioDim, 12 * kBlocks}),
                         .noise =
                             [&](int64_t block) {
                                 return random(10 + block, {16, 3, kH, kW});
                             },
                         .distance = [](int64_t, int) { return 30; },
                         .steps = kSteps,
                         .lanes = kSteps,
                         .betweenTicks =
                             [&] {
                                 if (trouble)
                                     trouble(tick, device, *controller);
                                 ++tick;
                                 controller->betweenTicks();
                             },
                         .makeRoom = [&] { return controller->makeRoom(); }});
        outcome.done = rollout.prefill(random(3, {16, 1, kH, kW}), random(4, {16, 19, kH, kW}), {});
        std::vector<at::Tensor> blocks;
        if (outcome.done)
            outcome.done = rollout.run(
                0, kBlocks,
                [&](int64_t, const at::Tensor& latents) -> Status {
                    blocks.push_back(tensor::toHost(latents));
                    return kDone;
                },
                [](int64_t) {}, {});
        const tensor::HostScope host;
        if (!blocks.empty())
            outcome.latents = at::cat(blocks, 1);
        outcome.plans = controller->plans();
        outcome.plan = controller->plan();
        return outcome;
    }

    pipeline::ModelShape m_shape;
    std::shared_ptr<const dit::DitCheckpoint> m_checkpoint;
    at::Tensor m_calm;
};

void TestOffloadController::whereMemoryGetsShortLayersLeaveAndTheFilmIsTheSame()
{
    const Outcome outcome = film([](int tick, tensor::SimulatedDevice& device, const OffloadController& controller) {
        if (tick != 4)
            return;
        // Another program takes all but what the plan promises less half of the layers.
        int64_t layers = 0;
        for (const pipeline::MemoryItem& item : controller.plan().vram)
            layers += item.part == pipeline::MemoryPart::ResidentLayers ? item.bytes : 0;
        device.simulatedMemory().setOthers(kDevice - pipeline::promisedTensorBytes(controller.plan()) + layers / 2);
    });
    QVERIFY2(outcome.done, outcome.done ? "" : outcome.done.error().detail.c_str());
    QCOMPARE(outcome.plans, 2);
    QVERIFY(outcome.plan.count(WeightPlace::Streamed) > 0 || outcome.plan.count(pipeline::KvPlace::Pinned) > 0);
    QVERIFY(at::equal(outcome.latents, m_calm));
}

void TestOffloadController::aTickWithoutMemoryIsRepeated_data()
{
    QTest::addColumn<int>("allocation");
    for (const int allocation : {1, 2, 7, 40, 150})
        QTest::addRow("allocation %d of the tick", allocation) << allocation;
}

void TestOffloadController::aTickWithoutMemoryIsRepeated()
{
    QFETCH(const int, allocation);
    const Outcome outcome = film([&](int tick, tensor::SimulatedDevice& device, const OffloadController&) {
        if (tick == 3)
            device.simulatedMemory().failAt(allocation);
    });
    QVERIFY2(outcome.done, outcome.done ? "" : outcome.done.error().detail.c_str());
    QCOMPARE(outcome.plans, 2);
    QVERIFY(at::equal(outcome.latents, m_calm));
}

void TestOffloadController::withNothingLeftToGiveUpTheFilmEndsWithAnError()
{
    const Outcome outcome = film([](int tick, tensor::SimulatedDevice& device, const OffloadController&) {
        if (tick == 4)
            device.simulatedMemory().setOthers(kDevice - (int64_t{1} << 18));
    });
    QVERIFY(!outcome.done);
    QCOMPARE(outcome.done.error().code, ErrorCode::OutOfMemory);
    QVERIFY(outcome.latents.defined()); // What was finished before is the caller's.
    QVERIFY(at::equal(outcome.latents, m_calm.narrow(1, 0, outcome.latents.size(1))));
}

void TestOffloadController::whatLeavesTheDeviceIsFreed()
{
    const c10::InferenceMode inference;
    tensor::SimulatedDevice device({.bytes = kDevice, .rates = {}, .seed = {}});
    const auto scope = device.scope();
    const auto controller = controllerOn(device);
    const offload::KvShape kv = dit::kvShapeOf(m_checkpoint->config(), kSteps, kH, kW);
    QVERIFY(controller->prepare(planFor(kDevice), kv, {}, {}));
    const int64_t whole = device.memory().used;
    controller->endFilm();
    QVERIFY(device.memory().used < whole);
    controller->leaveDevice();
    QCOMPARE(device.memory().used, int64_t{0});
    QVERIFY(controller->prepare(planFor(kDevice), kv, {}, {})); // and comes back
    QCOMPARE(device.memory().used, whole);
}

void TestOffloadController::preparingCanBeStopped()
{
    const c10::InferenceMode inference;
    tensor::SimulatedDevice device({.bytes = kDevice, .rates = {}, .seed = {}});
    const auto scope = device.scope();
    const auto controller = controllerOn(device);
    const offload::KvShape kv = dit::kvShapeOf(m_checkpoint->config(), kSteps, kH, kW);
    std::stop_source stop;
    stop.request_stop();
    const Status stopped = controller->prepare(planFor(kDevice), kv, {}, stop.get_token());
    QVERIFY(!stopped);
    QCOMPARE(stopped.error().code, ErrorCode::Cancelled);
    QVERIFY(controller->prepare(planFor(kDevice), kv, {}, {}));
}

QTEST_GUILESS_MAIN(TestOffloadController)
#include "tst_OffloadController.moc"
