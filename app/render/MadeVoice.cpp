// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/render/MadeVoice.h"

#include "core/media/SpokenText.h"
#include "core/media/VoiceMix.h"

#include <cstdio>
#include <vector>

namespace studio::render {

Result<std::optional<TemporaryFolder>> makeVoice(Arguments& arguments, const std::stop_token& stop)
{
    if (arguments.voiceToMake == VoiceToMake::None)
        return std::optional<TemporaryFolder>();
    Result<TemporaryFolder> folder = TemporaryFolder::create();
    if (!folder)
        return folder.error();
    const std::filesystem::path voice = folder->path() / "voice.wav";
    const bool isSpoken = arguments.voiceToMake == VoiceToMake::Spoken;
    std::vector<std::filesystem::path> voices;
    for (const project::Person& person : arguments.order.people)
        voices.push_back(person.voice);
    const Result<double> seconds = isSpoken ? media::speak({*arguments.speech, arguments.speechCommand}, voice, stop)
                                            : media::mixVoices(voices, voice, stop);
    if (!seconds)
        return seconds.error();
    arguments.order.voice = voice;
    arguments.voiceToMake = VoiceToMake::None;
    if (isSpoken)
        std::fprintf(stderr, "The text is spoken: a voice of %.1f s.\n", *seconds);
    return std::optional<TemporaryFolder>(std::move(*folder));
}

} // namespace studio::render
