// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/jobs/TakeForecast.h"

#include "core/pipeline/FilmLength.h"
#include "core/pipeline/Render.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

namespace studio::jobs {
namespace {

int64_t area(const project::Take& take)
{
    return int64_t{take.width} * take.height;
}

// Frames that the transformer makes for so many of a film, and that the VAE decodes.
double madeFrames(int64_t frames)
{
    return static_cast<double>(frames + int64_t{pipeline::kLeadInBlocks} * kFramesPerBlock);
}
double decodedFrames(int64_t frames, const RenderSpec& spec)
{
    return madeFrames(frames) + (spec.semantics == Semantics::Stream ? pipeline::kWarmUpFrames : 0);
}

// Frames times steps that the transformer takes for so many frames of a film.
double madeSteps(int64_t frames, int64_t silentBlocks, const RenderSpec& spec)
{
    const int saved = spec.silentSteps > 0 ? std::max(0, spec.steps - spec.silentSteps) : 0;
    return madeFrames(frames) * spec.steps - static_cast<double>(silentBlocks * kFramesPerBlock * saved);
}

} // namespace

std::optional<TakeRates> takeRates(const std::vector<project::Take>& takes, const project::RenderSettings& settings,
                                   int64_t pixels)
{
    const project::Take* best = nullptr;
    const auto distance = [&](const project::Take& take) {
        return std::abs(std::log(static_cast<double>(area(take)) / static_cast<double>(pixels)));
    };
    const auto hasOther = [&](const project::Take& take) {
        return take.scene.settings.decoder != settings.decoder
            || take.scene.settings.windowBlocks != settings.windowBlocks
            || take.scene.settings.silentSteps != settings.silentSteps;
    };
    const auto inSilence = [](const RenderSpec& spec) {
        return spec.silentSteps > 0 ? spec.silentSteps : std::numeric_limits<int>::max(); // all
    };
    for (const project::Take& take : takes) {
        const project::RenderSettings& made = take.scene.settings;
        if (made.model != settings.model || made.semantics != settings.semantics
            || (made.decoder != settings.decoder && made.decoder != PictureDecoder::Vae)
            || made.windowBlocks < settings.windowBlocks || inSilence(made) < inSilence(settings)
            || take.state != project::TakeState::Finished || take.framesMade < kMeasurableFrames || area(take) == 0
            || take.renders > 1 || take.parent > 0 || !take.parts.empty() || take.report.ditSeconds <= 0)
            continue; // A part of a film says nothing about a whole one.
        if (!best || std::pair(hasOther(take), distance(take)) < std::pair(hasOther(*best), distance(*best)))
            best = &take;
    }
    if (!best)
        return {};
    const project::TakeReport& report = best->report;
    TakeRates rates;
    rates.loadSeconds = report.loadSeconds;
    rates.textSeconds = report.textSeconds;
    const project::RenderSettings& spec = best->scene.settings;
    if (spec.clips > 0 && best->framesMade > (spec.clips - 1) * spec.framesPerClip) // maybe not all of it
        rates.voiceSeconds = report.audioSeconds;
    else
        rates.voiceSecondsPerFrame = report.audioSeconds
            / static_cast<double>(pipeline::heardFrames(best->framesMade, best->framesMade, spec.compat));
    rates.imageSecondsPerPixel = report.imageSeconds / static_cast<double>(area(*best));
    rates.ditSecondsPerPixelStep = report.ditSeconds
        / (madeSteps(best->framesMade, report.shortBlocks, spec) * static_cast<double>(area(*best)));
    rates.vaeSecondsPerPixel
        = report.vaeSeconds / (decodedFrames(best->framesMade, settings) * static_cast<double>(area(*best)));
    rates.peakRam = report.peakRam;
    rates.width = best->width;
    rates.height = best->height;
    rates.steps = best->scene.settings.steps;
    rates.windowBlocks = best->scene.settings.windowBlocks;
    rates.frames = best->framesMade;
    auto bytes = static_cast<double>(report.movieBytes);
    if (report.movieBytes == 0) { // an older program's take
        std::error_code failed;
        const uintmax_t size = std::filesystem::file_size(best->movie, failed);
        bytes = failed ? 0 : static_cast<double>(size);
    }
    rates.bytesPerPixel = bytes / (static_cast<double>(best->framesMade) * static_cast<double>(area(*best)));
    return rates;
}

StageTimes stageTimes(const TakeRates& rates, const RenderSpec& spec, int64_t pixels, int64_t frames,
                      int64_t voiceFrames, int64_t silentBlocks)
{
    const auto area = static_cast<double>(pixels);
    const auto heard = [&](int64_t before) {
        return rates.voiceSecondsPerFrame
            * static_cast<double>(pipeline::heardFrames(before, std::max(frames, voiceFrames), spec.compat));
    };
    const double ahead = heard(std::min<int64_t>(kFramesPerBlock, frames));
    return {.load = rates.loadSeconds,
            .text = rates.textSeconds,
            .voice = rates.voiceSeconds + ahead,
            .portrait = area * rates.imageSecondsPerPixel,
            .frames = area
                * (madeSteps(frames, silentBlocks, spec) * rates.ditSecondsPerPixelStep
                   + decodedFrames(frames, spec) * rates.vaeSecondsPerPixel),
            .voiceBeside = heard(frames) - ahead};
}

double filmSeconds(const TakeRates& rates, const RenderSpec& spec, int64_t pixels, int64_t frames, int64_t silentBlocks)
{
    return stageTimes(rates, spec, pixels, frames, 0, silentBlocks).total();
}

} // namespace studio::jobs
