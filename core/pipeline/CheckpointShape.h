// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/Result.h"
#include "core/pipeline/Planner.h"
#include "core/spec/ModelParts.h"

#include <filesystem>

namespace studio::pipeline {

// Reads the shape of a checkpoint from config.json and the files' directories; reads no weights. The LoRA isn't looked
// at. Errors: those of model::findCheckpoint(), of the files' readers and of
// dit::readDitConfig().
Result<ModelShape> readCheckpointShape(const ModelPlace& place, const CheckpointNames& names = {});

} // namespace studio::pipeline
