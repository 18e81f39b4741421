// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/Result.h"
#include "core/media/SoundStream.h"
#include "core/media/SoundTreatment.h"

#include <filesystem>
#include <functional>
#include <optional>
#include <span>
#include <stop_token>
#include <vector>

namespace studio::media {

// The track of a file to read, and what is done with it.
struct SoundChoice {
    int track = 0; // from 1; 0: SoundStream chooses
    SoundRules rules = SoundRules::Studio;
    VoiceLevel level{}; // has no effect with SoundRules::Reference

    bool operator==(const SoundChoice&) const = default;
};

// Properties of a file's sound, and its treatment.
struct SoundFindings {
    SoundTreatment treatment; // its track is the one that was read
    std::vector<TrackInfo> tracks;
    std::vector<Speaker> speakers; // of the channels
    // Of the whole file without the treatment's gain: of the film's sound, if that is mono or stereo, and else of the
    // voice. In LUFS; nullopt if it can't be measured, and with SoundRules::Reference.
    std::optional<double> loudness;
    double peak = 0; // Likewise the largest magnitude, also between samples; 1 is full scale.
    bool damaged = false; // Parts could not be decoded.
};

// Receives a sound as one channel, at the file's sample rate.
struct MonoSink {
    // Called before the samples; again, with all samples from the start, if the sound turns out to need a treatment.
    std::function<Status(const SoundStream& stream)> begin;
    std::function<Status(std::span<const float> samples)> add;
};

// Reads a file's sound to the end. The sink's last pass has the treatment in the findings. Errors: those of
// SoundStream::open, FileUnreadable (the disk fails on the way), OutOfMemory, Cancelled, the sink's.
Result<SoundFindings> readMono(const std::filesystem::path& path, const SoundChoice& choice, const MonoSink& sink,
                               const std::stop_token& stop);

} // namespace studio::media
