// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/audio/Wav2Vec2Config.h"

#include "core/base/Json.h"
#include "core/model/WeightShapes.h"

#include <nlohmann/json.hpp>

#include <cmath>
#include <limits>
#include <optional>
#include <type_traits>

namespace studio::audio {
namespace {

using nlohmann::json;
namespace fs = std::filesystem;

constexpr const char* kModelType = "wav2vec2";
constexpr int64_t kSampleRate = 16000;
constexpr size_t kMaxBytes = size_t{1} << 20; // of a file; the published ones have 2 kB
constexpr int64_t kLargeWidth = 1024;
constexpr int64_t kMaxConvs = 64;
constexpr double kLeastEps = 1e-12;
constexpr double kMostEps = 1e-3;

// Thrown by what reads a file, and caught where the file is named.
struct Refusal {
    ErrorCode code;
    std::string detail;
};

class Settings {
public:
    explicit Settings(json values)
        : m_values(std::move(values))
    {
    }

    bool has(const char* key) const
    {
        const auto found = m_values.find(key);
        return found != m_values.end() && !found->is_null();
    }

    // A bool or a text.
    template<typename T>
    T get(const char* key, T fallback) const
    {
        if (!has(key))
            return fallback;
        try {
            return m_values.at(key).get<T>();
        } catch (const json::exception&) {
            throw meaningless(key);
        }
    }

    int64_t count(const char* key, int64_t fallback) const
    {
        return has(key) ? bounded(key, m_values.at(key)) : fallback;
    }

    std::vector<int64_t> counts(const char* key, std::vector<int64_t> fallback) const
    {
        if (!has(key))
            return fallback;
        const json& list = m_values.at(key);
        if (!list.is_array() || list.size() > static_cast<size_t>(kMaxConvs))
            throw meaningless(key);
        std::vector<int64_t> values;
        for (const json& each : list)
            values.push_back(bounded(key, each));
        return values;
    }

    // The small number that keeps a norm from dividing by zero.
    double eps(const char* key, double fallback) const
    {
        if (!has(key))
            return fallback;
        const json& value = m_values.at(key);
        if (!value.is_number() || !(value.get<double>() >= kLeastEps && value.get<double>() <= kMostEps))
            throw Refusal{ErrorCode::CheckpointMismatch,
                          std::string(key) + " is " + jsonInLine(value) + ", models have 1e-12 to 0.001"};
        return value.get<double>();
    }

    // A count that the weights know better: the file may leave it out, and may say nothing else.
    void agree(const char* key, int64_t weights) const
    {
        if (const int64_t value = count(key, weights); value != weights)
            throw Refusal{ErrorCode::CheckpointMismatch,
                          std::string(key) + " is " + std::to_string(value) + ", the weights say "
                              + std::to_string(weights)};
    }

    // `absent` is what the reference's library assumes where the file is silent.
    template<typename T>
    void require(const char* key, const T& supported, const T& absent) const
    {
        const T value = [&] {
            if constexpr (std::is_same_v<T, int64_t>)
                return count(key, absent);
            else
                return get<T>(key, absent);
        }();
        if (value != supported)
            throw Refusal{ErrorCode::CheckpointMismatch,
                          std::string(key) + " is " + jsonInLine(json(value)) + (has(key) ? "" : " (not in the file)")
                              + ", only " + jsonInLine(json(supported)) + " is supported"};
    }

private:
    [[nodiscard]] Refusal meaningless(const char* key) const
    {
        return {ErrorCode::CheckpointMismatch, std::string(key) + " means nothing: " + jsonInLine(m_values.at(key))};
    }

    [[nodiscard]] int64_t bounded(const char* key, const json& value) const
    {
        const std::optional<int64_t> number = wholeNumber(value);
        if (!number)
            throw meaningless(key);
        if (*number < 0 || *number > std::numeric_limits<int32_t>::max())
            throw Refusal{ErrorCode::CheckpointMismatch, std::string(key) + " is " + std::to_string(*number)};
        return *number;
    }

