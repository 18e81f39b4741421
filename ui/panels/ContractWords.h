// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/panels/ContractCard.h"
#include "ui/services/PlanService.h"

#include <optional>

namespace studio::ui {

// A take against what was promised for it.
struct PromiseState {
    project::TakeReport promise; // the promised... figures
    std::optional<int64_t> vram; // most that was measured, bytes
    std::optional<int64_t> ram;
    double seconds = 0;
    bool finished = false;
};

struct ContractInput {
    PlanState plan;
    bool hasInputs = false;
    bool gpu = false;
    bool onProcessor = true; // what the model computes on
    bool busy = false; // a take is being made, so that the plan is of the next one
    // The running or last take, as long as the settings are still its own.
    std::optional<PromiseState> promise;
};

// What the card says.
[[nodiscard]] ContractState contractState(const ContractInput& input);
// Why it doesn't fit, in one sentence; empty where it does.
[[nodiscard]] QString planProblem(const PlanState& plan);
// "about 3 min 40 s · 4.6 fps"
[[nodiscard]] QString timeWords(const PlanState& plan);

} // namespace studio::ui
