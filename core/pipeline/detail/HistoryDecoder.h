// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/vae/Vae.h"

#include <stop_token>

namespace studio::pipeline {

// Decodes the clips of the single-GPU pipeline (SPEC 8.1): each behind the latents of the 365 frames before it, which
// are encoded anew from the frames that the film has got. At first these are the still portrait.
class HistoryDecoder {
public:
    // image [3, H, W] in -1..1; latents [16, 92, h, w]: the image repeated and encoded. The VAE is borrowed.
    HistoryDecoder(const vae::Vae& vae, const at::Tensor& image, int64_t frames, at::Tensor latents);

    // clip [16, n, h, w] -> its last `count` frames [3, count, H, W]. Errors: those of Vae::decode().
    Result<at::Tensor> decode(const at::Tensor& clip, int64_t count, const std::stop_token& stop) const;

    // Appends frames of the film [3, n, H, W], as many old ones fall out. Errors: those of Vae::encode().
    Status append(const at::Tensor& frames, const std::stop_token& stop);

    // Moves what it holds to RAM, and back.
    void leaveDevice();
    void comeBack(c10::Device device);

    // The latents of the history, [16, 92, h, w].
    [[nodiscard]] const at::Tensor& latents() const { return m_latents; }

private:
    const vae::Vae& m_vae;
    at::Tensor m_frames; // [3, 365, H, W]
    at::Tensor m_latents;
};

} // namespace studio::pipeline
