// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/jobs/TakeForecast.h"

#include "core/pipeline/Render.h"

#include <cmath>

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

} // namespace

std::optional<TakeRates> takeRates(const std::vector<project::Take>& takes, const project::RenderSettings& settings,
                                   int64_t pixels)
{
    const project::Take* best = nullptr;
    const auto distance = [&](const project::Take& take) {
        return std::abs(std::log(static_cast<double>(area(take)) / static_cast<double>(pixels)));
    };
    for (const project::Take& take : takes) {
        const project::RenderSettings& made = take.scene.settings;
        if (made.model != settings.model || made.semantics != settings.semantics
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
    TakeRates rates;
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

double filmSeconds(const TakeRates& rates, const RenderSpec& spec, int64_t pixels, int64_t frames)
{
    const double perPixel = rates.imageSecondsPerPixel + madeFrames(frames) * rates.ditSecondsPerPixelStep * spec.steps
        + decodedFrames(frames, spec) * rates.vaeSecondsPerPixel;
    return rates.fixedSeconds + static_cast<double>(pixels) * perPixel;
}

} // namespace studio::jobs
