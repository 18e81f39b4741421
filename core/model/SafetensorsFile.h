// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/Result.h"
#include "core/model/StateDict.h"

#include <filesystem>
#include <map>
#include <string>

namespace studio::model {

// A .safetensors file, mapped and not read (a tensor that is not aligned to its element's size is copied).
// Errors: FileMissing, FileUnreadable; CheckpointDamaged where the file breaks the format's rules: a header that is
// truncated, above 100 MB or not JSON, that names a tensor twice, or an unknown dtype, or bytes that the file doesn't
// have, that overlap, leave holes, or don't fit shape and dtype.
Result<StateDict> openSafetensors(const std::filesystem::path& path);

// The "__metadata__" strings of such a file; empty where it has none. Errors as above.
Result<std::map<std::string, std::string>> readSafetensorsMetadata(const std::filesystem::path& path);

// Which shard holds which tensor, from a "*.safetensors.index.json". Errors: FileMissing, FileUnreadable;
// CheckpointDamaged for what is no such index, or names files outside its folder.
Result<std::map<std::string, std::string>> readSafetensorsIndex(const std::filesystem::path& path);

// All tensors named by a "*.safetensors.index.json" beside its shards, or of a single file if there is no index.
// `base` is the path without ".index.json": "<folder>/diffusion_pytorch_model.safetensors".
// Errors: as above; CheckpointIncomplete names every missing shard and every tensor that no shard holds.
Result<StateDict> openShardedSafetensors(const std::filesystem::path& base);

// Writes contiguous copies of the tensors; the file appears under its name when it is whole. Errors: NotWritable,
// DiskFull, Internal for a dtype or a name that the format doesn't have.
Status writeSafetensors(const std::filesystem::path& path, const StateDict& tensors,
                        const std::map<std::string, std::string>& metadata = {});

} // namespace studio::model
