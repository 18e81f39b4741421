// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/panels/ContractCard.h"
#include "ui/services/PlanService.h"

#include <optional>

namespace studio::ui {

// A take's measured figures and its plan's.
struct PromiseState {
    project::TakeReport promise; // its promised... members
    std::optional<int64_t> vram; // measured peak, bytes
    std::optional<int64_t> ram;
    bool vramIsInRam = false; // for a pause: then `ram` is what is in use now, and memory isn't judged
    double seconds = 0;
    bool finished = false;
};

// How a finished take's time compares with its promise. A forecast is missed only beyond 20 % and 5 s.
enum class Kept { Yes, About, No };
[[nodiscard]] Kept keptTime(double promised, double taken);

struct ContractInput {
    PlanState plan;
    bool hasInputs = false;
    bool gpu = false;
    bool onProcessor = true; // the model computes on the CPU
    bool busy = false; // a take is being made; the plan is for the next one
    int takeCount = 1; // that are ordered at once
    // The running or last take, while the settings equal its own.
    std::optional<PromiseState> promise;
};

[[nodiscard]] ContractState contractState(const ContractInput& input);
// Why the plan doesn't fit, in one sentence; empty if it fits.
[[nodiscard]] QString planProblem(const PlanState& plan);
// "about 3 min 40 s · 4.6 fps"; of several takes "about 14 min 40 s · 4 takes"
[[nodiscard]] QString timeWords(const PlanState& plan, int takeCount = 1);

} // namespace studio::ui
