// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/jobs/TakeForecast.h"
#include "core/pipeline/RenderPlan.h"
#include "ui/services/PlanService.h"

#include <functional>

namespace studio::ui {

// Whether the GPU has a kernel for it (nn::Fp8Attention).
enum class Fp8AttentionIs { Slow, Fast };

// All that a plan is made of, as values.
struct PlanQuestion {
    project::RenderSettings settings;
    std::optional<pipeline::FilmLength> length; // nothing: an input is missing
    int width = 0;
    int height = 0;
    jobs::ModelPlaces models;
    telemetry::MachineSample sample;
    pipeline::Machine machine{}; // what the sample says, for a plan
    std::vector<project::Take> takes; // newest first
    std::optional<project::Take> measured; // a film that was made for its figures; counts until a take is finished
    std::filesystem::path takesFolder;
};

// What a sample tells the planner of the machine. What this program holds counts as free.
[[nodiscard]] pipeline::Machine machineOf(const telemetry::MachineSample& sample, Fp8AttentionIs fp8Attention);

// Gives the shape of a model's checkpoint; reading it takes a moment, so whoever calls often keeps it.
using ShapeReader = std::function<Result<pipeline::ModelShape>(const std::filesystem::path& checkpoint,
                                                               const CheckpointNames& names)>;

// The contract card's answer. Reads file sizes and the disk's free space; not for the GUI thread.
[[nodiscard]] PlanState makePlan(const PlanQuestion& question, const ShapeReader& readShape);

} // namespace studio::ui
