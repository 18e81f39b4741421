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
#include <vector>

namespace studio::media {

// A 16-bit WAV that grows.
class WavWriter {
public:
    // Writes over a file of this name. Errors: NotWritable, DiskFull.
    static Result<WavWriter> create(const std::filesystem::path& wav, int channels, int rate);

    // Samples of each channel, at most `most` of them. Errors: NotWritable, DiskFull, BadOption (more than a WAV can
    // store).
    Status add(const Planes& planes, int64_t most);
    Status addSilence(double seconds); // likewise
    // The length so far, of one channel.
    [[nodiscard]] int64_t samples() const { return m_samples; }
    // Completes the file. Errors: NotWritable, DiskFull.
    Status finish();

private:
    struct Close {
        void operator()(std::FILE* open) const { std::fclose(open); }
    };
    WavWriter(std::filesystem::path wav, int channels, int rate);
    [[nodiscard]] Status put();

    std::filesystem::path m_wav;
    int m_channels = 0;
    int m_rate = 0;
    int64_t m_samples = 0;
    std::unique_ptr<std::FILE, Close> m_file;
    std::vector<int16_t> m_out; // the next ones, of all channels
};

// Writes a file's sound between two times, in seconds, as a 16-bit WAV with its own sample rate and channels; returns
// its length in seconds. With music it lasts as long as the range. `progress` is called with 0 to 1. Errors: those of
// SoundStream::open and SoundFinisher, NotWritable, DiskFull, Cancelled, BadOption (no sound in this range, or more
// than a WAV can store).
Result<double> writeWav(const std::filesystem::path& sound, const std::filesystem::path& wav, double begin, double end,
                        const Finish& finish, const std::function<void(double)>& progress, const std::stop_token& stop);

} // namespace studio::media
