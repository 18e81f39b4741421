// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/Result.h"
#include "core/pipeline/Render.h"
#include "core/tensor/OomRetry.h"

#include <ATen/core/Tensor.h>

#include <vector>

namespace studio::pipeline {

// [3, frames, H, W] in -1..1 -> uint8 [frames, H, W, 3] in RAM, truncated as in the reference (MODEL.md 9).
[[nodiscard]] at::Tensor toBytes(const at::Tensor& frames);

// Passes the decoded frames of a film to its sink, in order, without the first `dropped` ones and those after `total`.
// Of a continued film the sink has had the first frames already.
class FilmFrames {
public:
    enum class Keep { No, Yes }; // all frames, for kept()
    // Drops the first `dropped` frames, and all after `total`. Doesn't pass on frames before `first`, one of the
    // film's.
    FilmFrames(RenderSink& sink, int64_t dropped, int64_t total, int64_t first, Keep keep,
               tensor::FreeMemory freeMemory);

    // frames [3, n, H, W] in -1..1. Errors: those of the sink. If it throws c10::OutOfMemoryError, the sink has got
    // nothing.
    Status add(const at::Tensor& frames);

    // Counts frames that were not decoded, since the sink has had them.
    void skip(int64_t frames);

    [[nodiscard]] int64_t count() const { return m_count; } // of the film, so far
    // uint8 [3, frames, H, W] in RAM.
    [[nodiscard]] at::Tensor kept() const;

private:
    RenderSink& m_sink;
    int64_t m_dropped;
    int64_t m_total;
    int64_t m_first;
    Keep m_keep;
    tensor::FreeMemory m_freeMemory;
    int64_t m_count = 0;
    std::vector<at::Tensor> m_kept;
};

} // namespace studio::pipeline
