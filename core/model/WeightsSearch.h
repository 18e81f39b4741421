// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace studio::model {

// Where other programs keep weights below a place on the disk. A place is a folder with weights; a cache of the Hugging
// Face Hub or a repository in it; a cache of ModelScope; ComfyUI's folder or its "models". Nothing here reads weights,
// and none of it fails: what can't be read isn't found.

// The folder with a repository's files ("Wan-AI/Wan2.2-S2V-14B") in a place that is a cache: of the Hub, the snapshot
// that refs/main names, or else the newest one. Also if `place` is that repository itself, or holds the cache in
// "hub".
[[nodiscard]] std::optional<std::filesystem::path> repositoryFolder(const std::filesystem::path& place,
                                                                    const std::string& repository);

// If `place` is a repository in the Hub's cache ("models--ORG--NAME"): the folder with its files.
[[nodiscard]] std::optional<std::filesystem::path> snapshotOf(const std::filesystem::path& place);

// The cache that a repository's folder lies in; nullopt if it doesn't look like one.
[[nodiscard]] std::optional<std::filesystem::path> cacheAround(const std::filesystem::path& repositoryFolder);

// Files that are called like weights, as openTensors() takes them: shards under the name that they have in common. In
// the place itself and in folders in it that have a config.json; in the folders that ComfyUI has for each kind, also
// those that its extra_model_paths.yaml adds; in each repository of a cache. At most some thousands.
[[nodiscard]] std::vector<std::filesystem::path> weightFiles(const std::filesystem::path& place);

// The folders of models that a file like ComfyUI's extra_model_paths.yaml names. Empty if there is none, or it can't be
// read.
[[nodiscard]] std::vector<std::filesystem::path> extraModelFolders(const std::filesystem::path& yamlFile);

// The names of ComfyUI's folders for the parts of this model: "diffusion_models", "vae", ...
[[nodiscard]] const std::vector<std::string>& comfyFolders();

} // namespace studio::model
