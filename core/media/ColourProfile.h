// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

// Converts a picture file's colours to sRGB by its ICC profile or equivalent tags. For this folder's .cpp files only.
namespace studio::media {

enum class Inks {
    Grey,
    Rgb,
    Cmyk, // 255 (or 65535): no ink, as Adobe's JPEGs store it
    Lab, // L* 0 to 100 as 0 to the maximum; a*, b* with 0 at 128 (or 128 * 257)
};

// How decoded samples lie in memory: the inks of a pixel, then its straight alpha, if there is one; the next pixel.
// 16-bit samples have the byte order of the machine.
struct SampleLayout {
    Inks inks = Inks::Rgb;
    int alphas = 0; // 0 or 1
    int bytes = 1; // per sample: 1 or 2

    [[nodiscard]] int channels() const;
    [[nodiscard]] size_t pixelBytes() const { return static_cast<size_t>(channels()) * static_cast<size_t>(bytes); }
};

// A file's colour tags. The first of icc, transfer and gamma that is given counts.
struct ColourTags {
    std::vector<uint8_t> icc{};
    int primaries = 0; // codes of ITU-T H.273; 0: not given
    int transfer = 0;
    double gamma = 0; // light is sample ^ gamma; 0: not given
    std::array<double, 8> chromaticities{}; // x, y of white, red, green, blue, instead of primaries; zeros: not given
};

// Converts samples to 8-bit sRGB, with the perceptual intent as browsers do (relative colorimetric with profiles that
// have one intent). PQ and HLG are tone-mapped: 203 cd/m2 is near white, brighter light is compressed.
class ToSrgb {
public:
    // nullopt if the samples need no conversion: no tags, or tags that mean sRGB (within 2 of 255 levels). Also, with a
    // note in the log, for a damaged profile or one for other inks.
    static std::optional<ToSrgb> make(const ColourTags& tags, const SampleLayout& layout);

    // `count` pixels to 3 * count bytes; alpha is skipped.
    void convert(const uint8_t* samples, uint8_t* rgb, size_t count) const;

private:
    struct State;
    std::shared_ptr<State> m_state;
};

} // namespace studio::media
