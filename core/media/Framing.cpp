// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/media/Framing.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <string>

namespace studio::media {
namespace {

constexpr int64_t kMinArea = int64_t{64} * 64;
constexpr int64_t kMaxArea = int64_t{4096} * 4096;

// The weights of one output pixel: of the input pixels from `first` on, as fractions of 2^22.
struct Taps {
    int first = 0;
    std::vector<int32_t> weights;
};

constexpr int kWeightBits = 22; // 32 bits minus 8 for the pixel and 2 for headroom.

// A triangle around the output pixel's centre: two output pixels wide when reducing (antialiasing), two input pixels
// wide when enlarging. Weights are normalised in double, then rounded.
std::vector<Taps> triangleTaps(int from, int to)
{
    const double scale = static_cast<double>(from) / to;
    const double support = std::max(scale, 1.0);
    const double shrink = 1.0 / support;
    std::vector<Taps> taps(static_cast<size_t>(to));
    std::vector<double> exact;
    for (int i = 0; i < to; ++i) {
        const double centre = (i + 0.5) * scale;
        // NOLINTBEGIN(bugprone-incorrect-roundings): as PIL rounds
        const int first = std::max(0, static_cast<int>(centre - support + 0.5));
        const int end = std::min(from, static_cast<int>(centre + support + 0.5));
        exact.clear();
        double sum = 0;
        for (int x = first; x < end; ++x) {
            const double weight = std::max(0.0, 1.0 - std::abs((x - centre + 0.5) * shrink));
            exact.push_back(weight);
            sum += weight;
        }
        Taps& out = taps[static_cast<size_t>(i)];
        out.first = first;
        for (const double weight : exact) {
            const double share = sum != 0 ? weight / sum : weight;
            out.weights.push_back(static_cast<int32_t>(0.5 + share * (1 << kWeightBits)));
        }
        // NOLINTEND(bugprone-incorrect-roundings)
    }
    return taps;
}

// Computes one output pixel. `step`: bytes between neighbouring input pixels.
void weigh(const Taps& taps, const uint8_t* from, size_t step, uint8_t* to)
{
    constexpr int32_t kHalf = 1 << (kWeightBits - 1);
    int32_t sums[3] = {kHalf, kHalf, kHalf};
    for (const int32_t weight : taps.weights) {
        for (size_t c = 0; c < 3; ++c)
            sums[c] += weight * from[c];
        from += step;
    }
    for (size_t c = 0; c < 3; ++c)
        to[c] = static_cast<uint8_t>(std::clamp(sums[c] >> kWeightBits, 0, 255));
}

Picture blank(Size size)
{
    return {size.width, size.height, std::vector<uint8_t>(size_t{3} * size.width * size.height)};
}

Picture resizeRows(const Picture& picture, int width)
{
    const std::vector<Taps> taps = triangleTaps(picture.width, width);
    Picture out = blank({width, picture.height});
    uint8_t* to = out.rgb.data();
    for (int y = 0; y < picture.height; ++y) {
        const uint8_t* const row = picture.rgb.data() + size_t{3} * picture.width * y;
        for (const Taps& pixel : taps) {
            weigh(pixel, row + size_t{3} * pixel.first, 3, to);
            to += 3;
        }
    }
    return out;
}

Picture resizeColumns(const Picture& picture, int height)
{
    const std::vector<Taps> taps = triangleTaps(picture.height, height);
    const size_t stride = size_t{3} * picture.width;
    Picture out = blank({picture.width, height});
    uint8_t* to = out.rgb.data();
    for (const Taps& pixel : taps) {
        const uint8_t* from = picture.rgb.data() + stride * pixel.first;
        for (int x = 0; x < picture.width; ++x, from += 3, to += 3)
            weigh(pixel, from, stride, to);
    }
    return out;
}

// A window of the picture; what lies outside of it is black.
Picture cut(const Picture& picture, Rect window)
{
    Picture out = blank({window.width, window.height});
    const int left = std::max(0, window.x);
    const int right = std::min(picture.width, window.x + window.width);
    if (right <= left)
        return out;
    const size_t count = size_t{3} * (right - left);
    for (int y = std::max(0, window.y); y < std::min(picture.height, window.y + window.height); ++y) {
        const uint8_t* const from = picture.rgb.data() + 3 * (static_cast<size_t>(y) * picture.width + left);
        const size_t to = static_cast<size_t>(y - window.y) * window.width + (left - window.x);
        std::copy_n(from, count, out.rgb.begin() + static_cast<std::ptrdiff_t>(3 * to));
    }
    return out;
}

// Start of the centred window on one axis. An excess is halved with ties to even; a shortfall gives a negative start,
// rounded down.
int middle(int length, int wanted)
{
    if (length < wanted)
        return -((wanted - length) / 2);
    const int half = (length - wanted) / 2;
    const bool tie = (length - wanted) % 2 != 0;
    return tie && half % 2 != 0 ? half + 1 : half;
}

Picture cutMiddle(const Picture& picture, Size size)
{
    return cut(picture,
               {middle(picture.width, size.width), middle(picture.height, size.height), size.width, size.height});
}

int roundUp(int value)
{
    return (value + kSideStep - 1) / kSideStep * kSideStep;
}

} // namespace

Result<int64_t> parseArea(std::string_view text)
{
    const Error bad{ErrorCode::BadOption, std::string(text), "a size is two numbers, such as 704*384"};
    const auto number = [&]() -> int64_t {
        int value = 0;
        const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), value);
        if (problem != std::errc{} || value < 1)
            return 0;
        text.remove_prefix(static_cast<size_t>(end - text.data()));
        return value;
    };
    const auto times = [&] {
        for (const std::string_view sign : {"*", "x", "X", "×"}) {
            if (text.starts_with(sign)) {
                text.remove_prefix(sign.size());
                return true;
            }
        }
        return false;
    };

    const int64_t width = number();
    if (width == 0 || !times())
        return bad;
    const int64_t height = number();
    if (height == 0 || !text.empty())
        return bad;
    const int64_t area = width * height;
    if (area < kMinArea || area > kMaxArea)
        return Error{ErrorCode::BadOption, bad.subject, "sizes lie between 64*64 and 4096*4096"};
    return area;
}

