// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/audio/Wav2Vec2.h"

#include "core/audio/SpeechFiles.h"
#include "core/model/TensorBinder.h"
#include "core/model/WeightLoader.h"
#include "core/nn/Attention.h"
#include "core/nn/Norm.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/constant_pad_nd.h>
#include <ATen/ops/conv1d.h>
#include <ATen/ops/empty.h>
#include <ATen/ops/empty_like.h>
#include <ATen/ops/gelu.h>
#include <ATen/ops/linalg_vector_norm.h>
#include <ATen/ops/var_mean.h>

#include <algorithm>
#include <array>

namespace studio::audio {
namespace {

namespace fs = std::filesystem;

// The feature extractor's norms have the library's default and not layer_norm_eps of config.json.
constexpr double kConvNormEps = 1e-5;
constexpr double kVarianceEps = 1e-7; // of the samples
// Of a part of the work, some tenths of a second: a request to stop is looked at between two. A GPU takes parts of all
// the rows that memory allows.
constexpr double kFlopsOnCpu = 16e9;
constexpr double kFlopsElsewhere = 1e13;
constexpr double kFlopsOfExp = 20; // of a softmax, in addition to its GEMMs
constexpr std::array<int64_t, 1> kNoPadding{0};
constexpr int64_t kLeastRows = 16; // fewer waste the products

// Binds the weights by name, as they are in the file.
Result<Wav2Vec2Weights> bound(const SpeechModel& files)
{
    Wav2Vec2Weights weights;
    model::TensorBinder binder(files.source.tensors);
    weights.visit(binder, files.config);
    if (const Status status = binder.finish(files.file.string()); !status)
        return status.error();
    return weights;
}

at::Tensor norm(const at::Tensor& x, const NormWeights& weights, double eps)
{
    return nn::layerNorm(x, weights.weight, weights.bias, eps);
}

// weight[:, :, t] = gain[t] * direction[:, :, t] / |direction[:, :, t]|, all in fp32
void foldWeightNorm(PositionalConvWeights& weights)
{
    const at::Tensor length = at::linalg_vector_norm(weights.weight, 2, at::IntArrayRef{0, 1}, /*keepdim=*/true);
    weights.weight = weights.weight * (weights.gain / length);
    weights.gain.reset();
}

} // namespace

SampleLevel sampleLevel(const at::Tensor& samples)
{
    const auto [variance, mean] = at::var_mean(samples.to(at::kFloat), /*unbiased=*/false);
    return {.mean = mean, .deviation = (variance + kVarianceEps).sqrt()};
}

Wav2Vec2::Wav2Vec2(Wav2Vec2Config config, Wav2Vec2Weights weights)
    : m_config(std::move(config))
    , m_weights(std::move(weights))
{
}

// The parts of one encode(): cuts rows into them, counts their work, and ends it where it is to stop.
class Wav2Vec2::Parts {
public:
    Parts(const EncodeOptions& options, const Wav2Vec2Config& config, int64_t frames, c10::Device device)
        : m_options(options)
        , m_frames(frames)
        , m_flopsAtOnce(options.flopsAtOnce > 0 ? options.flopsAtOnce
                            : device.is_cpu()   ? kFlopsOnCpu
                                                : kFlopsElsewhere)
    {
        int64_t in = 1;
        int64_t stepsPerFrame = config.hop();
        for (const Wav2Vec2Config::Conv& conv : config.convs) {
            stepsPerFrame /= conv.stride;
            m_conv += product(in * conv.kernel, conv.channels) * static_cast<double>(stepsPerFrame);
            in = conv.channels;
        }
        m_projection = product(in, config.dim);
        m_position = product(config.dim / config.positionGroups * config.positionKernel, config.dim);
        m_keys = 2 * product(config.dim, config.dim);
        m_queries = 2 * product(config.dim, config.dim) + 2 * product(config.dim, config.ffnDim)
            + static_cast<double>(frames)
                * (4 * static_cast<double>(config.dim) + kFlopsOfExp * static_cast<double>(config.heads));
        m_all = static_cast<double>(frames)
            * (m_conv + m_projection + m_position + static_cast<double>(config.layers) * (m_keys + m_queries));
    }

    // Operations for a row of each stage.
    [[nodiscard]] double conv() const { return m_conv; }
    [[nodiscard]] double projection() const { return m_projection; }
    [[nodiscard]] double position() const { return m_position; }
    [[nodiscard]] double keys() const { return m_keys; }
    [[nodiscard]] double queries() const { return m_queries; }

