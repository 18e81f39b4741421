// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/Result.h"
#include "core/model/TensorSource.h"

#include <filesystem>

namespace studio::text {

// Opens the text encoder's file without reading weights, and gives its tensors the reference's names (MODEL.md 1.4).
// `path` as for model::openTensors(): the reference's .pth, or safetensors or GGUF with the names of the reference, of
// Hugging Face or of llama.cpp, plain or quantised. The encoder may be one part of the file, below any prefix. Tensors
// of other parts, of a T5's decoder, and an embedded tokenizer are left out; others that aren't known keep their names,
// for a TensorBinder to judge. Errors: those of model::openPart(); CheckpointIncomplete if the encoder has no
// embedding; CheckpointMismatch if the file has two encoders, or two embeddings that differ.
Result<model::TensorSource> openTextEncoder(const std::filesystem::path& path);

} // namespace studio::text
