// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/audio/VoiceWindows.h"
#include "core/pipeline/Render.h"

#include <cstdint>

namespace studio::pipeline {

inline constexpr int64_t kDroppedFrames = 3; // at a film's beginning, with ReferenceCompat::dropFirstFrames

// The length of a film.
struct FilmLength {
    int64_t clips = 0; // 0: not known yet
    int64_t frames = 0;
    int64_t samples = 0; // of the whole voice at kVoiceRate; 0: unknown
    int64_t silentBlocks = 0; // in which nothing is said; 0: none, or unknown

    bool operator==(const FilmLength&) const = default;
};
// `samples`: of the voice, at kVoiceRate.
[[nodiscard]] FilmLength filmLength(int64_t samples, const RenderSpec& spec);

// How many blocks of a film of `clips` clips are silent. `silent`: of each block of the voice whether it is, as
// RenderRequest::silentBlocks.
[[nodiscard]] int64_t silentBlocksOf(const std::vector<bool>& silent, int64_t clips, int framesPerClip);

// Whether a film that ends before its voice can be continued to a later end. Not with the single-GPU semantics, where
// the first clip depends on whether there is a second one. `samples`: of the voice, at kVoiceRate.
[[nodiscard]] bool canBeLonger(int64_t samples, const RenderSpec& spec);

// Checks a request's values. Error: BadOption.
Status checkRequest(const RenderRequest& request);

// clipsOf(): clips that the voice fills, without an upper bound. bounded(): the same, at most `most`; 0 for no bound.
[[nodiscard]] int64_t clipsOf(int64_t hiddenStates, int64_t samples, int framesPerClip, const ReferenceCompat& compat);
[[nodiscard]] int64_t bounded(int64_t clips, int64_t most);

// Blocks rendered before the film.
[[nodiscard]] int leadInOf(const ReferenceCompat& compat);

// Frames of a film of `clips` clips.
[[nodiscard]] int64_t framesOf(int64_t clips, int64_t samples, int framesPerClip, const ReferenceCompat& compat);

// The first frame of the film that a block makes, and the block that makes a frame.
[[nodiscard]] int64_t firstFrameOf(int64_t block, const ReferenceCompat& compat);
[[nodiscard]] int64_t blockOf(int64_t frame, const ReferenceCompat& compat);
// The block that a moment of the film belongs to. A moment that is written with four decimals belongs to the block
// that begins there.
[[nodiscard]] int64_t blockAt(double seconds, const ReferenceCompat& compat);

// Bytes of what a journal keeps of a film (MadeBlocks) until it is complete. `area`: pixels of a frame. `format`: of
// its latents, Fp32 or Bf16.
[[nodiscard]] int64_t journalBytes(int64_t frames, int64_t area, const RenderSpec& spec, NumberFormat format);

// The windows in which a voice is encoded.
[[nodiscard]] audio::VoiceWindows voiceWindows(int64_t hiddenStates, const ReferenceCompat& compat);

// Length of the voice that is encoded, overlaps counted twice, before the first `frames` frames of a film are made.
// `voiceFrames`: of the whole voice. Both in frames.
[[nodiscard]] int64_t heardFrames(int64_t frames, int64_t voiceFrames, const ReferenceCompat& compat);

// Number of hidden-state frames that the published wav2vec2 makes from `samples`.
[[nodiscard]] int64_t hiddenStatesOf(int64_t samples);

} // namespace studio::pipeline
