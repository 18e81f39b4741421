// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/pipeline/RenderPlan.h"
#include "core/tensor/Accelerator.h"

namespace studio::pipeline {

// This computer with this device, as they are now. `pinned`: bytes of RAM that earlier films left with the engine.
[[nodiscard]] Machine machineOf(tensor::Accelerator& device, int64_t pinned);

} // namespace studio::pipeline
