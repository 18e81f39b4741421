// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/Result.h"
#include "core/dit/AudioEncoder.h"
#include "core/dit/DitConfig.h"
#include "core/dit/LayerSource.h"
#include "core/dit/Rope.h"
#include "core/nn/Fp8Attention.h"
#include "core/offload/KvStore.h"
#include "core/spec/RenderSpec.h"

#include <memory>
#include <optional>
#include <span>
#include <stop_token>
#include <vector>

namespace studio::dit {

// Keys and values that don't depend on the noisy tokens, [batch, keys, heads, headDim].
struct Projection {
    at::Tensor keys, values;
};

// A prompt's keys and values for cross-attention. Each layer's projection is computed in the first pass.
struct TextContext {
    at::Tensor rows; // [n, dim]: the text tokens, and padding tokens up to textLength
    at::Tensor bias; // [1, 1, 1, n] in the model's dtype, added to the attention logits; undefined where every row
                     // counts once
    std::vector<Projection> layers; // [1, n, heads, headDim]
};

// A noise level (MODEL.md 6.3), fp32.
struct TimeEmbedding {
    at::Tensor e; // [dim]
    at::Tensor e0; // [6, dim]
};

// A voice, and where in the picture it is heard.
struct HeardVoice {
    at::Tensor features; // [states, audioDim, 12]: a block's
    at::Tensor tokens{}; // int64 [n] in RAM: those of a latent frame that hear it; undefined: all
};

// State shared by all steps of one block. The audio projections are computed in the block's first pass.
struct BlockContext {
    int64_t firstLatent = 0; // from the beginning of the film
    at::Tensor rope; // complex64 [tokens, 1, headDim / 2]
    at::Tensor pose; // [condChannels, 3, h, w] or undefined for none
    struct Audio {
        Projection projection; // [3, tokens, heads, headDim]
        at::Tensor shift, scale; // [3, 1, dim] fp32
    };
    struct Voice {
        AudioTokens audio;
        at::Tensor tokens; // as HeardVoice's, on the model's device
        std::vector<Audio> injectors;
    };
    std::vector<Voice> voices; // each token of a latent frame hears exactly one
};

// One (block, step) of a forward pass. The blocks of a pass have the same voices' tokens.
struct Lane {
    int step = 0; // index of the ring and of the noise level
    const TimeEmbedding* time = nullptr;
    BlockContext* block = nullptr;
    TextContext* text = nullptr; // The velocity doesn't depend on other lanes' texts, bit for bit.
    at::Tensor referenceRope; // see DitModel::referenceRope
    at::Tensor latents; // in: [inChannels, 3, h, w]
    at::Tensor velocity; // out: [outChannels, 3, h, w]
};

// How cross-attention treats the text's padding tokens. They are equal, so one of them with log(count) added to its
// logits gives the same result; kernels without a bias need all of them. bf16 stores such a logarithm only to 1 % of
// the count, so up to three tokens share it.
enum class TextPadding { Weighted, AllRows };
[[nodiscard]] TextPadding fastestPadding(c10::Device device);

// KV cache sizes for a film with latents of h x w. `window`: blocks, as RenderSpec::windowBlocks.
[[nodiscard]] offload::KvShape kvShapeOf(const DitConfig& config, int steps, int64_t h, int64_t w,
                                         int64_t window = kWindowBlocks);

// The transformer without its layers, which a LayerSource provides (MODEL.md 6). Computes in the weights' dtype, with
// the reference's fp32 parts (MODEL.md 11). Immutable; one pass at a time, since contexts and caches are written.
class DitModel {
public:
    DitModel(DitConfig config, DitGlobalWeights globals, at::ScalarType dtype, c10::Device device);

    [[nodiscard]] const DitConfig& config() const { return m_config; }
    [[nodiscard]] at::ScalarType dtype() const { return m_dtype; }
    [[nodiscard]] c10::Device device() const { return m_device; }

    // rows [n, textDim]: the text encoder's output, at most textLength tokens.
    [[nodiscard]] TextContext textContext(const at::Tensor& rows, TextPadding padding) const;

    // t in 0..1000.
    [[nodiscard]] TimeEmbedding timeEmbedding(float t) const;

    // h, w of the latents. Each token must hear exactly one voice.
    [[nodiscard]] BlockContext blockContext(int64_t firstLatent, std::span<const HeardVoice> voices, int64_t h,
                                            int64_t w) const;
    // Of one voice, which the whole picture hears: features [states, audioDim, 12].
    [[nodiscard]] BlockContext blockContext(int64_t firstLatent, const at::Tensor& features, int64_t h,
                                            int64_t w) const;

    // RoPE factors of the reference frame's keys for the block at this latent, with a distance of 4..30.
    [[nodiscard]] at::Tensor referenceRope(int64_t firstLatent, int distance, int64_t h, int64_t w) const;

    // As kvShapeOf().
    [[nodiscard]] offload::KvShape kvShape(int steps, int64_t h, int64_t w, int64_t window = kWindowBlocks) const;

    // Compiles kernels ahead of the first pass, for one lane and for `lanes`, and for stores of this shape and dtype.
    // From any thread, while no pass runs.
    void prepare(const offload::KvShape& shape, at::ScalarType dtype, int lanes) const;

    // Prefills the condition tokens (the reference's "sink"): runs them through all layers and stores their keys and
    // values (MODEL.md 6.6). reference [16, 1, h, w]; motion [16, n, h, w], of which the last 19 count; fewer are
    // preceded by zeros. Error: Cancelled, between two layers; then it must be repeated.
    Status prefill(const at::Tensor& reference, const at::Tensor& motion, TextContext& text, LayerSource& layers,
                   offload::KvStore& kv, const std::stop_token& stop = {}) const;

    // One pass over the layers for all lanes, in the order of their steps: writes the lanes' keys and values into their
    // rings, and sets their velocities. Error: Cancelled, between two layers; repeating the call is exact. `depth`: the
    // pass ends behind so many layers, and sets no velocities unless these are all. `copies`: of the store, made in the
    // same pass; one without lanes reads no layers.
    Status forward(std::span<Lane> lanes, LayerSource& layers, offload::KvStore& kv, const std::stop_token& stop = {},
                   std::optional<int64_t> depth = {}, std::span<const offload::KvLane> copies = {}) const;

private:
    [[nodiscard]] nn::ScaledProduct selfAttention(const nn::LinearInput& u, const AttentionWeights& weights,
                                                  std::span<const offload::KvLane> kvLanes, std::span<const Lane> lanes,
                                                  offload::KvStore& kv, int layer) const;

    DitConfig m_config;
    DitGlobalWeights m_globals;
    at::ScalarType m_dtype;
    c10::Device m_device;
    Rope m_rope;
    std::unique_ptr<nn::Fp8Attention> m_fp8Attention; // for stores with fp8 windows
};

} // namespace studio::dit
