// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/scores/FilmScorer.h"

#include "core/scores/LipSync.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <functional>

namespace studio::scores {
namespace {

constexpr double kBlockSeconds = static_cast<double>(kFramesPerBlock) / kFramesPerSecond;
constexpr double kReachSeconds = 2; // of slow changes
constexpr double kWindowSeconds = 2; // in which a block's lips are measured
constexpr double kLagSeconds = 0.2;
constexpr double kCertain = 0.15; // by so much the correlation at the lag exceeds that without
constexpr double kLeastVoice = 1e-3; // RMS of loud parts; less is no voice
constexpr double kLively = 0.4; // of the film's changes of loudness: less in a window says nothing about lips
constexpr double kSilent = 0.03; // of the loud parts, -30 dB
constexpr double kSilentSeconds = 0.24;
constexpr double kFollows = 0.3; // Below, what moves most isn't the mouth of who speaks.

double quantile(std::vector<float> values, double share)
{
    const auto at = values.begin() + static_cast<std::ptrdiff_t>(share * static_cast<double>(values.size() - 1));
    std::nth_element(values.begin(), at, values.end());
    return double{*at};
}

double deviation(std::span<const float> values, size_t begin, size_t end)
{
    double sum = 0;
    double squares = 0;
    for (size_t i = begin; i < end; ++i) {
        sum += double{values[i]};
        squares += double{values[i]} * double{values[i]};
    }
    const auto n = static_cast<double>(end - begin);
    return std::sqrt(std::max(0.0, squares / n - sum * sum / n / n));
}

// The film in blocks, and what was found in each.
class Blocks {
public:
    Blocks(size_t frames, double frameRate)
        : m_frames(frames)
        , m_rate(frameRate)
        , m_flaws(static_cast<size_t>(std::ceil(static_cast<double>(frames) / (kBlockSeconds * frameRate) - 1e-6)))
    {
    }

    [[nodiscard]] size_t count() const { return m_flaws.size(); }
    [[nodiscard]] size_t begin(size_t block) const
    {
        return std::min(m_frames,
                        static_cast<size_t>(std::llround(static_cast<double>(block) * kBlockSeconds * m_rate)));
    }
    [[nodiscard]] size_t end(size_t block) const { return begin(block + 1); }

    void mark(size_t block, Flaw flaw) { m_flaws[block].push_back(flaw); }

