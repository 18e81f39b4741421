// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/Result.h"
#include "core/model/TensorSource.h"
#include "core/vae/Vae.h"

#include <ATen/core/Tensor.h>

#include <filesystem>
#include <memory>
#include <stop_token>
#include <string>

namespace studio::vae {

// A light decoder for the latents of Wan 2.1 (MODEL.md 5.4): taew2_1, lighttaew2_1, or one of their form with other
// widths. A hundredth of the VAE's work, and its pictures are less exact: for drafts. Immutable: copies are cheap, and
// all functions are thread-safe. Vae::decodingWith() uses it.
class LightDecoder {
public:
    // Loads one file of any kind that model::openTensors() knows, of numbers of any kind; names may have a prefix, and
    // an encoder in it is passed by. `device`, `dtype` and `kernels` as in Vae::load(). Errors: those of
    // model::openTensors(); CheckpointForeign for a file of another kind; CheckpointIncomplete and CheckpointMismatch
    // name the tensors; CheckpointDamaged; Cancelled.
    static Result<LightDecoder> load(const std::filesystem::path& path, c10::Device device, at::ScalarType dtype,
                                     Kernels kernels = Kernels::Fastest, const std::stop_token& stop = {});
    // The same from named tensors; errors name `file`.
    static Result<LightDecoder> fromTensors(const model::StateDict& tensors, const std::string& file,
                                            c10::Device device, at::ScalarType dtype,
                                            Kernels kernels = Kernels::Fastest, const std::stop_token& stop = {});

    [[nodiscard]] const std::string& file() const;

    struct Model;

private:
    friend class Vae;
    explicit LightDecoder(std::shared_ptr<const Model> model);
    static Result<LightDecoder> fromSource(model::TensorSource source, const std::string& file, c10::Device device,
                                           at::ScalarType dtype, Kernels kernels, const std::stop_token& stop);

    std::shared_ptr<const Model> m_model;
};

} // namespace studio::vae
