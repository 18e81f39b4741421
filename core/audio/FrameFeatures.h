// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <ATen/core/Tensor.h>

#include <cstdint>
#include <optional>
#include <vector>

// Resamples wav2vec2's 50 hidden states a second to the video's 25 frames a second, by way of 30 as in training
// (MODEL.md 3.2).
namespace studio::audio {

inline constexpr int64_t kVideoRate = 25; // frames per second

// Number of 30 fps frames that the reference interpolates from `frames50` hidden states.
int64_t frames30(int64_t frames50);

// Number of clips that the reference makes of a voice: part of the last one, sometimes all of it, is without voice.
int64_t clipCount(int64_t frames30, int64_t framesPerClip);

// For every video frame of `clips` clips, the index of its 30 fps feature frame; continues after the end of the voice.
std::vector<int64_t> bucketIndices(int64_t clips, int64_t framesPerClip);

// The audio features of each video frame: hiddenStates [states, T, dim] -> [1, states, dim, frameCount], same dtype and
// device. Frames after the end of the voice are zeros; a voice too short for a single 30 fps frame (T = 1) gives only
// zeros.
at::Tensor frameFeatures(const at::Tensor& hiddenStates, int64_t frameCount);
// The same for one hidden state, [T, dim] -> [dim, frameCount], so that not all states must be in memory at once.
at::Tensor frameFeature(const at::Tensor& state, int64_t frameCount);

// Where a video frame lies among the hidden states of a voice.
struct StatePosition {
    int64_t state = 0; // the last one that isn't behind the frame
    double next = 0; // 0..1, the weight of the state after it
};
// Position of a video frame in a voice of `states` hidden states; unset after its end.
std::optional<StatePosition> statePosition(int64_t frame, int64_t states);

// frameFeature() of the `count` frames from `frame` on, from a part of the voice's hidden states: part [n, dim] are
// those from `first` on, of `states` in all. It must contain the states on both sides of each frame.
at::Tensor frameFeatureOfPart(const at::Tensor& part, int64_t first, int64_t states, int64_t frame, int64_t count);

// Number of video frames of `samples` at `rate` Hz, rounded up.
int64_t voicedFrames(int64_t samples, int64_t rate);

// Number of clips with any voice, unlike clipCount().
int64_t voicedClipCount(int64_t voicedFrames, int64_t framesPerClip);

} // namespace studio::audio
