// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/dit/SlabLayout.h"
#include "core/offload/TieredKvStore.h"
#include "core/pipeline/Planner.h"

namespace studio::pipeline {

// Format of the layers' linear weights. On a GPU, fp8 has one scale per token and per channel, so that the lanes of a
// pass don't change each other's results. A CPU uses the reference's scheme (MODEL.md 1.8).
[[nodiscard]] dit::LayerFormat layerFormat(NumberFormat weights, Processor kernels);

// A plan's options for the KV store.
[[nodiscard]] offload::TieredKvStore::Options kvOptions(const Plan& plan);
// KV shape with token counts from the film's area, as in the planner; exact for sides that are multiples of 64.
[[nodiscard]] offload::KvShape kvShapeOf(const ModelShape& shape, const PlanRequest& request);

} // namespace studio::pipeline
