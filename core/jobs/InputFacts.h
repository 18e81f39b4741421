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

// What a portrait is, and what becomes of it.
struct PortraitFacts {
    int width = 0; // of the picture, upright
    int height = 0;
    int cropWidth = 0; // of what is kept, in its pixels
    int cropHeight = 0;
    int outputWidth = 0; // of the film, by the engine's rule
    int outputHeight = 0;
    project::CropRect kept; // what the film shows: the crop, or the middle that the size keeps
};

// From the file's header; no pixel is decoded. `area`: pixels of a frame. Errors: those of media::probePicture().
Result<PortraitFacts> portraitFacts(const std::filesystem::path& portrait, const std::optional<project::CropRect>& crop,
                                    int64_t area);

// The size of a picture's crop, or of all of it, in its pixels: what the size rule is asked about.
[[nodiscard]] media::Size croppedSize(media::Size picture, const std::optional<project::CropRect>& crop);

// What a film of this size shows of the picture: the largest part of the crop that has the film's shape.
[[nodiscard]] media::Rect keptPixels(media::Size picture, const std::optional<project::CropRect>& crop,
                                     media::Size film);

// Leaves the trimmed part of the voice. Error: BadOption where nothing is left.
Status trimVoice(media::Voice& voice, const project::Trim& trim);

// What a voice is, and how much film becomes of it.
struct VoiceFacts {
    double seconds = 0; // of the file
    double usedSeconds = 0; // of what the trim leaves
    int64_t clips = 0; // as many as `clips` and the voice allow
    int64_t frames = 0;
    int64_t blocks = 0;
    int64_t samples = 0; // at kVoiceRate, of the used part
    double peakDecibels = 0; // of the used part, against full scale; -200 for digital silence
    bool silent = false; // nowhere louder than kSilenceDecibels
    bool tooShort = false; // less than one block
};

inline constexpr double kSilenceDecibels = -60;

// From the sound as media::readWaveform() gives it. `maxClips` 0: the whole voice. A trim that leaves nothing counts as
// too short.
[[nodiscard]] VoiceFacts voiceFacts(const media::Waveform& sound, const project::Trim& trim, int64_t maxClips);

} // namespace studio::jobs
