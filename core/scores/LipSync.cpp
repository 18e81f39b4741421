// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/scores/LipSync.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace studio::scores {
namespace {

using Cells = std::array<double, kMouthCells>;

// Calls back with each frame's cells less the mean of those around it.
template<typename Each>
void forEachMove(std::span<const FrameNumbers> frames, size_t reach, Each&& each)
{
    Cells sums{};
    size_t begin = 0;
    size_t end = 0;
    for (size_t i = 0; i < frames.size(); ++i) {
        for (; end < std::min(frames.size(), i + reach + 1); ++end) {
            for (size_t c = 0; c < kMouthCells; ++c)
                sums[c] += frames[end].mouth[c];
        }
        for (; begin + reach < i; ++begin) {
            for (size_t c = 0; c < kMouthCells; ++c)
                sums[c] -= frames[begin].mouth[c];
        }
        Cells move{};
        for (size_t c = 0; c < kMouthCells; ++c)
            move[c] = frames[i].mouth[c] - sums[c] / static_cast<double>(end - begin);
        each(i, move);
    }
}

double dot(const Cells& a, const Cells& b)
{
    double sum = 0;
    for (size_t c = 0; c < kMouthCells; ++c)
        sum += a[c] * b[c];
    return sum;
}

// The largest one's, of length 1, by power iteration; zeros if nothing moves.
Cells firstComponent(const std::array<Cells, kMouthCells>& covariance)
{
    constexpr int kIterations = 200;
    const auto widest = std::ranges::max_element(covariance, {}, [](const Cells& row) { return dot(row, row); });
    Cells component = *widest;
    for (int i = 0; i < kIterations; ++i) {
        const double length = std::sqrt(dot(component, component));
        if (length <= 0)
            return {};
        for (double& value : component)
            value /= length;
        if (i + 1 == kIterations)
            break;
        Cells next{};
        for (size_t c = 0; c < kMouthCells; ++c)
            next[c] = dot(covariance[c], component);
        component = next;
    }
    return component;
}

// Of values of both that belong together.
struct Moments {
    double n = 0, a = 0, b = 0, aa = 0, bb = 0, ab = 0;

    void add(double x, double y)
    {
        n += 1;
        a += x;
        b += y;
        aa += x * x;
        bb += y * y;
        ab += x * y;
    }
    [[nodiscard]] double correlation() const
    {
        const double scale = std::sqrt(std::max(0.0, aa - a * a / n)) * std::sqrt(std::max(0.0, bb - b * b / n));
        return n > 1 && scale > 1e-9 ? std::clamp((ab - a * b / n) / scale, -1.0, 1.0) : 0;
    }
};

} // namespace

MouthOpening mouthOpening(std::span<const FrameNumbers> frames, size_t reach)
{
    std::array<Cells, kMouthCells> covariance{};
    forEachMove(frames, reach, [&covariance](size_t, const Cells& move) {
        for (size_t c = 0; c < kMouthCells; ++c) {
            for (size_t d = 0; d < kMouthCells; ++d)
                covariance[c][d] += move[c] * move[d];
        }
    });
    const Cells component = firstComponent(covariance);
    MouthOpening opening{.level = std::vector<float>(frames.size()), .moves = std::vector<float>(frames.size())};
    forEachMove(frames, reach, [&](size_t i, const Cells& move) {
        Cells cells{};
        std::ranges::copy(frames[i].mouth, cells.begin());
        opening.level[i] = static_cast<float>(dot(cells, component));
        opening.moves[i] = static_cast<float>(dot(move, component));
    });
    return opening;
}

std::vector<float> withoutSlowChanges(std::span<const float> values, size_t reach)
{
    std::vector<float> moves(values.size());
    double sum = 0;
    size_t begin = 0;
    size_t end = 0;
    for (size_t i = 0; i < values.size(); ++i) {
        for (; end < std::min(values.size(), i + reach + 1); ++end)
            sum += double{values[end]};
        for (; begin + reach < i; ++begin)
            sum -= double{values[begin]};
        moves[i] = static_cast<float>(values[i] - sum / static_cast<double>(end - begin));
    }
    return moves;
}

Sync syncOf(std::span<const float> mouth, std::span<const float> sound, size_t begin, size_t end, int mostLag)
{
    std::vector<double> correlations;
    for (int lag = -mostLag; lag <= mostLag; ++lag) {
        Moments moments;
        for (size_t i = begin; i < end; ++i) {
            const int64_t at = static_cast<int64_t>(i) + lag;
            if (at >= 0 && at < std::ssize(mouth))
                moments.add(double{mouth[static_cast<size_t>(at)]}, double{sound[i]});
        }
        correlations.push_back(moments.correlation());
    }
    const auto best = std::ranges::max_element(correlations);
    const auto index = best - correlations.begin();
    Sync sync{.correlation = *best, .lag = static_cast<double>(index - mostLag)};
    if (index == 0 || best + 1 == correlations.end())
        return sync;
    const double before = *(best - 1); // a parabola through the three
    const double behind = *(best + 1);
    if (const double bend = before - 2 * *best + behind; bend < 0)
        sync.lag += std::clamp((before - behind) / (2 * bend), -0.5, 0.5);
    return sync;
}

} // namespace studio::scores
