// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <map>
#include <vector>

namespace studio::hub {

// Bytes of a file: begin <= position < end.
struct ByteRange {
    uint64_t begin = 0;
    uint64_t end = 0;

    [[nodiscard]] uint64_t bytes() const { return end - begin; }
    bool operator==(const ByteRange&) const = default;
};

// A set of bytes of a file.
class ByteRanges {
public:
    void add(ByteRange range); // an empty one changes nothing
    void clipTo(uint64_t size); // removes what is beyond
    void clear() { m_ends.clear(); }

    [[nodiscard]] uint64_t bytes() const;
    // The first bytes below `size` that aren't in the set, at most `most` of them; empty if there are none.
    [[nodiscard]] ByteRange firstGap(uint64_t size, uint64_t most) const;
    [[nodiscard]] std::vector<ByteRange> ranges() const; // ascending; no two touch

private:
    std::map<uint64_t, uint64_t> m_ends; // by begin
};

} // namespace studio::hub
