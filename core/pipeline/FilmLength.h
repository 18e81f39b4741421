// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/pipeline/Render.h"

#include <cstdint>

namespace studio::pipeline {

inline constexpr int64_t kDroppedFrames = 3; // of a film's beginning, as a quirk

// How long a film becomes.
struct FilmLength {
    int64_t clips = 0; // 0: not known yet
    int64_t frames = 0;
    int64_t samples = 0; // of the voice at kVoiceRate, all of which are encoded before the film; 0: not known

    bool operator==(const FilmLength&) const = default;
};
// Of a voice of so many samples.
[[nodiscard]] FilmLength filmLength(int64_t samples, const RenderSpec& spec);

// Whether a request makes sense at all. Error: BadOption.
Status checkRequest(const RenderRequest& request);

// Clips that the voice asks for, before any upper bound; the second is that with the bound, 0 for none.
[[nodiscard]] int64_t clipsOf(int64_t hiddenStates, int64_t samples, int framesPerClip, const ReferenceCompat& compat);
[[nodiscard]] int64_t bounded(int64_t clips, int64_t most);

// Blocks made before the film.
[[nodiscard]] int leadInOf(const ReferenceCompat& compat);

// Frames of a film of that many clips.
[[nodiscard]] int64_t framesOf(int64_t clips, int64_t samples, int framesPerClip, const ReferenceCompat& compat);

// Hidden states that the published wav2vec2 makes of a voice.
[[nodiscard]] int64_t hiddenStatesOf(int64_t samples);

} // namespace studio::pipeline
