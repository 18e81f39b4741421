// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/spec/RenderSpec.h"

#include <ATen/core/Tensor.h>

#include <optional>
#include <vector>

namespace studio::sampler {

// The noise schedule of a run (MODEL.md 7): FlowMatchEulerDiscreteScheduler with a shift, the reference's being 3,
// which is applied twice, to the end of the range and to the values.
struct Schedule {
    std::vector<float> sigmas; // steps + 1, the last is 0
    std::vector<float> timesteps; // steps, 1000 * sigma

    [[nodiscard]] int steps() const { return static_cast<int>(timesteps.size()); }
};

// steps >= 1, shift > 0.
[[nodiscard]] Schedule makeSchedule(int steps, double shift = kTimestepShift);

// One Euler step from noise level k to `next`, k + 1 if not given: latents + (sigma[next] - sigma[k]) * velocity, both
// [16, frames, h, w]. The sum is fp32, returned in velocity's dtype; for a bf16 velocity the difference is bf16, as in
// the reference.
[[nodiscard]] at::Tensor eulerStep(const at::Tensor& latents, const at::Tensor& velocity, const Schedule& schedule,
                                   int k, std::optional<int> next = {});

// Whether a block that takes only `taken` of a schedule's steps takes this one: the first ones and the last, so that it
// begins and ends at the levels of all others.
[[nodiscard]] bool takesStep(int step, int steps, int taken);

} // namespace studio::sampler
