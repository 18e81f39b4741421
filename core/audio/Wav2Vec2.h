// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/audio/Wav2Vec2Config.h"
#include "core/base/Result.h"
#include "core/nn/Linear.h"

#include <ATen/core/Tensor.h>

#include <filesystem>
#include <functional>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

// wav2vec2, the speech model whose hidden states the transformer attends to (MODEL.md 3.1).
namespace studio::audio {

// Each visit() names the tensors as in the published files.
struct NormWeights {
    at::Tensor weight; // [dim]
    at::Tensor bias; // [dim]

    template<typename Visitor>
    void visit(Visitor& visitor, int64_t dim)
    {
        visitor("weight", weight, {dim});
        visitor("bias", bias, {dim});
    }
};

// A convolution of the feature extractor and its norm.
struct FeatureConvWeights {
    at::Tensor weight; // [out, in, kernel]
    at::Tensor bias; // [out]; undefined where there is none
    NormWeights norm;

    template<typename Visitor>
    void visit(Visitor& visitor, int64_t in, const Wav2Vec2Config::Conv& conv, nn::Bias has)
    {
        {
            const auto scope = visitor.scope("conv");
            visitor("weight", weight, {conv.channels, in, conv.kernel});
            if (has == nn::Bias::Yes)
                visitor("bias", bias, {conv.channels});
        }
        const auto scope = visitor.scope("layer_norm");
        norm.visit(visitor, conv.channels);
    }
};

struct PositionalConvWeights {
    at::Tensor weight; // [dim, dim / groups, kernel]; with a gain, only its direction
    at::Tensor gain; // [1, 1, kernel]; undefined once it is folded into the weight
    at::Tensor bias; // [dim]

    template<typename Visitor>
    void visit(Visitor& visitor, const Wav2Vec2Config& config)
    {
        const WeightNorm norm = config.weightNorm;
        const bool classic = norm == WeightNorm::Classic;
        if (norm != WeightNorm::None)
            visitor(classic ? "weight_g" : "parametrizations.weight.original0", gain, {1, 1, config.positionKernel});
        visitor(norm == WeightNorm::None ? "weight"
                    : classic            ? "weight_v"
                                         : "parametrizations.weight.original1",
                weight, {config.dim, config.dim / config.positionGroups, config.positionKernel});
        visitor("bias", bias, {config.dim});
    }
};

struct Wav2Vec2LayerWeights {
    NormWeights attentionNorm;
    nn::LinearWeights q, k, v, out; // [dim, dim]
    NormWeights ffnNorm;
    nn::LinearWeights up; // [ffnDim, dim]
    nn::LinearWeights down; // [dim, ffnDim]

    template<typename Visitor>
    void visit(Visitor& visitor, const Wav2Vec2Config& config)
    {
        const auto part = [&](const char* name, auto& weights, auto... sizes) {
            const auto scope = visitor.scope(name);
            weights.visit(visitor, sizes...);
        };
        part("layer_norm", attentionNorm, config.dim);
        part("attention.q_proj", q, config.dim, config.dim);
        part("attention.k_proj", k, config.dim, config.dim);
        part("attention.v_proj", v, config.dim, config.dim);
        part("attention.out_proj", out, config.dim, config.dim);
        part("final_layer_norm", ffnNorm, config.dim);
        part("feed_forward.intermediate_dense", up, config.ffnDim, config.dim);
        part("feed_forward.output_dense", down, config.dim, config.ffnDim);
    }
};

struct Wav2Vec2Weights {
    std::vector<FeatureConvWeights> convs;
    NormWeights projectionNorm;
    nn::LinearWeights projection; // [dim, channels of the last convolution]
    PositionalConvWeights position;
    std::vector<Wav2Vec2LayerWeights> layers;
    NormWeights norm;

