// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/pipeline/detail/PictureCoder.h"

#include "core/base/Log.h"
#include "core/pipeline/detail/NetworkNames.h"
#include "core/tensor/Accelerator.h"
#include "core/tensor/FiniteNumbers.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/from_blob.h>

#include <string>
#include <utility>

namespace studio::pipeline {

PictureCoder::PictureCoder(Networks& networks, const RenderRequest& request, tensor::FreeMemory freeMemory,
                           std::stop_token stop)
    : m_networks(networks)
    , m_request(request)
    , m_freeMemory(std::move(freeMemory))
    , m_stop(std::move(stop))
{
}

Status PictureCoder::encodePortrait()
{
    const at::Tensor bytes = at::from_blob(const_cast<uint8_t*>(m_request.portrait.data()),
                                           {m_request.height, m_request.width, 3}, at::kByte);
    {
        const tensor::HostScope host;
        m_image = (bytes.permute({2, 0, 1}).to(at::kFloat) / 255 * 2 - 1).to(m_networks.dtype());
    }
    if (Status loaded = load(); !loaded)
        return loaded;
    Status encoded = kDone;
    try {
        encoded = encodeStills(*m_vae);
    } catch (const c10::OutOfMemoryError& error) {
        if (!m_networks.accelerator())
            throw;
        log::warning(std::string("the portrait is encoded on the CPU: ") + error.what_without_backtrace());
        const tensor::HostScope host;
        const Result<vae::Vae> onCpu = m_networks.vaeOnCpu(m_stop);
        encoded = onCpu ? encodeStills(*onCpu) : Status(onCpu.error());
    }
    return encoded ? takeDecoder() : encoded;
}

std::filesystem::path PictureCoder::decoderFile() const
{
    return m_request.decoder == PictureDecoder::Light ? m_networks.options().lightDecoder : m_networks.files().vae;
}

Status PictureCoder::resume()
{
    const Status loaded = load();
    return loaded ? takeDecoder() : loaded;
}

Status PictureCoder::load()
{
    const auto loaded = tensor::retryOnOom(m_freeMemory, [&] { return m_networks.vae(m_stop); });
    if (!loaded)
        return loaded.error();
    m_vae.emplace((*loaded)->retryOnOom(m_freeMemory));
    return kDone;
}

// Reference and motion latents of the portrait.
Status PictureCoder::encodeStills(const vae::Vae& vae)
{
    constexpr int64_t kStillFramesStream = 73; // the motion history of the streaming pipeline
    constexpr int64_t kReferenceFramesSingle = 5;
    const bool stream = m_request.semantics == Semantics::Stream;
    const at::Tensor image = tensor::retryOnOom(m_freeMemory, [&] { return m_image.to(vae.device(), vae.dtype()); });
    const Result<at::Tensor> reference = vae.encodeStill(image, stream ? 1 : kReferenceFramesSingle, m_stop);
    if (!reference)
        return reference.error();
    const Result<at::Tensor> motion = vae.encodeStill(image, stream ? kStillFramesStream : kHistoryFrames, m_stop);
    if (!motion)
        return motion.error();
    m_reference = reference->narrow(1, reference->size(1) - 1, 1);
    m_motion = *motion;
    if (!tensor::isFinite(m_reference) || !tensor::isFinite(m_motion))
        return notFinite(Network::PictureEncoder, m_networks.files().vae);
    return kDone;
}

// The decoder that was ordered, if it isn't the VAE's as it is.
Status PictureCoder::takeDecoder()
{
    if (m_request.decoder == PictureDecoder::Vae)
        return kDone;
    if (m_request.decoder == PictureDecoder::Int8) {
        Result<vae::Vae> inInt8
            = tensor::retryOnOom(m_freeMemory, [&] { return m_vae->decodingInInt8(m_motion, m_stop); });
        if (!inInt8)
            return inInt8.error();
        m_vae.emplace(std::move(*inInt8));
        return kDone;
    }
    const auto light = tensor::retryOnOom(m_freeMemory, [&] { return m_networks.lightDecoder(m_stop); });
    if (!light)
        return light.error();
    Result<vae::Vae> fitted
        = tensor::retryOnOom(m_freeMemory, [&] { return m_vae->decodingWith(*light, m_image, m_motion, m_stop); });
    if (!fitted)
        return fitted.error();
    m_vae.emplace(std::move(*fitted));
    return kDone;
}

} // namespace studio::pipeline
