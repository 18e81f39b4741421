// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/scores/FrameMeter.h"

#include "core/media/FaceFinder.h"

#include <algorithm>
#include <cmath>
#include <cstdlib>

namespace studio::scores {
namespace {

constexpr int kMouthColumns = 8;
constexpr int kMouthRows = 6;
static_assert(size_t{kMouthColumns} * kMouthRows == kMouthCells);

// Eyes and brows, and how far they are moved.
constexpr int kEyeColumns = 24;
constexpr int kEyeRows = 16;
constexpr int kReach = 3;
constexpr int kWideColumns = kEyeColumns + 2 * kReach;
constexpr int kWideRows = kEyeRows + 2 * kReach;

constexpr int kGrid = 8; // cells of the background, a side of the frame
constexpr double kSide = 0.2; // of the width: what lies at a side
constexpr double kShoulders = 0.7; // of the height: where they may begin

constexpr int64_t kLookedFor = 50; // frames from one time to the next that the face is looked for
constexpr double kMoved = 0.35; // of the face's width: less isn't followed
constexpr double kGrown = 1.6; // or shrunk; the finder's sizes are steps of 1.2

// The face finder needs 80 pixels.
constexpr double kUnknownSide = 480; // shorter side of the frame in which a face is looked for
constexpr double kKnownFace = 110; // width of a face that is looked for again
constexpr double kMostPixels = 1e6; // in which a face is looked for

// Linear light of each level of sRGB.
std::array<float, 256> linearLight()
{
    std::array<float, 256> light{};
    for (size_t i = 0; i < light.size(); ++i) {
        const double level = static_cast<double>(i) / 255;
        light[i] = static_cast<float>(level <= 0.04045 ? level / 12.92 : std::pow((level + 0.055) / 1.055, 2.4));
    }
    return light;
}

// CIELAB (D65) of linear sRGB.
std::array<float, 3> labOf(double red, double green, double blue)
{
    const auto f = [](double t) { return t > 216.0 / 24389 ? std::cbrt(t) : (24389.0 / 27 * t + 16) / 116; };
    const double x = f((0.4124 * red + 0.3576 * green + 0.1805 * blue) / 0.9505);
    const double y = f(0.2126 * red + 0.7152 * green + 0.0722 * blue);
    const double z = f((0.0193 * red + 0.1192 * green + 0.9505 * blue) / 1.089);
    return {static_cast<float>(116 * y - 16), static_cast<float>(500 * (x - y)), static_cast<float>(200 * (y - z))};
}

// Of every second pixel of every second row.
std::array<float, 3> meanColour(std::span<const uint8_t> rgb, int width, int height)
{
    static const std::array<float, 256> light = linearLight();
    std::array<double, 3> sums{};
    int64_t count = 0;
    for (int y = 0; y < height; y += 2) {
        std::array<float, 3> row{};
        const uint8_t* pixel = rgb.data() + size_t{3} * static_cast<size_t>(y) * static_cast<size_t>(width);
        for (int x = 0; x < width; x += 2, pixel += 6) {
            for (size_t c = 0; c < 3; ++c)
                row[c] += light[pixel[c]];
            ++count;
        }
        for (size_t c = 0; c < 3; ++c)
            sums[c] += double{row[c]};
    }
    const auto n = static_cast<double>(count);
    return labOf(sums[0] / n, sums[1] / n, sums[2] / n);
}

// Structural similarity of one window of both; 8-bit levels.
double similarity(const float* a, int aStride, const float* b, int bStride, int side)
{
    constexpr double kC1 = 0.01 * 255 * 0.01 * 255;
    constexpr double kC2 = 0.03 * 255 * 0.03 * 255;
    double sumA = 0, sumB = 0, aa = 0, bb = 0, ab = 0;
    for (int y = 0; y < side; ++y) {
        for (int x = 0; x < side; ++x) {
            const double pa = a[y * aStride + x];
            const double pb = b[y * bStride + x];
            sumA += pa;
            sumB += pb;
            aa += pa * pa;
            bb += pb * pb;
            ab += pa * pb;
        }
    }
    const double n = side * side;
    const double meanA = sumA / n;
    const double meanB = sumB / n;
    const double varianceA = aa / n - meanA * meanA;
    const double varianceB = bb / n - meanB * meanB;
    const double covariance = ab / n - meanA * meanB;
    return (2 * meanA * meanB + kC1) * (2 * covariance + kC2)
        / ((meanA * meanA + meanB * meanB + kC1) * (varianceA + varianceB + kC2));
}

} // namespace

FrameMeter::FrameMeter(int width, int height)
    : m_width(width)
    , m_height(height)
    , m_face{width * 30 / 100, height * 31 / 100, std::max(1, width * 40 / 100), std::max(1, height * 45 / 100)}
    , m_brightness(static_cast<size_t>(width) * static_cast<size_t>(height))
{
}

FrameNumbers FrameMeter::measure(std::span<const uint8_t> rgb)
{
    if (m_frames++ % kLookedFor == 0)
        findFace(rgb);
    readBrightness(rgb);
    FrameNumbers numbers;
    std::array<float, kMouthCells> mouth{};
    readCells(0.27, 0.55, 0.73, 0.97, kMouthColumns, kMouthRows, mouth);
    float mean = 0;
    for (const float cell : mouth)
        mean += cell / static_cast<float>(kMouthCells);
    for (size_t i = 0; i < kMouthCells; ++i)
        numbers.mouth[i] = static_cast<int16_t>(std::lround(64 * (mouth[i] - mean)));
    numbers.colour = meanColour(rgb, m_width, m_height);
    numbers.sharpness = sharpness();
    numbers.flicker = flicker();
    numbers.likeness = likeness();
    return numbers;
}

void FrameMeter::findFace(std::span<const uint8_t> rgb)
{
    if (!media::canFindFaces())
        return;
    media::Rect area{0, 0, m_width, m_height};
    if (m_foundFace) { // and around it, as far as it may have moved
        area.x = std::max(0, m_face.x - m_face.width / 2);
        area.y = std::max(0, m_face.y - m_face.height / 2);
        area.width = std::min(m_width, m_face.x + m_face.width * 3 / 2) - area.x;
        area.height = std::min(m_height, m_face.y + m_face.height * 3 / 2) - area.y;
    }
    if (area.width <= 0 || area.height <= 0)
        return;
    media::Picture picture{.width = area.width, .height = area.height, .rgb = {}};
    for (int y = area.y; y < area.y + area.height; ++y) {
        const auto row = rgb.subspan(
            size_t{3} * (static_cast<size_t>(y) * static_cast<size_t>(m_width) + static_cast<size_t>(area.x)),
            size_t{3} * static_cast<size_t>(area.width));
        picture.rgb.insert(picture.rgb.end(), row.begin(), row.end());
    }
    const double scale = std::min(m_foundFace ? kKnownFace / m_face.width : kUnknownSide / std::min(m_width, m_height),
                                  std::sqrt(kMostPixels / area.width / area.height));
    const std::vector<media::Face> faces = media::findFaces(media::resizeBilinear(
        picture,
        {std::max(1, static_cast<int>(area.width * scale)), std::max(1, static_cast<int>(area.height * scale))}));
    if (faces.empty())
        return;
    const auto back = [scale](int length) { return static_cast<int>(std::lround(length / scale)); };
    const media::Rect& box = faces.front().box;
    const media::Rect found{area.x + back(box.x), area.y + back(box.y), std::max(1, back(box.width)),
                            std::max(1, back(box.height))};
    const auto moved = [this](int place, int length, int before, int lengthBefore) {
        return std::abs(place + length / 2.0 - before - lengthBefore / 2.0) > kMoved * m_face.width;
    };
    const double grown = static_cast<double>(found.width) / m_face.width;
    if (m_foundFace && !moved(found.x, found.width, m_face.x, m_face.width)
        && !moved(found.y, found.height, m_face.y, m_face.height) && grown < kGrown && grown > 1 / kGrown)
        return; // The finder's own steps would be seen as movements of the mouth.
    if (!m_foundFace)
        m_firstEyes.clear(); // They were of another area.
    m_face = found;
    m_foundFace = true;
}

void FrameMeter::readBrightness(std::span<const uint8_t> rgb)
{
    const uint8_t* pixel = rgb.data();
    for (uint8_t& level : m_brightness) {
        level = static_cast<uint8_t>((77 * pixel[0] + 150 * pixel[1] + 29 * pixel[2]) >> 8); // Rec. 601
        pixel += 3;
    }
}

void FrameMeter::readCells(double left, double top, double right, double bottom, int columns, int rows,
                           std::span<float> cells) const
{
    const double x0 = m_face.x + left * m_face.width;
    const double y0 = m_face.y + top * m_face.height;
    const double cellWidth = (right - left) * m_face.width / columns;
    const double cellHeight = (bottom - top) * m_face.height / rows;
    const auto place = [](double at, int end) { return std::clamp(static_cast<int>(std::lround(at)), 0, end - 1); };
    for (int row = 0; row < rows; ++row) {
        const int yBegin = place(y0 + row * cellHeight, m_height);
        const int yEnd = std::max(yBegin + 1, std::min(m_height, place(y0 + (row + 1) * cellHeight, m_height + 1)));
        for (int column = 0; column < columns; ++column) {
            const int xBegin = place(x0 + column * cellWidth, m_width);
            const int xEnd = std::max(xBegin + 1, std::min(m_width, place(x0 + (column + 1) * cellWidth, m_width + 1)));
            int64_t sum = 0;
            for (int y = yBegin; y < yEnd; ++y) {
                const uint8_t* const line = m_brightness.data() + static_cast<size_t>(y) * static_cast<size_t>(m_width);
                for (int x = xBegin; x < xEnd; ++x)
                    sum += line[x];
            }
            cells[static_cast<size_t>(row) * static_cast<size_t>(columns) + static_cast<size_t>(column)]
                = static_cast<float>(sum) / static_cast<float>((xEnd - xBegin) * (yEnd - yBegin));
        }
    }
}

float FrameMeter::sharpness() const
{
    int64_t sum = 0;
    int64_t squares = 0;
    for (int y = 1; y + 1 < m_height; ++y) {
        const uint8_t* const line = m_brightness.data() + static_cast<size_t>(y) * static_cast<size_t>(m_width);
        const uint8_t* const above = line - m_width;
        const uint8_t* const below = line + m_width;
        int rowSum = 0;
        int64_t rowSquares = 0;
        for (int x = 1; x + 1 < m_width; ++x) {
            const int laplacian = above[x] + below[x] + line[x - 1] + line[x + 1] - 4 * line[x];
            rowSum += laplacian;
            rowSquares += int64_t{laplacian} * laplacian;
        }
        sum += rowSum;
        squares += rowSquares;
    }
    const double n = static_cast<double>(std::max(1, m_width - 2)) * std::max(1, m_height - 2);
    const double mean = static_cast<double>(sum) / n;
    return static_cast<float>(static_cast<double>(squares) / n - mean * mean);
}

float FrameMeter::flicker()
{
    std::vector<float> cells;
    for (int row = 0; row < kGrid; ++row) {
        for (int column = 0; column < kGrid; ++column) {
            const double x = (column + 0.5) / kGrid;
            if ((x > kSide && x < 1 - kSide) || (row + 0.5) / kGrid > kShoulders)
                continue;
            int64_t sum = 0;
            int64_t count = 0;
            for (int y = row * m_height / kGrid; y < (row + 1) * m_height / kGrid; ++y) {
                for (int i = column * m_width / kGrid; i < (column + 1) * m_width / kGrid; ++i, ++count)
                    sum += m_brightness[static_cast<size_t>(y) * static_cast<size_t>(m_width) + static_cast<size_t>(i)];
            }
            cells.push_back(count > 0 ? static_cast<float>(sum) / static_cast<float>(count) : 0);
        }
    }
    std::swap(cells, m_background);
    if (cells.size() != m_background.size())
        return 0; // the first frame
    for (size_t i = 0; i < cells.size(); ++i)
        cells[i] = std::abs(cells[i] - m_background[i]);
    const auto middle = cells.begin() + static_cast<std::ptrdiff_t>(cells.size() / 2);
    std::nth_element(cells.begin(), middle, cells.end());
    return *middle;
}

float FrameMeter::likeness()
{
    // The margin is as wide as the cells are.
    constexpr double kLeft = 0.1, kRight = 0.9, kTop = 0.02, kBottom = 0.55;
    constexpr double kColumn = (kRight - kLeft) / kEyeColumns, kRow = (kBottom - kTop) / kEyeRows;
    if (m_firstEyes.empty()) {
        m_firstEyes.resize(size_t{kEyeColumns} * kEyeRows);
        readCells(kLeft, kTop, kRight, kBottom, kEyeColumns, kEyeRows, m_firstEyes);
    }
    std::array<float, size_t{kWideColumns} * kWideRows> now{};
    readCells(kLeft - kReach * kColumn, kTop - kReach * kRow, kRight + kReach * kColumn, kBottom + kReach * kRow,
              kWideColumns, kWideRows, now);
    constexpr int kWindow = 8;
    constexpr int kStep = 4;
    double best = -1;
    for (int dy = 0; dy <= 2 * kReach; ++dy) {
        for (int dx = 0; dx <= 2 * kReach; ++dx) {
            double sum = 0;
            int windows = 0;
            for (int y = 0; y + kWindow <= kEyeRows; y += kStep) {
                for (int x = 0; x + kWindow <= kEyeColumns; x += kStep, ++windows)
                    sum += similarity(&m_firstEyes[static_cast<size_t>(y) * kEyeColumns + static_cast<size_t>(x)],
                                      kEyeColumns,
                                      &now[static_cast<size_t>(y + dy) * kWideColumns + static_cast<size_t>(x + dx)],
                                      kWideColumns, kWindow);
            }
            best = std::max(best, sum / windows);
        }
    }
    return static_cast<float>(best);
}

} // namespace studio::scores
