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

FilmFrames::FilmFrames(RenderSink& sink, int64_t dropped, int64_t total, int64_t first, Keep keep,
                       tensor::FreeMemory freeMemory)
    : m_sink(sink)
    , m_dropped(dropped)
    , m_total(total)
    , m_first(first)
    , m_keep(keep)
    , m_freeMemory(std::move(freeMemory))
{
}

void FilmFrames::skip(int64_t frames)
{
    const int64_t dropped = std::min(m_dropped, frames);
    m_dropped -= dropped;
    m_count += std::min(frames - dropped, m_total - m_count);
}

Status FilmFrames::add(const at::Tensor& frames)
{
    const int64_t all = frames.size(1);
    const int64_t had = std::clamp<int64_t>(m_first - m_count + m_dropped, 0, all); // by the sink, or dropped
    const int64_t before = std::max(had, std::min(m_dropped, all));
    const int64_t left = m_total - m_count + m_dropped; // that belong to the film, with those to drop
    const int64_t count = std::min(all, left) - before;
    if (count <= 0) {
        skip(all);
        return kDone;
    }
    const at::Tensor bytes = tensor::retryOnOom(m_freeMemory, [&] { return toBytes(frames.narrow(1, before, count)); });
    skip(before);
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
