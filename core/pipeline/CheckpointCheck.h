// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/Error.h"

#include <cstdint>
#include <filesystem>
#include <functional>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

namespace studio::pipeline {

enum class PartState {
    Present, // There; not looked into yet, or nothing to look into.
    Checked, // Every tensor is there in its shape.
    Missing,
    Damaged, // Contradicts itself, or holds tensors of other names or shapes.
    Optional, // Not there, and not needed.
};

// One file of a checkpoint, for showing to a person.
struct CheckpointPart {
    std::string name; // from the checkpoint's root, with "/"
    PartState state = PartState::Missing;
    uint64_t bytes = 0; // of the file; of the published one where it is missing and known, else 0
    std::optional<Error> error{}; // of a damaged one
};

struct CheckpointReport {
    std::filesystem::path root;
    bool folderExists = true; // the one that was asked about
    std::vector<CheckpointPart> parts; // the LoRA last
    [[nodiscard]] bool complete() const; // can be rendered with
    [[nodiscard]] int missing() const; // parts that are needed and not there
};

// Looks for every file and checks name and shape of every tensor; of the weights only some megabytes are read. `lora`:
// a file or a folder as for model::findLora(); empty for where model::loraBeside() says. The model can't do without it:
// four steps make a film only with it. Takes seconds on the real model's files. `listener` is called with the report so
// far after each part.
CheckpointReport checkCheckpoint(const std::filesystem::path& folder, const std::filesystem::path& lora,
                                 const std::function<void(const CheckpointReport&)>& listener = {},
                                 const std::stop_token& stop = {});

} // namespace studio::pipeline