    template<typename Visitor>
    void visit(Visitor& visitor, const Wav2Vec2Config& config)
    {
        convs.resize(config.convs.size());
        layers.resize(static_cast<size_t>(config.layers));
        int64_t channels = 1;
        for (size_t i = 0; i < convs.size(); ++i) {
            const auto scope = visitor.scope("feature_extractor.conv_layers." + std::to_string(i));
            convs[i].visit(visitor, channels, config.convs[i], config.convBias);
            channels = config.convs[i].channels;
        }
        {
            const auto scope = visitor.scope("feature_projection.layer_norm");
            projectionNorm.visit(visitor, channels);
        }
        {
            const auto scope = visitor.scope("feature_projection.projection");
            projection.visit(visitor, config.dim, channels);
        }
        {
            const auto scope = visitor.scope("encoder.pos_conv_embed.conv");
            position.visit(visitor, config);
        }
        for (size_t i = 0; i < layers.size(); ++i) {
            const auto scope = visitor.scope("encoder.layers." + std::to_string(i));
            layers[i].visit(visitor, config);
        }
        const auto scope = visitor.scope("encoder.layer_norm");
        norm.visit(visitor, config.dim);
    }
};

// The samples' mean and standard deviation, [] fp32 on their device.
struct SampleLevel {
    at::Tensor mean;
    at::Tensor deviation;
};
// samples [n] of any floating-point dtype. Reads them once; makes no copy of fp32.
[[nodiscard]] SampleLevel sampleLevel(const at::Tensor& samples);

// Options of Wav2Vec2::encode().
struct EncodeOptions {
    std::stop_token stop{};
    // Called after each part of the work with the finished share, 0..1; may wait (a pause). May be empty.
    std::function<void(double share)> between{};
    int64_t rowsAtOnce = 3000; // maximum rows of a layer per part: a minute's states
    double flopsAtOnce = 0; // approximate work per part; 0: some tenths of a second on the device
    // Of the whole recording, where the samples are a window of it; unset: that of the samples.
    std::optional<SampleLevel> level{};
};

class Wav2Vec2 {
public:
    // Reads a Hugging Face folder or one file, as openSpeechModel() knows them, of numbers of any kind. Errors: those
    // of openSpeechModel(); CheckpointIncomplete and CheckpointMismatch name the tensors; Cancelled.
    static Result<Wav2Vec2> load(const std::filesystem::path& path, c10::Device device, at::ScalarType dtype,
                                 const std::stop_token& stop = {});
    // Whether load() would find all tensors; reads no weights. Errors as there.
    static Status check(const std::filesystem::path& path);

    // Encodes samples [samples], mono at 16 kHz, of any device and floating-point dtype. Passes layers + 1 hidden
    // states [T, dim] to `take`, in order, in the weights' dtype on their device, T = config().frameCount(samples): the
    // input of the first layer, each layer's output, and for the last layer its final norm.
    // The samples are one sequence, in which each state attends to all others: encoding them in pieces changes the
    // result, which VoiceWindows.h keeps small. Memory grows by about six rows of `dim` per state, 50 states a second.
    // Everything larger or slower is computed in parts of some rows; that is exact within rounding, and bit for bit if
    // one part is enough. (Each state of an hour attends to all others, so one row of one layer costs as much as a
    // second of voice does elsewhere.) Errors: AudioTooShort for less than one receptive field (25 ms); Cancelled,
    // checked between two parts.
    using StateCallback = std::function<void(int64_t index, const at::Tensor& state)>;
    Status encode(const at::Tensor& samples, const StateCallback& take, const EncodeOptions& options = {}) const;
    // The same as one tensor, [layers + 1, T, dim].
    [[nodiscard]] Result<at::Tensor> hiddenStates(const at::Tensor& samples) const;

    // The stages of encode(), in order. [samples] -> [samples] fp32: zero mean and unit variance, if the checkpoint
    // wants that, by their own level or the given one.
    [[nodiscard]] at::Tensor normalised(const at::Tensor& samples, const std::optional<SampleLevel>& level = {}) const;
    // [samples] -> [T, channels]
    [[nodiscard]] at::Tensor convFeatures(const at::Tensor& samples) const;
    // [T, channels] -> [T, dim]
    [[nodiscard]] at::Tensor projected(const at::Tensor& features) const;
    // [T, dim] -> [T, dim], to be added to its argument
    [[nodiscard]] at::Tensor positions(const at::Tensor& projected) const;

    [[nodiscard]] const Wav2Vec2Config& config() const { return m_config; }

private:
    Wav2Vec2(Wav2Vec2Config config, Wav2Vec2Weights weights);

    class Parts;
    struct Stopped { };

    // The stages in parts; they throw Stopped.
    at::Tensor convFeatures(const at::Tensor& samples, Parts& parts) const;
    at::Tensor projected(const at::Tensor& features, Parts& parts) const;
    at::Tensor positions(const at::Tensor& projected, Parts& parts) const;
    // [T, dim] -> [T, dim]
    at::Tensor layer(const at::Tensor& x, const Wav2Vec2LayerWeights& weights, Parts& parts) const;

    Wav2Vec2Config m_config;
    Wav2Vec2Weights m_weights;
};

} // namespace studio::audio
