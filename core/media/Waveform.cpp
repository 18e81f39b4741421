// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/media/Waveform.h"

#include <algorithm>
#include <cmath>
#include <new>
#include <span>
#include <utility>

namespace studio::media {
namespace {

constexpr float kFullExtent = 127;

struct Samples {
    float low = 0;
    float high = 0;
};

// Rounds outwards, so that sound never looks smaller than it is; zero stays zero.
std::vector<Extent> extentsOf(const std::vector<Samples>& steps, float peak)
{
    const auto scaled
        = [peak](float value) { return peak > 0 ? std::clamp(value / peak, -1.0F, 1.0F) * kFullExtent : 0; };
    std::vector<Extent> extents;
    extents.reserve(steps.size());
    for (const Samples& step : steps) {
        extents.push_back(
            {static_cast<int8_t>(std::floor(scaled(step.low))), static_cast<int8_t>(std::ceil(scaled(step.high)))});
    }
    return extents;
}

std::vector<Extent> coarser(const std::vector<Extent>& fine)
{
    std::vector<Extent> coarse((fine.size() + 1) / 2);
    for (size_t i = 0; i < coarse.size(); ++i) {
        const Extent& first = fine[2 * i];
        const Extent& second = 2 * i + 1 < fine.size() ? fine[2 * i + 1] : first;
        coarse[i] = {std::min(first.low, second.low), std::max(first.high, second.high)};
    }
    return coarse;
}

// Collects the peaks of successive samples.
struct PeakMeter {
    Waveform waveform;
    std::vector<Samples> steps; // as they are: the peak is known only in the end
    Samples step;
    float peak = 0;

    void add(float sample)
    {
        step.low = std::min(step.low, sample);
        step.high = std::max(step.high, sample);
        peak = std::max(peak, std::abs(sample));
        if (++waveform.samples % kWaveformStep == 0)
            steps.push_back(std::exchange(step, {}));
        if (waveform.samples % kPeakStep == 0)
            waveform.peaks.push_back(std::exchange(peak, 0.0F));
    }

    Waveform finish() &&
    {
        if (waveform.samples % kWaveformStep != 0)
            steps.push_back(step);
        if (waveform.samples % kPeakStep != 0)
            waveform.peaks.push_back(peak);
        waveform.peak = waveform.peaks.empty() ? 0 : *std::max_element(waveform.peaks.begin(), waveform.peaks.end());
        waveform.levels.push_back(extentsOf(steps, waveform.peak));
        while (waveform.levels.back().size() > 1)
            waveform.levels.push_back(coarser(waveform.levels.back()));
        return std::move(waveform);
    }
};

} // namespace

double Waveform::secondsPerExtent(size_t level) const
{
    return sampleRate > 0 ? std::ldexp(static_cast<double>(kWaveformStep), static_cast<int>(level)) / sampleRate : 0;
}

float Waveform::peakBetween(double begin, double end) const
{
    const auto count = static_cast<int64_t>(peaks.size());
    const auto first = std::clamp<int64_t>(static_cast<int64_t>(begin * sampleRate) / kPeakStep, 0, count);
    const auto last = std::clamp<int64_t>(static_cast<int64_t>(std::ceil(end * sampleRate / kPeakStep)), first, count);
    float loudest = 0;
    for (int64_t i = first; i < last; ++i)
        loudest = std::max(loudest, peaks[static_cast<size_t>(i)]);
    return loudest;
}

size_t Waveform::levelFor(double secondsPerPixel) const
{
    size_t level = 0;
    while (level + 1 < levels.size() && secondsPerExtent(level + 1) <= secondsPerPixel)
        ++level;
    return level;
}

Result<Waveform> readWaveform(const std::filesystem::path& path, const std::stop_token& stop, const SoundChoice& choice)
try {
    PeakMeter meter;
    const auto begin = [&](const SoundStream& stream) -> Status {
        meter = {};
        meter.waveform.sampleRate = stream.sampleRate();
        return kDone;
    };
    const auto add = [&](std::span<const float> samples) -> Status {
        for (const float sample : samples)
            meter.add(sample);
        return kDone;
    };
    Result<SoundFindings> found = readMono(path, choice, {begin, add}, stop);
    if (!found)
        return found.error();
    Waveform waveform = std::move(meter).finish();
    waveform.found = std::move(*found);
    return waveform;
} catch (const std::bad_alloc&) {
    return Error{ErrorCode::OutOfMemory, path.string(), "reading the waveform"};
}

} // namespace studio::media