Size outputSize(Size picture, int64_t maxArea)
{
    constexpr int kSteps = 100;
    const auto pixels = static_cast<double>(int64_t{picture.width} * picture.height);
    const auto area = static_cast<double>(maxArea);
    double smallest = 0.1;
    double largest = 1.0;
    if (pixels > area) {
        // The root of a quadratic as in the reference, which has 2ac in the place of 4ac.
        const double d = kSideStep - 1;
        const double b = d * (static_cast<double>(picture.height) + picture.width);
        const double c = d * d - area;
        smallest = (-b + std::sqrt(b * b - 2 * pixels * c)) / (2 * pixels);
        largest = std::sqrt(area / pixels);
    }
    for (int k = 0; k < kSteps; ++k) {
        const double scale = largest - (largest - smallest) * k / kSteps;
        const Size size{roundUp(static_cast<int>(picture.width * scale)),
                        roundUp(static_cast<int>(picture.height * scale))};
        if (size.width > 0 && size.height > 0 && int64_t{size.width} * size.height <= maxArea)
            return size;
    }

    // Nothing fits: round the sides of the area's shape, or of the picture, down to multiples.
    const auto roundDown = [](double value) { return static_cast<int>(std::floor(value / kSideStep)) * kSideStep; };
    const double aspect = static_cast<double>(picture.width) / picture.height;
    Size size{roundDown(std::sqrt(area * aspect)), roundDown(std::sqrt(area / aspect))};
    if (size.width >= picture.width || size.height >= picture.height)
        size = {roundDown(picture.width), roundDown(picture.height)};
    return {std::max(size.width, kSideStep), std::max(size.height, kSideStep)};
}

Picture resizeBilinear(const Picture& picture, Size size)
{
    if (picture.width == size.width)
        return picture.height == size.height ? picture : resizeColumns(picture, size.height);
    if (picture.height == size.height)
        return resizeRows(picture, size.width);
    // Each pass rounds, so their order changes single levels. Pillow 13 starts with the columns if the height shrinks
    // by more than twice as much as the width (measured); older versions always start with the rows.
    const int lost = picture.height - size.height;
    if (lost > 0 && lost > 2 * (picture.width - size.width))
        return resizeRows(resizeColumns(picture, size.height), size.width);
    return resizeColumns(resizeRows(picture, size.width), size.height);
}

Picture frame(const Picture& picture, Size size, Fit fit, std::optional<Rect> crop)
{
    if (crop) {
        const int left = std::clamp(crop->x, 0, picture.width - 1);
        const int top = std::clamp(crop->y, 0, picture.height - 1);
        const int right = std::clamp(crop->x + crop->width, left + 1, picture.width);
        const int bottom = std::clamp(crop->y + crop->height, top + 1, picture.height);
        return resizeBilinear(cut(picture, {left, top, right - left, bottom - top}), size);
    }

    Size scaled;
    if (fit == Fit::PadBlack) {
        const int shorter = std::min(size.width, size.height);
        const double from = std::min(picture.width, picture.height);
        const auto longer = [&](int side) { return static_cast<int>(static_cast<double>(shorter) * side / from); };
        scaled = picture.width <= picture.height ? Size{shorter, longer(picture.height)}
                                                 : Size{longer(picture.width), shorter};
    } else {
        const double factor = std::max(static_cast<double>(size.width) / picture.width,
                                       static_cast<double>(size.height) / picture.height);
        scaled = {std::max(size.width, static_cast<int>(std::lround(picture.width * factor))),
                  std::max(size.height, static_cast<int>(std::lround(picture.height * factor)))};
    }
    return cutMiddle(resizeBilinear(picture, scaled), size);
}

} // namespace studio::media