    json m_values;
};

Settings readSettings(const fs::path& path)
{
    Result<json> values = readJsonObject<json>(path, {.bytes = kMaxBytes});
    if (!values)
        throw Refusal{values.error().code, values.error().detail};
    return Settings(std::move(*values));
}

void checkArchitecture(const Settings& settings)
{
    settings.require<std::string>("model_type", kModelType, kModelType);
    settings.require<bool>("do_stable_layer_norm", true, false);
    settings.require<std::string>("feat_extract_norm", "layer", "group");
    settings.require<std::string>("hidden_act", "gelu", "gelu");
    settings.require<std::string>("feat_extract_activation", "gelu", "gelu");
    settings.require<bool>("conv_pos_batch_norm", false, false);
    if (settings.has("adapter_attn_dim"))
        throw Refusal{ErrorCode::CheckpointMismatch, "adapter_attn_dim is set, layers with adapters are not supported"};
}

std::vector<Wav2Vec2Config::Conv> readConvs(const Settings& settings, const model::WeightShapes& shapes)
{
    using Counts = std::vector<int64_t>;
    const Counts strides = settings.counts("conv_stride", {5, 2, 2, 2, 2, 2, 2});
    const Counts kernels = settings.counts("conv_kernel", {10, 3, 3, 3, 3, 2, 2});
    const Counts channels = settings.counts("conv_dim", Counts(strides.size(), 512));
    const auto wrongCount = [&](const char* key, size_t count) {
        return Refusal{ErrorCode::CheckpointMismatch,
                       std::string(key) + " names " + std::to_string(count) + " convolutions, conv_stride "
                           + std::to_string(strides.size())};
    };
    if (strides.empty())
        throw wrongCount("conv_stride", strides.size());
    if (kernels.size() != strides.size())
        throw wrongCount("conv_kernel", kernels.size());
    if (channels.size() != strides.size())
        throw wrongCount("conv_dim", channels.size());

    if (const int64_t count = shapes.count("feature_extractor.conv_layers.");
        count > 0 && static_cast<int64_t>(strides.size()) != count)
        throw Refusal{ErrorCode::CheckpointMismatch,
                      "conv_stride names " + std::to_string(strides.size()) + " convolutions, the weights have "
                          + std::to_string(count)};

    std::vector<Wav2Vec2Config::Conv> convs;
    int64_t hop = 1;
    for (size_t i = 0; i < strides.size(); ++i) {
        const std::string weight = "feature_extractor.conv_layers." + std::to_string(i) + ".conv.weight";
        const Wav2Vec2Config::Conv conv{.channels = shapes.size(weight, 0).value_or(channels[i]),
                                        .kernel = shapes.size(weight, 2).value_or(kernels[i]),
                                        .stride = strides[i]};
        const auto agrees = [&](const char* key, int64_t value, int64_t weights) {
            if (value != weights || weights < 1)
                throw Refusal{ErrorCode::CheckpointMismatch,
                              std::string(key) + " of convolution " + std::to_string(i) + " is " + std::to_string(value)
                                  + ", the weights say " + std::to_string(weights)};
        };
        if (settings.has("conv_dim"))
            agrees("conv_dim", channels[i], conv.channels);
        agrees("conv_kernel", kernels[i], conv.kernel);
        if (conv.channels < 1 || conv.stride < 1 || conv.stride > kHop / hop)
            throw Refusal{ErrorCode::CheckpointMismatch,
                          "conv_stride of convolution " + std::to_string(i) + " is " + std::to_string(conv.stride)
                              + "; all together they are " + std::to_string(kHop) + " samples"};
        hop *= conv.stride;
        convs.push_back(conv);
    }
    if (hop != kHop)
        throw Refusal{ErrorCode::CheckpointMismatch,
                      "conv_stride makes a step of " + std::to_string(hop) + " samples, the picture model needs "
                          + std::to_string(kHop)};
    return convs;
}

// How many heads the encoders of a width have; 0 for a width that isn't known.
int64_t knownHeads(int64_t dim)
{
    switch (dim) {
    case kLargeWidth: return 16;
    case 32:
    case 16: return 2; // the small ones of this program's demo and tests
    default: return 0;
    }
}

Wav2Vec2Config readConfig(const Settings& settings, const model::StateDict& tensors)
{
    checkArchitecture(settings);

    Wav2Vec2Config config;
    const model::WeightShapes shapes(tensors);

    config.convs = readConvs(settings, shapes);
    const bool hasBias = shapes.has("feature_extractor.conv_layers.0.conv.bias");
    const bool bias = settings.get("conv_bias", hasBias);
    if (!bias && hasBias)
        throw Refusal{ErrorCode::CheckpointMismatch, "conv_bias is false, the weights have them"};
    config.convBias = bias ? nn::Bias::Yes : nn::Bias::No;

    config.dim = shapes.size("feature_projection.projection.weight", 0).value_or(settings.count("hidden_size", 0));
    config.ffnDim = shapes.size("encoder.layers.0.feed_forward.intermediate_dense.weight", 0)
                        .value_or(settings.count("intermediate_size", 0));
    settings.agree("hidden_size", config.dim);
    if (config.dim < 1)
        throw Refusal{ErrorCode::CheckpointMismatch, "hidden_size is " + std::to_string(config.dim)};
    settings.agree("intermediate_size", config.ffnDim);
    const int64_t layers = shapes.count("encoder.layers.");
    config.layers = settings.count("num_hidden_layers", layers);
    if (config.layers < 1 || config.layers > model::WeightShapes::kMostLayers)
        throw Refusal{ErrorCode::CheckpointMismatch, "num_hidden_layers is " + std::to_string(config.layers)};
    settings.agree("num_hidden_layers", layers);

    config.heads = settings.count("num_attention_heads", 0);
    if (config.heads < 1 || config.dim % config.heads != 0)
        throw Refusal{ErrorCode::CheckpointMismatch,
                      "num_attention_heads is " + std::to_string(config.heads) + ", which does not divide the width "
                          + std::to_string(config.dim)};
    // The weights don't determine it, and a wrong value gives wrong features without an error.
    if (const int64_t known = knownHeads(config.dim); known > 0 && config.heads != known)
        throw Refusal{ErrorCode::CheckpointMismatch,
                      "num_attention_heads is " + std::to_string(config.heads) + ", the model whose weights are "
                          + std::to_string(config.dim) + " wide has " + std::to_string(known)};

    const std::string position = "encoder.pos_conv_embed.conv.";
    std::string weight = position + "weight_v";
    if (shapes.has(position + "parametrizations.weight.original0")
        || shapes.has(position + "parametrizations.weight.original1")) {
        config.weightNorm = WeightNorm::Parametrised;
        weight = position + "parametrizations.weight.original1";
    } else if (shapes.has(position + "weight")) {
        config.weightNorm = WeightNorm::None;
        weight = position + "weight";
    }
    config.positionKernel = shapes.size(weight, 2).value_or(settings.count("num_conv_pos_embeddings", 128));
    settings.agree("num_conv_pos_embeddings", config.positionKernel);
    const int64_t groups = settings.count("num_conv_pos_embedding_groups", 16);
    const int64_t perGroup = shapes.size(weight, 1).value_or(groups > 0 ? config.dim / groups : 0);
    if (config.positionKernel < 1 || perGroup < 1 || config.dim % perGroup != 0)
        throw Refusal{ErrorCode::CheckpointMismatch,
                      "num_conv_pos_embedding_groups: groups of " + std::to_string(perGroup)
                          + " channels do not divide the width " + std::to_string(config.dim)};
    config.positionGroups = config.dim / perGroup;
    settings.agree("num_conv_pos_embedding_groups", config.positionGroups);

    config.layerNormEps = settings.eps("layer_norm_eps", 1e-5);
    return config;
}

} // namespace

int64_t Wav2Vec2Config::frameCount(int64_t samples) const
{
    for (const Conv& conv : convs)
        samples = samples < conv.kernel ? 0 : (samples - conv.kernel) / conv.stride + 1;
    return samples;
}

int64_t Wav2Vec2Config::receptiveField() const
{
    int64_t field = 1;
    for (auto conv = convs.rbegin(); conv != convs.rend(); ++conv)
        field = (field - 1) * conv->stride + conv->kernel;
    return field;
}

int64_t Wav2Vec2Config::hop() const
{
    int64_t hop = 1;
    for (const Conv& conv : convs)
        hop *= conv.stride;
    return hop;
}

bool isWav2Vec2Folder(const std::filesystem::path& folder)
{
    const Result<json> values = readJsonObject<json>(folder / "config.json", {.bytes = kMaxBytes});
    return values && values->value("model_type", json()) == json(kModelType);
}

Result<Wav2Vec2Config> publishedWav2Vec2Config(const model::StateDict& tensors, const std::filesystem::path& file)
{
    const model::WeightShapes shapes(tensors);
    const int64_t dim = shapes.size("feature_projection.projection.weight", 0)
                            .value_or(shapes.numbers("encoder.layer_norm.bias").value_or(kLargeWidth));
    if (knownHeads(dim) == 0)
        return Error{ErrorCode::CheckpointMismatch, file.string(),
                     "there is no config.json beside it, and no published model is " + std::to_string(dim) + " wide"};
    const json published{{"do_stable_layer_norm", true},
                         {"feat_extract_norm", "layer"},
                         {"hidden_size", dim},
                         {"num_attention_heads", knownHeads(dim)}};
    try {
        return readConfig(Settings(published), tensors);
    } catch (const Refusal& refusal) {
        return Error{refusal.code, file.string(),
                     "without a config.json it should be as the published models are: " + refusal.detail};
    }
}

Result<Wav2Vec2Config> readWav2Vec2Config(const std::filesystem::path& folder, const model::StateDict& tensors)
{
    fs::path path = folder / "config.json";
    std::error_code ignored;
    if (!fs::exists(path, ignored))
        return Error{ErrorCode::FileMissing, path.string(), "there is no such file"};
    try {
        Wav2Vec2Config config = readConfig(readSettings(path), tensors);
        path = folder / "preprocessor_config.json";
        if (fs::exists(path, ignored)) {
            const Settings preprocessor = readSettings(path);
            preprocessor.require<int64_t>("sampling_rate", kSampleRate, kSampleRate);
            preprocessor.require<int64_t>("feature_size", 1, 1);
            config.normalise = preprocessor.get("do_normalize", true);
        }
        return config;
    } catch (const Refusal& refusal) {
        return Error{refusal.code, path.string(), refusal.detail};
    }
}

} // namespace studio::audio
