// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/spec/RenderSpec.h"

#include <algorithm>

namespace studio {

std::vector<Turn> withPrompt(std::vector<Turn> turns, int64_t block, std::optional<std::string> prompt)
{
    auto at = std::ranges::find_if(turns, [block](const Turn& turn) { return turn.block >= block; });
    if (at == turns.end() || at->block != block) {
        if (!prompt)
            return turns;
        at = turns.insert(at, {.block = block, .seed = {}, .prompt = {}});
    }
    at->prompt = std::move(prompt);
    if (!at->prompt && !at->seed)
        turns.erase(at);
    return turns;
}

std::vector<Turn> promptsOf(const std::vector<Turn>& turns)
{
    std::vector<Turn> prompts;
    for (const Turn& turn : turns) {
        if (turn.prompt)
            prompts.push_back({.block = turn.block, .seed = {}, .prompt = turn.prompt});
    }
    return prompts;
}

uint64_t RenderSpec::seedAt(int64_t block) const
{
    uint64_t now = seed;
    for (const Turn& turn : turns) {
        if (turn.block <= block)
            now = turn.seed.value_or(now);
    }
    return now;
}

std::string RenderSpec::promptAt(int64_t block, const std::string& first) const
{
    const std::string* now = &first;
    for (const Turn& turn : turns) {
        if (turn.block <= block && turn.prompt)
            now = &*turn.prompt;
    }
    return *now;
}

RenderSpec RenderSpec::branched(const Turn& turn) const
{
    Turn here = turn;
    for (const Turn& mine : turns) {
        if (!turn.prompt && mine.block == turn.block)
            here.prompt = mine.prompt;
    }
    return branched(here, turn.prompt ? std::vector<Turn>() : turns);
}

RenderSpec RenderSpec::branched(const Turn& turn, const std::vector<Turn>& later) const
{
    RenderSpec branch = *this;
    std::erase_if(branch.turns, [&turn](const Turn& mine) { return mine.block >= turn.block; });
    branch.turns.push_back(turn);
    for (Turn& prompt : promptsOf(later)) {
        if (prompt.block > turn.block)
            branch.turns.push_back(std::move(prompt));
    }
    return branch;
}

} // namespace studio
