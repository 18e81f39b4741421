// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/media/EyeTracker.h"

#include "core/media/Sampling.h"

#include <algorithm>
#include <cmath>
#include <cstddef>

namespace studio::media {
namespace {

constexpr double kFaceWidth = 64; // of the pictures that are compared
constexpr int kReach = 16; // pixels of these, each way
constexpr double kLeastLikeness = 0.3; // of a place that is followed

// Brows and eyes, in parts of the face's box.
constexpr double kLeft = 0.1;
constexpr double kRight = 0.9;
constexpr double kTop = 0.12;
constexpr double kBottom = 0.55;

float brightness(const Picture& picture, double x, double y)
{
    const auto [red, green, blue] = colourAt(picture, x, y);
    return 0.299F * red + 0.587F * green + 0.114F * blue;
}

// Where the parabola through three values has its top, in steps from the middle one.
double summit(double before, double middle, double after)
{
    const double bend = before - 2 * middle + after;
    return bend < 0 ? std::clamp(0.5 * (before - after) / bend, -0.5, 0.5) : 0;
}

} // namespace

EyeTracker::EyeTracker(const Picture& first, const Rect& face)
    : m_scale(kFaceWidth / face.width)
    , m_width(static_cast<int>(std::lround((kRight - kLeft) * kFaceWidth)))
    , m_height(std::max(2, static_cast<int>(std::lround((kBottom - kTop) * face.height * m_scale))))
    , m_left(face.x + kLeft * face.width)
    , m_top(face.y + kTop * face.height)
    , m_eyes(look(first, m_left, m_top, m_width, m_height))
{
}

// The picture from a point on, at the scale of comparison: the mean of as many points as a pixel of it covers.
std::vector<float> EyeTracker::look(const Picture& picture, double left, double top, int width, int height) const
{
    const int points = std::clamp(static_cast<int>(std::ceil(1 / m_scale)), 1, 8); // a side
    std::vector<float> seen;
    seen.reserve(static_cast<size_t>(width) * static_cast<size_t>(height));
    for (int y = 0; y < height; ++y) {
        for (int x = 0; x < width; ++x) {
            float sum = 0;
            for (int row = 0; row < points; ++row) {
                for (int column = 0; column < points; ++column) {
                    const double px = x + (column + 0.5) / points;
                    const double py = y + (row + 0.5) / points;
                    sum += brightness(picture, left + px / m_scale - 0.5, top + py / m_scale - 0.5);
                }
            }
            seen.push_back(sum / static_cast<float>(points * points));
        }
    }
    return seen;
}

EyeTracker::Place EyeTracker::find(const Picture& picture)
{
    const int wide = m_width + 2 * kReach;
    const std::vector<float> area = look(picture, m_left + m_place.x - kReach / m_scale,
                                         m_top + m_place.y - kReach / m_scale, wide, m_height + 2 * kReach);
    const auto count = static_cast<double>(m_eyes.size());
    double eyesSum = 0;
    double eyesSquares = 0;
    for (const float value : m_eyes) {
        eyesSum += double{value};
        eyesSquares += double{value} * double{value};
    }
    const double eyesSpread = eyesSquares - eyesSum * eyesSum / count;

    constexpr int kPlaces = 2 * kReach + 1;
    std::vector<double> likeness(size_t{kPlaces} * kPlaces);
    for (int dy = 0; dy < kPlaces; ++dy) {
        for (int dx = 0; dx < kPlaces; ++dx) {
            double sum = 0;
            double squares = 0;
            double products = 0;
            for (int y = 0; y < m_height; ++y) {
                const float* const row = area.data() + static_cast<ptrdiff_t>(dy + y) * wide + dx;
                const float* const eyes = m_eyes.data() + static_cast<ptrdiff_t>(y) * m_width;
                float rowSum = 0;
                float rowSquares = 0;
                float rowProducts = 0;
                for (int x = 0; x < m_width; ++x) {
                    rowSum += row[x];
                    rowSquares += row[x] * row[x];
                    rowProducts += row[x] * eyes[x];
                }
                sum += double{rowSum};
                squares += double{rowSquares};
                products += double{rowProducts};
            }
            const double spread = squares - sum * sum / count;
            likeness[static_cast<size_t>(dy) * kPlaces + static_cast<size_t>(dx)] = spread > 1 && eyesSpread > 1
                ? (products - sum * eyesSum / count) / std::sqrt(spread * eyesSpread)
                : 0;
        }
    }
    const auto best = std::max_element(likeness.begin(), likeness.end());
    m_place.likeness = *best;
    if (*best < kLeastLikeness)
        return m_place;
    const auto index = static_cast<int>(best - likeness.begin());
    const int dx = index % kPlaces;
    const int dy = index / kPlaces;
    const auto at = [&](int x, int y) { return likeness[static_cast<size_t>(y) * kPlaces + static_cast<size_t>(x)]; };
    const bool isInside = dx > 0 && dx + 1 < kPlaces && dy > 0 && dy + 1 < kPlaces;
    const double besideX = isInside ? summit(at(dx - 1, dy), *best, at(dx + 1, dy)) : 0;
    const double besideY = isInside ? summit(at(dx, dy - 1), *best, at(dx, dy + 1)) : 0;
    m_place.x += (dx - kReach + besideX) / m_scale;
    m_place.y += (dy - kReach + besideY) / m_scale;
    return m_place;
}

} // namespace studio::media
