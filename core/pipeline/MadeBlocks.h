// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/Result.h"
#include "core/spec/RenderSpec.h"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <vector>

namespace studio::pipeline {

// Facts of a film's blocks that are known when the first one begins. Blocks are counted from the film's first one;
// those of the lead-in, before the film, are negative.
struct BlockFacts {
    int64_t first = 0; // -lead-in
    int64_t end = 0; // of the film
    int steps = 0;
    int lanes = 0; // blocks denoised in one pass. With another number the same film differs in last digits.
    NumberFormat format = NumberFormat::Fp32; // of latents: Fp32 or Bf16
    int64_t stepBytes = 0; // of the latents [16, 3, h, w] after one step, contiguous

    bool operator==(const BlockFacts&) const = default;
};

// A finished block.
struct MadeBlock {
    int64_t block = 0;
    std::span<const std::byte> latents; // after each step: BlockFacts::steps * stepBytes; valid during the call
};

// Blocks that an earlier render has made, as it passed them to RenderSink::block(): all from BlockFacts::first on.
class MadeBlocks {
public:
    virtual ~MadeBlocks() = default;
    [[nodiscard]] virtual const BlockFacts& facts() const = 0; // of the earlier render
    [[nodiscard]] virtual int64_t end() const = 0; // behind the last block; facts().first if there is none
    // Latents after a step, facts().stepBytes. On the rendering thread. An error ends the render.
    [[nodiscard]] virtual Result<std::vector<std::byte>> latents(int64_t block, int step) const = 0;
};

// Where a render goes on. The film is the same bit for bit as if it hadn't been broken off, if model, request, device
// and libraries are the same, and memory.lanes is that of the facts. The transformer's caches aren't kept but made
// again, by repeating up to 3 blocks per layer (RenderSpec::windowBlocks - 1) before the first new one with the latents
// that they had, the earlier a block, the fewer layers: half of them on average.
struct Continuation {
    std::shared_ptr<const MadeBlocks> made; // null for a new film
    int64_t firstFrame = 0; // Frames before this one aren't passed to the sink, nor decoded without need.
};

} // namespace studio::pipeline
