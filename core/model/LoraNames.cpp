// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/model/LoraNames.h"

#include <algorithm>
#include <array>
#include <optional>
#include <utility>

namespace studio::model {
namespace {

// Which of a layer's tensors a key is for.
enum class Leaf {
    Weight, // "<layer>.weight", or a parameter without that ending: "blocks.0.modulation"
    Bias, // "<layer>.bias"
    Exact // the tensor of this name
};

struct SplitKey {
    std::string layer;
    LoraPart part;
    Leaf leaf;
};

constexpr auto kHalves = std::to_array<std::pair<std::string_view, LoraPart>>({
    {".lora_A", LoraPart::Down},
    {".lora_B", LoraPart::Up},
    {".lora_down", LoraPart::Down},
    {".lora_up", LoraPart::Up},
    {".lora.down", LoraPart::Down},
    {".lora.up", LoraPart::Up},
    {"_lora.down", LoraPart::Down},
    {"_lora.up", LoraPart::Up},
    {".lora_linear_layer.down", LoraPart::Down},
    {".lora_linear_layer.up", LoraPart::Up},
});

struct Ending {
    std::string_view text;
    std::string_view instead;
    LoraPart part;
    Leaf leaf;
};

constexpr auto kEndings = std::to_array<Ending>({
    {".alpha", "", LoraPart::Alpha, Leaf::Weight},
    {".diff", "", LoraPart::Difference, Leaf::Weight},
    {".diff_b", "", LoraPart::Difference, Leaf::Bias},
    {".diff_m", ".modulation", LoraPart::Difference, Leaf::Exact},
    {".w_norm", "", LoraPart::Difference, Leaf::Weight},
    {".b_norm", "", LoraPart::Difference, Leaf::Bias},
    {".set_weight", "", LoraPart::Replacement, Leaf::Weight},
    {".base_layer.weight", "", LoraPart::Replacement, Leaf::Weight},
    {".base_layer.bias", "", LoraPart::Replacement, Leaf::Bias},
    {".modules_to_save.weight", "", LoraPart::Replacement, Leaf::Weight},
    {".modules_to_save.bias", "", LoraPart::Replacement, Leaf::Bias},
});

struct ForeignKind {
    std::string_view mark;
    std::string_view name;
};

constexpr auto kForeignKinds = std::to_array<ForeignKind>({
    {".dora_scale", "DoRA"},
    {".lora_magnitude_vector", "DoRA"},
    {".hada_", "LoHa"},
    {".lokr_", "LoKr"},
    {".lora_mid", "LoCon with a core tensor"},
    {".oft_", "OFT"},
    {".boft_", "OFT"},
    {".ia3_l", "IA3"},
    {".on_input", "IA3"},
    {".vera_lambda_", "VeRA"},
    {".lora_embedding_", "LoRA of an embedding"},
    {".reshape_weight", "LoRA that changes a weight's shape"},
});

constexpr auto kTextPrefixes = std::to_array<std::string_view>({"lora_te", "text_encoder.", "text_encoders."});

// Longer ones before those that they begin with.
constexpr auto kPrefixes
    = std::to_array<std::string_view>({"base_model.model.", "base_model.", "model.", "module.", "diffusion_model.",
                                       "transformer.", "unet.", "pipe.", "dit."});
constexpr auto kFlatPrefixes = std::to_array<std::string_view>(
    {"lora_unet__", "lora_unet_", "lora_transformer_", "lora_diffusion_model_", "lycoris_"});

// The names of the original model, and what diffusers' conversion of it makes of them, part by part.
constexpr auto kOfDiffusers = std::to_array<std::pair<std::string_view, std::string_view>>({
    {".time_embedding.0.", ".condition_embedder.time_embedder.linear_1."},
    {".time_embedding.2.", ".condition_embedder.time_embedder.linear_2."},
    {".text_embedding.0.", ".condition_embedder.text_embedder.linear_1."},
    {".text_embedding.2.", ".condition_embedder.text_embedder.linear_2."},
    {".time_projection.1.", ".condition_embedder.time_proj."},
    {".head.modulation.", ".scale_shift_table."},
    {".head.head.", ".proj_out."},
    {".modulation.", ".scale_shift_table."},
    {".ffn.0.", ".ffn.net.0.proj."},
    {".ffn.2.", ".ffn.net.2."},
    {".norm3.", ".norm2."},
    {".self_attn.", ".attn1."},
    {".cross_attn.", ".attn2."},
    {".q.", ".to_q."},
    {".k.", ".to_k."},
    {".v.", ".to_v."},
    {".o.", ".to_out.0."},
});

// "lora_A", "lora_A.weight" and "lora_A.<adapter>.weight" are the ends of a half's name.
bool endsHalf(std::string_view rest)
{
    if (rest.empty() || rest == ".weight")
        return true;
    if (!rest.starts_with('.') || !rest.ends_with(".weight"))
        return false;
    const std::string_view adapter = rest.substr(1, rest.size() - 1 - std::string_view(".weight").size());
    return !adapter.empty() && adapter.find('.') == std::string_view::npos;
}

// "modules_to_save.<adapter>.weight" is "modules_to_save.weight".
std::string withoutAdapter(std::string_view key)
{
    constexpr std::string_view kSaved = ".modules_to_save.";
    std::string name(key);
    const size_t begin = name.rfind(kSaved);
    if (begin == std::string::npos)
        return name;
    const size_t adapter = begin + kSaved.size();
    const size_t dot = name.find('.', adapter);
    return dot == std::string::npos ? name : name.erase(adapter, dot + 1 - adapter);
}

SplitKey split(std::string_view key)
{
    for (const auto& [mark, part] : kHalves) {
        const size_t at = key.rfind(mark);
        if (at != std::string_view::npos && endsHalf(key.substr(at + mark.size())))
            return {std::string(key.substr(0, at)), part, Leaf::Weight};
    }
    std::string name = withoutAdapter(key);
    for (const Ending& ending : kEndings) {
        if (name.ends_with(ending.text)) {
            name.resize(name.size() - ending.text.size());
            return {name.append(ending.instead), ending.part, ending.leaf};
        }
    }
    return {std::move(name), LoraPart::Replacement, Leaf::Exact};
}

std::string_view foreignKind(std::string_view key)
{
    const auto begins = [&](std::string_view prefix) { return key.starts_with(prefix); };
    if (std::any_of(kTextPrefixes.begin(), kTextPrefixes.end(), begins))
        return "LoRA of a text encoder";
    const auto isHalf = [&](const auto& half) { return key.find(half.first) != std::string_view::npos; };
    if (key.ends_with(".bias") && std::any_of(kHalves.begin(), kHalves.end(), isHalf))
        return "LoRA with a bias of its own";
    const auto holds = [&](const ForeignKind& kind) { return key.find(kind.mark) != std::string_view::npos; };
    const auto found = std::find_if(kForeignKinds.begin(), kForeignKinds.end(), holds);
    return found == kForeignKinds.end() ? std::string_view() : found->name;
}

std::string ofDiffusers(const std::string& name)
{
    std::string dotted = "." + name + ".";
    for (const auto& [original, other] : kOfDiffusers) {
        if (const size_t at = dotted.find(original); at != std::string::npos)
            dotted.replace(at, original.size(), other);
    }
    return dotted.substr(1, dotted.size() - 2);
}

std::string flattened(std::string name)
{
    std::replace(name.begin(), name.end(), '.', '_');
    return name;
}

enum class Style { Dotted, Flat };

using Spellings = std::map<std::string, std::vector<std::string>, std::less<>>;

std::vector<std::string> find(const Spellings& spellings, std::string_view layer, Leaf leaf, Style style)
{
    const std::string name(layer);
    std::vector<std::string> candidates{name};
    if (leaf == Leaf::Weight)
        candidates.insert(candidates.begin(), name + ".weight");
    else if (leaf == Leaf::Bias)
        candidates = {name + ".bias"};
    for (std::string& candidate : candidates) {
        const auto found = spellings.find(style == Style::Flat ? flattened(std::move(candidate)) : candidate);
        if (found != spellings.end())
            return found->second;
    }
    return {};
}

// The name without its first prefix; nothing if it has none.
std::optional<std::string_view> withoutPrefix(std::string_view name)
{
    const auto begins = [&](std::string_view prefix) { return name.starts_with(prefix); };
    const auto prefix = std::find_if(kPrefixes.begin(), kPrefixes.end(), begins);
    return prefix == kPrefixes.end() ? std::nullopt : std::optional(name.substr(prefix->size()));
}

} // namespace

LoraNames::LoraNames(const StateDict& model, const StateDict& file)
{
    Naming original;
    Naming diffusers;
    for (const auto& [name, tensor] : model) {
        const std::string other = ofDiffusers(name);
        original.dotted[name].push_back(name);
        original.flat[flattened(name)].push_back(name);
        diffusers.dotted[other].push_back(name);
        diffusers.flat[flattened(other)].push_back(name);
    }
    const auto found = [&](const Naming& naming) {
        return std::count_if(file.begin(), file.end(),
                             [&](const auto& entry) { return !meaning(entry.first, naming).tensors.empty(); });
    };
    m_naming = found(diffusers) > found(original) ? std::move(diffusers) : std::move(original);
}

LoraNames::Meaning LoraNames::meaning(std::string_view key) const
{
    return meaning(key, m_naming);
}

LoraNames::Meaning LoraNames::meaning(std::string_view key, const Naming& naming)
{
    Meaning meaning;
    meaning.foreignKind = foreignKind(key);
    if (!meaning.foreignKind.empty())
        return meaning;
    const SplitKey parts = split(key);
    meaning.part = parts.part;
    for (std::optional<std::string_view> layer = parts.layer; layer && meaning.tensors.empty();
         layer = withoutPrefix(*layer)) {
        meaning.layer = *layer;
        meaning.tensors = find(naming.dotted, *layer, parts.leaf, Style::Dotted);
        for (const std::string_view prefix : kFlatPrefixes) {
            if (meaning.tensors.empty() && layer->starts_with(prefix)) {
                meaning.layer = layer->substr(prefix.size());
                meaning.tensors = find(naming.flat, meaning.layer, parts.leaf, Style::Flat);
            }
        }
    }
    return meaning;
}

} // namespace studio::model
