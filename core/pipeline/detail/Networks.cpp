// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/pipeline/detail/Networks.h"

#include "core/dit/DitLoader.h"
#include "core/model/Fingerprint.h"
#include "core/tensor/Device.h"
#include "core/text/PromptCache.h"

#include <algorithm>

namespace studio::pipeline {

Networks::Networks(ModelOptions options, model::CheckpointFolder folder, c10::Device device, at::ScalarType dtype)
    : m_options(std::move(options))
    , m_folder(std::move(folder))
    , m_device(device)
    , m_dtype(dtype)
{
}

Result<Networks> Networks::open(const ModelOptions& options)
{
    const Result<c10::Device> device = tensor::parseDevice(options.device);
    if (!device)
        return device.error();
    Result<model::CheckpointFolder> folder = model::findCheckpoint(options.checkpoint);
    if (!folder)
        return folder.error();
    if (!options.lora.empty()) {
        if (const Result<std::filesystem::path> lora = model::findLora(options.lora); !lora)
            return lora.error();
    }
    tensor::useExactFp32();
    const Precision precision = options.precision.value_or(device->is_cpu() ? Precision::Fp32 : Precision::Bf16);
    return Networks(options, std::move(*folder), *device, precision == Precision::Fp32 ? at::kFloat : at::kBFloat16);
}

Status Networks::loadDit()
{
    if (m_dit)
        return kDone;
    std::optional<dit::LoraFile> lora;
    if (!m_options.lora.empty()) {
        const Result<std::filesystem::path> file = model::findLora(m_options.lora);
        if (!file)
            return file.error();
        lora = dit::LoraFile{*file, m_options.loraAlpha};
    }
    const Result<dit::DitCheckpoint> checkpoint = dit::DitCheckpoint::open(m_folder, lora);
    if (!checkpoint)
        return checkpoint.error();
    dit::LoadedDit loaded = dit::loadDit(*checkpoint, m_device, m_dtype,
                                         m_options.fp8 ? dit::LayerFormat::Fp8 : dit::LayerFormat::AsModel);
    m_dit = std::make_unique<dit::DitModel>(std::move(loaded.model));
    m_layers = std::make_unique<dit::ResidentLayers>(std::move(loaded.layers));
    return kDone;
}

Result<const dit::DitModel*> Networks::dit()
{
    if (const Status loaded = loadDit(); !loaded)
        return loaded.error();
    return m_dit.get();
}

Result<dit::LayerSource*> Networks::layers()
{
    if (const Status loaded = loadDit(); !loaded)
        return loaded.error();
    return m_layers.get();
}

Result<const vae::Vae*> Networks::vae()
{
    if (!m_vae) {
        Result<vae::Vae> loaded = vae::Vae::load(m_folder.vae, m_device, m_dtype);
        if (!loaded)
            return loaded.error();
        m_vae = std::move(*loaded);
    }
    return &*m_vae;
}

Result<const audio::Wav2Vec2*> Networks::wav2vec2()
{
    if (!m_wav2vec2) {
        Result<audio::Wav2Vec2> loaded = audio::Wav2Vec2::load(m_folder.wav2vec2, m_device, m_dtype);
        if (!loaded)
            return loaded.error();
        m_wav2vec2 = std::move(*loaded);
    }
    return &*m_wav2vec2;
}

Result<const text::Tokenizer*> Networks::tokenizer()
{
    if (!m_tokenizer) {
        Result<text::Tokenizer> opened = text::Tokenizer::open(m_folder.tokenizer);
        if (!opened)
            return opened.error();
        m_tokenizer = std::move(*opened);
    }
    return &*m_tokenizer;
}

Result<at::Tensor> Networks::encodePrompt(const std::vector<int64_t>& ids, const std::stop_token& stop)
{
    const c10::Device device = m_options.textOnCpu ? c10::Device(c10::kCPU) : m_device;
    const at::ScalarType dtype = m_options.textOnCpu && !m_device.is_cpu() ? at::kBFloat16 : m_dtype;
    const text::PromptCache cache(m_options.promptCache);
    text::PromptCache::Key key{.ids = ids, .model = {}, .dtype = dtype};
    if (!m_options.promptCache.empty()) {
        Result<std::string> fingerprint = model::fingerprint(m_folder.t5);
        if (!fingerprint)
            return fingerprint.error();
        key.model = std::move(*fingerprint);
        if (std::optional<at::Tensor> known = cache.find(key))
            return std::move(*known);
    }

    if (!m_t5) {
        Result<text::T5Encoder> loaded = text::T5Encoder::load(m_folder.t5, device, dtype);
        if (!loaded)
            return loaded.error();
        m_t5 = std::move(*loaded); // Its weights stay in their file.
    }
    const auto outside = [this](int64_t id) { return id >= m_t5->config().vocabulary; };
    if (std::any_of(ids.begin(), ids.end(), outside))
        return Error{ErrorCode::CheckpointMismatch, m_folder.t5.string(),
                     "the tokenizer knows more tokens than the encoder's " + std::to_string(m_t5->config().vocabulary)};
    const at::Tensor rows = m_t5->encode(ids, stop);
    if (!rows.defined())
        return Error{ErrorCode::Cancelled, {}, "stopped while the prompt was encoded"};
    if (!m_options.promptCache.empty())
        cache.store(key, rows);
    return rows;
}

} // namespace studio::pipeline
