// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/Error.h"
#include "core/spec/ModelCatalogue.h"
#include "core/spec/ModelParts.h"

#include <cstdint>
#include <filesystem>
#include <functional>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

namespace studio::pipeline {

enum class PartState {
    Present, // Exists; not checked yet, or nothing to check.
    Checked, // Every tensor exists in its shape.
    Missing,
    Damaged, // Contradicts itself, or has tensors of other names or shapes.
    Optional, // Missing, but not needed.
};

// One file of a checkpoint, for display.
struct CheckpointPart {
    ModelPart part = ModelPart::VideoModel; // that the file belongs to
    std::string name; // relative to the checkpoint's root, with "/"; the whole path if it is elsewhere
    PartState state = PartState::Missing;
    uint64_t bytes = 0; // of the file; if missing, of the published one, or 0
    std::optional<Error> error{}; // set if damaged
};

struct CheckpointReport {
    std::filesystem::path root;
    bool folderExists = true; // of the folder passed in
    std::vector<CheckpointPart> parts; // the LoRA last, if the model needs one
    [[nodiscard]] bool complete() const; // nothing that a render needs is missing or damaged
    [[nodiscard]] int missing() const; // needed parts that don't exist
};

// Checks that every file exists, and every tensor's name and shape; reads the VAE's weights (500 MB), and of the others
// some megabytes: seconds on the published files. `entry` gives the names of the files. place.lora: a file or folder as
// for model::findLora(); empty for the one that model::loraBeside() finds; not looked at if the model needs none.
// `listener` gets the report so far after each part.
CheckpointReport checkCheckpoint(const ModelPlace& place,
                                 const std::function<void(const CheckpointReport&)>& listener = {},
                                 const std::stop_token& stop = {}, const ModelEntry& entry = {});

} // namespace studio::pipeline
