// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "tests/support/TinyFilm.h"

#include <cstddef>
#include <cstdint>
#include <stop_token>
#include <vector>

namespace studio::test {

// The blocks that a sink has got, up to one of them.
class KeptBlocks : public pipeline::MadeBlocks {
public:
    [[nodiscard]] const pipeline::BlockFacts& facts() const override { return known; }
    [[nodiscard]] int64_t end() const override { return last; }
    [[nodiscard]] Result<std::vector<std::byte>> latents(int64_t block, int step) const override
    {
        const std::vector<std::byte>& all = blocks.at(static_cast<size_t>(block - known.first));
        const auto begin = all.begin() + step * known.stepBytes;
        return std::vector<std::byte>(begin, begin + known.stepBytes);
    }

    pipeline::BlockFacts known;
    int64_t last = 0;
    std::vector<std::vector<std::byte>> blocks;
};

class KeepingSink : public pipeline::RenderSink {
public:
    void progress(const pipeline::Progress& progress) override { last = progress; }
    Status frames(const pipeline::FrameGroup& group) override
    {
        if (made.empty())
            firstFrame = group.first;
        made.insert(made.end(), group.rgb.begin(), group.rgb.end());
        return kDone;
    }
    [[nodiscard]] bool takesBlocks() const override { return true; }
    Status blocks(const pipeline::BlockFacts& facts) override
    {
        kept.known = facts;
        return kDone;
    }
    Status block(const pipeline::MadeBlock& block) override
    {
        if (kept.blocks.empty())
            firstBlock = block.block;
        kept.blocks.emplace_back(block.latents.begin(), block.latents.end());
        if (block.block == stopBehind)
            stop.request_stop();
        return kDone;
    }

    pipeline::Progress last;
    int64_t firstFrame = -1;
    int64_t firstBlock = 0;
    int64_t stopBehind = 1'000'000;
    std::stop_source stop;
    std::vector<uint8_t> made;
    KeptBlocks kept;
};

// Of thirteen seconds of voice that isn't the same from second to second, for up to six clips.
inline pipeline::RenderRequest spokenFilm(int clips)
{
    pipeline::RenderRequest request = tinyFilm();
    request.clips = clips;
    const std::vector<float> second = request.voice;
    for (int i = 1; i < 13; ++i) {
        for (const float sample : second)
            request.voice.push_back(sample / static_cast<float>(1 + i % 3));
    }
    return request;
}

} // namespace studio::test
