// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/pipeline/CheckpointShape.h"

#include "core/audio/SpeechFiles.h"
#include "core/dit/DitConfig.h"
#include "core/model/CheckpointFolder.h"
#include "core/model/PartWeights.h"
#include "core/text/T5Files.h"
#include "core/text/T5Weights.h"
#include "core/vae/VaeFiles.h"

#include <algorithm>

namespace studio::pipeline {
namespace {

constexpr int64_t kBytes = 2; // bf16 on a GPU, whatever the file has

int64_t numbersIn(const model::StateDict& tensors)
{
    int64_t numbers = 0;
    for (const auto& [name, tensor] : tensors)
        numbers += tensor.numel();
    return numbers;
}

} // namespace

Result<ModelShape> readCheckpointShape(const ModelPlace& place, const CheckpointNames& names)
{
    const Result<model::CheckpointFolder> files = model::findCheckpoint(place.checkpoint, names, place.parts);
    if (!files)
        return files.error();
    const Result<model::TensorSource> source = model::openPart(files->dit, ModelPart::VideoModel);
    if (!source)
        return source.error();
    const Result<dit::DitConfig> config = dit::readDitConfig(files->config, source->tensors);
    if (!config)
        return config.error();
    const Result<model::TensorSource> t5 = text::openTextEncoder(files->t5);
    if (!t5)
        return t5.error();
    const Result<text::T5Config> text = text::inferT5Config(t5->tensors);
    if (!text)
        return text.error();
    const Result<model::TensorSource> vae = vae::openVae(files->vae);
    if (!vae)
        return vae.error();
    const auto head = vae->tensors.find("decoder.head.0.gamma"); // [width, 1, 1, 1]
    if (head == vae->tensors.end() || head->second.dim() == 0)
        return Error{ErrorCode::CheckpointIncomplete, files->vae.string(), "missing: decoder.head.0.gamma"};

    const Result<audio::SpeechModel> speech = audio::openSpeechModel(files->wav2vec2);
    if (!speech)
        return speech.error();

    return ModelShape{.dim = config->dim,
                      .heads = config->heads,
                      .ffnDim = config->ffnDim,
                      .layers = config->layers,
                      .freqDim = config->freqDim,
                      .textDim = config->textDim,
                      .textLength = config->textLength,
                      .inChannels = config->inChannels,
                      .outChannels = config->outChannels,
                      .condChannels = config->condChannels,
                      .audioDim = config->audioDim,
                      .audioStates = config->audioStates,
                      .audioTokens = config->audioTokens,
                      .audioLayers = config->audioLayers,
                      .vaeWidth = head->second.size(0),
                      .vaeBytes = numbersIn(vae->tensors) * kBytes,
                      .textEncoderBlockBytes = (4 * text->dim * text->attentionDim + 3 * text->dim * text->ffnDim
                                                + 2 * text->dim + text->buckets * text->heads)
                          * kBytes,
                      .audioModelBytes = numbersIn(speech->source.tensors) * kBytes,
                      .audioConvChannels = speech->config.convs.front().channels};
}

} // namespace studio::pipeline
