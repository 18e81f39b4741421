// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/Result.h"
#include "core/text/Unicode.h"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace studio::text {

// The precompiled normalisation table of a sentencepiece model: a double-array trie of prefixes (Darts), followed by
// the replacements. Applied as in the Hugging Face tokenizers, which try whole graphemes first.
class Charsmap {
public:
    // The binary table. Error: CheckpointDamaged.
    static Result<Charsmap> parse(std::string_view bytes);

    std::string apply(std::string_view utf8) const;

private:
    // The replacement of the shortest prefix of `part` that has one. As in the reference, the rest of `part` is lost.
    std::optional<std::string_view> find(std::string_view part) const;

    std::vector<uint32_t> m_units;
    std::string m_replacements; // Separated by NUL.
};

} // namespace studio::text
