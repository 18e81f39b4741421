// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <ATen/core/Tensor.h>

#include <cstdint>
#include <vector>

// From the speech model's 50 states a second to the video's 25 frames a second, by way of 30 as in training
// (MODEL.md 3.2).
namespace studio::audio {

inline constexpr int64_t kVideoRate = 25; // frames per second

// How many frames at 30 per second the reference makes of `frames50` hidden states.
int64_t frames30(int64_t frames50);

// How many clips the reference makes of a voice: the last one is partly, sometimes wholly, without voice.
int64_t clipCount(int64_t frames30, int64_t framesPerClip);

// For every video frame of `clips` clips the index of the 30 fps frame that it hears; runs past the end of the voice.
std::vector<int64_t> bucketIndices(int64_t clips, int64_t framesPerClip);

// What each video frame hears. hiddenStates [states, T, dim] -> [1, states, dim, frameCount], same dtype and device.
// Frames past the end of the voice are zeros; a voice too short for a single 30 fps frame (T = 1) gives only zeros.
at::Tensor frameFeatures(const at::Tensor& hiddenStates, int64_t frameCount);
// The same of one state, [T, dim] -> [dim, frameCount], so that not all of them need be held.
at::Tensor frameFeature(const at::Tensor& state, int64_t frameCount);

// How many video frames a voice of `samples` at `rate` Hz lasts, a started one counted.
int64_t voicedFrames(int64_t samples, int64_t rate);

// How many clips hold that many frames. Unlike the reference's count, none of them is without voice.
int64_t voicedClipCount(int64_t voicedFrames, int64_t framesPerClip);

} // namespace studio::audio
