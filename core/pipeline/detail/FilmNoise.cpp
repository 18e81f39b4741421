// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/pipeline/detail/FilmNoise.h"

#include "core/dit/DitConfig.h"
#include "core/sampler/Noise.h"
#include "core/tensor/Accelerator.h"

#include <string>

namespace studio::pipeline {

Status FilmNoise::read(const std::filesystem::path& file)
{
    Result<model::StateDict> opened = model::openSafetensors(file);
    if (!opened)
        return opened.error();
    m_given = std::move(*opened);
    return kDone;
}

at::Tensor FilmNoise::ofBlock(int64_t block, uint64_t seed, const Shape& shape)
{
    const auto& [channels, h, w, blocksPerClip] = shape;
    if (block < 0) {
        const tensor::HostScope host;
        return sampler::clipNoise(seed, block, channels, dit::kBlockLatents, h, w);
    }
    const int64_t clip = block / blocksPerClip;
    const int64_t latents = blocksPerClip * dit::kBlockLatents;
    if (clip != m_clip || seed != m_seed) {
        m_clip = clip;
        m_seed = seed;
        const tensor::HostScope host;
        const auto given = m_given.find("noise_clip" + std::to_string(clip));
        m_clipNoise = given == m_given.end() ? sampler::clipNoise(seed, clip, channels, latents, h, w)
                                             : given->second.view({channels, latents, h, w});
    }
    return m_clipNoise.narrow(1, block % blocksPerClip * dit::kBlockLatents, dit::kBlockLatents);
}

} // namespace studio::pipeline
