// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <span>
#include <string>
#include <vector>

// Small files for tests, written by hand so that they need no codec of ours.
namespace studio::test {

inline void writeBytes(const std::filesystem::path& path, std::span<const uint8_t> bytes)
{
    std::ofstream(path, std::ios::binary)
        .write(reinterpret_cast<const char*>(bytes.data()), static_cast<std::streamsize>(bytes.size()));
}

inline std::vector<uint8_t> readBytes(const std::filesystem::path& path)
{
    std::ifstream file(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), {}};
}

inline void append(std::vector<uint8_t>& bytes, const void* data, size_t count)
{
    const size_t begin = bytes.size();
    bytes.resize(begin + count);
    if (count > 0)
        std::memcpy(bytes.data() + begin, data, count);
}

// A WAV of 32-bit float, channels of equal length.
inline void writeWav(const std::filesystem::path& path, const std::vector<std::vector<float>>& channels, int sampleRate)
{
    const auto count = static_cast<uint16_t>(channels.size());
    const auto rate = static_cast<uint32_t>(sampleRate);
    const auto data = static_cast<uint32_t>(4 * count * channels.front().size());
    std::vector<uint8_t> bytes;
    const auto number = [&](auto value) { append(bytes, &value, sizeof value); };
    append(bytes, "RIFF", 4);
    number(36 + data);
    append(bytes, "WAVEfmt ", 8);
    number(uint32_t{16});
    number(uint16_t{3}); // Float.
    number(count);
    number(rate);
    number(uint32_t{rate * 4 * count});
    number(static_cast<uint16_t>(4 * count));
    number(uint16_t{32});
    append(bytes, "data", 4);
    number(data);
    for (size_t i = 0; i < channels.front().size(); ++i) {
        for (const auto& channel : channels)
            number(channel[i]);
    }
    writeBytes(path, bytes);
}

// Silence with one short click that begins at this time.
inline std::vector<float> click(double seconds, double at, int sampleRate)
{
    std::vector<float> samples(static_cast<size_t>(seconds * sampleRate));
    const auto first = static_cast<size_t>(at * sampleRate);
    for (size_t i = first; i < first + static_cast<size_t>(sampleRate) / 1000; ++i)
        samples[i] = 0.9F;
    return samples;
}

// What a PNG begins with, and no pixels.
inline std::vector<uint8_t> pngHeader(uint32_t width, uint32_t height)
{
    std::vector<uint8_t> bytes{0x89, 'P', 'N', 'G', 13, 10, 26, 10, 0, 0, 0, 13, 'I', 'H', 'D', 'R'};
    for (const uint32_t side : {width, height}) {
        for (const int shift : {24, 16, 8, 0})
            bytes.push_back(static_cast<uint8_t>(side >> shift));
    }
    bytes.insert(bytes.end(), {8, 2, 0, 0, 0, 0, 0, 0, 0});
    return bytes;
}

} // namespace studio::test
