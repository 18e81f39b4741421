// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/Result.h"
#include "core/pipeline/AvatarPipeline.h"
#include "core/pipeline/Planner.h"
#include "core/project/Scene.h"
#include "core/spec/ModelParts.h"

#include <filesystem>
#include <map>
#include <string>
#include <vector>

namespace studio::jobs {

// A portrait shipped with the program, with a prompt that suits it.
struct DemoFace {
    std::string name{};
    std::filesystem::path file{};
    std::string prompt{};
};

// A voice shipped with the program.
struct DemoVoice {
    std::string title{}; // in English
    std::string language{}; // that is spoken: "en", "zh"
    std::filesystem::path file{};
};

// The scene, the model, faces and voices shipped with the program, resources/demo.
struct DemoScene {
    std::filesystem::path checkpoint;
    std::filesystem::path lora;
    std::filesystem::path lightDecoder{};
    project::Scene scene;
    std::vector<DemoFace> faces{};
    std::vector<DemoVoice> voices{};
};

// Looks in <bin>/../share/live-avatar-studio/demo and in the source tree of the build. Errors: FileMissing;
// CheckpointDamaged for an unreadable demo.json.
Result<DemoScene> findDemoScene();
// Reads the one in `folder`.
Result<DemoScene> readDemoScene(const std::filesystem::path& folder);

// The models, where they are, and the device that runs them.
struct ModelPlaces {
    ModelCatalogue catalogue{};
    std::map<std::string, ModelPlace> folders{}; // by the model's id
    std::string device = "cpu"; // for models that run on a GPU
    EightBits eightBits = EightBits::None; // as ModelOptions'
    bool fp8Attention = false; // only with weights in 8 bits, on a GPU that supports it
    int lanes = 0; // as MemorySettings
    std::filesystem::path promptCache{};
    std::filesystem::path slabCache{}; // prepared weights of models on a GPU; empty: prepared at each start

    [[nodiscard]] ModelPlace place(const std::string& model) const; // empty if it isn't set up
    bool operator==(const ModelPlaces&) const = default;
};

// The render spec of these settings, completed with the device settings of `places`. A model without a light decoder
// makes the pictures by its VAE.
[[nodiscard]] RenderSpec renderSpec(const ModelPlaces& places, const project::RenderSettings& settings);
// How to open this model. A model that needs a LoRA gets the one next to its checkpoint if no path is given. Error:
// Unsupported, with the id as subject, for a model that isn't in the catalogue.
Result<pipeline::ModelOptions> modelOptions(const ModelPlaces& places, const std::string& model);

// Adapts settings to their model: the size becomes the nearest of its sizes by area, or its standard size if it is
// outside their range; features that the model lacks are switched off. Valid settings stay unchanged, and so do those
// of a model that isn't in the catalogue.
[[nodiscard]] project::RenderSettings fitted(project::RenderSettings settings, const ModelCatalogue& catalogue);

} // namespace studio::jobs
