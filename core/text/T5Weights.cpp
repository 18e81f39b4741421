// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/text/T5Weights.h"

#include "core/model/WeightShapes.h"

namespace studio::text {
namespace {

constexpr int64_t kBuckets = 32; // of all T5s; tells a table from a transposed one

} // namespace

Result<T5Config> inferT5Config(const model::StateDict& tensors)
{
    const auto matrix = [&](const char* name) -> Result<c10::IntArrayRef> {
        const auto found = tensors.find(name);
        if (found == tensors.end())
            return Error{ErrorCode::CheckpointIncomplete, name, std::string("missing: ") + name};
        if (found->second.dim() != 2 || found->second.numel() == 0)
            return Error{ErrorCode::CheckpointMismatch, name, std::string("not a matrix: ") + name};
        return found->second.sizes();
    };
    const auto embedding = matrix("token_embedding.weight");
    if (!embedding)
        return embedding.error();
    const auto query = matrix("blocks.0.attn.q.weight");
    if (!query)
        return query.error();
    const auto fc1 = matrix("blocks.0.ffn.fc1.weight");
    if (!fc1)
        return fc1.error();
    const auto positions = matrix("blocks.0.pos_embedding.embedding.weight");
    if (!positions)
        return positions.error();

    T5Config config{.vocabulary = (*embedding)[0],
                    .dim = (*embedding)[1],
                    .attentionDim = (*query)[0],
                    .heads = (*positions)[1],
                    .ffnDim = (*fc1)[0],
                    .buckets = (*positions)[0],
                    .layers = model::WeightShapes(tensors).count("blocks.")};
    const std::string table = "blocks.0.pos_embedding.embedding.weight";
    if (config.buckets != kBuckets)
        return Error{ErrorCode::CheckpointMismatch, table,
                     table + " should be [" + std::to_string(kBuckets) + ", heads], the file has ["
                         + std::to_string(config.buckets) + ", " + std::to_string(config.heads) + ']'};
    if (config.attentionDim % config.heads != 0)
        return Error{ErrorCode::CheckpointMismatch, table,
                     table + " has " + std::to_string(config.heads) + " heads, which don't divide the "
                         + std::to_string(config.attentionDim) + " rows of blocks.0.attn.q.weight"};
    return config;
}

} // namespace studio::text
