// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/Result.h"
#include "core/model/TensorSource.h"

#include <filesystem>

namespace studio::vae {

// Opens a Wan 2.1 VAE without reading weights: one file of any kind that model::openTensors() knows, or diffusers'
// folder. The tensors get the original names and shapes, whether the file has these, diffusers' (AutoencoderKLWan), a
// prefix before them, or shapes of fewer dimensions as in GGUF (MODEL.md 1.6). Other tensors stay as they are. Errors:
// those of openPart() and takeNetwork(); CheckpointIncomplete for an encoder or a decoder alone.
Result<model::TensorSource> openVae(const std::filesystem::path& path);

} // namespace studio::vae
