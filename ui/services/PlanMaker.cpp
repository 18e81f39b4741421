// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/services/PlanMaker.h"

#include "core/base/Units.h"
#include "core/jobs/FrameStore.h"
#include "core/pipeline/CpuMemory.h"
#include "core/pipeline/FilmLength.h"
#include "core/pipeline/Forecast.h"
#include "core/pipeline/KnownGpus.h"

#include <algorithm>
#include <cmath>

namespace studio::ui {
namespace {

// Limits of the contract card's warnings: less stays free, or the film takes longer.
constexpr int64_t kRamToSpare = 2 * kGiB;
constexpr double kVramToSpare = 0.05; // of the GPU's memory
constexpr double kLongSeconds = 4 * 3600;
constexpr int64_t kSwapInUse = kGiB / 4; // An idle system swaps out less.
// Of a film whose model and size were never rendered: a plenty for talking faces, which take a fifth to a half of it.
constexpr double kUsualBytesPerPixel = 0.1;
constexpr double kLeastOfUsual = 0.1; // the share of it that is needed for certain

std::optional<jobs::TakeRates> ratesFor(const PlanQuestion& question, const project::RenderSettings& settings,
                                        int64_t pixels)
{
    std::optional<jobs::TakeRates> rates = jobs::takeRates(question.takes, settings, pixels);
    if (!rates && question.measured)
        rates = jobs::takeRates({*question.measured}, settings, pixels);
    return rates;
}

// Whether fewer steps in silence save time: a processor's always, a GPU's only where copies don't bind.
enum class Silence { Saves, MayNotSave };

Silence silenceOf(const ModelEntry* model, const std::optional<pipeline::Plan>& plan)
{
    const bool isComputed = plan && plan->bottleneck == pipeline::Bottleneck::Compute;
    return (model && model->runsOn == RunsOn::Processor) || isComputed ? Silence::Saves : Silence::MayNotSave;
}

jobs::StageTimes timesOf(const jobs::TakeRates& rates, const project::RenderSettings& settings, int64_t pixels,
                         const pipeline::FilmLength& length, Silence silence)
{
    return jobs::stageTimes(rates, settings, pixels, length.frames, length.samples * kFramesPerSecond / kVoiceRate,
                            silence == Silence::Saves ? length.silentBlocks : 0);
}

// RAM on the CPU: the measured amount, plus the difference of size, steps and window by the model's shape, plus the
// player's frames.
std::optional<int64_t> ramFor(const jobs::TakeRates& rates, const PlanQuestion& question, const ModelEntry& model,
                              const ShapeReader& readShape)
{
    if (!rates.peakRam || model.runsOn != RunsOn::Processor)
        return rates.peakRam;
    const Result<pipeline::ModelShape> shape = readShape(question.models.place(model.id), model.files);
    if (!shape)
        return rates.peakRam;
    const auto bytes = [&](int width, int height, int steps, int window, int64_t frames) {
        const int64_t held = 3 * int64_t{width} * height * frames;
        return pipeline::cpuFilmBytes(*shape, width, height, steps, window)
            + std::min<int64_t>(held, jobs::FrameStore::kDefaultBytes);
    };
    const project::RenderSettings& settings = question.settings;
    return *rates.peakRam
        + bytes(question.width, question.height, settings.steps, settings.windowBlocks, question.length->frames)
        - bytes(rates.width, rates.height, rates.steps, rates.windowBlocks, rates.frames);
}

void measure(PlanState& state, const PlanQuestion& question, const ModelEntry& model, int64_t pixels,
             const ShapeReader& readShape)
{
    const auto rates = ratesFor(question, question.settings, pixels);
    if (!rates) {
        state.expectedSeconds = state.plan ? state.plan->filmSeconds : std::nullopt;
        return;
    }
    state.stages = timesOf(*rates, question.settings, pixels, *question.length, silenceOf(&model, state.plan));
    state.seconds = state.stages.total();
    if (*state.seconds > 0)
        state.framesPerSecond = static_cast<double>(question.length->frames) / *state.seconds;
    if (!state.ram)
        state.ram = ramFor(*rates, question, model, readShape);
}

// The films, and their journals, without which they can be made, too.
void lookAtDisk(PlanState& state, const PlanQuestion& question, const ModelEntry& model, int64_t pixels,
                const FreeSpaceReader& readFreeSpace)
{
    state.diskFree = readFreeSpace(question.takesFolder);
    const auto rates = ratesFor(question, question.settings, pixels);
    const bool isMeasured = rates && rates->bytesPerPixel > 0;
    const double bytes = static_cast<double>(question.length->frames) * static_cast<double>(pixels)
        * (isMeasured ? rates->bytesPerPixel : kUsualBytesPerPixel);
    const NumberFormat format = model.runsOn == RunsOn::Gpu ? NumberFormat::Bf16 : NumberFormat::Fp32;
    state.disk = question.films
        * (std::llround(bytes) + pipeline::journalBytes(question.length->frames, pixels, question.settings, format));
    state.diskAtLeast = question.films * std::llround(isMeasured ? bytes : bytes * kLeastOfUsual);
}

// The first reason that applies, worst first.
void judge(PlanState& state, const PlanQuestion& question)
{
    const auto say = [&](PlanTone tone, PlanReason reason) {
        state.tone = tone;
        state.reason = reason;
    };
    if (state.diskFree && state.diskAtLeast > *state.diskFree)
        return say(PlanTone::DoesNotFit, PlanReason::DiskFull);
    const auto& sample = question.sample;
    if (state.ram && sample.ramTotal.value && sample.ramUsed.value) {
        // Memory that this program holds is part of the take's need.
        const int64_t others = *sample.ramUsed.value - sample.processRam.value.value_or(0);
        state.ramLeft = *sample.ramTotal.value - others - *state.ram;
        if (*state.ramLeft < kRamToSpare)
            return say(PlanTone::Tight, PlanReason::RamLeft);
    }
    if (state.vram && sample.vramTotal.value
        && static_cast<double>(*state.vram) > (1 - kVramToSpare) * static_cast<double>(*sample.vramTotal.value))
        return say(PlanTone::Tight, PlanReason::VramLeft);
    if (sample.swapUsed.value && *sample.swapUsed.value > kSwapInUse)
        return say(PlanTone::Tight, PlanReason::Swap);
    if (state.disk && state.diskFree && 2 * *state.disk > *state.diskFree)
        return say(PlanTone::Tight, PlanReason::DiskLeft);
    if (state.seconds && *state.seconds > kLongSeconds)
        return say(PlanTone::Tight, PlanReason::Long);
    say(PlanTone::Fits, PlanReason::None);
}

// Suggests the demo model, which runs everywhere.
PlanSuggestion demoInstead(const PlanQuestion& question)
{
    PlanSuggestion suggestion;
    suggestion.settings = question.settings;
    suggestion.settings.model = question.models.catalogue.ofProgram().id;
    return suggestion;
}

std::optional<PlanSuggestion> nearestOf(const pipeline::Plan& plan, const PlanQuestion& question)
{
    if (!plan.nearest)
        return {};
    const pipeline::PlanRequest& other = plan.nearest->request;
    PlanSuggestion suggestion{
        .settings = question.settings, .vram = plan.nearest->peakVram, .ram = plan.nearest->peakRam};
    if (int64_t{other.width} * other.height != int64_t{question.width} * question.height) {
        suggestion.settings.width = other.width;
        suggestion.settings.height = other.height;
    }
    suggestion.settings.steps = other.steps;
    suggestion.settings.memory.offload = other.offload;
    if (other.vramBudget != plan.request.vramBudget)
        suggestion.settings.memory.vram.bytes = other.vramBudget;
    if (other.ramBudget != plan.request.ramBudget)
        suggestion.settings.memory.ram.bytes = other.ramBudget;
    const int64_t pixels = other.width * int64_t{other.height};
    if (const auto rates = ratesFor(question, question.settings, pixels))
        suggestion.seconds = jobs::filmSeconds(*rates, suggestion.settings, pixels, question.length->frames);
    return suggestion;
}

// Plans a GPU's memory with the engine's planner. False: the plan ends here.
bool planMemory(PlanState& state, const PlanQuestion& question, const ModelEntry& model, const ShapeReader& readShape)
{
    const auto refuse = [&](PlanReason reason) {
        state.tone = PlanTone::DoesNotFit;
        state.reason = reason;
        state.suggestion = demoInstead(question);
        return false;
    };
    if (!question.sample.vramTotal.value)
        return refuse(PlanReason::NoGpu);
    const Result<pipeline::ModelOptions> options = jobs::modelOptions(question.models, model.id);
    if (!options || options->checkpoint.empty())
        return refuse(PlanReason::ModelMissing);
    const Result<pipeline::ModelShape> shape = readShape(question.models.place(model.id), model.files);
    if (!shape) {
        state.error = shape.error();
        return refuse(PlanReason::ModelMissing);
    }

    RenderSpec spec = jobs::renderSpec(question.models, question.settings);
    spec.width = question.width;
    spec.height = question.height;
    pipeline::PlanRequest request = pipeline::planRequest(spec, *options, *question.length, question.machine);
    request.voices += question.voice.people;
    state.plan = pipeline::fastestPlan(*shape, request);
    state.vram = state.plan->peakVram;
    state.vramBudget = request.vramBudget;
    state.ram = state.plan->peakRam;
    state.ramBudget = request.ramBudget;
    if (state.plan->fits)
        return true;
    state.tone = PlanTone::DoesNotFit;
    state.reason = state.plan->peakVram > request.vramBudget ? PlanReason::Vram : PlanReason::Ram;
    state.suggestion = nearestOf(*state.plan, question);
    return false;
}

} // namespace

pipeline::Machine machineOf(const telemetry::MachineSample& sample, const pipeline::DeviceChoice& device)
{
    const auto others = [](const telemetry::Metric<int64_t>& used, const telemetry::Metric<int64_t>& own) {
        return used.value.value_or(0) - own.value.value_or(0);
    };
    pipeline::Machine machine;
    const int64_t vram = sample.vramTotal.value.value_or(0) - others(sample.vramUsed, sample.processVram);
    machine.vram = {.total = vram, .free = pipeline::usableVram(vram)};
    machine.ram.total = sample.ramTotal.value.value_or(0);
    machine.ram.free = machine.ram.total - others(sample.ramUsed, sample.processRam);
    machine.fp8Attention = device.fp8Attention;
    machine.prefersInt8 = device.prefersInt8;
    machine.rates = pipeline::expectedRates(device.gpu);
    return machine;
}

std::optional<int64_t> freeSpace(const std::filesystem::path& folder)
{
    std::error_code failed;
    std::filesystem::path there = folder;
    while (!there.empty() && there.has_relative_path() && !std::filesystem::exists(there, failed))
        there = there.parent_path(); // It is made with the first take.
    const std::filesystem::space_info space = std::filesystem::space(there, failed);
    return failed ? std::nullopt : std::optional(static_cast<int64_t>(space.available));
}

PlanState makePlan(PlanQuestion question, const ShapeReader& readShape, const FreeSpaceReader& readFreeSpace)
{
    PlanState state;
    if (question.length && question.settings.silentSteps > 0) {
        question.length->silentBlocks
            = pipeline::silentBlocksOf(question.silent, question.length->clips, question.settings.framesPerClip);
        state.silentBlocks = question.length->silentBlocks;
    }
    state.settings = question.settings;
    const ModelEntry* const model = question.models.catalogue.find(question.settings.model);
    if (!model) {
        state.tone = PlanTone::DoesNotFit;
        state.reason = PlanReason::UnknownModel;
        state.suggestion = demoInstead(question);
        return state;
    }
    state.modelTitle = model->title;
    if (!question.length || question.width == 0 || question.height == 0)
        return state;
    const int64_t pixels = int64_t{question.width} * question.height;
    lookAtDisk(state, question, *model, pixels, readFreeSpace);
    if (question.sample.ramTotal.value)
        state.ramBudget = question.settings.memory.ram.bytes > 0 ? question.settings.memory.ram.bytes
                                                                 : *question.sample.ramTotal.value;
    if (model->runsOn == RunsOn::Gpu && !planMemory(state, question, *model, readShape))
        return state;
    measure(state, question, *model, pixels, readShape);
    if (question.settings.memory.ram.bytes > 0 && state.ram && *state.ram > *state.ramBudget) {
        state.tone = PlanTone::DoesNotFit;
        state.reason = PlanReason::Ram;
        return state;
    }
    judge(state, question);
    return state;
}

std::map<std::string, double> prices(const PlanQuestion& question, const std::optional<pipeline::Plan>& plan)
{
    std::map<std::string, double> found;
    if (!question.length || question.cropped.width < 1 || question.cropped.height < 1)
        return found;
    for (const PlanAlternative& each : question.alternatives) {
        const media::Size size = media::outputSize(question.cropped, each.settings.area());
        const int64_t pixels = int64_t{size.width} * size.height;
        RenderSpec bound; // as jobs::voiceFacts()
        bound.clips = each.settings.clips;
        pipeline::FilmLength length = pipeline::filmLength(question.length->samples, bound);
        length.silentBlocks = pipeline::silentBlocksOf(question.silent, length.clips, bound.framesPerClip);
        const Silence silence = silenceOf(question.models.catalogue.find(each.settings.model), plan);
        if (const auto rates = ratesFor(question, each.settings, pixels))
            found[each.id] = timesOf(*rates, each.settings, pixels, length, silence).total();
    }
    return found;
}

std::map<jobs::JobId, jobs::StageTimes> forecasts(const PlanQuestion& question, const std::vector<jobs::Job>& jobs)
{
    std::map<jobs::JobId, jobs::StageTimes> found;
    for (const jobs::Job& job : jobs) {
        if (job.film.frames == 0 || job.pixels == 0 || !job.continues.empty())
            continue;
        if (const auto rates = ratesFor(question, job.scene.settings, job.pixels))
            found[job.id] = timesOf(*rates, job.scene.settings, job.pixels, job.film,
                                    silenceOf(question.models.catalogue.find(job.scene.settings.model), {}));
    }
    return found;
}

} // namespace studio::ui
