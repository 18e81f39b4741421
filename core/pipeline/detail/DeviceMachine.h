// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/pipeline/Render.h"
#include "core/pipeline/RenderPlan.h"
#include "core/tensor/Accelerator.h"

namespace studio::pipeline {

// This computer with this device, in its present state. `pinned`: bytes of RAM that the engine kept from earlier films.
[[nodiscard]] Machine machineOf(tensor::Accelerator& device, int64_t pinned);

// The device's part of a film's report: what it used since `before`, and the last plan but for the number of plans.
void reportUse(tensor::Accelerator& device, const tensor::Traffic& before, RenderReport& report);
void reportPlan(const Plan& plan, RenderReport& report);

} // namespace studio::pipeline
