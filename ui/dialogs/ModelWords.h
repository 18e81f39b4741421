// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/pipeline/ModelSearch.h"

#include <QString>

namespace studio::ui {

// What is wrong with a file of a model.
struct FileProblem {
    QString what; // "“Wan2.2_VAE.pth” belongs to another model"
    QString why; // "It is the VAE of Wan 2.2 5B, which has 48 latent channels."
};

// `bytes`: of the error's file; `published`: of the published file of its name, 0 if there is none.
[[nodiscard]] FileProblem fileProblem(const Error& error, uint64_t bytes, uint64_t published);

// "Video model"; the LoRA by the model's name: "Live Avatar LoRA".
[[nodiscard]] QString partName(ModelPart part, const ModelEntry& model);
[[nodiscard]] QString placeName(pipeline::PlaceKind kind); // "Hugging Face cache"
[[nodiscard]] QString fromPlace(pipeline::PlaceKind kind); // "from the Hugging Face cache"
[[nodiscard]] QString formatName(const pipeline::FoundPart& part); // "bf16", "GGUF Q4_K"

} // namespace studio::ui
