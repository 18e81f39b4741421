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

// The scene and the model that come with the program, resources/demo.
struct DemoScene {
    std::filesystem::path checkpoint;
    std::filesystem::path lora;
    project::Scene scene;
};

// Looked for beside the program: <bin>/../share/live-avatar-studio/demo, and the source tree that it was built in.
// Errors: FileMissing, CheckpointDamaged for a demo.json that can't be read.
Result<DemoScene> findDemoScene();
// The one in this folder.
Result<DemoScene> readDemoScene(const std::filesystem::path& folder);

// Where the models lie, and what computes them.
struct ModelPlaces {
    std::filesystem::path demoCheckpoint{};
    std::filesystem::path demoLora{};
    std::filesystem::path checkpoint{}; // the real model's; empty: not set up
    std::filesystem::path lora{};
    std::string device = "cpu"; // for the real model; the demo model computes on the CPU
    bool fp8 = false;
    bool fp8Attention = false; // with fp8, on a GPU that has it
    int lanes = 0; // as MemorySettings
    std::filesystem::path promptCache{};
    std::filesystem::path slabCache{}; // prepared weights of the real model; empty: prepared at each start

    bool operator==(const ModelPlaces&) const = default;
};

// What is rendered with these settings: theirs, and what the places say of the machine.
[[nodiscard]] RenderSpec renderSpec(const ModelPlaces& places, const project::RenderSettings& settings);
// The real model without a LoRA named takes the one beside it.
[[nodiscard]] pipeline::ModelOptions modelOptions(const ModelPlaces& places, project::ModelChoice model);

// The sizes that a model is offered with; nothing else decides that.
[[nodiscard]] std::span<const pipeline::FilmSize> filmSizes(project::ModelChoice model);

// These settings as their model can take them: the size is one of filmSizes(), the nearest one by area, or the model's
// standard one where the area is less than its smallest or more than its largest; and what the model doesn't have is
// off. Settings that are so already stay as they are.
[[nodiscard]] project::RenderSettings fitted(project::RenderSettings settings);

} // namespace studio::jobs
