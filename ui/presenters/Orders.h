// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/jobs/InputFacts.h"
#include "core/jobs/RenderQueue.h"
#include "core/project/Preset.h"

#include <QString>

#include <cstdint>
#include <optional>
#include <vector>

namespace studio::ui {

class InputService;
class JobQuestions;
class PresetModel;
class RenderService;
struct PlanState;

// Equal except for the seed, which is drawn anew after each order.
[[nodiscard]] bool sameButSeed(project::RenderSettings a, project::RenderSettings b);
[[nodiscard]] bool sameButSeed(project::Scene a, const project::Scene& b);

// The settings with the preset's values, limited to what their model supports.
[[nodiscard]] project::RenderSettings withPreset(const project::PresetValues& values,
                                                 const project::RenderSettings& settings, const ModelCatalogue& models);

// Likewise; a limit that the voice doesn't reach becomes the whole voice. `voice`: if it is known.
[[nodiscard]] project::RenderSettings withPreset(const project::PresetValues& values,
                                                 const project::RenderSettings& settings, const ModelCatalogue& models,
                                                 const std::optional<jobs::VoiceFacts>& voice);

// Whether the settings differ from the preset's. The whole voice, as which also as many clips as it has count, is no
// difference: it may have become longer than the preset's clips by the choice of another voice. `voice`: as above.
[[nodiscard]] bool isEdited(const project::Preset& preset, project::RenderSettings settings,
                            const std::optional<jobs::VoiceFacts>& voice, const ModelCatalogue& models);

// "Standard", "Standard, edited" where the scene's settings differ from it; of a preset that is gone the id.
[[nodiscard]] QString presetWords(const project::Scene& scene, const PresetModel& presets,
                                  const ModelCatalogue& models);

// A seed for the next take, short enough to read aloud.
[[nodiscard]] uint64_t drawSeed();

// Whose prompts the timeline shows: those that the take in the player was made with, or the scene's, for the next one.
enum class PromptsShown { Take, Scene };

// A job for a take that is this one before the block which makes the frame, and has a new seed from there on. Scene:
// from there on it has the scene's prompts. Take: it keeps its own, unless the scene begins with another prompt than
// the take does and has there; then it has that one.
[[nodiscard]] jobs::Job branchOf(const project::Take& take, int64_t frame, const project::Scene& scene,
                                 PromptsShown prompts);

// The scene, and variations of it with other seeds: `count` in all.
[[nodiscard]] std::vector<project::Scene> variationsOf(const project::Scene& scene, int count);

// What is known of the film of a scene that is ordered.
struct OrderedFilm {
    std::optional<jobs::VoiceFacts> voice;
    int64_t pixels = 0; // of a frame; 0: unknown
};
[[nodiscard]] OrderedFilm orderedFilm(const InputService& inputs);

// A job for this scene, with the plan's figures if the plan is for the same settings, and what is known of the film.
// `sceneName`: name of the scene's file; empty: no file, the job is named after the scene's content.
[[nodiscard]] jobs::Job jobOf(const project::Scene& scene, const QString& sceneName, const PlanState& plan,
                              const OrderedFilm& film);

// Renders these jobs before those that wait, or behind them while the queue runs; the strip says which.
void orderNow(RenderService& renderer, JobQuestions& questions, std::vector<jobs::Job> jobs);

} // namespace studio::ui
