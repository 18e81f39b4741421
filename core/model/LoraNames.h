// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/model/StateDict.h"

#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace studio::model {

// What a tensor of a LoRA file is, for the weight W that it changes.
enum class LoraPart {
    Down, // A [rank, in]
    Up, // B [out, rank]
    Alpha, // a number: the pair is scaled by alpha/rank
    Difference, // is added to W
    Replacement // takes W's place
};

// Finds out which tensor of a model each tensor of a LoRA file is for, over all spellings in use (MODEL.md 1.7). A name
// is found only if one of the model's tensors has it, written with dots or, after a prefix such as "lora_unet_", with
// underscores; nothing is guessed.
class LoraNames {
public:
    // All names of a file are of one kind, the original ones or those of diffusers: the kind that finds more of them.
    LoraNames(const StateDict& model, const StateDict& file);

    struct Meaning {
        LoraPart part = LoraPart::Replacement;
        std::vector<std::string> tensors; // the model's: none is unknown, several are ambiguous
        std::string layer; // as the file spells it, without prefixes
        std::string_view foreignKind; // not empty: it is of this kind of adapter, which can't be applied
    };
    [[nodiscard]] Meaning meaning(std::string_view key) const;

private:
    // The model's tensors by a spelling of theirs.
    using Spellings = std::map<std::string, std::vector<std::string>, std::less<>>;
    struct Naming {
        Spellings dotted; // "blocks.0.self_attn.q.weight"
        Spellings flat; // "blocks_0_self_attn_q_weight"
    };
    static Meaning meaning(std::string_view key, const Naming& naming);

    Naming m_naming;
};

} // namespace studio::model
