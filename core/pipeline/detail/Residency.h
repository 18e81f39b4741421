// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/dit/SlabLayout.h"
#include "core/offload/TieredKvStore.h"
#include "core/pipeline/Planner.h"

namespace studio::pipeline {

// How the layers' linears are kept. On a GPU fp8 comes with a scale for each token and channel: lanes that share a pass
// then don't change each other. A CPU takes the reference's scheme (MODEL.md 1.8).
[[nodiscard]] dit::LayerFormat layerFormat(NumberFormat weights, Processor kernels);

// A plan in the words of the store.
[[nodiscard]] offload::TieredKvStore::Options kvOptions(const Plan& plan);
// Token counts by the film's area, as the planner's; of a size whose sides are multiples of 64 they are the model's.
[[nodiscard]] offload::KvShape kvShapeOf(const ModelShape& shape, const PlanRequest& request);

} // namespace studio::pipeline
