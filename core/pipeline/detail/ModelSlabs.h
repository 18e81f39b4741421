// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/dit/DitCheckpoint.h"
#include "core/model/CheckpointFolder.h"
#include "core/pipeline/AvatarPipeline.h"

#include <memory>
#include <string>

// How a model's transformer becomes slabs: the same for a render and for their preparation.
namespace studio::pipeline {

// Opens the transformer with its LoRA; reads no weights. Errors: those of DitCheckpoint::open() and findLora().
Result<std::shared_ptr<const dit::DitCheckpoint>> openDit(const ModelOptions& model,
                                                          const model::CheckpointFolder& folder);

// What networks compute in, and how the layers' linear weights are kept.
[[nodiscard]] at::ScalarType computeDtype(const ModelOptions& model, Processor kernels);
[[nodiscard]] dit::LayerFormat layerFormatOf(const ModelOptions& model, Processor kernels);

// Title of a slab cache entry: "Wan2.2-S2V-14B, liveavatar.safetensors, fp8".
[[nodiscard]] std::string slabTitle(const ModelOptions& model, const model::CheckpointFolder& folder);

} // namespace studio::pipeline
