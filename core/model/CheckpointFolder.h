// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/Result.h"
#include "core/spec/ModelCatalogue.h"

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

namespace studio::model {

// Paths of a checkpoint's parts.
struct CheckpointFolder {
    std::filesystem::path root;
    std::filesystem::path config;
    std::filesystem::path dit; // for openTensors(): without ".index.json"
    std::filesystem::path t5;
    std::filesystem::path vae;
    std::filesystem::path tokenizer; // a folder
    std::filesystem::path wav2vec2; // a folder
};

// Returns `folder`, or names.folder in it: the one that contains the parts.
[[nodiscard]] std::filesystem::path checkpointRoot(const std::filesystem::path& folder,
                                                   const CheckpointNames& names = {});

// Paths of the parts below that root, whether or not they exist. If the transformer isn't there under its published
// name, it is the one file in the folder that has its tensors, under any name that ends in .safetensors or .gguf.
[[nodiscard]] CheckpointFolder checkpointFolder(const std::filesystem::path& root, const CheckpointNames& names = {});

// `folder` is the checkpoint's (names.folder, or of any name) or its parent. Errors: FileMissing if it doesn't exist;
// CheckpointIncomplete with a line "missing: <name>" for every needed file that is missing or empty; CheckpointDamaged
// for an index that names no shards; BadOption if several files of other names could be the transformer.
Result<CheckpointFolder> findCheckpoint(const std::filesystem::path& folder, const CheckpointNames& names = {});

// One file of a checkpoint, for display.
struct CheckpointFile {
    std::string name; // relative to the checkpoint's root, with "/"
    bool needed = true; // false: part of the published folder, but not read
    bool present = false;
    uint64_t bytes = 0; // if missing, of the published file, or 0
};

// Lists all files that a checkpoint has or should have, in the order of MODEL.md 1.1. Never fails: in a folder that
// doesn't exist, all are missing. Without an index the published shards are listed. config.json is not
// needed beside a transformer in one file, since the weights of a published model tell what it says. Of the audio
// model's two weight files only the existing one is listed.
std::vector<CheckpointFile> listCheckpoint(const std::filesystem::path& folder, const CheckpointNames& names = {});

// Default path of a checkpoint's LoRA: the folder names.loraFolder in the checkpoint's or next to it, whether or
// not it exists. `folder` as for findCheckpoint().
[[nodiscard]] std::filesystem::path loraBeside(const std::filesystem::path& folder, const CheckpointNames& names = {});

// The LoRA as one of the checkpoint's files; `path` as for findLora().
[[nodiscard]] CheckpointFile describeLora(const std::filesystem::path& path, const CheckpointNames& names = {});

// The LoRA: `path` itself if it is a file; names.lora in it or in its folder names.loraFolder, or the file that PEFT or
// diffusers save in it, if it is a folder.
// Error: FileMissing.
Result<std::filesystem::path> findLora(const std::filesystem::path& path, const CheckpointNames& names = {});

} // namespace studio::model