    // Calls work(first, count) for parts of all rows.
    template<typename Work>
    void each(double flopsPerRow, int64_t mostRows, Work&& work)
    {
        const auto affordable = static_cast<int64_t>(m_flopsAtOnce / flopsPerRow);
        const int64_t rows = std::min({std::max(affordable, kLeastRows), mostRows, m_options.rowsAtOnce});
        for (int64_t first = 0; first < m_frames; first += rows) {
            const int64_t count = std::min(rows, m_frames - first);
            work(first, count);
            m_done += static_cast<double>(count) * flopsPerRow;
            if (m_options.between)
                m_options.between(std::min(m_done / m_all, 1.0));
            if (m_options.stop.stop_requested())
                throw Stopped{};
        }
    }
    template<typename Work>
    void each(double flopsPerRow, Work&& work)
    {
        each(flopsPerRow, m_frames, std::forward<Work>(work));
    }

private:
    static double product(int64_t in, int64_t out) { return 2 * static_cast<double>(in) * static_cast<double>(out); }

    const EncodeOptions& m_options;
    int64_t m_frames;
    double m_flopsAtOnce;
    double m_conv = 0;
    double m_projection = 0;
    double m_position = 0;
    double m_keys = 0;
    double m_queries = 0;
    double m_all = 0;
    double m_done = 0;
};

Status Wav2Vec2::check(const fs::path& path)
{
    const Result<SpeechModel> files = openSpeechModel(path);
    if (!files)
        return files.error();
    const Result<Wav2Vec2Weights> weights = bound(*files);
    return weights ? Status(kDone) : Status(weights.error());
}

Result<Wav2Vec2> Wav2Vec2::load(const fs::path& path, c10::Device device, at::ScalarType dtype,
                                const std::stop_token& stop)
{
    const Result<SpeechModel> files = openSpeechModel(path);
    if (!files)
        return files.error();
    Result<Wav2Vec2Weights> weights = bound(*files);
    if (!weights)
        return weights.error();
    Wav2Vec2Config config = files->config;
    const model::PackedTensors& packed = files->source.packed;
    if (config.weightNorm != WeightNorm::None) {
        model::WeightLoader whole(c10::kCPU, at::kFloat, nullptr, {}, &packed);
        const auto scope = whole.scope("encoder.pos_conv_embed.conv");
        weights->position.visit(whole, config);
        foldWeightNorm(weights->position);
    }
    config.weightNorm = WeightNorm::None;
    model::WeightLoader converter(device, dtype, nullptr, stop, &packed);
    weights->visit(converter, config);
    if (stop.stop_requested())
        return Error{ErrorCode::Cancelled, {}, "stopped while the voice encoder was read"};
    return Wav2Vec2(std::move(config), std::move(*weights));
}

Status Wav2Vec2::encode(const at::Tensor& samples, const StateCallback& take, const EncodeOptions& options) const
{
    const int64_t frames = m_config.frameCount(samples.numel());
    if (frames < 1)
        return Error{ErrorCode::AudioTooShort, "",
                     std::to_string(samples.numel()) + " samples at 16 kHz, at least "
                         + std::to_string(m_config.receptiveField()) + " are needed"};

    try {
        Parts parts(options, m_config, frames, m_weights.projection.weight.device());
        at::Tensor x = projected(convFeatures(normalised(samples, options.level), parts), parts);
        x = x + positions(x, parts);
        for (int64_t i = 0; i < m_config.layers; ++i) {
            take(i, x);
            x = layer(x, m_weights.layers[static_cast<size_t>(i)], parts);
        }
        take(m_config.layers, norm(x, m_weights.norm, m_config.layerNormEps));
        return kDone;
    } catch (const Stopped&) {
        return Error{ErrorCode::Cancelled, {}, "stopped while the voice was encoded"};
    }
}

Result<at::Tensor> Wav2Vec2::hiddenStates(const at::Tensor& samples) const
{
    at::Tensor states;
    const Status encoded = encode(samples, [&](int64_t index, const at::Tensor& state) {
        if (index == 0)
            states = at::empty({m_config.layers + 1, state.size(0), state.size(1)}, state.options());
        states.select(0, index).copy_(state);
    });
    return encoded ? Result<at::Tensor>(states) : encoded.error();
}

at::Tensor Wav2Vec2::normalised(const at::Tensor& samples, const std::optional<SampleLevel>& level) const
{
    const at::Tensor wide = samples.to(at::kFloat);
    if (!m_config.normalise)
        return wide;
    const SampleLevel used = level ? *level : sampleLevel(wide);
    return (wide - used.mean) / used.deviation;
}

at::Tensor Wav2Vec2::convFeatures(const at::Tensor& samples) const
{
    const EncodeOptions options;
    Parts parts(options, m_config, m_config.frameCount(samples.numel()), m_weights.projection.weight.device());
    return convFeatures(samples, parts);
}

at::Tensor Wav2Vec2::projected(const at::Tensor& features) const
{
    const EncodeOptions options;
    Parts parts(options, m_config, features.size(0), m_weights.projection.weight.device());
    return projected(features, parts);
}

at::Tensor Wav2Vec2::positions(const at::Tensor& projected) const
{
    const EncodeOptions options;
    Parts parts(options, m_config, projected.size(0), m_weights.projection.weight.device());
    return positions(projected, parts);
}

at::Tensor Wav2Vec2::convFeatures(const at::Tensor& samples, Parts& parts) const
{
    const int64_t frames = m_config.frameCount(samples.numel());
    const int64_t hop = m_config.hop();
    const at::TensorOptions options = m_weights.projection.weight.options();
    at::Tensor features = at::empty({frames, m_config.convs.back().channels}, options);
    // Each frame sees only its receptive field, so that the passes together are the one forward of the reference.
    parts.each(parts.conv(), kConvFramesPerPass, [&](int64_t first, int64_t count) {
        const int64_t length = (count - 1) * hop + m_config.receptiveField();
        at::Tensor x = samples.narrow(0, first * hop, length).to(options).view({1, 1, length}); // [1, channels, time]
        for (size_t i = 0; i < m_weights.convs.size(); ++i) {
            const FeatureConvWeights& conv = m_weights.convs[i];
            x = at::conv1d(x, conv.weight, conv.bias, m_config.convs[i].stride);
            x = norm(x.transpose(1, 2), conv.norm, kConvNormEps);
            x = at::gelu_(x).transpose(1, 2);
        }
        features.narrow(0, first, count).copy_(x[0].t());
    });
    return features;
}

at::Tensor Wav2Vec2::projected(const at::Tensor& features, Parts& parts) const
{
    at::Tensor result = at::empty({features.size(0), m_config.dim}, features.options());
    parts.each(parts.projection(), [&](int64_t first, int64_t count) {
        const at::Tensor x = norm(features.narrow(0, first, count), m_weights.projectionNorm, m_config.layerNormEps);
        result.narrow(0, first, count).copy_(nn::linear(x, m_weights.projection));
    });
    return result;
}

at::Tensor Wav2Vec2::positions(const at::Tensor& projected, Parts& parts) const
{
    const int64_t frames = projected.size(0);
    const int64_t before = m_config.positionKernel / 2; // rows that a row sees in front of it
    const int64_t behind = m_config.positionKernel - 1 - before;
    at::Tensor result = at::empty_like(projected);
    parts.each(parts.position(), [&](int64_t first, int64_t count) {
        const int64_t from = std::max<int64_t>(first - before, 0);
        const int64_t to = std::min(first + count + behind, frames);
        const at::Tensor seen = at::constant_pad_nd(projected.narrow(0, from, to - from).t(),
                                                    {from - (first - before), first + count + behind - to});
        const at::Tensor y = at::conv1d(seen.unsqueeze(0), m_weights.position.weight, m_weights.position.bias,
                                        /*stride=*/1, /*padding=*/kNoPadding, /*dilation=*/1, m_config.positionGroups);
        result.narrow(0, first, count).copy_(at::gelu(y[0].t()));
    });
    return result;
}

at::Tensor Wav2Vec2::layer(const at::Tensor& x, const Wav2Vec2LayerWeights& weights, Parts& parts) const
{
    const auto heads = [&](const at::Tensor& y) {
        return y.view({1, y.size(0), m_config.heads, m_config.dim / m_config.heads});
    };
    const auto normed = [&](int64_t first, int64_t count) {
        return norm(x.narrow(0, first, count), weights.attentionNorm, m_config.layerNormEps);
    };
    const at::Tensor keys = at::empty_like(x);
    const at::Tensor values = at::empty_like(x);
    parts.each(parts.keys(), [&](int64_t first, int64_t count) {
        const at::Tensor y = normed(first, count);
        keys.narrow(0, first, count).copy_(nn::linear(y, weights.k));
        values.narrow(0, first, count).copy_(nn::linear(y, weights.v));
    });
    at::Tensor result = at::empty_like(x);
    parts.each(parts.queries(), [&](int64_t first, int64_t count) {
        at::Tensor y = nn::attention(heads(nn::linear(normed(first, count), weights.q)), heads(keys), heads(values));
        const at::Tensor attended = x.narrow(0, first, count) + nn::linear(y[0], weights.out);
        y = nn::linear(norm(attended, weights.ffnNorm, m_config.layerNormEps), weights.up);
        result.narrow(0, first, count).copy_(attended + nn::linear(at::gelu_(y), weights.down));
    });
    return result;
}

} // namespace studio::audio
