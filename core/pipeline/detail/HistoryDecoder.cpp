// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/pipeline/detail/HistoryDecoder.h"

#include "core/tensor/Accelerator.h"

#include <algorithm>

namespace studio::pipeline {
namespace {

constexpr int64_t kLatentsAtOnce = 3; // as many as a block's

at::Tensor still(const at::Tensor& image)
{
    const tensor::HostScope host;
    return image.to(at::kFloat).unsqueeze(1).expand({-1, kHistoryFrames, -1, -1});
}

} // namespace

HistoryDecoder::HistoryDecoder(const vae::Vae& vae, const at::Tensor& image, at::Tensor latents)
    : m_vae(vae)
    , m_frames(still(image))
    , m_latents(std::move(latents))
{
}

Status HistoryDecoder::decode(const at::Tensor& clip, const Take& take, const std::stop_token& stop) const
{
    vae::StreamDecoder decoder(m_vae);
    const auto decoded = [&](const at::Tensor& latents, const Take& use) -> Status {
        for (int64_t first = 0; first < latents.size(1); first += kLatentsAtOnce) {
            const int64_t count = std::min(kLatentsAtOnce, latents.size(1) - first);
            const Result<at::Tensor> frames = decoder.decode(latents.narrow(1, first, count), stop);
            if (!frames)
                return frames.error();
            if (Status used = use(*frames); !used)
                return used;
        }
        return kDone;
    };
    if (Status past = decoded(m_latents, [](const at::Tensor&) { return Status(kDone); }); !past)
        return past;
    const auto inRam = [&] {
        const tensor::HostScope host;
        return clip.to(m_latents.scalar_type());
    };
    return decoded(inRam(), take);
}

Status HistoryDecoder::append(const at::Tensor& frames, const std::stop_token& stop)
{
    {
        const tensor::HostScope host;
        m_frames = m_frames.contiguous();
        const int64_t added = std::min(frames.size(1), kHistoryFrames);
        const int64_t kept = kHistoryFrames - added;
        for (int64_t t = 0; t < kept; ++t)
            m_frames.select(1, t).copy_(m_frames.select(1, t + added));
        m_frames.narrow(1, kept, added).copy_(frames.narrow(1, frames.size(1) - added, added));
    }
    Result<at::Tensor> encoded = m_vae.encode(m_frames, stop);
    if (!encoded)
        return encoded.error();
    m_latents = std::move(*encoded);
    return kDone;
}

void HistoryDecoder::releaseDevice()
{
    m_latents = tensor::toHost(m_latents);
}

void HistoryDecoder::resume(c10::Device device)
{
    m_latents = tensor::toDevice(m_latents, device);
}

} // namespace studio::pipeline
