// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/pipeline/RenderPlan.h"
#include "core/tensor/Accelerator.h"

namespace studio::pipeline {

// This computer with this device, in its present state. `pinned`: bytes of RAM that the engine kept from earlier films.
[[nodiscard]] Machine machineOf(tensor::Accelerator& device, int64_t pinned);

} // namespace studio::pipeline
