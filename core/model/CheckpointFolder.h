// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/Result.h"
#include "core/spec/ModelCatalogue.h"
#include "core/spec/ModelParts.h"

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

namespace studio::model {

// Where the parts of a checkpoint are.
struct CheckpointFolder {
    std::filesystem::path root;
    std::filesystem::path config; // of the transformer
    std::filesystem::path dit; // for openTensors(): without ".index.json"
    std::filesystem::path t5;
    std::filesystem::path vae;
    std::filesystem::path tokenizer; // a folder or a file
    std::filesystem::path wav2vec2; // a folder or a file
};

// The folder that has the parts: `folder` itself; names.folder in it; or, where `folder` is a cache of downloads, the
// published repository's files in it (WeightsSearch.h).
[[nodiscard]] std::filesystem::path checkpointRoot(const std::filesystem::path& folder,
                                                   const CheckpointNames& names = {});

// Paths of the parts, whether or not they exist: those of `parts` first, then the published names below
// checkpointRoot(folder). What is at neither is looked for by its tensors among weightFiles(): the only transformer,
// and of several of the others the largest. Reads directories of files only where a published name is missing.
[[nodiscard]] CheckpointFolder checkpointFolder(const std::filesystem::path& folder, const CheckpointNames& names = {},
                                                const PartFiles& parts = {});

// `folder` as for checkpointRoot(). Errors: FileMissing if it, or a file of `parts`, doesn't exist;
// CheckpointIncomplete with a line "missing: <name>" for every needed file that is missing or empty; CheckpointDamaged
// for an index that names no shards; BadOption if several files of other names could be the transformer.
Result<CheckpointFolder> findCheckpoint(const std::filesystem::path& folder, const CheckpointNames& names = {},
                                        const PartFiles& parts = {});

// One file of a checkpoint, for display.
struct CheckpointFile {
    ModelPart part = ModelPart::VideoModel; // that it belongs to
    std::string name; // relative to the checkpoint's root, with "/"; the whole path if it is elsewhere
    bool needed = true; // false: part of the published folder, but not read
    bool present = false;
    uint64_t bytes = 0; // if missing, of the published file, or 0
};

// Lists all files that a checkpoint has or should have, in the order of MODEL.md 1.1. Never fails: in a folder that
// doesn't exist, all are missing. Without an index the published shards are listed. config.json is not
// needed beside a transformer in one file, since the weights of a published model tell what it says. Of the audio
// model's two weight files only the existing one is listed.
std::vector<CheckpointFile> listCheckpoint(const std::filesystem::path& folder, const CheckpointNames& names = {},
                                           const PartFiles& parts = {});

// Default path of a checkpoint's LoRA, whether or not it exists: the folder names.loraFolder in the checkpoint's or
// next to it; in a cache of downloads the published repository's folder; else a LoRA of Live Avatar's kind among
// weightFiles(folder). `folder` as for findCheckpoint().
[[nodiscard]] std::filesystem::path loraBeside(const std::filesystem::path& folder, const CheckpointNames& names = {});

// The LoRA as one of the checkpoint's files; `path` as for findLora().
[[nodiscard]] CheckpointFile describeLora(const std::filesystem::path& path, const CheckpointNames& names = {});

// The LoRA: `path` itself if it is a file; names.lora in it or in its folder names.loraFolder, or the file that PEFT or
// diffusers save in it, if it is a folder.
// Error: FileMissing.
Result<std::filesystem::path> findLora(const std::filesystem::path& path, const CheckpointNames& names = {});

} // namespace studio::model
