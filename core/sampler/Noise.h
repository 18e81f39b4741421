// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <ATen/core/Tensor.h>

#include <cstdint>

namespace studio::sampler {

// Standard normal noise of one clip, [channels, frames, h, w] fp32 on the CPU: a generator seeded with seed + clip and
// one draw for the whole clip (MODEL.md 7), so that a seed means the same picture on every device.
[[nodiscard]] at::Tensor clipNoise(uint64_t seed, int64_t clip, int64_t channels, int64_t frames, int64_t h, int64_t w);

// The distance between a block and the reference frame, 4..30, that the reference draws from an unseeded generator at
// each forward; here from the seed, the block and the step, so that a film can be made again.
[[nodiscard]] int referenceDistance(uint64_t seed, int64_t block, int step);

} // namespace studio::sampler
