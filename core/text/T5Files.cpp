// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/text/T5Files.h"

#include "core/base/Log.h"
#include "core/model/PartWeights.h"

#include <ATen/ops/equal.h>
#include <ATen/ops/linspace.h>

#include <algorithm>
#include <array>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace studio::text {
namespace {

namespace fs = std::filesystem;

// A module, which is a tensor's name without its last part, in another program's files and in the reference's.
struct Module {
    std::string_view other;
    std::string_view original;
};

constexpr std::string_view kEmbedding = "token_embedding";
constexpr std::array<Module, 6> kOutside{{
    {kEmbedding, kEmbedding},
    {"shared", kEmbedding},
    {"encoder.embed_tokens", kEmbedding},
    {"token_embd", kEmbedding},
    {"encoder.final_layer_norm", "norm"},
    {"enc.output_norm", "norm"},
}};

// What blocks are called, and what is in a block.
constexpr std::array<Module, 3> kBlocks{{{"blocks", "blocks"}, {"encoder.block", "blocks"}, {"enc.blk", "blocks"}}};
constexpr std::array<Module, 20> kInBlock{{
    {"layer.0.layer_norm", "norm1"},
    {"layer.0.SelfAttention.q", "attn.q"},
    {"layer.0.SelfAttention.k", "attn.k"},
    {"layer.0.SelfAttention.v", "attn.v"},
    {"layer.0.SelfAttention.o", "attn.o"},
    {"layer.0.SelfAttention.relative_attention_bias", "pos_embedding.embedding"},
    {"layer.1.layer_norm", "norm2"},
    {"layer.1.DenseReluDense.wi_0", "ffn.gate.0"}, // the one that goes through gelu
    {"layer.1.DenseReluDense.wi_1", "ffn.fc1"},
    {"layer.1.DenseReluDense.wo", "ffn.fc2"},
    {"attn_norm", "norm1"},
    {"attn_q", "attn.q"},
    {"attn_k", "attn.k"},
    {"attn_v", "attn.v"},
    {"attn_o", "attn.o"},
    {"attn_rel_b", "pos_embedding.embedding"},
    {"ffn_norm", "norm2"},
    {"ffn_gate", "ffn.gate.0"},
    {"ffn_up", "ffn.fc1"},
    {"ffn_down", "ffn.fc2"},
}};

// Parts of a file that aren't the encoder's weights: a tokenizer, and the other half of a T5.
constexpr std::array<std::string_view, 5> kLeftOut{"spiece_model", "decoder.", "lm_head.", "dec.", "output."};

// The rest of `name` behind a module, with its dot.
std::optional<std::string_view> behind(std::string_view name, std::string_view module)
{
    if (!name.starts_with(module) || name.size() <= module.size() || name[module.size()] != '.')
        return std::nullopt;
    return name.substr(module.size());
}

template<size_t n>
std::optional<std::string> translated(std::string_view name, const std::array<Module, n>& modules)
{
    for (const Module& module : modules) {
        if (const auto rest = behind(name, module.other))
            return std::string(module.original) + std::string(*rest);
    }
    return std::nullopt;
}

// The reference's name of a tensor; the same for an unknown one, and empty for one that is left out. Without prefix.
std::string referenceName(std::string_view name)
{
    for (const Module& blocks : kBlocks) {
        const auto rest = behind(name, blocks.other);
        if (!rest)
            continue;
        const size_t dot = rest->find('.', 1); // behind the number
        if (dot == std::string_view::npos)
            break;
        const std::string_view part = rest->substr(dot + 1);
        return std::string(blocks.original) + std::string(rest->substr(0, dot + 1))
            + translated(part, kInBlock).value_or(std::string(part));
    }
    if (std::any_of(kLeftOut.begin(), kLeftOut.end(), [&](std::string_view part) { return name.starts_with(part); }))
        return {};
    return translated(name, kOutside).value_or(std::string(name));
}

bool isEmbedding(std::string_view name)
{
    return name.ends_with(".weight") && referenceName(name) == "token_embedding.weight";
}

// The prefixes below which there are an embedding and blocks of an encoder: usually one, the empty one.
std::set<std::string> encodersIn(const model::StateDict& tensors)
{
    std::set<std::string> found;
    for (const auto& [name, tensor] : tensors) {
        for (const Module& module : kOutside) {
            const std::string ending = std::string(module.other) + ".weight";
            if (module.original != kEmbedding || !name.ends_with(ending))
                continue;
            const std::string prefix = name.substr(0, name.size() - ending.size());
            if (!prefix.empty() && prefix.back() != '.' && prefix.back() != '/')
                continue;
            const auto hasBlocks = [&](const Module& blocks) {
                const std::string first = prefix + std::string(blocks.other) + '.';
                const auto next = tensors.lower_bound(first);
                return next != tensors.end() && next->first.starts_with(first);
            };
            if (std::any_of(kBlocks.begin(), kBlocks.end(), hasBlocks))
                found.insert(prefix);
        }
    }
    return found;
}

at::Tensor someRows(const model::TensorSource& source, const std::string& name, const at::Tensor& rows)
{
    const auto packed = source.packed.find(name);
    return (packed == source.packed.end() ? model::rowsOf(source.tensors.at(name), rows)
                                          : packed->second.unpackRows(rows))
        .to(at::kFloat);
}

// Whether two embeddings are the same: all of it if they are one tensor, and some rows if they are two. All rows would
// be gigabytes.
bool areEqual(const model::TensorSource& source, const std::string& one, const std::string& other)
{
    constexpr int64_t kRows = 64;
    const at::Tensor& a = source.tensors.at(one);
    const at::Tensor& b = source.tensors.at(other);
    if (a.sizes() != b.sizes() || a.dim() != 2 || a.numel() == 0)
        return false;
    if (!a.is_meta() && !b.is_meta() && a.scalar_type() == b.scalar_type() && a.const_data_ptr() == b.const_data_ptr())
        return true;
    const at::Tensor rows
        = at::linspace(0, static_cast<double>(a.size(0) - 1), std::min(kRows, a.size(0)), at::kDouble).to(at::kLong);
    return at::equal(someRows(source, one, rows), someRows(source, other, rows));
}

// Files of Hugging Face's programs may have the embedding under two names. Leaves one.
Status dropSecondEmbedding(model::TensorSource& source, const std::string& prefix, const fs::path& path)
{
    std::vector<std::string> found;
    for (const auto& [name, tensor] : source.tensors) {
        if (name.starts_with(prefix) && isEmbedding(std::string_view(name).substr(prefix.size())))
            found.push_back(name);
    }
    for (size_t i = 1; i < found.size(); ++i) {
        if (!areEqual(source, found[0], found[i]))
            return Error{ErrorCode::CheckpointMismatch, path.string(),
                         found[0] + " and " + found[i] + " are different embeddings"};
        source.tensors.erase(found[i]);
        source.packed.erase(found[i]);
    }
    return kDone;
}

} // namespace

