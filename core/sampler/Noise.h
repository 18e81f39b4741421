// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <ATen/core/Tensor.h>

#include <cstdint>

namespace studio::sampler {

// Standard normal noise of a clip, [channels, frames, h, w] fp32 on the CPU: one draw for the whole clip from a
// generator seeded with seed + clip (MODEL.md 7), so that a seed gives the same noise on every device.
[[nodiscard]] at::Tensor clipNoise(uint64_t seed, int64_t clip, int64_t channels, int64_t frames, int64_t h, int64_t w);

// RoPE distance between a block and the reference frame, 4..30. The reference draws it from an unseeded generator in
// each forward; here it depends on seed, block and step, so that a film is reproducible.
[[nodiscard]] int referenceDistance(uint64_t seed, int64_t block, int step);

} // namespace studio::sampler
