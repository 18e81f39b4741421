// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/Result.h"
#include "core/model/StateDict.h"

#include <filesystem>
#include <map>
#include <string>

namespace studio::model {

// Opens a .safetensors file, mapped, not read (a tensor that isn't aligned to its element size is copied). Errors:
// FileMissing, FileUnreadable; CheckpointForeign for another kind of file (fileKind()); CheckpointDamaged if the file
// violates the format: a header that is truncated, above 100 MB or not JSON, a duplicate tensor, an unknown dtype, or
// bytes outside the file, overlapping, with gaps, or not matching shape and dtype.
Result<StateDict> openSafetensors(const std::filesystem::path& path);

// The "__metadata__" strings of such a file; empty if it has none. Errors as above.
Result<std::map<std::string, std::string>> readSafetensorsMetadata(const std::filesystem::path& path);

// Maps tensors to shards, from a "*.safetensors.index.json". Errors: FileMissing, FileUnreadable; CheckpointDamaged if
// it is no such index, or names files outside its folder.
Result<std::map<std::string, std::string>> readSafetensorsIndex(const std::filesystem::path& path);

// Opens all tensors of a "*.safetensors.index.json", or of a single file without an index. `base` is the path without
// ".index.json": "<folder>/diffusion_pytorch_model.safetensors". Errors: as above; CheckpointIncomplete names every
// missing shard and every tensor missing from all shards.
Result<StateDict> openShardedSafetensors(const std::filesystem::path& base);

// Writes the tensors, contiguous; the file gets its name once it is complete. Errors: NotWritable, DiskFull, Internal
// for a dtype or name that the format doesn't support.
Status writeSafetensors(const std::filesystem::path& path, const StateDict& tensors,
                        const std::map<std::string, std::string>& metadata = {});

} // namespace studio::model
