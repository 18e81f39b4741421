// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/jobs/RenderQueue.h"
#include "core/project/Preset.h"

#include <QString>

namespace studio::ui {

struct PlanState;

// The same take but for the seed, which is drawn anew after each order.
[[nodiscard]] bool sameButSeed(project::RenderSettings a, project::RenderSettings b);
[[nodiscard]] bool sameButSeed(project::Scene a, project::Scene b);

// The settings with the preset's values, as far as their model can take them.
[[nodiscard]] project::RenderSettings withPreset(const project::PresetValues& values,
                                                 const project::RenderSettings& settings, const ModelCatalogue& models);

// A job of this scene with what the plan promises, where it was planned for these settings. `sceneName`: of its file;
// empty: it has none, and the job is called after what is in it.
[[nodiscard]] jobs::Job jobOf(const project::Scene& scene, const QString& sceneName, const PlanState& plan);

} // namespace studio::ui
