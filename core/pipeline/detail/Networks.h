// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/audio/Wav2Vec2.h"
#include "core/dit/DitModel.h"
#include "core/model/CheckpointFolder.h"
#include "core/pipeline/AvatarPipeline.h"
#include "core/pipeline/detail/OffloadController.h"
#include "core/text/Tokenizer.h"
#include "core/vae/LightDecoder.h"
#include "core/vae/Vae.h"

#include <functional>
#include <memory>
#include <optional>
#include <stop_token>
#include <vector>

namespace studio::pipeline {

// The networks of a checkpoint, on their device. Each is read when it is first needed. On a device with its own memory
// an OffloadController owns the transformer, and the smaller networks are freed after use.
class Networks {
public:
    // `accelerator`: a device with its own memory; null for the CPU.
    static Result<Networks> open(const ModelOptions& options, std::unique_ptr<tensor::Accelerator> accelerator);

    [[nodiscard]] c10::Device device() const { return m_device; }
    [[nodiscard]] at::ScalarType dtype() const { return m_dtype; }

    // Null on the CPU.
    [[nodiscard]] tensor::Accelerator* accelerator() const { return m_accelerator.get(); }
    [[nodiscard]] const ModelOptions& options() const { return m_options; }

    // The transformer's configuration and shape, from its files' directories; reads no weights. Errors: those of
    // DitCheckpoint::open() and findLora(); for the shape also those of readCheckpointShape().
    Result<const dit::DitConfig*> ditConfig();
    Result<const ModelShape*> shape();

    // Called between two parts of a stage's work with the finished share, 0..1; may wait (a pause). May be empty.
    using Between = std::function<void(double share)>;

    // Errors: those of the network's load(), including Cancelled. dit() is for the CPU, controller() for other devices.
    struct CpuDit {
        const dit::DitModel* model;
        dit::LayerSource* layers;
    };
    Result<CpuDit> dit(const std::stop_token& stop, const Between& between = {});
    Result<OffloadController*> controller();
    Result<const vae::Vae*> vae(const std::stop_token& stop);
    // Of the VAE's device and dtype. Errors: those of LightDecoder::load(); BadOption if the model has none.
    Result<vae::LightDecoder> lightDecoder(const std::stop_token& stop);
    Result<const text::Tokenizer*> tokenizer();
    // The VAE on the CPU, for a device without enough memory. Not kept.
    [[nodiscard]] Result<vae::Vae> vaeOnCpu(const std::stop_token& stop) const;
    // The file of each network, for messages; the checkpoint's folder for the transformer.
    [[nodiscard]] const model::CheckpointFolder& files() const { return m_folder; }

    // Encodes a prompt's ids: [n, textDim], from the cache or by the text encoder. That runs on the device or on the
    // CPU; on the CPU too if the device has too little memory. `bytes`: peak device memory of the encoder. Remembers
    // the last prompt. Errors: those of T5Encoder::load(), CheckpointMismatch, Cancelled.
    Result<at::Tensor> encodePrompt(const std::vector<int64_t>& ids, Processor where, int64_t bytes,
                                    const std::stop_token& stop, const Between& between);

    // The speech model's configuration; reads no weights. Errors: those of audio::openSpeechModel().
    Result<const audio::Wav2Vec2Config*> speechConfig();
    // Encodes a voice, or a window of it, with wav2vec2 and passes its hidden states to `take` in RAM, in layer order.
    // The model stays where it has run, on the device or on the CPU, until it is to run elsewhere or is released.
    // Errors: those of Wav2Vec2::load() and Wav2Vec2::encode(). Throws c10::OutOfMemoryError.
    Status encodeVoice(const at::Tensor& samples, Processor where, const audio::Wav2Vec2::StateCallback& take,
                       const audio::EncodeOptions& options);
    // Frees the speech model. Returns whether it was on a device with its own memory.
    bool releaseSpeech();

    // makeSpace() frees transformer weights on the device until a stage that needs `bytes` fits. releaseDevice() frees
    // all of them, and the speech model.
    void makeSpace(int64_t bytes);
    void releaseDevice();
    // Bytes of pinned RAM in use.
    [[nodiscard]] int64_t keptBytes() const { return m_controller ? m_controller->keptBytes() : 0; }
    // suspend() frees transformer, VAE and speech model during a film; resume() restores the transformer. Afterwards
    // ask for vae() again: it has its old address. Errors: those of vae() and OffloadController::resume().
    void suspend();
    Status resume(const std::stop_token& stop);

private:
    Networks(ModelOptions options, model::CheckpointFolder folder, std::unique_ptr<tensor::Accelerator> accelerator,
             at::ScalarType dtype);
    [[nodiscard]] dit::LayerFormat layerFormat() const;
    Status openDit();
    Result<at::Tensor> encodeText(const std::vector<int64_t>& ids, c10::Device device, at::ScalarType dtype,
                                  const std::stop_token& stop, const Between& between);

    ModelOptions m_options;
    model::CheckpointFolder m_folder;
    c10::Device m_device;
    at::ScalarType m_dtype;
    std::unique_ptr<tensor::Accelerator> m_accelerator;
    std::shared_ptr<const dit::DitCheckpoint> m_checkpoint;
    std::optional<ModelShape> m_shape;
    std::unique_ptr<OffloadController> m_controller;
    std::unique_ptr<dit::DitModel> m_dit;
    std::unique_ptr<dit::LayerSource> m_layers;
    std::optional<vae::Vae> m_vae;
    std::optional<vae::LightDecoder> m_light;
    std::optional<audio::Wav2Vec2Config> m_speechConfig;
    std::optional<audio::Wav2Vec2> m_wav2vec2;
    bool m_hearsOnDevice = false; // where m_wav2vec2 is
    std::optional<text::Tokenizer> m_tokenizer;
    std::vector<int64_t> m_lastPrompt; // its ids
    at::Tensor m_lastRows; // of it, in RAM
};

} // namespace studio::pipeline
