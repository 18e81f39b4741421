// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/jobs/InputFacts.h"
#include "core/jobs/RenderQueue.h"
#include "ui/services/PlanService.h"

#include <functional>
#include <optional>
#include <vector>

class QObject;

namespace studio::ui {

struct PlannedJob {
    jobs::Job job;
    PlanState plan;
    std::optional<jobs::VoiceFacts> voice;
};

// Plans jobs whose scenes aren't in the panels, then passes them on with their promises, in their order; not if
// `receiver` is destroyed before.
void planJobs(PlanService& planner, std::vector<jobs::Job> jobs, QObject* receiver,
              std::function<void(std::vector<PlannedJob>)> done);

} // namespace studio::ui
