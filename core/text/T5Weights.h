// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/Result.h"
#include "core/model/StateDict.h"
#include "core/nn/Linear.h"

#include <string>
#include <vector>

namespace studio::text {

// The shape of an encoder, which no file states: read from its tensors (MODEL.md 1.4).
struct T5Config {
    int64_t vocabulary; // Rows of the embedding.
    int64_t dim;
    int64_t attentionDim; // All heads together.
    int64_t heads;
    int64_t ffnDim;
    int64_t buckets; // Of the relative position.
    int64_t layers;
};

// Error: CheckpointMismatch names the tensor that is missing or has an impossible shape.
Result<T5Config> inferT5Config(const model::StateDict& tensors);

struct T5BlockWeights {
    at::Tensor norm1; // [dim]
    nn::LinearWeights q, k, v; // [attentionDim, dim]
    nn::LinearWeights o; // [dim, attentionDim]
    at::Tensor norm2; // [dim]
    nn::LinearWeights gate, fc1; // [ffnDim, dim]
    nn::LinearWeights fc2; // [dim, ffnDim]
    at::Tensor positions; // [buckets, heads]

    template<typename Visitor>
    void visit(Visitor& visitor, const T5Config& config)
    {
        visitor("norm1.weight", norm1, {config.dim});
        const auto linear = [&](const char* name, nn::LinearWeights& weights, int64_t out, int64_t in) {
            const auto scope = visitor.scope(name);
            weights.visit(visitor, out, in, nn::Bias::No);
        };
        linear("attn.q", q, config.attentionDim, config.dim);
        linear("attn.k", k, config.attentionDim, config.dim);
        linear("attn.v", v, config.attentionDim, config.dim);
        linear("attn.o", o, config.dim, config.attentionDim);
        visitor("norm2.weight", norm2, {config.dim});
        linear("ffn.gate.0", gate, config.ffnDim, config.dim);
        linear("ffn.fc1", fc1, config.ffnDim, config.dim);
        linear("ffn.fc2", fc2, config.dim, config.ffnDim);
        visitor("pos_embedding.embedding.weight", positions, {config.buckets, config.heads});
    }
};

struct T5Weights {
    at::Tensor embedding; // [vocabulary, dim]
    std::vector<T5BlockWeights> blocks;
    at::Tensor norm; // [dim]

    template<typename Visitor>
    void visit(Visitor& visitor, const T5Config& config)
    {
        visitor("token_embedding.weight", embedding, {config.vocabulary, config.dim});
        blocks.resize(static_cast<size_t>(config.layers));
        {
            const auto scope = visitor.scope("blocks");
            for (size_t i = 0; i < blocks.size(); ++i) {
                const auto block = visitor.scope(std::to_string(i));
                blocks[i].visit(visitor, config);
            }
        }
        visitor("norm.weight", norm, {config.dim});
    }
};

} // namespace studio::text
