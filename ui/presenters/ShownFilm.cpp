// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/presenters/ShownFilm.h"

#include "core/jobs/RenderQueue.h"
#include "ui/common/WindowContext.h"
#include "ui/controllers/PlayerController.h"
#include "ui/controllers/SceneController.h"
#include "ui/controllers/VoicePlayer.h"
#include "ui/models/TakeModel.h"
#include "ui/services/InputService.h"
#include "ui/services/RenderService.h"

#include <algorithm>

namespace studio::ui {

const project::Take* takeOf(const WindowContext& context, const ShownFilm& film)
{
    const std::optional<project::Take>& running = context.renderer.state().take;
    if (film.isLive && running && running->number == film.take)
        return &*running;
    return film.take != 0 ? context.takes.byNumber(film.take) : nullptr;
}

std::optional<double> playhead(const WindowContext& context)
{
    const PlayerController& player = context.player;
    if (player.hasFilm())
        return player.isPlayable() ? std::optional(player.position()) : std::nullopt;
    if (!context.inputs.voice().facts)
        return std::nullopt;
    return std::max(0.0, context.voice.position() - context.scene.scene().trim.begin);
}

void seek(const WindowContext& context, double seconds)
{
    if (context.player.hasFilm())
        context.player.seek(seconds);
    else
        context.voice.seek(context.scene.scene().trim.begin + seconds);
}

} // namespace studio::ui
