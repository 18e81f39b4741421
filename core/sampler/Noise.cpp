// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/sampler/Noise.h"

#include <ATen/CPUGeneratorImpl.h>
#include <ATen/ops/randn.h>

namespace studio::sampler {
namespace {

constexpr int kNearest = 4;
constexpr int kFarthest = 30;

// SplitMix64 (Steele, Lea, Flood 2014): one step of a counter-based generator.
uint64_t mix(uint64_t value)
{
    value += 0x9E3779B97F4A7C15ULL;
    value = (value ^ (value >> 30)) * 0xBF58476D1CE4E5B9ULL;
    value = (value ^ (value >> 27)) * 0x94D049BB133111EBULL;
    return value ^ (value >> 31);
}

} // namespace

at::Tensor clipNoise(uint64_t seed, int64_t clip, int64_t channels, int64_t frames, int64_t h, int64_t w)
{
    const at::Generator generator = at::detail::createCPUGenerator(seed + static_cast<uint64_t>(clip));
    return at::randn({channels, frames, h, w}, generator, at::kFloat);
}

int referenceDistance(uint64_t seed, int64_t block, int step)
{
    const uint64_t drawn = mix(mix(mix(seed) + static_cast<uint64_t>(block)) + static_cast<uint64_t>(step));
    return kNearest + static_cast<int>(drawn % (kFarthest - kNearest + 1));
}

} // namespace studio::sampler
