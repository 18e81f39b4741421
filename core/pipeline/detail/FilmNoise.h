// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/model/SafetensorsFile.h"

#include <ATen/core/Tensor.h>

#include <filesystem>

namespace studio::pipeline {

// The noise that the blocks of a film begin with. A clip's noise is drawn at once; the lead-in is a clip of its own.
class FilmNoise {
public:
    // Reads "noise_clip0"... to be used instead of random noise. Errors: those of openSafetensors().
    Status read(const std::filesystem::path& file);

    struct Shape {
        int64_t channels = 0;
        int64_t h = 0; // of the latents
        int64_t w = 0;
        int64_t blocksPerClip = 0;
    };
    // [channels, 3, h, w] fp32 in RAM, of a block of the film, or of the lead-in if negative. Fastest in order.
    [[nodiscard]] at::Tensor ofBlock(int64_t block, uint64_t seed, const Shape& shape);

private:
    model::StateDict m_given;
    at::Tensor m_clipNoise; // of m_clip and m_seed
    int64_t m_clip = -1;
    uint64_t m_seed = 0;
};

} // namespace studio::pipeline