Result<model::TensorSource> openTextEncoder(const fs::path& path)
{
    Result<model::TensorSource> source = model::openPart(path, ModelPart::TextEncoder);
    if (!source)
        return source;
    const std::set<std::string> encoders = encodersIn(source->tensors);
    if (encoders.empty())
        return Error{ErrorCode::CheckpointIncomplete, path.string(),
                     "missing: token_embedding.weight with blocks, or what other programs call them (shared.weight, "
                     "token_embd.weight)"};
    if (encoders.size() > 1)
        return Error{ErrorCode::CheckpointMismatch, path.string(),
                     "there are several text encoders in it: below \"" + *encoders.begin() + "\" and \""
                         + *encoders.rbegin() + '"'};
    const std::string& prefix = *encoders.begin();
    if (Status dropped = dropSecondEmbedding(*source, prefix, path); !dropped)
        return dropped.error();

    const size_t all = source->tensors.size();
    const auto newName = [&](std::string_view name) {
        return name.starts_with(prefix) ? referenceName(name.substr(prefix.size())) : std::string();
    };
    if (Status renamed = source->rename(newName, path); !renamed)
        return renamed.error();
    if (source->tensors.size() != all)
        log::info(path.string() + ": " + std::to_string(all - source->tensors.size())
                  + " tensors don't belong to the text encoder");
    return source;
}

} // namespace studio::text
