// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/media/MovieWriter.h"

#include <array>
#include <cmath>
#include <cstring>
#include <fstream>
#include <string>
#include <vector>

// A film in which a white frame and a click happen at the same moment, as a clapperboard: for tests of what stays in
// sync.
namespace studio::test {

inline constexpr int kClapRate = 48000; // Hz
inline constexpr int kClapFrameRate = 25;
inline constexpr int kClapSide = 64; // pixels

// A mono WAV of this length, silent but for a click of 5 ms.
inline void writeClick(const std::filesystem::path& file, double seconds, double click, double level = 0.8)
{
    const auto count = static_cast<size_t>(seconds * kClapRate);
    std::vector<int16_t> samples(count);
    const auto at = static_cast<size_t>(click * kClapRate);
    for (size_t i = 0; i < kClapRate / 200 && at + i < count; ++i)
        samples[at + i] = static_cast<int16_t>((i % 24 < 12 ? level : -level) * 32767);
    const auto bytes = static_cast<uint32_t>(2 * count);
    std::array<char, 44> header{};
    const auto put = [&](size_t offset, const auto& value) { std::memcpy(&header[offset], &value, sizeof(value)); };
    std::memcpy(header.data(), "RIFF....WAVEfmt ", 16);
    std::memcpy(&header[36], "data", 4);
    put(4, bytes + 36);
    put(16, uint32_t{16});
    put(20, uint16_t{1});
    put(22, uint16_t{1});
    put(24, uint32_t{kClapRate});
    put(28, uint32_t{2 * kClapRate});
    put(32, uint16_t{2});
    put(34, uint16_t{16});
    put(40, bytes);
    std::ofstream out(file, std::ios::binary);
    out.write(header.data(), header.size());
    out.write(reinterpret_cast<const char*>(samples.data()), bytes);
}

// A black film with one white frame, and the sound of this file.
inline Status writeClapFilm(const std::filesystem::path& movie, const std::filesystem::path& sound, int frames,
                            int whiteFrame, const std::string& comment = {})
{
    Result<media::MovieWriter> writer = media::MovieWriter::open(
        movie,
        {.width = kClapSide, .height = kClapSide, .frameRate = kClapFrameRate, .sound = sound, .comment = comment});
    if (!writer)
        return writer.error();
    std::vector<uint8_t> rgb(size_t{3} * kClapSide * kClapSide);
    for (int i = 0; i < frames; ++i) {
        std::fill(rgb.begin(), rgb.end(), i == whiteFrame ? uint8_t{255} : uint8_t{0});
        if (Status written = writer->writeFrame(rgb); !written)
            return written;
    }
    const Result<media::MovieSummary> finished = writer->finish();
    return finished ? Status(kDone) : Status(finished.error());
}

// Where the click begins, in seconds; -1 where there is none.
inline double clickIn(const std::vector<float>& samples, int rate)
{
    for (size_t i = 0; i < samples.size(); ++i) {
        if (std::abs(samples[i]) > 0.3F)
            return static_cast<double>(i) / rate;
    }
    return -1;
}

} // namespace studio::test
