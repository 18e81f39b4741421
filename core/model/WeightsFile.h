// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/Error.h"
#include "core/spec/ModelParts.h"

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>

namespace studio::model {

// What a file of weights is: told by its tensors, whatever its name.
struct WeightsFile {
    std::filesystem::path path{};
    uint64_t bytes = 0; // of all shards, if it is in shards
    std::optional<ModelPart> part{}; // that it is; none if it belongs to another model, or can't be read
    std::optional<ModelPart> likeness{}; // the part that it is for another model; as `part` for this model's
    bool hasTokenizer = false; // it is a text encoder with its tokenizer inside
    std::string format{}; // how most of its numbers are stored, for display: "bf16", "fp8", "Q4_K"
    // Why it is no part, or not the wanted one: CheckpointForeign with detailOf() as its detail, or the reader's error.
    std::optional<Error> problem{};
};

// Reads the file's directory, no weights: milliseconds. `path` as for openTensors(); `wanted`: the part that it is
// taken for, as for weightsKind(). Never fails.
WeightsFile identify(const std::filesystem::path& path, std::optional<ModelPart> wanted = {});

} // namespace studio::model
