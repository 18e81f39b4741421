// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/render/FilmExtent.h"

#include "core/jobs/InputFacts.h"

namespace studio::render {

Result<FilmExtent> filmExtent(const jobs::FilmOrder& order, const std::stop_token& stop)
{
    const RenderSpec& spec = order.spec;
    FilmExtent extent{.width = spec.width, .height = spec.height, .length = {.clips = spec.clips}};
    if (!order.portrait.empty()) {
        const Result<jobs::PortraitFacts> portrait = jobs::portraitFacts(order.portrait, order.crop, spec.area());
        if (!portrait)
            return portrait.error();
        extent.width = portrait->outputWidth;
        extent.height = portrait->outputHeight;
    }
    if (!order.voice.empty()) {
        const Result<media::Voice> voice = jobs::voiceOf(order, stop);
        if (!voice)
            return voice.error();
        extent.length = pipeline::filmLength(static_cast<int64_t>(voice->samples.size()), spec);
        if (spec.silentSteps > 0) {
            const Result<std::vector<bool>> silent = jobs::silentBlocks(voice->samples);
            if (!silent)
                return silent.error();
            extent.length.silentBlocks = pipeline::silentBlocksOf(*silent, extent.length.clips, spec.framesPerClip);
        }
    } else if (spec.clips > 0) {
        extent.length.frames = spec.clips * spec.framesPerClip;
    }
    return extent;
}

} // namespace studio::render
