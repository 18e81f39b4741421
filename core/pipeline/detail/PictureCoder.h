// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/pipeline/Render.h"
#include "core/pipeline/detail/Networks.h"
#include "core/tensor/OomRetry.h"
#include "core/vae/Vae.h"

#include <ATen/core/Tensor.h>

#include <filesystem>
#include <optional>
#include <stop_token>

namespace studio::pipeline {

// The VAE of one render: encodes its portrait, and decodes its latents by the decoder that was ordered.
class PictureCoder {
public:
    // The networks and the request are borrowed. `freeMemory`: asked for more where an operation has too little.
    PictureCoder(Networks& networks, const RenderRequest& request, tensor::FreeMemory freeMemory, std::stop_token stop);

    // Loads the VAE and encodes the portrait, on the CPU if the device has too little memory for that. Errors: those of
    // Networks::vae(), Networks::lightDecoder(), Vae::encodeStill(), Vae::decodingInInt8() and Vae::decodingWith();
    // NotFinite.
    Status encodePortrait();

    // After encodePortrait(). The VAE keeps its address over release() and resume().
    [[nodiscard]] const vae::Vae& vae() const { return *m_vae; }
    [[nodiscard]] const at::Tensor& image() const { return m_image; } // [3, H, W] in -1..1, in RAM
    [[nodiscard]] const at::Tensor& reference() const { return m_reference; } // [16, 1, h, w]
    [[nodiscard]] const at::Tensor& motion() const { return m_motion; } // [16, 19 or 92, h, w]
    // What decodes, for errors.
    [[nodiscard]] std::filesystem::path decoderFile() const;

    // Frees the VAE's device memory, and loads it again. Errors of resume(): as encodePortrait().
    void release() { m_vae.reset(); }
    Status resume();

private:
    Status load();
    Status encodeStills(const vae::Vae& vae);
    Status takeDecoder();

    Networks& m_networks;
    const RenderRequest& m_request;
    const tensor::FreeMemory m_freeMemory;
    const std::stop_token m_stop;
    std::optional<vae::Vae> m_vae;
    at::Tensor m_image, m_reference, m_motion;
};

} // namespace studio::pipeline
