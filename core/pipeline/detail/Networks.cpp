// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/pipeline/detail/Networks.h"

#include "core/audio/SpeechFiles.h"
#include "core/base/Log.h"
#include "core/dit/DitLoader.h"
#include "core/model/Fingerprint.h"
#include "core/model/MappedFile.h"
#include "core/pipeline/CheckpointShape.h"
#include "core/pipeline/detail/ModelSlabs.h"
#include "core/pipeline/detail/NetworkNames.h"
#include "core/tensor/Device.h"
#include "core/tensor/FiniteNumbers.h"
#include "core/text/PromptCache.h"
#include "core/text/T5Encoder.h"

#include <c10/util/Exception.h>

#include <algorithm>

namespace studio::pipeline {

Networks::Networks(ModelOptions options, model::CheckpointFolder folder,
                   std::unique_ptr<tensor::Accelerator> accelerator, at::ScalarType dtype)
    : m_options(std::move(options))
    , m_folder(std::move(folder))
    , m_device(accelerator ? accelerator->device() : c10::Device(c10::kCPU))
    , m_dtype(dtype)
    , m_accelerator(std::move(accelerator))
{
}

Result<Networks> Networks::open(const ModelOptions& options, std::unique_ptr<tensor::Accelerator> accelerator)
{
    Result<model::CheckpointFolder> folder
        = model::findCheckpoint(options.checkpoint, options.entry.files, options.parts);
    if (!folder)
        return folder.error();
    if (!options.lora.empty()) {
        if (const Result<std::filesystem::path> lora = model::findLora(options.lora, options.entry.files); !lora)
            return lora.error();
    }
    tensor::useExactFp32();
    const bool computesOnCpu = !accelerator || accelerator->device().is_cpu();
    const at::ScalarType dtype = computeDtype(options, computesOnCpu ? Processor::Cpu : Processor::Gpu);
    return Networks(options, std::move(*folder), std::move(accelerator), dtype);
}

Status Networks::openDit()
{
    if (m_checkpoint)
        return kDone;
    Result<std::shared_ptr<const dit::DitCheckpoint>> checkpoint = pipeline::openDit(m_options, m_folder);
    if (!checkpoint)
        return checkpoint.error();
    m_checkpoint = std::move(*checkpoint);
    return kDone;
}

dit::LayerFormat Networks::layerFormat() const
{
    return layerFormatOf(m_options, m_device.is_cuda() ? Processor::Gpu : Processor::Cpu);
}

Result<const dit::DitConfig*> Networks::ditConfig()
{
    if (Status opened = openDit(); !opened)
        return opened.error();
    return &m_checkpoint->config();
}

Result<const ModelShape*> Networks::shape()
{
    if (!m_shape) {
        Result<ModelShape> read = readCheckpointShape(
            {.checkpoint = m_options.checkpoint, .lora = {}, .parts = m_options.parts}, m_options.entry.files);
        if (!read)
            return read.error();
        m_shape = std::move(*read);
    }
    return &*m_shape;
}

Result<OffloadController*> Networks::controller()
{
    if (!m_controller) {
        if (Status opened = openDit(); !opened)
            return opened.error();
        const Result<const ModelShape*> read = shape();
        if (!read)
            return read.error();
        m_controller
            = std::make_unique<OffloadController>(*m_accelerator, m_checkpoint, **read,
                                                  OffloadController::Options{.dtype = m_dtype,
                                                                             .format = layerFormat(),
                                                                             .slabCache = m_options.slabCache,
                                                                             .title = slabTitle(m_options, m_folder)});
    }
    return m_controller.get();
}

Result<Networks::CpuDit> Networks::dit(const std::stop_token& stop, const Between& between)
{
    if (!m_dit) {
        if (Status opened = openDit(); !opened)
            return opened.error();
        const auto report = [&](int64_t layers) {
            if (between)
                between(static_cast<double>(layers) / static_cast<double>(m_checkpoint->config().layers));
        };
        Result<dit::LoadedDit> loaded = dit::loadDit(*m_checkpoint, m_device, m_dtype, layerFormat(), stop, report);
        if (!loaded)
            return loaded.error();
        m_dit = std::make_unique<dit::DitModel>(std::move(loaded->model));
        m_layers = std::make_unique<dit::ResidentLayers>(std::move(loaded->layers));
    }
    return CpuDit{.model = m_dit.get(), .layers = m_layers.get()};
}

Result<const vae::Vae*> Networks::vae(const std::stop_token& stop)
{
    if (!m_vae) {
        Result<vae::Vae> loaded = vae::Vae::load(m_folder.vae, m_device, m_dtype, vae::Kernels::Fastest, stop);
        if (!loaded)
            return loaded.error();
        m_vae = std::move(*loaded);
    }
    return &*m_vae;
}

Result<vae::LightDecoder> Networks::lightDecoder(const std::stop_token& stop)
{
    if (m_options.lightDecoder.empty())
        return Error{ErrorCode::BadOption, "light decoder", "this model has none"};
    if (!m_light) {
        Result<vae::LightDecoder> loaded
            = vae::LightDecoder::load(m_options.lightDecoder, m_device, m_dtype, vae::Kernels::Fastest, stop);
        if (!loaded)
            return loaded.error();
        m_light = std::move(*loaded);
    }
    return *m_light;
}

Result<vae::Vae> Networks::vaeOnCpu(const std::stop_token& stop) const
{
    return vae::Vae::load(m_folder.vae, c10::kCPU, m_device.is_cpu() ? m_dtype : at::kFloat, vae::Kernels::Fastest,
                          stop);
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

Result<at::Tensor> Networks::encodePrompt(const std::vector<int64_t>& ids, Processor where, int64_t bytes,
                                          const std::stop_token& stop, const Between& between)
{
    const bool onCpu = where == Processor::Cpu || m_device.is_cpu();
    const at::ScalarType dtype = onCpu && !m_device.is_cpu() ? at::kBFloat16 : m_dtype;
    const text::PromptCache cache(m_options.promptCache);
    text::PromptCache::Key key{.ids = ids, .model = {}, .dtype = dtype};
    if (!m_options.promptCache.empty()) {
        Result<std::string> fingerprint = model::fingerprint(m_folder.t5);
        if (!fingerprint)
            return fingerprint.error();
        key.model = std::move(*fingerprint);
        if (std::optional<at::Tensor> known = cache.find(key); known && tensor::isFinite(*known))
            return std::move(*known);
    }
    if (m_lastRows.defined() && m_lastPrompt == ids && m_lastRows.scalar_type() == dtype)
        return m_lastRows;
    const model::MappingWatch watch;
    Result<at::Tensor> rows = Error{ErrorCode::OutOfMemory, {}, {}};
    if (where == Processor::Gpu) {
        makeSpace(bytes);
        try {
            rows = encodeText(ids, m_device, dtype, stop, between);
        } catch (const c10::OutOfMemoryError& error) {
            log::warning(std::string("the text is encoded on the CPU: ") + error.what_without_backtrace());
        }
    }
    if (!rows && rows.error().code == ErrorCode::OutOfMemory) {
        const tensor::HostScope host;
        rows = encodeText(ids, c10::kCPU, dtype, stop, between);
    }
    if (m_accelerator)
        m_accelerator->trim();
    if (Status whole = watch.whole(); !whole) // The rows would stay in the cache.
        return whole.error();
    if (!rows)
        return rows;
    at::Tensor kept = tensor::toHost(*rows);
    if (!tensor::isFinite(kept))
        return Error{ErrorCode::NotFinite, m_folder.t5.string(), std::string(networkName(Network::TextEncoder))};
    m_lastRows = std::move(kept);
    if (!m_options.promptCache.empty())
        cache.store(key, m_lastRows);
    m_lastPrompt = ids;
    return m_lastRows;
}

Result<at::Tensor> Networks::encodeText(const std::vector<int64_t>& ids, c10::Device device, at::ScalarType dtype,
                                        const std::stop_token& stop, const Between& between)
{
    // Its weights stay in the mapped file, and are on the device one block at a time, so there is nothing to keep.
    const Result<text::T5Encoder> encoder = text::T5Encoder::load(m_folder.t5, device, dtype);
    if (!encoder)
        return encoder.error();
    const auto outside = [&](int64_t id) { return id >= encoder->config().vocabulary; };
    if (std::any_of(ids.begin(), ids.end(), outside))
        return Error{ErrorCode::CheckpointMismatch, m_folder.t5.string(),
                     "the tokenizer knows more tokens than the encoder's "
                         + std::to_string(encoder->config().vocabulary)};
    return encoder->encode(ids, stop, between);
}

Result<const audio::Wav2Vec2Config*> Networks::speechConfig()
{
    if (!m_speechConfig) {
        Result<audio::SpeechModel> files = audio::openSpeechModel(m_folder.wav2vec2);
        if (!files)
            return files.error();
        m_speechConfig = std::move(files->config);
    }
    return &*m_speechConfig;
}

Status Networks::encodeVoice(const at::Tensor& samples, Processor where, const audio::Wav2Vec2::StateCallback& take,
                             const audio::EncodeOptions& options)
{
    const bool onDevice = m_accelerator && where == Processor::Gpu;
    std::optional<tensor::HostScope> host;
    if (!onDevice)
        host.emplace();
    if (m_wav2vec2 && m_hearsOnDevice != onDevice)
        m_wav2vec2.reset();
    if (!m_wav2vec2) {
        // Falls back to fp32 on the CPU, which is faster there.
        Result<audio::Wav2Vec2> loaded
            = audio::Wav2Vec2::load(m_folder.wav2vec2, onDevice ? m_device : c10::Device(c10::kCPU),
                                    onDevice || m_device.is_cpu() ? m_dtype : at::kFloat, options.stop);
        if (!loaded)
            return loaded.error();
        m_wav2vec2 = std::move(*loaded);
        m_hearsOnDevice = onDevice;
    }
    if (!onDevice)
        return m_wav2vec2->encode(samples, take, options);
    const auto copied = [&](int64_t index, const at::Tensor& state) {
        const at::Tensor copy = tensor::toHost(state);
        const tensor::HostScope inHost;
        take(index, copy);
    };
    return m_wav2vec2->encode(samples, copied, options);
}

bool Networks::releaseSpeech()
{
    const bool wasOnDevice = m_wav2vec2 && m_hearsOnDevice;
    m_wav2vec2.reset();
    return wasOnDevice;
}

void Networks::makeSpace(int64_t bytes)
{
    if (m_controller)
        m_controller->makeSpace(bytes);
}

void Networks::releaseDevice()
{
    if (m_hearsOnDevice)
        m_wav2vec2.reset();
    if (m_controller)
        m_controller->releaseDevice();
}

void Networks::suspend()
{
    m_vae.reset();
    m_light.reset();
    if (m_hearsOnDevice)
        m_wav2vec2.reset();
    m_controller->suspend();
}

Status Networks::resume(const std::stop_token& stop)
{
    if (const auto loaded = vae(stop); !loaded)
        return loaded.error();
    return m_controller->resume(stop);
}

} // namespace studio::pipeline
