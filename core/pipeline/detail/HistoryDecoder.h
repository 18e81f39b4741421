// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/pipeline/Planner.h"
#include "core/vae/Vae.h"

#include <functional>
#include <stop_token>

namespace studio::pipeline {

// Decodes the clips of the single-GPU semantics (MODEL.md 8.1): each after the latents of the 365 frames before it,
// which are re-encoded from the film's own frames; at first these are the still portrait. Frames are kept in RAM, and
// decoded a few at a time.
class HistoryDecoder {
public:
    // image [3, H, W] in -1..1, in RAM; latents [16, 92, h, w]: the image repeated and encoded. The VAE is borrowed.
    HistoryDecoder(const vae::Vae& vae, const at::Tensor& image, at::Tensor latents);

    // clip [16, n, h, w], in RAM -> its 4 n frames, passed to `take` in order, up to twelve at once [3, 1..12, H, W]
    // fp32. Errors: those of Vae::decode() and of `take`.
    using Take = std::function<Status(const at::Tensor& frames)>;
    Status decode(const at::Tensor& clip, const Take& take, const std::stop_token& stop) const;

    // Appends frames of the film [3, n, H, W] fp32 in RAM; drops the n oldest. Errors: those of Vae::encode().
    Status append(const at::Tensor& frames, const std::stop_token& stop);

    // Moves its device memory to RAM, and back.
    void releaseDevice();
    void resume(c10::Device device);

    // The latents of the history, [16, 92, h, w].
    [[nodiscard]] const at::Tensor& latents() const { return m_latents; }

private:
    const vae::Vae& m_vae;
    at::Tensor m_frames; // [3, 365, H, W] fp32 in RAM; a view of the portrait until something is appended
    at::Tensor m_latents;
};

} // namespace studio::pipeline
