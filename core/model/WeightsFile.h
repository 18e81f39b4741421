// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/Error.h"
#include "core/model/TensorSource.h"
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
    bool hasInjectors = false; // it is a LoRA for the layers that only S2V models have, as Live Avatar's is
    std::string format{}; // how most of its numbers are stored, for display: "bf16", "fp8", "Q4_K"
    // Why it is no part: CheckpointForeign with foreignWeights() as its detail, or the reader's error.
    std::optional<Error> problem{};
};

// Reads the file's directory, no weights: milliseconds. `path` as for openTensors(). Never fails.
WeightsFile identify(const std::filesystem::path& path);

// The part that tensors with these names and shapes are; nullopt if none of this model.
[[nodiscard]] std::optional<ModelPart> partOf(const StateDict& tensors);

// The part that they are for this model or another one: a VAE, whichever, is a PictureDecoder.
[[nodiscard]] std::optional<ModelPart> likenessOf(const StateDict& tensors);

// What these tensors are if they are no part of this model: "the VAE of Wan 2.2 5B, which has 48 latent channels; this
// model's has 16". Empty for a part of this model.
[[nodiscard]] std::string foreignWeights(const StateDict& tensors);

} // namespace studio::model
