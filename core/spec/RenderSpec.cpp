// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/spec/RenderSpec.h"

namespace studio {

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
    RenderSpec branch = *this;
    branch.turns.clear();
    Turn here = turn;
    std::vector<Turn> later;
    for (const Turn& mine : turns) {
        if (mine.block < turn.block)
            branch.turns.push_back(mine);
        else if (!turn.prompt && mine.prompt && mine.block == turn.block)
            here.prompt = mine.prompt;
        else if (!turn.prompt && mine.prompt)
            later.push_back({.block = mine.block, .seed = {}, .prompt = mine.prompt});
    }
    branch.turns.push_back(std::move(here));
    branch.turns.insert(branch.turns.end(), later.begin(), later.end());
    return branch;
}

} // namespace studio
