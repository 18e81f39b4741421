// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/pipeline/detail/FilmFrames.h"

#include "core/tensor/Accelerator.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/cat.h>
#include <ATen/ops/clamp.h>

#include <algorithm>

namespace studio::pipeline {

at::Tensor toBytes(const at::Tensor& frames)
{
    return tensor::toHost(
        frames.clamp(-1, 1).add_(1).mul_(0.5).mul_(255).to(at::kByte).permute({1, 2, 3, 0}).contiguous());
}

FilmFrames::FilmFrames(RenderSink& sink, int64_t dropped, int64_t total, Keep keep, tensor::FreeMemory freeMemory)
    : m_sink(sink)
    , m_dropped(dropped)
    , m_total(total)
    , m_keep(keep)
    , m_freeMemory(std::move(freeMemory))
{
}

Status FilmFrames::add(const at::Tensor& frames)
{
    const int64_t skip = std::min(m_dropped, frames.size(1));
    const int64_t count = std::min(frames.size(1) - skip, m_total - m_count);
    if (count <= 0) {
        m_dropped -= skip;
        return kDone;
    }
    const at::Tensor bytes = tensor::retryOnOom(m_freeMemory, [&] { return toBytes(frames.narrow(1, skip, count)); });
    m_dropped -= skip;
    const FrameGroup group{.first = m_count,
                           .count = static_cast<int>(count),
                           .width = static_cast<int>(bytes.size(2)),
                           .height = static_cast<int>(bytes.size(1)),
                           .rgb = {bytes.const_data_ptr<uint8_t>(), static_cast<size_t>(bytes.numel())}};
    m_count += count;
    if (m_keep == Keep::Yes)
        m_kept.push_back(bytes.permute({3, 0, 1, 2}));
    return m_sink.frames(group);
}

at::Tensor FilmFrames::kept() const
{
    const tensor::HostScope host;
    return at::cat(m_kept, 1).contiguous();
}

} // namespace studio::pipeline
