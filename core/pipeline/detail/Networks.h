// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/audio/Wav2Vec2.h"
#include "core/dit/DitModel.h"
#include "core/model/CheckpointFolder.h"
#include "core/pipeline/AvatarPipeline.h"
#include "core/text/T5Encoder.h"
#include "core/text/Tokenizer.h"
#include "core/vae/Vae.h"

#include <memory>
#include <optional>
#include <stop_token>
#include <vector>

namespace studio::pipeline {

// The networks of a checkpoint, on their device. A part is read when it is first asked for.
class Networks {
public:
    static Result<Networks> open(const ModelOptions& options);

    [[nodiscard]] c10::Device device() const { return m_device; }
    [[nodiscard]] at::ScalarType dtype() const { return m_dtype; }

    // Errors: those of the network's load().
    Result<const dit::DitModel*> dit();
    Result<dit::LayerSource*> layers();
    Result<const vae::Vae*> vae();
    Result<const audio::Wav2Vec2*> wav2vec2();
    Result<const text::Tokenizer*> tokenizer();

    // Rows [n, textDim] of a prompt's ids, from the cache or by the text encoder. Errors: those of T5Encoder::load(),
    // CheckpointMismatch, Cancelled.
    Result<at::Tensor> encodePrompt(const std::vector<int64_t>& ids, const std::stop_token& stop);

private:
    Networks(ModelOptions options, model::CheckpointFolder folder, c10::Device device, at::ScalarType dtype);
    Status loadDit();

    ModelOptions m_options;
    model::CheckpointFolder m_folder;
    c10::Device m_device;
    at::ScalarType m_dtype;
    std::unique_ptr<dit::DitModel> m_dit;
    std::unique_ptr<dit::LayerSource> m_layers;
    std::optional<vae::Vae> m_vae;
    std::optional<audio::Wav2Vec2> m_wav2vec2;
    std::optional<text::Tokenizer> m_tokenizer;
    std::optional<text::T5Encoder> m_t5;
};

} // namespace studio::pipeline
