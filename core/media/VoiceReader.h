// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/Result.h"

#include <filesystem>
#include <stop_token>
#include <vector>

namespace studio::media {

// Mono sound in float of +-1.
struct Voice {
    std::vector<float> samples;
    int sampleRate = 0;
    double seconds = 0;
};

struct SoundInfo {
    double seconds = 0; // As the file states it; 0 where it doesn't.
    int sampleRate = 0;
    int channels = 0;
};

// What the model hears with (MODEL.md 3.1).
inline constexpr int kVoiceRate = 16000;

// The first sound track of a file (sound or video), whole: the mean of the channels in float, resampled as librosa's
// load(sr=sampleRate) does (soxr HQ; length rounded up). A track that is damaged on the way is used as far as it can be
// decoded, with a warning in the log, if that is half a second or more. Errors: those of SoundStream::open, BadOption
// (sampleRate), OutOfMemory; Cancelled, looked at before each packet's sound.
Result<Voice> readVoice(const std::filesystem::path& path, int sampleRate = kVoiceRate,
                        const std::stop_token& stop = {});

// Rate, channels and stated length, without decoding it all. Errors as readVoice.
Result<SoundInfo> probeSound(const std::filesystem::path& path);

} // namespace studio::media
