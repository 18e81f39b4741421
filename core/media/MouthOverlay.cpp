// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/media/MouthOverlay.h"

#include "core/media/Sampling.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <numbers>

namespace studio::media {
namespace {

// Mouth and chin, in parts of the face's box: an ellipse with another height above its middle than below.
constexpr double kMiddleY = 0.78;
constexpr double kHalfWidth = 0.4;
constexpr double kAbove = 0.24;
constexpr double kBelow = 0.34;
constexpr double kSoft = 0.65; // from here on, in parts of the ellipse's radius, it fades

// Likeness of the eyes at which nothing, and all, of the mouth is seen.
constexpr double kUnlike = 0.45;
constexpr double kAlike = 0.65;
constexpr double kSlowly = 0.8; // of what was seen, and of the colours, stays from picture to picture

Rect inFilm(const Rect& face, const Rect& shown, double scale)
{
    const auto scaled = [scale](int length) { return static_cast<int>(std::lround(length * scale)); };
    return {scaled(face.x - shown.x), scaled(face.y - shown.y), std::max(8, scaled(face.width)),
            std::max(8, scaled(face.height))};
}

} // namespace

MouthOverlay::MouthOverlay(const Picture& video, const Picture& film, const Rect& face, const Rect& shown)
    : m_face(face)
    , m_shown(shown)
    , m_scale(static_cast<double>(film.width) / shown.width)
    , m_videoEyes(video, face)
    , m_filmEyes(film, inFilm(face, shown, m_scale))
{
}

// Of the film at a point of the video's first picture, relative to the mouth's middle: 1 inside, 0 outside.
double MouthOverlay::share(double x, double y) const
{
    const double height = (y < 0 ? kAbove : kBelow) * m_face.height;
    const double radius = std::hypot(x / (kHalfWidth * m_face.width), y / height);
    const double edge = std::clamp((1 - radius) / (1 - kSoft), 0.0, 1.0);
    return edge * edge * (3 - 2 * edge);
}

// The film's colour where it shows this point of the video's first picture, after its face has moved.
std::array<float, 3> MouthOverlay::filmAt(const Picture& film, double x, double y, const Offset& moved) const
{
    return colourAt(film, (x + 0.5 - m_shown.x) * m_scale - 0.5 + moved.x,
                    (y + 0.5 - m_shown.y) * m_scale - 0.5 + moved.y);
}

double MouthOverlay::lay(Picture& video, const Picture& film)
{
    const EyeTracker::Place inVideo = m_videoEyes.find(video);
    const EyeTracker::Place inFilm = m_filmEyes.find(film);
    const double alike = std::min(inVideo.likeness, inFilm.likeness);
    const double wanted = std::clamp((alike - kUnlike) / (kAlike - kUnlike), 0.0, 1.0);
    m_seen = wanted < m_seen ? wanted : kSlowly * m_seen + (1 - kSlowly) * wanted;
    if (m_seen <= 0)
        return 0;
    matchColours(video, film, {inVideo.x, inVideo.y}, {inFilm.x, inFilm.y});

    const double middleX = m_face.x + m_face.width / 2.0;
    const double middleY = m_face.y + kMiddleY * m_face.height;
    const int left = std::max(0, static_cast<int>(middleX + inVideo.x - kHalfWidth * m_face.width));
    const int top = std::max(0, static_cast<int>(middleY + inVideo.y - kAbove * m_face.height));
    const int right = std::min(video.width, static_cast<int>(middleX + inVideo.x + kHalfWidth * m_face.width) + 2);
    const int bottom = std::min(video.height, static_cast<int>(middleY + inVideo.y + kBelow * m_face.height) + 2);
    for (int y = top; y < bottom; ++y) {
        uint8_t* pixel = video.rgb.data()
            + size_t{3} * (static_cast<size_t>(y) * static_cast<size_t>(video.width) + static_cast<size_t>(left));
        for (int x = left; x < right; ++x, pixel += 3) {
            const double firstX = x - inVideo.x;
            const double firstY = y - inVideo.y;
            const auto part = static_cast<float>(m_seen * share(firstX - middleX, firstY - middleY));
            if (part <= 0)
                continue;
            const std::array<float, 3> colour = filmAt(film, firstX, firstY, {inFilm.x, inFilm.y});
            for (size_t c = 0; c < 3; ++c) {
                const float mixed = static_cast<float>(pixel[c]) * (1 - part) + (colour[c] + (*m_difference)[c]) * part;
                pixel[c] = static_cast<uint8_t>(std::lround(std::clamp(mixed, 0.0F, 255.0F)));
            }
        }
    }
    return m_seen;
}

// By the mean colours along the ellipse, where neither mouth is.
void MouthOverlay::matchColours(const Picture& video, const Picture& film, const Offset& inVideo, const Offset& inFilm)
{
    constexpr int kPoints = 96;
    const double middleX = m_face.x + m_face.width / 2.0;
    const double middleY = m_face.y + kMiddleY * m_face.height;
    std::array<float, 3> difference{};
    for (int i = 0; i < kPoints; ++i) {
        const double angle = 2 * std::numbers::pi * i / kPoints;
        const double x = middleX + 0.95 * kHalfWidth * m_face.width * std::cos(angle);
        const double y = middleY + 0.95 * (std::sin(angle) < 0 ? kAbove : kBelow) * m_face.height * std::sin(angle);
        const std::array<float, 3> there = colourAt(video, x + inVideo.x, y + inVideo.y);
        const std::array<float, 3> here = filmAt(film, x, y, inFilm);
        for (size_t c = 0; c < 3; ++c)
            difference[c] += (there[c] - here[c]) / kPoints;
    }
    if (!m_difference) {
        m_difference = difference;
        return;
    }
    for (size_t c = 0; c < 3; ++c)
        (*m_difference)[c]
            = static_cast<float>(kSlowly) * (*m_difference)[c] + static_cast<float>(1 - kSlowly) * difference[c];
}

} // namespace studio::media