    [[nodiscard]] std::vector<BadStretch> stretches() const
    {
        std::vector<BadStretch> stretches;
        for (size_t block = 0; block < m_flaws.size(); ++block) {
            for (const Flaw flaw : m_flaws[block]) {
                const auto before = std::ranges::find_if(stretches, [&](const BadStretch& stretch) {
                    return stretch.flaw == flaw && stretch.block + stretch.blocks == static_cast<int64_t>(block);
                });
                if (before != stretches.end())
                    ++before->blocks;
                else
                    stretches.push_back({.flaw = flaw, .block = static_cast<int64_t>(block), .blocks = 1});
            }
        }
        return stretches;
    }

private:
    size_t m_frames;
    double m_rate;
    std::vector<std::vector<Flaw>> m_flaws; // of each block
};

// Of the frames [begin, end), of one of their numbers.
template<typename Number>
double meanOf(std::span<const FrameNumbers> frames, size_t begin, size_t end, Number&& number)
{
    double sum = 0;
    for (size_t i = begin; i < end; ++i)
        sum += double{number(frames[i])};
    return end > begin ? sum / static_cast<double>(end - begin) : 0;
}

void scorePictures(std::span<const FrameNumbers> frames, double frameRate, Blocks& blocks, FilmScores& scores)
{
    const auto sharpness = [](const FrameNumbers& frame) { return frame.sharpness; };
    const auto flicker = [](const FrameNumbers& frame) { return frame.flicker; };
    const auto likeness = [](const FrameNumbers& frame) { return frame.likeness; };
    const auto colour = [frames](size_t begin, size_t end) {
        std::array<double, 3> lab{};
        for (size_t c = 0; c < lab.size(); ++c)
            lab[c] = meanOf(frames, begin, end, [c](const FrameNumbers& frame) { return frame.colour[c]; });
        return lab;
    };
    const size_t second = std::min(frames.size(), static_cast<size_t>(std::llround(frameRate)));
    const std::array<double, 3> firstColour = colour(0, second);
    const double firstSharpness = std::max(1e-6, meanOf(frames, 0, second, sharpness));
    scores.likeness = meanOf(frames, 0, frames.size(), likeness);
    scores.flicker = frames.size() > 1 ? meanOf(frames, 1, frames.size(), flicker) : 0; // The first has none before it.
    for (size_t block = 0; block < blocks.count(); ++block) {
        const size_t begin = blocks.begin(block);
        const size_t end = blocks.end(block);
        const std::array<double, 3> lab = colour(begin, end);
        const double drift = std::hypot(lab[0] - firstColour[0], lab[1] - firstColour[1], lab[2] - firstColour[2]);
        const double share = meanOf(frames, begin, end, sharpness) / firstSharpness;
        scores.colour = std::max(scores.colour, drift);
        if (std::abs(std::log(std::max(1e-6, share))) > std::abs(std::log(std::max(1e-6, scores.sharpness))))
            scores.sharpness = share;
        if (drift > kMostColour)
            blocks.mark(block, Flaw::Colour);
        if (share < kLeastSharpness || share > kMostSharpness)
            blocks.mark(block, Flaw::Sharpness);
        if (meanOf(frames, begin, end, flicker) > kMostFlicker)
            blocks.mark(block, Flaw::Flicker);
        if (meanOf(frames, begin, end, likeness) < kLeastLikeness)
            blocks.mark(block, Flaw::Likeness);
    }
}

void scoreSilence(std::span<const float> level, std::span<const float> loudness, double loud, double frameRate,
                  Blocks& blocks, FilmScores& scores)
{
    const std::vector<float> all(level.begin(), level.end());
    const double closed = quantile(all, 0.05);
    const double range = quantile(all, 0.95) - closed;
    if (range <= 0)
        return;
    const auto wanted = static_cast<size_t>(std::llround(kSilentSeconds * frameRate));
    double sum = 0;
    size_t count = 0;
    size_t silent = 0; // frames up to this one
    size_t block = 0;
    double blockSum = 0;
    size_t blockCount = 0;
    for (size_t i = 0; i < level.size(); ++i) {
        silent = double{loudness[i]} < kSilent * loud ? silent + 1 : 0;
        // The mouth begins to open before the voice.
        const size_t ahead = std::min(level.size() - 1, i + wanted / 2);
        if (silent > wanted && double{loudness[ahead]} < kSilent * loud) {
            const double open = std::clamp((double{level[i]} - closed) / range, 0.0, 1.0);
            sum += open;
            ++count;
            blockSum += open;
            ++blockCount;
        }
        if (i + 1 < blocks.end(block))
            continue;
        const size_t frames = blocks.end(block) - blocks.begin(block);
        if (2 * blockCount > frames && blockSum / static_cast<double>(blockCount) > kMostSilence)
            blocks.mark(block, Flaw::Silence);
        ++block;
        blockSum = 0;
        blockCount = 0;
    }
    if (count >= wanted)
        scores.silence = sum / static_cast<double>(count);
}

void scoreLips(std::span<const FrameNumbers> frames, std::span<const float> rms, double frameRate, Blocks& blocks,
               FilmScores& scores)
{
    std::vector<float> loudness(rms.begin(), rms.begin() + std::min(std::ssize(rms), std::ssize(frames)));
    loudness.resize(frames.size(), 0);
    const double loud = quantile(loudness, 0.95);
    const auto inFrames
        = [frameRate](double seconds) { return static_cast<size_t>(std::llround(seconds * frameRate)); };
    const auto mostLag = static_cast<int>(inFrames(kLagSeconds));
    if (loud < kLeastVoice || frames.size() < inFrames(1)) // In less of it anything correlates.
        return;
    std::vector<float> roots(loudness.size());
    std::ranges::transform(loudness, roots.begin(), [](float value) { return std::sqrt(value); });
    const std::vector<float> sound = withoutSlowChanges(roots, inFrames(kReachSeconds));
    MouthOpening mouth = mouthOpening(frames, inFrames(kReachSeconds));
    Sync sync = syncOf(mouth.moves, sound, 0, sound.size(), mostLag);
    std::vector<float> turned(mouth.moves.size());
    std::ranges::transform(mouth.moves, turned.begin(), std::negate());
    if (const Sync other = syncOf(turned, sound, 0, sound.size(), mostLag); other.correlation > sync.correlation) {
        sync = other; // Open is where the voice is loud.
        mouth.moves = std::move(turned);
        std::ranges::transform(mouth.level, mouth.level.begin(), std::negate());
    }
    scores.lips = sync.correlation;
    if (sync.correlation > kFollows)
        scores.lag = sync.lag / frameRate;

    const double lively = kLively * deviation(sound, 0, sound.size());
    const size_t window = std::min(frames.size(), inFrames(kWindowSeconds));
    for (size_t block = 0; block < blocks.count(); ++block) {
        const size_t middle = (blocks.begin(block) + blocks.end(block)) / 2;
        const size_t begin = std::min(middle - std::min(middle, window / 2), frames.size() - window);
        if (deviation(sound, begin, begin + window) < lively)
            continue;
        const Sync best = syncOf(mouth.moves, sound, begin, begin + window, mostLag);
        const double inTime = syncOf(mouth.moves, sound, begin, begin + window, 0).correlation;
        if (best.correlation < kLeastLips)
            blocks.mark(block, Flaw::Lips);
        else if (std::abs(best.lag) / frameRate > kMostLag && best.correlation > inTime + kCertain)
            blocks.mark(block, Flaw::Lag);
    }
    if (sync.correlation > kFollows)
        scoreSilence(mouth.level, loudness, loud, frameRate, blocks, scores);
}

} // namespace

FilmScorer::FilmScorer(int width, int height, double frameRate)
    : m_meter(width, height)
    , m_frameRate(frameRate)
{
}

void FilmScorer::add(std::span<const uint8_t> rgb)
{
    m_frames.push_back(m_meter.measure(rgb));
}

FilmScores FilmScorer::scores(std::span<const float> loudness) const
{
    FilmScores scores;
    scores.frames = std::ssize(m_frames);
    scores.foundFace = m_meter.foundFace();
    if (m_frames.empty())
        return scores;
    Blocks blocks(m_frames.size(), m_frameRate);
    scoreLips(m_frames, loudness, m_frameRate, blocks, scores);
    scorePictures(m_frames, m_frameRate, blocks, scores);
    scores.bad = blocks.stretches();
    return scores;
}

} // namespace studio::scores
