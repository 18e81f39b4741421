// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/Result.h"
#include "core/media/Finish.h"
#include "core/media/SoundTreatment.h"

#include <cstdint>
#include <cstdio>
#include <filesystem>
#include <functional>
#include <memory>
#include <stop_token>

namespace studio::media {

// Writes a file's sound between two times, in seconds, as a 16-bit WAV with its own sample rate and channels; returns
// its length in seconds. With music it lasts as long as the range. `progress` is called with 0 to 1. Errors: those of
// SoundStream::open and SoundFinisher, NotWritable, DiskFull, Cancelled, BadOption (no sound in this range, or more
// than a WAV can store).
Result<double> writeWav(const std::filesystem::path& sound, const std::filesystem::path& wav, double begin, double end,
                        const Finish& finish, const std::function<void(double)>& progress, const std::stop_token& stop);

// A 16-bit WAV that is being written. For this folder's .cpp files only.
class WavOutput {
public:
    // Errors of all: NotWritable, DiskFull; of write() also BadOption: more than a WAV can store.
    static Result<WavOutput> open(const std::filesystem::path& wav, int rate, int channels);
    // As many samples of each channel, in -1..1; others are clipped.
    Status write(const Planes& planes);
    // Completes the file. Error: BadOption if it has no samples.
    Status finish();

    [[nodiscard]] int64_t written() const { return m_written; } // samples of each channel

private:
    struct Close {
        void operator()(std::FILE* file) const { std::fclose(file); }
    };
    WavOutput(std::filesystem::path wav, int rate, int channels, std::FILE* file);
    [[nodiscard]] bool put(const void* bytes, size_t count);

    std::filesystem::path m_wav;
    int m_rate;
    int m_channels;
    std::unique_ptr<std::FILE, Close> m_file;
    int64_t m_written = 0;
    std::vector<int16_t> m_out;
};

} // namespace studio::media
