// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/Result.h"
#include "core/pipeline/AvatarPipeline.h"
#include "core/pipeline/Planner.h"
#include "core/project/Scene.h"

#include <filesystem>
#include <span>
#include <string>

namespace studio::jobs {

// The scene and the model shipped with the program, resources/demo.
struct DemoScene {
    std::filesystem::path checkpoint;
    std::filesystem::path lora;
    project::Scene scene;
};

// Looks in <bin>/../share/live-avatar-studio/demo and in the source tree of the build. Errors: FileMissing;
// CheckpointDamaged for an unreadable demo.json.
Result<DemoScene> findDemoScene();
// Reads the one in `folder`.
Result<DemoScene> readDemoScene(const std::filesystem::path& folder);

// Paths of the models, and the device that runs them.
struct ModelPlaces {
    std::filesystem::path demoCheckpoint{};
    std::filesystem::path demoLora{};
    std::filesystem::path checkpoint{}; // the published model's; empty if not set up
    std::filesystem::path lora{};
    std::string device = "cpu"; // for the published model; the demo model always runs on the CPU
    bool fp8 = false;
    bool fp8Attention = false; // only with fp8, on a GPU that supports it
    int lanes = 0; // as MemorySettings
    std::filesystem::path promptCache{};
    std::filesystem::path slabCache{}; // prepared weights of the published model; empty: prepared at each start

    bool operator==(const ModelPlaces&) const = default;
};

// The render spec of these settings, completed with the device settings of `places`.
[[nodiscard]] RenderSpec renderSpec(const ModelPlaces& places, const project::RenderSettings& settings);
// The published model's options. Without a LoRA path, the LoRA next to the checkpoint is used.
[[nodiscard]] pipeline::ModelOptions modelOptions(const ModelPlaces& places, project::ModelChoice model);

// The sizes offered for a model: the only list.
[[nodiscard]] std::span<const pipeline::FilmSize> filmSizes(project::ModelChoice model);

// Adapts settings to their model: the size becomes the nearest of filmSizes() by area, or the model's standard size if
// it is outside their range; features that the model lacks are switched off. Valid settings stay unchanged.
[[nodiscard]] project::RenderSettings fitted(project::RenderSettings settings);

} // namespace studio::jobs
