// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/pipeline/detail/HistoryDecoder.h"

#include "core/tensor/Accelerator.h"

#include <ATen/ops/cat.h>

namespace studio::pipeline {

HistoryDecoder::HistoryDecoder(const vae::Vae& vae, const at::Tensor& image, int64_t frames, at::Tensor latents)
    : m_vae(vae)
    , m_frames(image.to(at::kFloat).unsqueeze(1).expand({-1, frames, -1, -1}))
    , m_latents(std::move(latents))
{
}

Result<at::Tensor> HistoryDecoder::decode(const at::Tensor& clip, int64_t count, const std::stop_token& stop) const
{
    const Result<at::Tensor> whole = m_vae.decode(at::cat({m_latents, clip.to(m_latents.scalar_type())}, 1), stop);
    if (!whole)
        return whole.error();
    return whole->narrow(1, whole->size(1) - count, count);
}

Status HistoryDecoder::append(const at::Tensor& frames, const std::stop_token& stop)
{
    const int64_t added = frames.size(1);
    m_frames = at::cat({m_frames.narrow(1, added, m_frames.size(1) - added), frames}, 1);
    Result<at::Tensor> encoded = m_vae.encode(m_frames, stop);
    if (!encoded)
        return encoded.error();
    m_latents = std::move(*encoded);
    return kDone;
}

void HistoryDecoder::leaveDevice()
{
    m_latents = tensor::toHost(m_latents);
    if (m_frames.stride(1) != 0) // At first they are one picture, which stays.
        m_frames = tensor::toHost(m_frames);
}

void HistoryDecoder::comeBack(c10::Device device)
{
    m_latents = tensor::toDevice(m_latents, device);
    if (m_frames.stride(1) != 0)
        m_frames = tensor::toDevice(m_frames, device);
}

} // namespace studio::pipeline
