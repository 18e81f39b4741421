// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/sampler/FlowMatchEuler.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/add.h>
#include <ATen/ops/mul.h>

namespace studio::sampler {
namespace {

constexpr double kTrainSteps = 1000.0;

double shifted(double sigma, double shift)
{
    return shift * sigma / (1.0 + (shift - 1.0) * sigma);
}

} // namespace

Schedule makeSchedule(int steps, double shift)
{
    const double last = static_cast<float>(shifted(1.0 / kTrainSteps, shift));
    Schedule schedule;
    for (int k = 0; k < steps; ++k) {
        const double u = steps == 1 ? 1.0 : 1.0 + (last - 1.0) * k / (steps - 1);
        const auto sigma = static_cast<float>(shifted(u, shift));
        schedule.sigmas.push_back(sigma);
        schedule.timesteps.push_back(sigma * static_cast<float>(kTrainSteps));
    }
    schedule.sigmas.push_back(0.0f);
    return schedule;
}

at::Tensor eulerStep(const at::Tensor& latents, const at::Tensor& velocity, const Schedule& schedule, int k,
                     std::optional<int> next)
{
    const auto index = static_cast<size_t>(k);
    const at::Scalar step(
        c10::Scalar(schedule.sigmas[static_cast<size_t>(next.value_or(k + 1))] - schedule.sigmas[index]));
    if (velocity.scalar_type() == at::kFloat)
        return at::add(latents.to(at::kFloat), velocity, step);
    const float rounded = static_cast<float>(c10::BFloat16(step.toFloat()));
    return (latents.to(at::kFloat) + (velocity * rounded).to(at::kFloat)).to(velocity.scalar_type());
}

bool takesStep(int step, int steps, int taken)
{
    return step < taken - 1 || step == 0 || (step == steps - 1 && taken > 1);
}

} // namespace studio::sampler
