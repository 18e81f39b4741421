// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/pipeline/ModelSearch.h"

#include <filesystem>
#include <stop_token>
#include <string>

namespace studio::render {

enum class ProgressStyle;

// Says on stdout what a file is, or which models are in a folder, with every part, and what is wrong with them; for a
// complete one, that every tensor is there. Returns the exit code: 0 for a part of the model or a complete set, else
// that of the first problem.
int checkModel(const std::filesystem::path& path);

// The same, and the hash of every file: of one in a Hub's cache against its name there, of another against the lists of
// its publisher, or if there is no network only told. Says its progress on stderr. Returns the code of WrongHash if one
// is another, that of Cancelled if it was stopped.
int checkModelAndHashes(const std::filesystem::path& path, ProgressStyle style, const std::stop_token& stop);

// Lists the models in the usual places of this computer on stdout. Returns 0, or the code of FileMissing if there is
// none.
int listModels();

// "Video model     fp8     16.4 GB  /models/wan2.2_s2v_14B_fp8_scaled.safetensors" for each part, then what is missing
// and how it is got.
[[nodiscard]] std::string setText(const pipeline::ModelSet& set, const ModelEntry& entry);

} // namespace studio::render
