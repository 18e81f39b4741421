// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/pipeline/AvatarPipeline.h"

#include <string>

namespace studio::pipeline {

// A fingerprint of all files that a model is read from, and of its LoRA's strength, as a text. Moving or touching files
// doesn't change it. Reads some megabytes of each. Errors: those of model::findLora() and model::fingerprint().
Result<std::string> modelFingerprint(const ModelOptions& options);

} // namespace studio::pipeline
