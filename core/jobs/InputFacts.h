// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/Result.h"
#include "core/media/Framing.h"
#include "core/media/VoiceReader.h"
#include "core/media/Waveform.h"
#include "core/project/Scene.h"

#include <cstdint>
#include <filesystem>
#include <optional>

namespace studio::jobs {

// Sizes of a portrait and of the film made from it.
struct PortraitFacts {
    int width = 0; // of the picture's file, upright
    int height = 0;
    int cropWidth = 0; // of the crop, in pixels of the picture as it is read
    int cropHeight = 0;
    int outputWidth = 0; // of the film, by the engine's size rule
    int outputHeight = 0;
    project::CropRect kept; // the area that the film shows: the crop, or the largest centred area of the film's shape
    double sharpness = 0; // pixels of the picture for each one of the film, along a side; below 1 it is enlarged
};

// Reads only the file's header. `area`: pixels of a frame. Errors: those of media::probePicture().
Result<PortraitFacts> portraitFacts(const std::filesystem::path& portrait, const std::optional<project::CropRect>& crop,
                                    int64_t area);

// Size of a picture's crop, or of the whole picture, in pixels: the input of the size rule.
[[nodiscard]] media::Size croppedSize(media::Size picture, const std::optional<project::CropRect>& crop);

// The area that a film of this size shows: the largest part of the crop that has the film's shape.
[[nodiscard]] media::Rect keptPixels(media::Size picture, const std::optional<project::CropRect>& crop,
                                     media::Size film);

// Where the people with these faces are, from the left: each face with as much around it as its head moves, but at most
// as far as halfway to the next face. All in fractions of the portrait.
[[nodiscard]] std::vector<project::CropRect> areasAround(std::vector<project::CropRect> faces);
// Likewise of the faces that are found in a portrait. Errors: those of media::pictureThumbnail().
Result<std::vector<project::CropRect>> areasOfFaces(const std::filesystem::path& portrait);

// Cuts the voice to `trim`. Error: BadOption if nothing is left.
Status trimVoice(media::Voice& voice, const project::Trim& trim);

// Facts of a voice, and the length of the film made from it.
struct VoiceFacts {
    double seconds = 0; // of the file
    double usedSeconds = 0; // after trimming
    int64_t clips = 0; // as many as the voice fills, at most the bound
    int64_t wholeClips = 0; // as many as the voice fills
    int64_t frames = 0;
    int64_t blocks = 0;
    int64_t samples = 0; // at kVoiceRate, after trimming
    double peakDecibels = 0; // after trimming, as recorded, relative to full scale; -200 for digital silence
    bool silent = false; // peakDecibels is below kSilenceDecibels
    bool tooShort = false; // less than one block
};

inline constexpr double kSilenceDecibels = -60;

// From media::readWaveform()'s result. `maxClips` 0: no bound. A trim that leaves nothing counts as too short.
[[nodiscard]] VoiceFacts voiceFacts(const media::Waveform& sound, const project::Trim& trim, int64_t maxClips);

// Leaves out the silence at both ends: what is 45 dB below the loudest sample. Silence remains whole.
[[nodiscard]] project::Trim withoutSilence(const media::Waveform& sound);

} // namespace studio::jobs
