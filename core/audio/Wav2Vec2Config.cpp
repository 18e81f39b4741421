// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/audio/Wav2Vec2Config.h"

#include <nlohmann/json.hpp>

#include <fstream>
#include <limits>
#include <set>

namespace studio::audio {
namespace {

using nlohmann::json;
namespace fs = std::filesystem;

constexpr int64_t kSampleRate = 16000;
// More is a lie that would only fill the report or overflow.
constexpr int64_t kMaxLayers = 1024;
constexpr int64_t kMaxHop = kSampleRate * 60;

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

    template<typename T>
    T get(const char* key, T fallback) const
    {
        if (!has(key))
            return fallback;
        try {
            return m_values.at(key).get<T>();
        } catch (const json::exception&) {
            throw Refusal{ErrorCode::CheckpointMismatch,
                          std::string(key) + " means nothing: " + m_values.at(key).dump()};
        }
    }

    int64_t count(const char* key, int64_t fallback) const
    {
        const int64_t value = get<int64_t>(key, fallback);
        if (value < 0 || value > std::numeric_limits<int32_t>::max())
            throw Refusal{ErrorCode::CheckpointMismatch, std::string(key) + " is " + std::to_string(value)};
        return value;
    }

    // `absent` is what the reference's library assumes where the file is silent.
    template<typename T>
    void require(const char* key, const T& supported, const T& absent) const
    {
        const T value = get<T>(key, absent);
        if (value != supported)
            throw Refusal{ErrorCode::CheckpointMismatch,
                          std::string(key) + " is " + json(value).dump() + (has(key) ? "" : " (not in the file)")
                              + ", only " + json(supported).dump() + " is supported"};
    }

private:
    json m_values;
};

Settings readSettings(const fs::path& path)
{
    std::ifstream file(path);
    if (!file)
        throw Refusal{ErrorCode::FileUnreadable, "cannot be opened"};
    json values = json::parse(file, nullptr, /*allow_exceptions=*/false);
    if (!values.is_object())
        throw Refusal{ErrorCode::CheckpointDamaged, "is not a JSON object"};
    return Settings(std::move(values));
}

class Shapes {
public:
    Shapes(const model::StateDict& tensors, std::string prefix)
        : m_tensors(tensors)
        , m_prefix(std::move(prefix))
    {
    }

    bool has(const std::string& name) const { return m_tensors.contains(m_prefix + name); }

    // The size of a tensor, or `fallback` where the tensor or the axis is missing: binding will report that.
    int64_t size(const std::string& name, int64_t axis, int64_t fallback) const
    {
        const auto found = m_tensors.find(m_prefix + name);
        return found != m_tensors.end() && axis < found->second.dim() ? found->second.size(axis) : fallback;
    }

