// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/spec/ModelCatalogue.h"

#include <filesystem>

namespace studio::test {

inline constexpr const char* kAnotherModel = "another";

// The program's models and one more: a small checkpoint of the family under names of its own.
inline ModelCatalogue withAnotherModel()
{
    ModelEntry another;
    another.id = kAnotherModel;
    another.title = "Another 1B";
    another.runsOn = RunsOn::Processor;
    another.files = {.folder = "Another-S2V-1B",
                     .t5 = "text.pth",
                     .vae = "pictures.pth",
                     .tokenizer = "words",
                     .wav2vec2 = "voice",
                     .loraFolder = "AnotherLora",
                     .lora = "few-steps.safetensors",
                     .bytes = {}};
    another.sizes = {{256, 256}, {128, 128}};
    another.standardSize = {128, 128};
    const ModelCatalogue own;
    std::vector<ModelEntry> entries = own.entries();
    entries.push_back(another);
    return ModelCatalogue(entries);
}

// Writes its files below `folder`: the demo model's, renamed. Returns the checkpoint's folder.
inline std::filesystem::path copyAnotherModel(const std::filesystem::path& folder)
{
    namespace fs = std::filesystem;
    const ModelCatalogue models = withAnotherModel();
    const CheckpointNames from = models.ofProgram().files;
    const CheckpointNames& to = models.find(kAnotherModel)->files;
    const fs::path root = folder / to.folder;
    fs::create_directories(folder);
    fs::copy(fs::path(DEMO_DATA) / "checkpoint" / from.folder, root, fs::copy_options::recursive);
    fs::copy(fs::path(DEMO_DATA) / "checkpoint" / from.loraFolder, folder / to.loraFolder);
    fs::rename(root / from.t5, root / to.t5);
    fs::rename(root / from.vae, root / to.vae);
    fs::rename(root / from.tokenizer, root / to.tokenizer);
    fs::rename(root / from.wav2vec2, root / to.wav2vec2);
    fs::rename(folder / to.loraFolder / from.lora, folder / to.loraFolder / to.lora);
    return root;
}

} // namespace studio::test
