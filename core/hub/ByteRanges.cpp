// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/hub/ByteRanges.h"

#include <algorithm>
#include <iterator>
#include <numeric>

namespace studio::hub {

void ByteRanges::add(ByteRange range)
{
    if (range.begin >= range.end)
        return;
    auto next = m_ends.upper_bound(range.begin);
    if (next != m_ends.begin() && std::prev(next)->second >= range.begin) {
        --next;
        range.begin = next->first;
    }
    while (next != m_ends.end() && next->first <= range.end) {
        range.end = std::max(range.end, next->second);
        next = m_ends.erase(next);
    }
    m_ends.emplace(range.begin, range.end);
}

void ByteRanges::clipTo(uint64_t size)
{
    m_ends.erase(m_ends.lower_bound(size), m_ends.end());
    if (!m_ends.empty() && m_ends.rbegin()->second > size)
        m_ends.rbegin()->second = size;
}

uint64_t ByteRanges::bytes() const
{
    return std::accumulate(m_ends.begin(), m_ends.end(), uint64_t{0},
                           [](uint64_t sum, const auto& range) { return sum + range.second - range.first; });
}

ByteRange ByteRanges::firstGap(uint64_t size, uint64_t most) const
{
    uint64_t begin = 0;
    auto next = m_ends.begin();
    if (next != m_ends.end() && next->first == 0) {
        begin = next->second;
        ++next;
    }
    begin = std::min(begin, size);
    uint64_t end = next == m_ends.end() ? size : std::min(size, next->first);
    if (end - begin > most)
        end = begin + most;
    return {begin, end};
}

std::vector<ByteRange> ByteRanges::ranges() const
{
    std::vector<ByteRange> all;
    for (const auto& [begin, end] : m_ends)
        all.push_back({begin, end});
    return all;
}

} // namespace studio::hub
