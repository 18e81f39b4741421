// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/media/PixelSink.h"

#include <algorithm>
#include <utility>

namespace studio::media {
namespace {

uint8_t eightBits(unsigned sample)
{
    return static_cast<uint8_t>((sample * 255 + 32895) >> 16); // as libpng rounds
}

// 8 bits of the i-th sample.
uint8_t sampleAt(const uint8_t* samples, size_t i, int bytes)
{
    return bytes == 1 ? samples[i] : eightBits(reinterpret_cast<const uint16_t*>(samples)[i]);
}

// CMYK (255: no ink) to RGB, in PIL's integer arithmetic.
void inksToRgb(const uint8_t* inks, uint8_t* rgb)
{
    const unsigned light = inks[3];
    for (size_t c = 0; c < 3; ++c) {
        const unsigned product = (255U - inks[c]) * light + 128;
        const unsigned absorbed = (product + (product >> 8)) >> 8;
        rgb[c] = static_cast<uint8_t>(light > absorbed ? light - absorbed : 0);
    }
}

} // namespace

PixelSink::PixelSink(HeaderSize decoded, const SampleLayout& layout, std::optional<ToSrgb> toSrgb, PictureRules rules,
                     int reduction)
    : m_layout(layout)
    , m_toSrgb(std::move(toSrgb))
    , m_rules(rules)
    , m_width(static_cast<size_t>(decoded.width))
    , m_height(static_cast<size_t>(decoded.height))
    , m_reduction(static_cast<size_t>(reduction))
{
    m_picture.width = static_cast<int>(reducedSide(decoded.width, reduction));
    m_picture.height = static_cast<int>(reducedSide(decoded.height, reduction));
    m_picture.rgb.resize(size_t{3} * static_cast<size_t>(m_picture.width) * static_cast<size_t>(m_picture.height));
    if (reduction > 1) {
        m_converted.resize(3 * m_width);
        m_sums.resize(size_t{3} * static_cast<size_t>(m_picture.width));
    }
}

void PixelSink::convert(const uint8_t* samples, uint8_t* rgb)
{
    if (m_toSrgb) {
        m_toSrgb->convert(samples, rgb, m_width);
    } else {
        const int bytes = m_layout.bytes;
        const auto channels = static_cast<size_t>(m_layout.channels());
        if (m_layout.inks == Inks::Rgb && channels == 3 && bytes == 1) {
            std::copy_n(samples, 3 * m_width, rgb);
            return;
        }
        for (size_t x = 0; x < m_width; ++x) {
            const size_t at = channels * x;
            std::array<uint8_t, 4> pixel{};
            for (size_t c = 0; c < std::min<size_t>(channels, 4); ++c)
                pixel[c] = sampleAt(samples, at + c, bytes);
            if (m_layout.inks == Inks::Grey)
                std::fill_n(rgb + 3 * x, 3, pixel[0]);
            else if (m_layout.inks == Inks::Cmyk)
                inksToRgb(pixel.data(), rgb + 3 * x);
            else
                std::copy_n(pixel.data(), 3, rgb + 3 * x);
        }
    }
    if (m_layout.alphas > 0 && m_rules == PictureRules::Studio)
        composite(samples, rgb);
}

// Straight alpha over white.
void PixelSink::composite(const uint8_t* samples, uint8_t* rgb) const
{
    const auto channels = static_cast<size_t>(m_layout.channels());
    for (size_t x = 0; x < m_width; ++x) {
        const unsigned alpha = sampleAt(samples, channels * x + channels - 1, m_layout.bytes);
        for (size_t c = 0; c < 3; ++c, ++rgb)
            *rgb = static_cast<uint8_t>((*rgb * alpha + 255 * (255 - alpha) + 127) / 255);
    }
}

void PixelSink::addRow(const uint8_t* samples)
{
    if (m_row >= m_height)
        return;
    if (m_reduction == 1) {
        convert(samples, m_picture.rgb.data() + 3 * m_width * m_row++);
        return;
    }
    convert(samples, m_converted.data());
    for (size_t x = 0; x < m_width; ++x) {
        uint32_t* const sum = m_sums.data() + 3 * (x / m_reduction);
        for (size_t c = 0; c < 3; ++c)
            sum[c] += m_converted[3 * x + c];
    }
    ++m_row;
    if (m_row % m_reduction == 0 || m_row == m_height)
        reduceRow();
}

void PixelSink::reduceRow()
{
    const size_t row = (m_row - 1) / m_reduction;
    const size_t rows = m_row - row * m_reduction;
    const auto width = static_cast<size_t>(m_picture.width);
    uint8_t* rgb = m_picture.rgb.data() + 3 * width * row;
    for (size_t x = 0; x < width; ++x) {
        const size_t columns = std::min(m_reduction, m_width - x * m_reduction);
        const auto count = static_cast<uint32_t>(rows * columns);
        for (size_t c = 0; c < 3; ++c)
            *rgb++ = static_cast<uint8_t>((m_sums[3 * x + c] + count / 2) / count);
    }
    std::fill(m_sums.begin(), m_sums.end(), 0U);
}

Picture PixelSink::take()
{
    return std::move(m_picture);
}

} // namespace studio::media
