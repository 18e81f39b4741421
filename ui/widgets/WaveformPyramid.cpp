// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/WaveformPyramid.h"

#include <algorithm>
#include <cmath>

namespace studio::ui {
namespace {

constexpr size_t kBucket = 64; // samples: 4 ms at 16 kHz
constexpr size_t kFactor = 4;
constexpr float kSilent = 0.01F; // -40 dB
constexpr double kShortestSilence = 0.08; // seconds: shorter ones are within words

SoundPeak joined(const SoundPeak& a, const SoundPeak& b)
{
    return {std::min(a.low, b.low), std::max(a.high, b.high)};
}

} // namespace

std::shared_ptr<const WaveformPyramid> WaveformPyramid::build(std::span<const float> samples, int sampleRate)
{
    auto made = std::make_shared<WaveformPyramid>();
    if (samples.empty() || sampleRate <= 0)
        return made;
    made->m_seconds = static_cast<double>(samples.size()) / sampleRate;
    made->m_bucketSeconds = static_cast<double>(kBucket) / sampleRate;

    std::vector<SoundPeak> level;
    level.reserve(samples.size() / kBucket + 1);
    for (size_t at = 0; at < samples.size(); at += kBucket) {
        const auto bucket = samples.subspan(at, std::min(kBucket, samples.size() - at));
        const auto [low, high] = std::minmax_element(bucket.begin(), bucket.end());
        level.push_back({*low, *high});
        made->m_loudest = std::max(made->m_loudest, level.back().level());
    }
    made->m_levels.push_back(std::move(level));
    while (made->m_levels.back().size() > kFactor) {
        const auto& finer = made->m_levels.back();
        std::vector<SoundPeak> coarser;
        coarser.reserve(finer.size() / kFactor + 1);
        for (size_t at = 0; at < finer.size(); at += kFactor) {
            SoundPeak peak = finer[at];
            for (size_t i = at + 1; i < std::min(at + kFactor, finer.size()); ++i)
                peak = joined(peak, finer[i]);
            coarser.push_back(peak);
        }
        made->m_levels.push_back(std::move(coarser));
    }
    made->findSilences();
    return made;
}

SoundPeak WaveformPyramid::peak(double start, double end) const
{
    if (m_levels.empty() || end <= 0 || start >= m_seconds || end <= start)
        return {};
    // The coarsest level whose buckets are still well below the range: the ends are off by a bucket at most.
    size_t index = 0;
    double bucket = m_bucketSeconds;
    while (index + 1 < m_levels.size() && bucket * kFactor * kFactor <= end - start) {
        bucket *= kFactor;
        ++index;
    }
    const auto& level = m_levels[index];
    const auto first = static_cast<size_t>(std::max(0.0, start / bucket));
    const auto last = std::min(level.size(), static_cast<size_t>(std::ceil(end / bucket)));
    if (first >= level.size())
        return {};
    SoundPeak found = level[first];
    for (size_t i = first + 1; i < last; ++i)
        found = joined(found, level[i]);
    return found;
}

double WaveformPyramid::snapToSilence(double seconds, double reach) const
{
    double best = seconds;
    double distance = reach;
    const auto consider = [&](double edge) {
        if (std::abs(edge - seconds) <= distance) {
            distance = std::abs(edge - seconds);
            best = edge;
        }
    };
    // The silences are in order: those that end before the reach are skipped at once.
    const auto from = std::lower_bound(m_silences.begin(), m_silences.end(), seconds - reach,
                                       [](const TimeRange& range, double value) { return range.end < value; });
    for (auto range = from; range != m_silences.end() && range->start <= seconds + reach; ++range) {
        consider(range->start);
        consider(range->end);
    }
    return best;
}

void WaveformPyramid::findSilences()
{
    const auto& level = m_levels.front();
    const float threshold = m_loudest * kSilent;
    for (size_t at = 0; at < level.size();) {
        if (level[at].level() > threshold) {
            ++at;
            continue;
        }
        size_t end = at;
        while (end < level.size() && level[end].level() <= threshold)
            ++end;
        const TimeRange range{static_cast<double>(at) * m_bucketSeconds,
                              std::min(m_seconds, static_cast<double>(end) * m_bucketSeconds)};
        if (range.length() >= kShortestSilence)
            m_silences.push_back(range);
        at = end;
    }
}

} // namespace studio::ui