    // How many numbers from 0 on are followed by a name: "layers." -> 24.
    int64_t count(const std::string& name) const
    {
        std::set<std::string, std::less<>> seen;
        const std::string begin = m_prefix + name;
        for (auto it = m_tensors.lower_bound(begin); it != m_tensors.end() && it->first.starts_with(begin); ++it)
            seen.insert(it->first.substr(begin.size(), it->first.find('.', begin.size()) - begin.size()));
        int64_t count = 0;
        while (seen.contains(std::to_string(count)))
            ++count;
        return count;
    }

private:
    const model::StateDict& m_tensors;
    std::string m_prefix;
};

void checkArchitecture(const Settings& settings)
{
    settings.require<bool>("do_stable_layer_norm", true, false);
    settings.require<std::string>("feat_extract_norm", "layer", "group");
    settings.require<std::string>("hidden_act", "gelu", "gelu");
    settings.require<std::string>("feat_extract_activation", "gelu", "gelu");
    settings.require<bool>("conv_pos_batch_norm", false, false);
    if (settings.has("adapter_attn_dim"))
        throw Refusal{ErrorCode::CheckpointMismatch, "adapter_attn_dim is set, layers with adapters are not supported"};
}

std::vector<Wav2Vec2Config::Conv> readConvs(const Settings& settings, const Shapes& shapes)
{
    using Counts = std::vector<int64_t>;
    const Counts strides = settings.get<Counts>("conv_stride", {5, 2, 2, 2, 2, 2, 2});
    Counts kernels = settings.get<Counts>("conv_kernel", {10, 3, 3, 3, 3, 2, 2});
    Counts channels = settings.get<Counts>("conv_dim", Counts(strides.size(), 512));
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

    std::vector<Wav2Vec2Config::Conv> convs;
    int64_t hop = 1;
    for (size_t i = 0; i < strides.size(); ++i) {
        const std::string weight = "feature_extractor.conv_layers." + std::to_string(i) + ".conv.weight";
        const Wav2Vec2Config::Conv conv{.channels = shapes.size(weight, 0, channels[i]),
                                        .kernel = shapes.size(weight, 2, kernels[i]),
                                        .stride = strides[i]};
        if (conv.channels < 1 || conv.kernel < 1)
            throw Refusal{ErrorCode::CheckpointMismatch,
                          "conv_dim or conv_kernel of convolution " + std::to_string(i) + " is below 1"};
        if (conv.stride < 1 || conv.stride > kMaxHop / hop)
            throw Refusal{ErrorCode::CheckpointMismatch,
                          "conv_stride of convolution " + std::to_string(i) + " is " + std::to_string(conv.stride)};
        hop *= conv.stride;
        convs.push_back(conv);
    }
    return convs;
}

Wav2Vec2Config readConfig(const Settings& settings, const model::StateDict& tensors)
{
    checkArchitecture(settings);

    Wav2Vec2Config config;
    const auto first = tensors.lower_bound("wav2vec2.");
    if (first != tensors.end() && first->first.starts_with("wav2vec2."))
        config.root = "wav2vec2";
    const Shapes shapes(tensors, config.root.empty() ? "" : config.root + ".");

    config.convs = readConvs(settings, shapes);
    const bool bias = settings.get("conv_bias", shapes.has("feature_extractor.conv_layers.0.conv.bias"));
    config.convBias = bias ? nn::Bias::Yes : nn::Bias::No;

    config.dim = shapes.size("feature_projection.projection.weight", 0, settings.count("hidden_size", 0));
    config.ffnDim = shapes.size("encoder.layers.0.feed_forward.intermediate_dense.weight", 0,
                                settings.count("intermediate_size", 0));
    config.layers = settings.count("num_hidden_layers", shapes.count("encoder.layers."));
    if (config.layers < 1 || config.layers > kMaxLayers)
        throw Refusal{ErrorCode::CheckpointMismatch, "num_hidden_layers is " + std::to_string(config.layers)};

    config.heads = settings.count("num_attention_heads", 0);
    if (config.heads < 1 || config.dim % config.heads != 0)
        throw Refusal{ErrorCode::CheckpointMismatch,
                      "num_attention_heads is " + std::to_string(config.heads) + ", which does not divide the width "
                          + std::to_string(config.dim)};

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
    config.positionKernel = shapes.size(weight, 2, settings.count("num_conv_pos_embeddings", 128));
    const int64_t groups = settings.count("num_conv_pos_embedding_groups", 16);
    const int64_t perGroup = shapes.size(weight, 1, groups > 0 ? config.dim / groups : 0);
    if (config.positionKernel < 1 || perGroup < 1 || config.dim % perGroup != 0)
        throw Refusal{ErrorCode::CheckpointMismatch,
                      "num_conv_pos_embedding_groups: groups of " + std::to_string(perGroup)
                          + " channels do not divide the width " + std::to_string(config.dim)};
    config.positionGroups = config.dim / perGroup;

    config.layerNormEps = settings.get("layer_norm_eps", 1e-5);
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
            config.normalise = preprocessor.get("do_normalize", true);
        }
        return config;
    } catch (const Refusal& refusal) {
        return Error{refusal.code, path.string(), refusal.detail};
    }
}

} // namespace studio::audio
