// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/jobs/RenderQueue.h"
#include "core/jobs/TakeForecast.h"
#include "core/pipeline/DeviceChoice.h"
#include "core/pipeline/RenderPlan.h"
#include "ui/services/PlanService.h"

#include <functional>

namespace studio::ui {

// The inputs of a plan.
struct PlanQuestion {
    project::RenderSettings settings;
    std::optional<pipeline::FilmLength> length; // nothing: an input is missing
    PlanVoice voice{};
    std::vector<bool> silent{}; // of each block of the voice whether nothing is said in it; empty: unknown
    int width = 0;
    int height = 0;
    int films = 1; // of this length that are ordered at once: the disk must hold all
    std::vector<PlanAlternative> alternatives{};
    media::Size cropped{}; // of the portrait, for them
    jobs::ModelPlaces models;
    telemetry::MachineSample sample;
    pipeline::Machine machine{}; // derived from the sample
    std::vector<project::Take> takes; // newest first
    std::optional<project::Take> measured; // a measuring film, used until a take is finished
    std::filesystem::path takesFolder;
};

// The planner's view of the machine. Memory that this program holds counts as free.
[[nodiscard]] pipeline::Machine machineOf(const telemetry::MachineSample& sample, const pipeline::DeviceChoice& device);

// Reads the shape of a model's checkpoint. Slow: callers should cache the result.
using ShapeReader = std::function<Result<pipeline::ModelShape>(const ModelPlace& place, const CheckpointNames& names)>;

// Free bytes of the disk that a folder is on, or will be made on; none: unknown.
using FreeSpaceReader = std::function<std::optional<int64_t>(const std::filesystem::path& folder)>;
[[nodiscard]] std::optional<int64_t> freeSpace(const std::filesystem::path& folder);

// Makes the plan that the contract card shows. Reads file sizes and the disk's free space; not for the GUI thread.
[[nodiscard]] PlanState makePlan(PlanQuestion question, const ShapeReader& readShape,
                                 const FreeSpaceReader& readFreeSpace = freeSpace);

// Seconds of the question's alternatives, by id, as far as finished takes tell. `plan`: the question's own, which tells
// what binds a GPU. Reads file sizes; not for the GUI thread.
[[nodiscard]] std::map<std::string, double> prices(const PlanQuestion& question,
                                                   const std::optional<pipeline::Plan>& plan = {});

// Stage times of jobs that begin a film of known length and size, by id; otherwise as prices().
[[nodiscard]] std::map<jobs::JobId, jobs::StageTimes> forecasts(const PlanQuestion& question,
                                                                const std::vector<jobs::Job>& jobs);

} // namespace studio::ui
