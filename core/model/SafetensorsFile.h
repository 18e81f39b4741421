// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/Result.h"
#include "core/model/StateDict.h"

#include <filesystem>
#include <map>
#include <string>

namespace studio::model {

// A .safetensors file, mapped and not read. Errors: FileMissing, FileUnreadable, CheckpointDamaged for a header that is
// truncated, isn't JSON, or names bytes that the file doesn't have, overlap, or don't fit shape and dtype.
Result<StateDict> openSafetensors(const std::filesystem::path& path);

// The "__metadata__" strings of such a file; empty where it has none. Errors as above.
Result<std::map<std::string, std::string>> readSafetensorsMetadata(const std::filesystem::path& path);

// All tensors named by a "*.safetensors.index.json" beside its shards, or of a single file if there is no index.
// `base` is the path without ".index.json": "<folder>/diffusion_pytorch_model.safetensors".
// Errors: as above; CheckpointIncomplete names every missing shard and every tensor that no shard holds.
Result<StateDict> openShardedSafetensors(const std::filesystem::path& base);

// Writes contiguous copies of the tensors, to a temporary name first. Errors: NotWritable, DiskFull.
Status writeSafetensors(const std::filesystem::path& path, const StateDict& tensors,
                        const std::map<std::string, std::string>& metadata = {});

} // namespace studio::model
