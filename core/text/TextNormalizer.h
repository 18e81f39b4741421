// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/Result.h"
#include "core/text/Charsmap.h"

#include <nlohmann/json_fwd.hpp>

#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace studio::text {

// The first two stages of a tokenizer.json, built from its description.

// "normalizer": Sequence, Precompiled, Strip, Replace, Prepend, NFC, NFD, NFKC, NFKD; null does nothing.
// UTF-8 to UTF-8. Errors: Unsupported names another type, CheckpointDamaged.
using Normalizer = std::function<std::string(std::string)>;
Result<Normalizer> readNormalizer(const nlohmann::json& description);

// What Hugging Face's converter writes for a sentencepiece model: the table, if there is one, and then no spaces at the
// end, and a metaspace for each run of spaces, if the model removes extra spaces.
Normalizer sentencePieceNormalizer(std::optional<Charsmap> charsmap, bool removesExtraSpaces);

// A piece of the prompt before tokenisation.
struct Stretch {
    std::string text;
    bool isFirst; // Whether it is at the beginning of the prompt.
};

// "pre_tokenizer": Sequence, Metaspace, WhitespaceSplit; null does nothing. Splits text into non-empty words. Errors as
// above.
using PreTokenizer = std::function<std::vector<Stretch>(Stretch)>;
Result<PreTokenizer> readPreTokenizer(const nlohmann::json& description);

// As above: a metaspace for each space, and one before the first word, if the model adds it; split before each.
PreTokenizer sentencePiecePreTokenizer(bool addsSpace);

} // namespace studio::text
