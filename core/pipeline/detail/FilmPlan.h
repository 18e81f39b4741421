// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/pipeline/AvatarPipeline.h"
#include "core/pipeline/Planner.h"
#include "core/tensor/Accelerator.h"

#include <string>

namespace studio::pipeline {

enum class ComputeFormat { Fp32, Bf16 };

// What the planner is asked for a film of so many clips on a device. Budgets that aren't given are what is free now,
// and what earlier films left: there, and `keptRam` bytes of RAM. One that is larger than that is cut down to it.
[[nodiscard]] PlanRequest planRequest(const RenderRequest& request, const ModelOptions& options, ComputeFormat format,
                                      int64_t clips, int64_t keptRam, tensor::Accelerator& device);

// Of a plan that doesn't fit: what it would take, and the nearest setting that does fit, as lines for a person who
// types flags.
[[nodiscard]] std::string nearestSetting(const Plan& plan);

} // namespace studio::pipeline
