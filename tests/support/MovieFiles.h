// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/media/MovieReader.h"
#include "core/media/MovieWriter.h"
#include "core/media/SoundStream.h"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <filesystem>
#include <vector>

// Small movies for tests, written and looked into.
namespace studio::test {

using namespace studio::media;

inline constexpr int kWidth = 128;
inline constexpr int kHeight = 64;
inline constexpr int kRate = 44100;

// A grey that tells the frame's number, with a coloured corner.
inline std::vector<uint8_t> picture(int number)
{
    std::vector<uint8_t> rgb(size_t{3} * kWidth * kHeight, static_cast<uint8_t>(20 + number % 50 * 4));
    for (int y = 0; y < 32; ++y) {
        for (int x = 0; x < 32; ++x) {
            uint8_t* const at = rgb.data() + 3 * (kWidth * y + x);
            at[0] = 220;
            at[1] = 40;
            at[2] = 90;
        }
    }
    return rgb;
}

inline MovieFormat format()
{
    MovieFormat made;
    made.width = kWidth;
    made.height = kHeight;
    return made;
}

struct Heard {
    double clickAt = -1; // Seconds, the first loud sample.
    double seconds = 0; // As stated.
    double loudest(double from, double to) const
    {
        double peak = 0;
        for (auto i = static_cast<size_t>(from * rate); i < std::min(samples.size(), static_cast<size_t>(to * rate));
             ++i)
            peak = std::max(peak, std::abs(double{samples[i]}));
        return peak;
    }
    std::vector<float> samples;
    int rate = 0;
};

inline Heard listen(const std::filesystem::path& path)
{
    Heard heard;
    auto stream = SoundStream::open(path);
    if (!stream)
        return heard;
    heard.rate = stream->sampleRate();
    heard.seconds = stream->statedSeconds();
    for (auto piece = stream->next(); !piece.empty(); piece = stream->next())
        heard.samples.insert(heard.samples.end(), piece.front().begin(), piece.front().end());
    for (size_t i = 0; i < heard.samples.size() && heard.clickAt < 0; ++i) {
        if (heard.samples[i] > 0.3F)
            heard.clickAt = static_cast<double>(i) / heard.rate;
    }
    return heard;
}

inline int framesIn(const std::filesystem::path& path)
{
    auto reader = MovieReader::open(path);
    if (!reader)
        return -1;
    for (int count = 0;; ++count) {
        const auto frame = reader->nextFrame();
        if (!frame || !*frame)
            return frame ? count : -1;
    }
}

// All pictures, as far as they can be read.
inline std::vector<std::vector<uint8_t>> picturesIn(const std::filesystem::path& path)
{
    std::vector<std::vector<uint8_t>> all;
    auto reader = MovieReader::open(path);
    while (reader) {
        auto frame = reader->nextFrame();
        if (!frame || !*frame)
            break;
        all.push_back(std::move((*frame)->rgb));
    }
    return all;
}

// So many pictures.
inline Result<MovieSummary> write(const std::filesystem::path& path, const MovieFormat& wanted, int frames)
{
    auto writer = MovieWriter::open(path, wanted);
    if (!writer)
        return writer.error();
    for (int i = 0; i < frames; ++i) {
        if (const Status written = writer->writeFrame(picture(i)); !written)
            return written.error();
    }
    return writer->finish();
}

} // namespace studio::test
