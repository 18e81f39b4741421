// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/pipeline/detail/FilmDump.h"

#include "core/tensor/Accelerator.h"

#include <ATen/ops/cat.h>

namespace studio::pipeline {
namespace {

at::Tensor onHost(const at::Tensor& tensor)
{
    const at::Tensor copy = tensor::toHost(tensor);
    const tensor::HostScope host;
    return copy.to(at::kFloat);
}

} // namespace

void FilmDump::add(const std::string& name, const at::Tensor& tensor)
{
    if (isWanted())
        m_tensors[name] = onHost(tensor);
}

void FilmDump::addBlock(int64_t block, const at::Tensor& latents, int64_t blocksPerClip)
{
    if (!isWanted() || block < 0)
        return;
    m_blocks.push_back(onHost(latents));
    if ((block + 1) % blocksPerClip != 0)
        return;
    const tensor::HostScope host;
    m_tensors["latents_clip" + std::to_string(block / blocksPerClip)] = at::cat(m_blocks, 1);
    m_blocks.clear();
}

Status FilmDump::write(const FilmFrames& frames)
{
    if (!isWanted())
        return kDone;
    if (frames.count() > 0)
        m_tensors["frames_u8"] = frames.kept();
    return model::writeSafetensors(m_file, m_tensors);
}

} // namespace studio::pipeline
