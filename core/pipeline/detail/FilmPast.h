// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/offload/KvStore.h"
#include "core/pipeline/Render.h"

#include <ATen/core/Tensor.h>

#include <functional>
#include <span>
#include <vector>

namespace studio::pipeline {

// The blocks that an earlier render has made, as tensors. Blocks are counted as in MadeBlocks.
class FilmPast {
public:
    // A new film has no past.
    FilmPast(std::shared_ptr<const MadeBlocks> made, int64_t first);

    // Error: Internal if the earlier render's facts are others than this one's, but for `end`.
    [[nodiscard]] Status check(const BlockFacts& facts) const;

    [[nodiscard]] int64_t end() const { return m_end; } // the first block to make
    // [16, 3, h, w] in RAM: the result of a block before end(). Errors: those of MadeBlocks::latents().
    [[nodiscard]] Result<at::Tensor> latents(int64_t block, at::IntArrayRef shape) const;
    // The same after each step; nothing for a block that isn't made yet.
    [[nodiscard]] Result<std::vector<at::Tensor>> steps(int64_t block, at::IntArrayRef shape) const;

private:
    [[nodiscard]] Result<at::Tensor> latents(int64_t block, int step, at::IntArrayRef shape) const;

    std::shared_ptr<const MadeBlocks> m_made;
    int64_t m_end;
};

// Of BlockFacts: Fp32, or Bf16.
[[nodiscard]] NumberFormat numberFormatOf(at::ScalarType dtype);
[[nodiscard]] int64_t stepBytesOf(at::IntArrayRef shape, at::ScalarType dtype);

// Passes on to the sink what a block was after each step, if the sink takes it; else empty. Blocks come counted from
// the first of the lead-in.
[[nodiscard]] std::function<Status(int64_t made, std::span<const at::Tensor> steps)> recorderOf(RenderSink& sink,
                                                                                                int64_t leadIn);

// The first block to denoise again so that everything from block `end` on is exact. The keys of layer 0 follow from a
// block's latents, which are known; those of layer l are exact l (ringBlocks - 1) blocks later, as a block attends to
// that many before it. Which blocks share a pass matters for the last digits: it repeats every `lanes` blocks after the
// beginning of each of `runs` (ascending, the film's first block first), which begins with one lane, once all lanes are
// in use.
[[nodiscard]] int64_t replayBegin(int64_t end, std::span<const int64_t> runs, const offload::KvShape& caches,
                                  int lanes);

// How many layers, from the first one, to repeat for a block before `end`: their keys of this block are attended to by
// the blocks from `end` on, directly or through the layers between. 1 at least.
[[nodiscard]] int64_t replayDepth(int64_t block, int64_t end, const offload::KvShape& caches);

// (block, step) pairs that are finished before the first new frames are made: a stream is decoded block by block, a
// single film from the end of its first clip on, or of all. `replay`: the first block to denoise; `next`: the first new
// one; `firstClip`: the end of the first clip, where the first run over the blocks ends.
[[nodiscard]] int64_t forwardsToFrames(Semantics semantics, const BlockFacts& facts, int64_t replay, int64_t next,
                                       int64_t firstClip);

// The first block to decode so that all frames from `frame` on are exact: a frame that is decoded, those before the
// film counted. `end`: behind the last block that is made; `reach`: Vae::decoderReach().
[[nodiscard]] int64_t decodeBegin(const BlockFacts& facts, int64_t end, int64_t frame, int64_t reach);

} // namespace studio::pipeline
