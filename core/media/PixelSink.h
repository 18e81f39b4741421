// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/media/ColourProfile.h"
#include "core/media/Picture.h"

#include <cstdint>
#include <optional>
#include <vector>

namespace studio::media {

struct HeaderSize {
    int64_t width = 0;
    int64_t height = 0;
};

// A side's length after reduction: each pixel is the mean of `reduction` pixels in a row, the last one of the
// remaining.
[[nodiscard]] constexpr int64_t reducedSide(int64_t side, int reduction)
{
    return (side + reduction - 1) / reduction;
}

// Receives the decoded rows of a picture, converts them to sRGB, composites alpha over white, and reduces them. Holds
// only the reduced picture and a row.
class PixelSink {
public:
    // `reduction`: 1 for a picture of the decoded size, 2 for half of each side, ... With the reference's rules alpha
    // is dropped. Throws std::bad_alloc.
    PixelSink(HeaderSize decoded, const SampleLayout& layout, std::optional<ToSrgb> toSrgb, PictureRules rules,
              int reduction = 1);

    // The next row from the top: decoded width * layout.pixelBytes() bytes.
    void addRow(const uint8_t* samples);

    // The picture, after all rows.
    [[nodiscard]] Picture take();

private:
    void convert(const uint8_t* samples, uint8_t* rgb);
    void composite(const uint8_t* samples, uint8_t* rgb) const;
    void reduceRow();

    SampleLayout m_layout;
    std::optional<ToSrgb> m_toSrgb;
    PictureRules m_rules;
    size_t m_width;
    size_t m_height;
    size_t m_reduction;
    size_t m_row = 0;
    Picture m_picture;
    std::vector<uint8_t> m_converted; // one row, before it is reduced
    std::vector<uint32_t> m_sums; // of the rows that become one row of the picture
};

} // namespace studio::media
