// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/services/WaveformPyramid.h"

#include <algorithm>
#include <cmath>

namespace studio::ui {
namespace {

constexpr int kSilent = 1; // an extent's step: -42 dB of the loudest sample
constexpr float kLeastDrawn = 0.01F; // -40 dB: what fills a drawing at least
constexpr double kShortestSilence = 0.08; // seconds: shorter ones are within words
constexpr float kFullExtent = 127; // the loudest sample
constexpr double kFinePart = 16; // minimum extents in a range, since its ends are off by up to one

} // namespace

WaveformPyramid::WaveformPyramid(std::shared_ptr<const media::Waveform> waveform)
    : m_waveform(std::move(waveform))
{
    findSilences();
}

std::shared_ptr<const WaveformPyramid> WaveformPyramid::of(std::shared_ptr<const media::Waveform> waveform)
{
    if (!waveform || waveform->levels.empty() || waveform->sampleRate <= 0)
        return nullptr;
    return std::make_shared<const WaveformPyramid>(std::move(waveform));
}

double WaveformPyramid::seconds() const
{
    return static_cast<double>(m_waveform->samples) / m_waveform->sampleRate;
}

SoundPeak WaveformPyramid::peak(double start, double end) const
{
    if (end <= 0 || start >= seconds() || end <= start)
        return {};
    const auto& levels = m_waveform->levels;
    size_t index = 0;
    double extent = static_cast<double>(media::kWaveformStep) / m_waveform->sampleRate;
    while (index + 1 < levels.size() && extent * 2 * kFinePart <= end - start) {
        extent *= 2;
        ++index;
    }
    const auto& level = levels[index];
    const auto first = static_cast<size_t>(std::max(0.0, start / extent));
    const auto last = std::min(level.size(), static_cast<size_t>(std::ceil(end / extent)));
    int low = 0;
    int high = 0;
    for (size_t i = first; i < last; ++i) {
        low = std::min<int>(low, level[i].low);
        high = std::max<int>(high, level[i].high);
    }
    const float step = m_waveform->peak / kFullExtent;
    return {static_cast<float>(low) * step, static_cast<float>(high) * step};
}

double WaveformPyramid::height(double start, double end) const
{
    return std::min(1.0, double{peak(start, end).level()} / std::max(m_waveform->peak, kLeastDrawn));
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
    const auto& level = m_waveform->levels.front();
    const double extent = static_cast<double>(media::kWaveformStep) / m_waveform->sampleRate;
    const auto silent = [](const media::Extent& at) { return at.high <= kSilent && at.low >= -kSilent; };
    for (size_t at = 0; at < level.size();) {
        if (!silent(level[at])) {
            ++at;
            continue;
        }
        size_t end = at;
        while (end < level.size() && silent(level[end]))
            ++end;
        const TimeRange range{static_cast<double>(at) * extent, std::min(seconds(), static_cast<double>(end) * extent)};
        if (range.length() >= kShortestSilence)
            m_silences.push_back(range);
        at = end;
    }
}

} // namespace studio::ui
