// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/Result.h"

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

namespace studio::model {

// Where the parts of a checkpoint lie, under the names that they are published with (MODEL.md 1.1).
struct CheckpointFolder {
    std::filesystem::path root;
    std::filesystem::path config;
    std::filesystem::path dit; // for openShardedSafetensors(): without ".index.json"
    std::filesystem::path t5;
    std::filesystem::path vae;
    std::filesystem::path tokenizer; // a folder
    std::filesystem::path wav2vec2; // a folder
};

// The folder itself, or "Wan2.2-S2V-14B" in it: the one that has the parts.
[[nodiscard]] std::filesystem::path checkpointRoot(const std::filesystem::path& folder);

// Where the parts lie below that root, whether they are there or not.
[[nodiscard]] CheckpointFolder checkpointFolder(const std::filesystem::path& root);

// `folder` is ".../Wan2.2-S2V-14B" or the folder that contains it. Errors: FileMissing where there is no such folder;
// CheckpointIncomplete with a line "missing: <name>" for every file that is needed and not there, or empty;
// CheckpointDamaged for an index that names no shards.
Result<CheckpointFolder> findCheckpoint(const std::filesystem::path& folder);

// One file of a checkpoint, for showing to a person.
struct CheckpointFile {
    std::string name; // from the checkpoint's root, with "/"
    bool needed = true; // or only kept by others beside it
    bool present = false;
    uint64_t bytes = 0; // of the published file where it is missing and that is known, else 0
};

// All files that a checkpoint has or should have, in the order of MODEL.md 1.1. Never fails: of a folder that doesn't
// exist all are missing. Without an index the published shards are listed. Of the two forms of the audio model's
// weights only the one that is there is listed.
std::vector<CheckpointFile> listCheckpoint(const std::filesystem::path& folder);

// Where the LoRA of a checkpoint is looked for where none is named: the folder "LiveAvatar" in the checkpoint's or
// beside it, whether it is there or not. `folder` as for findCheckpoint().
[[nodiscard]] std::filesystem::path loraBeside(const std::filesystem::path& folder);

// The LoRA as one of the checkpoint's files; `path` as for findLora().
[[nodiscard]] CheckpointFile describeLora(const std::filesystem::path& path);

// The LoRA: `path` itself if it is a file; "liveavatar.safetensors" in it, or in its folder "LiveAvatar", if it is a
// folder. Error: FileMissing.
Result<std::filesystem::path> findLora(const std::filesystem::path& path);

} // namespace studio::model
