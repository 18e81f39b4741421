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

#include <memory>
#include <span>
#include <stop_token>
#include <vector>

namespace studio::dit {

// Keys and values that don't depend on the noisy tokens, [batch, keys, heads, headDim].
struct Projection {
    at::Tensor keys, values;
};

// A prompt, ready to be attended to. The projections of each layer are filled by the first pass that visits it.
struct TextContext {
    at::Tensor rows; // [n, dim]: the text and, where textLength is longer, rows for its padding
    at::Tensor bias; // [1, 1, 1, n] in the model's dtype, added to the attention logits; undefined where every row
                     // counts once
    std::vector<Projection> layers; // [1, n, heads, headDim]
};

// A noise level (MODEL.md 6.3), fp32.
struct TimeEmbedding {
    at::Tensor e; // [dim]
    at::Tensor e0; // [6, dim]
};

// What all steps of one block share. The audio projections are filled by the block's first pass.
struct BlockContext {
    int64_t firstLatent = 0; // counted from the beginning of the film
    at::Tensor rope; // complex64 [tokens, 1, headDim / 2]
    AudioTokens audio;
    at::Tensor pose; // [condChannels, 3, h, w] or undefined for none
    struct Audio {
        Projection projection; // [3, tokens, heads, headDim]
        at::Tensor shift, scale; // [3, 1, dim] fp32
    };
    std::vector<Audio> injectors;
};

// One (block, step) of a forward pass.
struct Lane {
    int step = 0; // index of the ring, and of the noise level
    const TimeEmbedding* time = nullptr;
    BlockContext* block = nullptr;
    at::Tensor referenceRope; // see DitModel::referenceRope
    at::Tensor latents; // in: [inChannels, 3, h, w]
    at::Tensor velocity; // out: [outChannels, 3, h, w]
};

// How the padding rows of the text are attended to. They are equal, so one of them with the logarithm of their number
// added to its logits gives the same sums; kernels without a bias need them all. In bf16, which holds such a logarithm
// to 1 % of the number only, up to three rows share it.
enum class TextPadding { Weighted, AllRows };
[[nodiscard]] TextPadding fastestPadding(c10::Device device);

// The caches' sizes for a film with latents of h x w.
[[nodiscard]] offload::KvShape kvShapeOf(const DitConfig& config, int steps, int64_t h, int64_t w);

// The transformer without its layers, which a LayerSource supplies (MODEL.md 6). Numbers are computed in the dtype that
// the weights were converted to, with the reference's fp32 parts (MODEL.md 11). Immutable; one pass at a time, as
// contexts and caches are written to.
class DitModel {
public:
    DitModel(DitConfig config, DitGlobalWeights globals, at::ScalarType dtype, c10::Device device);

    [[nodiscard]] const DitConfig& config() const { return m_config; }
    [[nodiscard]] at::ScalarType dtype() const { return m_dtype; }
    [[nodiscard]] c10::Device device() const { return m_device; }

    // rows [n, textDim]: the encoder's rows, at most textLength.
    [[nodiscard]] TextContext textContext(const at::Tensor& rows, TextPadding padding) const;

    // t in 0..1000.
    [[nodiscard]] TimeEmbedding timeEmbedding(float t) const;

    // features [states, audioDim, 12]; h, w of the latents.
    [[nodiscard]] BlockContext blockContext(int64_t firstLatent, const at::Tensor& features, int64_t h,
                                            int64_t w) const;

    // Factors of the reference frame's keys for the block at this latent, at a distance of 4..30.
    [[nodiscard]] at::Tensor referenceRope(int64_t firstLatent, int distance, int64_t h, int64_t w) const;

    // The caches' sizes for latents of h x w.
    [[nodiscard]] offload::KvShape kvShape(int steps, int64_t h, int64_t w) const;

    // Makes ready for passes of so many lanes, and of one, over stores of this shape and dtype what would make the
    // first of them wait: kernels that are compiled. From any thread, while none passes.
    void prepare(const offload::KvShape& shape, at::ScalarType dtype, int lanes) const;

    // The "sink": runs the condition tokens through all layers and leaves their keys and values in the store
    // (MODEL.md 6.6). reference [16, 1, h, w], motion [16, n, h, w] of which the last 19 count; fewer are preceded by
    // zeros. Error: Cancelled where it was stopped between two layers: then it must be repeated.
    Status prefill(const at::Tensor& reference, const at::Tensor& motion, TextContext& text, LayerSource& layers,
                   offload::KvStore& kv, const std::stop_token& stop = {}) const;

    // One sweep over the layers for all lanes, in the order of their steps: writes the lanes' keys and values into
    // their rings and sets their velocities. Error: Cancelled where it was stopped between two layers; repeating the
    // call is exact.
    Status forward(std::span<Lane> lanes, TextContext& text, LayerSource& layers, offload::KvStore& kv,
                   const std::stop_token& stop = {}) const;

private:
    [[nodiscard]] nn::ScaledProduct selfAttention(const nn::LinearInput& u, const AttentionWeights& weights,
                                                  std::span<const offload::KvLane> kvLanes, std::span<const Lane> lanes,
                                                  offload::KvStore& kv, int layer) const;

    DitConfig m_config;
    DitGlobalWeights m_globals;
    at::ScalarType m_dtype;
    c10::Device m_device;
    Rope m_rope;
    std::unique_ptr<nn::Fp8Attention> m_fp8Attention; // for stores whose windows are in fp8
};

} // namespace studio::dit
