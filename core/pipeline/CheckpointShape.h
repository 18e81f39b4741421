// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/Result.h"
#include "core/pipeline/Planner.h"

#include <filesystem>

namespace studio::pipeline {

// Reads the shape of a checkpoint from config.json and the files' directories; reads no weights. `folder` as for
// ModelOptions::checkpoint. Errors: those of model::findCheckpoint(), of the files' readers and of
// dit::readDitConfig().
Result<ModelShape> readCheckpointShape(const std::filesystem::path& folder, const CheckpointNames& names = {});

} // namespace studio::pipeline
