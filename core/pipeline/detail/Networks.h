// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/audio/Wav2Vec2.h"
#include "core/dit/DitModel.h"
#include "core/model/CheckpointFolder.h"
#include "core/pipeline/AvatarPipeline.h"
#include "core/pipeline/detail/OffloadController.h"
#include "core/text/Tokenizer.h"
#include "core/vae/Vae.h"

#include <functional>
#include <memory>
#include <optional>
#include <stop_token>
#include <vector>

namespace studio::pipeline {

// The networks of a checkpoint, on their device. A part is read when it is first asked for. On a device with memory of
// its own the transformer is a controller's, and the smaller networks stay only as long as they are needed.
class Networks {
public:
    // On a device with memory of its own, or, where that is null, on the CPU.
    static Result<Networks> open(const ModelOptions& options, std::unique_ptr<tensor::Accelerator> accelerator);

    [[nodiscard]] c10::Device device() const { return m_device; }
    [[nodiscard]] at::ScalarType dtype() const { return m_dtype; }

    // The device as one with memory of its own; null on the CPU.
    [[nodiscard]] tensor::Accelerator* accelerator() const { return m_accelerator.get(); }
    [[nodiscard]] const ModelOptions& options() const { return m_options; }

    // What the transformer is, from its files' directories; no weights are read. Errors: those of
    // DitCheckpoint::open() and findLora(); for the shape also those of readCheckpointShape().
    Result<const dit::DitConfig*> ditConfig();
    Result<const ModelShape*> shape();

    // What happens between two parts of a stage's work: it is told the share that is done, 0..1, and may wait. May be
    // empty.
    using Between = std::function<void(double share)>;

    // Errors: those of the network's load(), Cancelled among them. The first is for the CPU, the second for other
    // devices.
    struct CpuDit {
        const dit::DitModel* model;
        dit::LayerSource* layers;
    };
    Result<CpuDit> dit(const std::stop_token& stop, const Between& between = {});
    Result<OffloadController*> controller();
    Result<const vae::Vae*> vae(const std::stop_token& stop);
    Result<const text::Tokenizer*> tokenizer();
    // For a device that has no memory for it. Isn't kept.
    [[nodiscard]] Result<vae::Vae> vaeOnCpu(const std::stop_token& stop) const;
    // The file of each network, for what is said of it; of the transformer the checkpoint's folder.
    [[nodiscard]] const model::CheckpointFolder& files() const { return m_folder; }

    // Rows [n, textDim] of a prompt's ids, from the cache or by the text encoder, which works on the device or on the
    // CPU; there also where the device has too little memory. The last one is remembered. `bytes`: that the encoder
    // takes of the device. Errors: those of T5Encoder::load(), CheckpointMismatch, Cancelled.
    Result<at::Tensor> encodePrompt(const std::vector<int64_t>& ids, Processor where, int64_t bytes,
                                    const std::stop_token& stop, const Between& between);

    // What a voice is heard as, state by state, in RAM. It may begin anew.
    struct HiddenStateSink {
        std::function<Status(const audio::Wav2Vec2Config&)> begins; // an error ends it
        audio::Wav2Vec2::StateCallback state;
    };
    // The audio model's hidden states of a voice. The model, which takes so many bytes with its work, leaves a device
    // with memory of its own. Errors: those of Wav2Vec2::load(), Wav2Vec2::encode() and of `sink`.
    Status encodeVoice(const at::Tensor& samples, Processor where, int64_t bytes, const HiddenStateSink& sink,
                       const audio::EncodeOptions& options);

    // Frees what a device with memory of its own holds of the transformer, as far as a stage that takes so many bytes
    // wouldn't find room; or all of it.
    void makeSpace(int64_t bytes);
    void releaseDevice();
    // Bytes of pinned RAM that are held.
    [[nodiscard]] int64_t keptBytes() const { return m_controller ? m_controller->keptBytes() : 0; }
    // Frees transformer and VAE in the middle of a film, whose transformer resume() restores; vae() is to be asked
    // for again and is where it was. Errors: those of vae() and OffloadController::resume().
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
    std::optional<audio::Wav2Vec2> m_wav2vec2; // on the CPU
    std::optional<text::Tokenizer> m_tokenizer;
    std::vector<int64_t> m_lastPrompt; // its ids
    at::Tensor m_lastRows; // of it, in RAM
};

} // namespace studio::pipeline
