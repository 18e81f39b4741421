// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/dit/DitConfig.h"
#include "core/model/Precision.h"
#include "core/nn/Linear.h"

#include <optional>

// The model's tensors with their names in the checkpoint (MODEL.md 1.3). Each struct's visit() lists every tensor once,
// for loading, conversion, layout and size.
namespace studio::dit {

struct AttentionWeights {
    nn::LinearWeights q, k, v, o; // [dim, dim]
    at::Tensor normQ, normK; // [dim]

    template<typename Visitor>
    void visit(Visitor& visitor, const DitConfig& config)
    {
        const auto linear = [&](const char* name, nn::LinearWeights& weights) {
            const auto scope = visitor.scope(name);
            weights.visit(visitor, config.dim, config.dim);
        };
        linear("q", q);
        linear("k", k);
        linear("v", v);
        linear("o", o);
        visitor("norm_q.weight", normQ, {config.dim});
        visitor("norm_k.weight", normK, {config.dim});
    }
};

struct InjectorWeights {
    AttentionWeights attention;
    nn::LinearWeights adain; // [2 dim, dim]: shift, scale
};

// A transformer block with the audio injector that follows it, if any.
struct DitLayerWeights {
    at::Tensor modulation; // [1, 6, dim] fp32: shift, scale, gate of attention; shift, scale, gate of ffn
    AttentionWeights selfAttention;
    AttentionWeights crossAttention;
    at::Tensor norm3Weight, norm3Bias; // [dim]
    nn::LinearWeights ffn0, ffn2;
    std::optional<InjectorWeights> injector;

    template<typename Visitor>
    void visit(Visitor& visitor, const DitConfig& config, int64_t layer)
    {
        {
            const auto blocks = visitor.scope("blocks");
            const auto block = visitor.scope(std::to_string(layer));
            visitor("modulation", modulation, {1, 6, config.dim}, model::Precision::Fp32);
            scoped(visitor, "self_attn", [&] { selfAttention.visit(visitor, config); });
            scoped(visitor, "cross_attn", [&] { crossAttention.visit(visitor, config); });
            visitor("norm3.weight", norm3Weight, {config.dim});
            visitor("norm3.bias", norm3Bias, {config.dim});
            scoped(visitor, "ffn.0", [&] { ffn0.visit(visitor, config.ffnDim, config.dim); });
            scoped(visitor, "ffn.2", [&] { ffn2.visit(visitor, config.dim, config.ffnDim); });
        }
        if (const int64_t index = config.injectorOf(layer); index >= 0) {
            if (!injector)
                injector.emplace();
            const auto scope = visitor.scope("audio_injector");
            const std::string number = std::to_string(index);
            scoped(visitor, "injector." + number, [&] { injector->attention.visit(visitor, config); });
            scoped(visitor, "injector_adain_layers." + number + ".linear",
                   [&] { injector->adain.visit(visitor, 2 * config.dim, config.dim); });
        }
    }

    // Every linear layer of the block: what fp8 quantises (MODEL.md 1.8).
    template<typename Function>
    void forEachLinear(Function&& function)
    {
        for (AttentionWeights* attention :
             {&selfAttention, &crossAttention, injector ? &injector->attention : nullptr}) {
            if (!attention)
                continue;
            for (nn::LinearWeights* weights : {&attention->q, &attention->k, &attention->v, &attention->o})
                function(*weights);
        }
        function(ffn0);
        function(ffn2);
        if (injector)
            function(injector->adain);
    }

private:
    template<typename Visitor, typename Function>
    static void scoped(Visitor& visitor, const std::string& name, Function&& function)
    {
        const auto scope = visitor.scope(name);
        function();
    }
};

struct ConvWeights {
    at::Tensor weight, bias;
};

// "casual_audio_encoder": always in fp32 (MODEL.md 3.3).
struct AudioEncoderWeights {
    at::Tensor mix; // [1, states, 1, 1]
    ConvWeights local, global, conv2, conv3;
    nn::LinearWeights finalLinear;
    at::Tensor paddingTokens; // [1, 1, 1, dim]

