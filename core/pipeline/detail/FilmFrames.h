// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/Result.h"
#include "core/pipeline/Render.h"

#include <ATen/core/Tensor.h>

#include <vector>

namespace studio::pipeline {

// [3, frames, H, W] in -1..1 -> uint8 [frames, H, W, 3] on the CPU, truncated as in the reference (SPEC 9).
[[nodiscard]] at::Tensor toBytes(const at::Tensor& frames);

// Hands the decoded frames of a film to its sink, in order: drops what the quirks drop and ends where the film ends.
class FilmFrames {
public:
    // `dropped` frames are left out at the beginning, and everything after `total` frames. `keep`: also collects them.
    FilmFrames(RenderSink& sink, int64_t dropped, int64_t total, bool keep);

    // frames [3, n, H, W] in -1..1. Errors: those of the sink.
    Status add(const at::Tensor& frames);

    [[nodiscard]] int64_t count() const { return m_count; }
    // All frames as uint8 [3, frames, H, W]; what was kept.
    [[nodiscard]] at::Tensor kept() const;

private:
    RenderSink& m_sink;
    int64_t m_dropped;
    int64_t m_total;
    bool m_keep;
    int64_t m_count = 0;
    std::vector<at::Tensor> m_kept;
};

} // namespace studio::pipeline
