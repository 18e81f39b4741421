// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/services/PlanMaker.h"

#include "core/base/Units.h"
#include "core/jobs/FrameStore.h"
#include "core/pipeline/CpuMemory.h"
#include "core/pipeline/Forecast.h"

#include <algorithm>
#include <cmath>

namespace studio::ui {
namespace {

// From where on the contract card warns: less than this stays free, or the film takes longer.
constexpr int64_t kRamToSpare = 2 * kGiB;
constexpr double kVramToSpare = 0.05; // of the card
constexpr double kLongSeconds = 4 * 3600;
constexpr int64_t kSwapInUse = kGiB / 4; // Less is what an idle system moves out.
constexpr int64_t kMeasurableFrames = 2 * pipeline::kFramesPerBlock;

int64_t area(const project::Take& take)
{
    return int64_t{take.width} * take.height;
}

// Frames that the transformer makes for so many of a film, and that the VAE decodes.
double madeFrames(int64_t frames)
{
    return static_cast<double>(frames + pipeline::kLeadInBlocks * pipeline::kFramesPerBlock);
}
double decodedFrames(int64_t frames, const project::RenderSettings& settings)
{
    return madeFrames(frames) + (settings.onlineDecode ? pipeline::kWarmUpFrames : 0);
}

std::optional<double> secondsFor(const MeasuredRates& rates, const PlanQuestion& question, int64_t pixels, int steps)
{
    const double perPixel = rates.imageSecondsPerPixel
        + madeFrames(*question.frames) * rates.ditSecondsPerPixelStep * steps
        + decodedFrames(*question.frames, question.settings) * rates.vaeSecondsPerPixel;
    return rates.fixedSeconds + static_cast<double>(pixels) * perPixel;
}

std::optional<MeasuredRates> ratesFor(const PlanQuestion& question, int64_t pixels)
{
    std::optional<MeasuredRates> rates = measuredRates(question.takes, question.settings, pixels);
    if (!rates && question.measured)
        rates = measuredRates({*question.measured}, question.settings, pixels);
    return rates;
}

// What was measured, plus what another size or number of steps takes more by the model's shape, and the frames that are
// held for the player. On the CPU.
std::optional<int64_t> ramFor(const MeasuredRates& rates, const PlanQuestion& question, const ShapeReader& readShape)
{
    if (!rates.peakRam || question.settings.model != project::ModelChoice::Demo)
        return rates.peakRam;
    const Result<pipeline::ModelShape> shape = readShape(question.models.demoCheckpoint);
    if (!shape)
        return rates.peakRam;
    const auto bytes = [&](int width, int height, int steps, int64_t frames) {
        const int64_t held = 3 * int64_t{width} * height * frames;
        return pipeline::cpuFilmBytes(*shape, width, height, steps)
            + std::min<int64_t>(held, jobs::FrameStore::kDefaultBytes);
    };
    return *rates.peakRam + bytes(question.width, question.height, question.settings.steps, *question.frames)
        - bytes(rates.width, rates.height, rates.steps, rates.frames);
}

void measure(PlanState& state, const PlanQuestion& question, int64_t pixels, const ShapeReader& readShape)
{
    const auto rates = ratesFor(question, pixels);
    if (!rates)
        return;
    state.seconds = secondsFor(*rates, question, pixels, question.settings.steps);
    if (*state.seconds > 0)
        state.framesPerSecond = static_cast<double>(*question.frames) / *state.seconds;
    if (rates->bytesPerPixel > 0)
        state.disk
            = std::llround(static_cast<double>(*question.frames) * static_cast<double>(pixels) * rates->bytesPerPixel);
    if (!state.ram)
        state.ram = ramFor(*rates, question, readShape);
}

void lookAtDisk(PlanState& state, const PlanQuestion& question)
{
    std::error_code failed;
    std::filesystem::path folder = question.takesFolder;
    while (!folder.empty() && folder.has_relative_path() && !std::filesystem::exists(folder, failed))
        folder = folder.parent_path(); // It is made with the first take.
    const std::filesystem::space_info space = std::filesystem::space(folder, failed);
    if (!failed)
        state.diskFree = static_cast<int64_t>(space.available);
}

// The first reason that applies, worst first.
void judge(PlanState& state, const PlanQuestion& question)
{
    const auto say = [&](PlanTone tone, PlanReason reason) {
        state.tone = tone;
        state.reason = reason;
    };
    if (state.disk && state.diskFree && *state.disk > *state.diskFree)
        return say(PlanTone::DoesNotFit, PlanReason::DiskFull);
    const auto& machine = question.machine;
    if (state.ram && machine.ramTotal.value && machine.ramUsed.value) {
        // What the program holds already is part of what the take will need.
        const int64_t others = *machine.ramUsed.value - machine.processRam.value.value_or(0);
        state.ramLeft = *machine.ramTotal.value - others - *state.ram;
        if (*state.ramLeft < kRamToSpare)
            return say(PlanTone::Tight, PlanReason::RamLeft);
    }
    if (state.vram && machine.vramTotal.value
        && static_cast<double>(*state.vram) > (1 - kVramToSpare) * static_cast<double>(*machine.vramTotal.value))
        return say(PlanTone::Tight, PlanReason::VramLeft);
    if (machine.swapUsed.value && *machine.swapUsed.value > kSwapInUse)
        return say(PlanTone::Tight, PlanReason::Swap);
    if (state.disk && state.diskFree && 2 * *state.disk > *state.diskFree)
        return say(PlanTone::Tight, PlanReason::DiskLeft);
    if (state.seconds && *state.seconds > kLongSeconds)
        return say(PlanTone::Tight, PlanReason::Long);
    say(PlanTone::Fits, PlanReason::None);
}

PlanSuggestion demoInstead(const PlanQuestion& question)
{
    PlanSuggestion suggestion;
    suggestion.settings = question.settings;
    suggestion.settings.model = project::ModelChoice::Demo;
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
    suggestion.settings.offload
        = other.offload == pipeline::Offload::None ? project::OffloadMode::None : project::OffloadMode::Automatic;
    if (other.vramBudget != plan.request.vramBudget)
        suggestion.settings.vramBudget = other.vramBudget;
    if (other.ramBudget != plan.request.ramBudget)
        suggestion.settings.ramBudget = other.ramBudget;
    const int64_t pixels = other.width * int64_t{other.height};
    if (const auto rates = ratesFor(question, pixels))
        suggestion.seconds = secondsFor(*rates, question, pixels, other.steps);
    return suggestion;
}

// For a GPU, by the engine's planner. False where that is the end of it.
bool planMemory(PlanState& state, const PlanQuestion& question, const ShapeReader& readShape)
{
    const auto refuse = [&](PlanReason reason) {
        state.tone = PlanTone::DoesNotFit;
        state.reason = reason;
        state.suggestion = demoInstead(question);
        return false;
    };
    if (!question.machine.vramTotal.value)
        return refuse(PlanReason::NoGpu);
    if (question.models.checkpoint.empty())
        return refuse(PlanReason::ModelMissing);
    const Result<pipeline::ModelShape> shape = readShape(question.models.checkpoint);
    if (!shape) {
        state.error = shape.error();
        return refuse(PlanReason::ModelMissing);
    }

    const project::RenderSettings& settings = question.settings;
    pipeline::PlanRequest request;
    request.width = question.width;
    request.height = question.height;
    request.steps = settings.steps;
    request.clips = question.clips;
    request.weights = question.models.fp8 ? pipeline::NumberFormat::Fp8 : pipeline::NumberFormat::Bf16;
    request.kv = request.weights;
    request.attention = question.models.fp8 && question.models.fp8Attention ? pipeline::NumberFormat::Fp8
                                                                            : pipeline::NumberFormat::Bf16;
    request.lanes = std::min(question.models.lanes, settings.steps);
    request.offload
        = settings.offload == project::OffloadMode::None ? pipeline::Offload::None : pipeline::Offload::Automatic;
    request.vramBudget = settings.vramBudget > 0 ? settings.vramBudget : *question.machine.vramTotal.value;
    request.ramBudget = settings.ramBudget > 0 ? settings.ramBudget : question.machine.ramTotal.value.value_or(0);
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

std::optional<MeasuredRates> measuredRates(const std::vector<project::Take>& takes,
                                           const project::RenderSettings& settings, int64_t pixels)
{
    const project::Take* best = nullptr;
    const auto distance = [&](const project::Take& take) {
        return std::abs(std::log(static_cast<double>(area(take)) / static_cast<double>(pixels)));
    };
    for (const project::Take& take : takes) {
        const project::RenderSettings& made = take.scene.settings;
        if (made.model != settings.model || made.onlineDecode != settings.onlineDecode
            || take.state != project::TakeState::Finished || take.framesMade < kMeasurableFrames || area(take) == 0
            || take.report.ditSeconds <= 0)
            continue;
        if (!best || distance(take) < distance(*best))
            best = &take;
    }
    if (!best)
        return {};
    const project::TakeReport& report = best->report;
    const double work = madeFrames(best->framesMade) * static_cast<double>(area(*best));
    MeasuredRates rates;
    rates.fixedSeconds = report.loadSeconds + report.textSeconds + report.audioSeconds;
    rates.imageSecondsPerPixel = report.imageSeconds / static_cast<double>(area(*best));
    rates.ditSecondsPerPixelStep = report.ditSeconds / (work * best->scene.settings.steps);
    rates.vaeSecondsPerPixel
        = report.vaeSeconds / (decodedFrames(best->framesMade, settings) * static_cast<double>(area(*best)));
    rates.peakRam = report.peakRam;
    rates.width = best->width;
    rates.height = best->height;
    rates.steps = best->scene.settings.steps;
    rates.frames = best->framesMade;
    std::error_code failed;
    const uintmax_t bytes = std::filesystem::file_size(best->movie, failed);
    if (!failed)
        rates.bytesPerPixel
            = static_cast<double>(bytes) / (static_cast<double>(best->framesMade) * static_cast<double>(area(*best)));
    return rates;
}

PlanState makePlan(const PlanQuestion& question, const ShapeReader& readShape)
{
    PlanState state;
    state.settings = question.settings;
    if (!question.frames || question.width == 0 || question.height == 0)
        return state;
    lookAtDisk(state, question);
    if (question.machine.ramTotal.value)
        state.ramBudget
            = question.settings.ramBudget > 0 ? question.settings.ramBudget : *question.machine.ramTotal.value;
    if (question.settings.model == project::ModelChoice::LiveAvatar && !planMemory(state, question, readShape))
        return state;
    measure(state, question, int64_t{question.width} * question.height, readShape);
    if (question.settings.ramBudget > 0 && state.ram && *state.ram > *state.ramBudget) {
        state.tone = PlanTone::DoesNotFit;
        state.reason = PlanReason::Ram;
        return state;
    }
    judge(state, question);
    return state;
}

} // namespace studio::ui