    template<typename Visitor>
    void visit(Visitor& visitor, const DitConfig& config)
    {
        constexpr auto kFp32 = model::Precision::Fp32;
        const int64_t d = config.dim;
        const auto root = visitor.scope("casual_audio_encoder");
        visitor("weights", mix, {1, config.audioStates, 1, 1}, kFp32);
        const auto encoder = visitor.scope("encoder");
        const auto conv = [&](const char* name, ConvWeights& weights, int64_t out, int64_t in) {
            const auto scope = visitor.scope(name);
            visitor("conv.weight", weights.weight, {out, in, 3}, kFp32);
            visitor("conv.bias", weights.bias, {out}, kFp32);
        };
        conv("conv1_local", local, d / 4 * config.audioTokens, config.audioDim);
        conv("conv1_global", global, d / 4, config.audioDim);
        conv("conv2", conv2, d / 2, d / 4);
        conv("conv3", conv3, d, d / 2);
        visitor("final_linear.weight", finalLinear.weight, {d, d}, kFp32);
        visitor("final_linear.bias", finalLinear.bias, {d}, kFp32);
        visitor("padding_tokens", paddingTokens, {1, 1, 1, d}, kFp32);
    }
};

// Everything outside the layers: embeddings, frame packer, time and text projections, head, audio encoder.
struct DitGlobalWeights {
    ConvWeights patchEmbedding, condEncoder; // [dim, channels, 1, 2, 2]
    ConvWeights packNewest, pack2x, pack4x; // "frame_packer": 1x2x2, 2x4x4, 4x8x8
    at::Tensor condMask; // [3, dim]: noisy, reference, motion
    nn::LinearWeights text0, text2;
    nn::LinearWeights time0, time2, timeProjection; // fp32
    at::Tensor headModulation; // [1, 2, dim] fp32
    nn::LinearWeights head; // fp32, [4 out, dim]
    AudioEncoderWeights audio;

    template<typename Visitor>
    void visit(Visitor& visitor, const DitConfig& config)
    {
        constexpr auto kFp32 = model::Precision::Fp32;
        const int64_t d = config.dim;
        const auto conv = [&](const std::string& name, ConvWeights& weights, int64_t in, int64_t t, int64_t side) {
            visitor(name + ".weight", weights.weight, {d, in, t, side, side});
            visitor(name + ".bias", weights.bias, {d});
        };
        const auto linear = [&](const std::string& name, nn::LinearWeights& weights, int64_t out, int64_t in,
                                model::Precision precision) {
            visitor(name + ".weight", weights.weight, {out, in}, precision);
            visitor(name + ".bias", weights.bias, {out}, precision);
        };
        conv("patch_embedding", patchEmbedding, config.inChannels, 1, kPatch);
        conv("cond_encoder", condEncoder, config.condChannels, 1, kPatch);
        conv("frame_packer.proj", packNewest, config.inChannels, 1, 2);
        conv("frame_packer.proj_2x", pack2x, config.inChannels, 2, 4);
        conv("frame_packer.proj_4x", pack4x, config.inChannels, 4, 8);
        visitor("trainable_cond_mask.weight", condMask, {3, d});
        linear("text_embedding.0", text0, d, config.textDim, model::Precision::Model);
        linear("text_embedding.2", text2, d, d, model::Precision::Model);
        linear("time_embedding.0", time0, d, config.freqDim, kFp32);
        linear("time_embedding.2", time2, d, d, kFp32);
        linear("time_projection.1", timeProjection, 6 * d, d, kFp32);
        visitor("head.modulation", headModulation, {1, 2, d}, kFp32);
        linear("head.head", head, kPatch * kPatch * config.outChannels, d, kFp32);
        audio.visit(visitor, config);
    }
};

} // namespace studio::dit
