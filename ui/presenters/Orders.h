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

class JobQuestions;
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

// A seed for the next take, short enough to read aloud.
[[nodiscard]] uint64_t drawSeed();

// The scene, and variations of it with other seeds: `count` in all.
[[nodiscard]] std::vector<project::Scene> variationsOf(const project::Scene& scene, int count);

// A job for this scene, with the plan's figures if the plan is for the same settings, and the film's length if the
// voice is known. `sceneName`: name of the scene's file; empty: no file, the job is named after the scene's content.
[[nodiscard]] jobs::Job jobOf(const project::Scene& scene, const QString& sceneName, const PlanState& plan,
                              const std::optional<jobs::VoiceFacts>& voice);

// Renders these jobs before those that wait, or behind them while the queue runs; the strip says which.
void orderNow(RenderService& renderer, JobQuestions& questions, std::vector<jobs::Job> jobs);

} // namespace studio::ui
