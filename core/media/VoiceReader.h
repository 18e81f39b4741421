// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/Result.h"
#include "core/media/MonoSound.h"

#include <array>
#include <filesystem>
#include <stop_token>
#include <string_view>
#include <vector>

namespace studio::media {

// Mono sound, float in -1..1.
struct Voice {
    std::vector<float> samples;
    int sampleRate = 0;
    double seconds = 0;
    SoundFindings found = SoundFindings();
};

struct SoundInfo {
    double seconds = 0; // As stated by the file; 0 if it doesn't.
    int sampleRate = 0;
    int channels = 0;
};

// Usual extensions of sounds' names, for guesses.
inline constexpr std::array<std::string_view, 12> kSoundSuffixes{"wav", "mp3",  "flac", "ogg", "opus", "m4a",
                                                                 "aac", "aiff", "aif",  "wma", "caf",  "oga"};

// Likewise of videos' names.
inline constexpr std::array<std::string_view, 6> kVideoSuffixes{"mp4", "mov", "mkv", "webm", "avi", "m4v"};

// The model's sample rate, in Hz (MODEL.md 3.1).
inline constexpr int kVoiceRate = 16000;

// Reads a sound track of a file (audio or video) completely, as one channel in float, resampled as by librosa's
// load(sr=sampleRate) (soxr HQ; length rounded up). A damaged track is used as far as it can be decoded, if that is at
// least half a second, with a warning in the log. Errors: those of readMono(), BadOption (sampleRate), OutOfMemory;
// Cancelled, checked before each packet.
//
// The same file is decoded in up to four ways: here for the model, by readWaveform() for painting, by SoundTrack for
// the movie, and by the window's player. The last two apply the treatment found here or by readWaveform().
Result<Voice> readVoice(const std::filesystem::path& path, int sampleRate = kVoiceRate,
                        const std::stop_token& stop = {}, const SoundChoice& choice = {});

// Sample rate, channels and stated length, without decoding the sound. Errors as readVoice().
Result<SoundInfo> probeSound(const std::filesystem::path& path);

} // namespace studio::media
