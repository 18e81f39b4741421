// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/audio/Wav2Vec2Config.h"
#include "core/base/Result.h"
#include "core/model/TensorSource.h"

#include <filesystem>

namespace studio::audio {

// The files of a wav2vec2, opened.
struct SpeechModel {
    std::filesystem::path file; // of the weights, for messages
    model::TensorSource source; // with Hugging Face's names of Wav2Vec2Model; the heads of other tasks are left out
    Wav2Vec2Config config;
};

// Opens a speech model without reading weights. `path` is a Hugging Face folder (config.json, preprocessor_config.json,
// and model.safetensors, its shards or pytorch_model.bin) or one file of any kind that model::openTensors() knows, with
// any prefix before the names. The settings of a file are those beside it, if it lies in a Hugging Face folder of a
// wav2vec2, or else those of the published models that have its sizes (publishedWav2Vec2Config()). Errors: FileMissing;
// those of openPart(), takeNetwork(), readWav2Vec2Config() and publishedWav2Vec2Config().
Result<SpeechModel> openSpeechModel(const std::filesystem::path& path);

} // namespace studio::audio
