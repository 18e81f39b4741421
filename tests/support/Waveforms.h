// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/media/Waveform.h"

#include <algorithm>
#include <cmath>
#include <memory>
#include <span>

namespace studio::tests {

// The waveform of samples that are in no file.
inline std::shared_ptr<const media::Waveform> waveformOf(std::span<const float> samples, int sampleRate)
{
    auto made = std::make_shared<media::Waveform>();
    made->sampleRate = sampleRate;
    made->samples = static_cast<int64_t>(samples.size());
    std::vector<media::Extent> level;
    const auto step = static_cast<size_t>(media::kWaveformStep);
    for (size_t at = 0; at < samples.size(); at += step) {
        const auto part = samples.subspan(at, std::min(step, samples.size() - at));
        const auto [low, high] = std::minmax_element(part.begin(), part.end());
        made->peak = std::max({made->peak, *high, -*low});
    }
    const auto extent
        = [&](float value) { return static_cast<int8_t>(made->peak > 0 ? std::lround(value / made->peak * 127) : 0); };
    for (size_t at = 0; at < samples.size(); at += step) {
        const auto part = samples.subspan(at, std::min(step, samples.size() - at));
        const auto [low, high] = std::minmax_element(part.begin(), part.end());
        level.push_back({extent(*low), extent(*high)});
    }
    made->levels.push_back(level);
    while (made->levels.back().size() > 1) {
        const auto& finer = made->levels.back();
        std::vector<media::Extent> coarser;
        for (size_t i = 0; i < finer.size(); i += 2) {
            const media::Extent& second = finer[std::min(i + 1, finer.size() - 1)];
            coarser.push_back({std::min(finer[i].low, second.low), std::max(finer[i].high, second.high)});
        }
        made->levels.push_back(std::move(coarser));
    }
    return made;
}

} // namespace studio::tests
