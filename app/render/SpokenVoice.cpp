// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/render/SpokenVoice.h"

#include "core/media/SpokenText.h"

#include <cstdio>

namespace studio::render {

Result<std::optional<TemporaryFolder>> speakVoice(Arguments& arguments, const std::stop_token& stop)
{
    if (!arguments.isUnspoken)
        return std::optional<TemporaryFolder>();
    Result<TemporaryFolder> folder = TemporaryFolder::create();
    if (!folder)
        return folder.error();
    arguments.order.voice = folder->path() / "speech.wav";
    const Result<double> seconds
        = media::speak({*arguments.speech, arguments.speechCommand}, arguments.order.voice, stop);
    if (!seconds)
        return seconds.error();
    arguments.isUnspoken = false;
    std::fprintf(stderr, "The text is spoken: a voice of %.1f s.\n", *seconds);
    return std::optional<TemporaryFolder>(std::move(*folder));
}

} // namespace studio::render
