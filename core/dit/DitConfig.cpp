// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/dit/DitConfig.h"

#include "core/base/Json.h"
#include "core/model/WeightShapes.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <array>
#include <optional>

namespace studio::dit {
namespace {

using nlohmann::json;
namespace fs = std::filesystem;

constexpr size_t kMaxBytes = size_t{1} << 20; // the published file has 900
constexpr int64_t kLatentChannels = 16; // of the VAE that belongs to these models
constexpr int64_t kTextLength = 512; // that the models were trained with; the weights don't tell it
constexpr int64_t kMostOfAnything = int64_t{1} << 20;
constexpr double kLeastEps = 1e-12;
constexpr double kMostEps = 1e-3;

// What the file may say of the architecture, and the only value that this is.
struct Requirement {
    const char* key;
    json value;
};

const std::vector<Requirement>& requirements()
{
    static const std::vector<Requirement> all{
        {"model_type", "s2v"},
        {"enable_adain", true},
        {"adain_mode", "attn_norm"},
        {"zero_timestep", true},
        {"enable_framepack", true},
        {"framepack_drop_mode", "padd"},
        {"enable_motioner", false},
        {"add_last_motion", true},
        {"qk_norm", true},
        {"cross_attn_norm", true},
        {"patch_size", {1, kPatch, kPatch}},
    };
    return all;
}

// How many heads the models of a width have. The weights don't tell it: a wrong number gives another film, and no
// error.
struct KnownHeads {
    int64_t dim;
    int64_t heads;
};
constexpr std::array kKnownHeads{KnownHeads{5120, 40}, KnownHeads{192, 4}, KnownHeads{64, 2}};

// What the weights of a model without a config.json don't tell. They have to have so many layers and injectors.
struct KnownModel {
    int64_t dim;
    int64_t layers;
    std::vector<int64_t> audioLayers;
};

const std::vector<KnownModel>& knownModels()
{
    static const std::vector<KnownModel> all{{5120, 40, {0, 4, 8, 12, 16, 20, 24, 27, 30, 33, 36, 39}}};
    return all;
}

constexpr int64_t kLeastHeadDim = 32; // of models of other widths
constexpr int64_t kMostHeadDim = 128;

// What doesn't agree. Caught where the file is named.
struct Refusal {
    std::string detail;
};

class Reader {
public:
    Reader(const json& values, const model::StateDict& tensors)
        : m_values(values)
        , m_shapes(tensors)
    {
    }

    [[nodiscard]] const model::WeightShapes& shapes() const { return m_shapes; }

    // A whole number of the file; `absent` where the file has none.
    [[nodiscard]] int64_t whole(const char* key, std::optional<int64_t> absent) const
    {
        const auto found = m_values.find(key);
        if (found == m_values.end() && absent)
            return *absent;
        if (found == m_values.end())
            throw Refusal{std::string(key) + " is missing"};
        const std::optional<int64_t> value = wholeNumber(*found);
        if (!value || *value < 1 || *value > kMostOfAnything)
            throw Refusal{std::string(key) + " is " + jsonInLine(*found) + ", which no model has"};
        return *value;
    }

    // Likewise, of which the weights say what it must be, where they have the tensor. `part`: of the tensor's size.
    [[nodiscard]] int64_t sized(const char* key, const char* tensor, int64_t axis, std::optional<int64_t> absent,
                                int64_t part = 1) const
    {
        const std::optional<int64_t> size = m_shapes.size(tensor, axis);
        const int64_t value = whole(key, size ? *size / part : absent);
        if (size && value * part != *size)
            throw Refusal{std::string(key) + " is " + std::to_string(value) + ", the weights say "
                          + std::to_string(*size / part) + " (" + tensor + ")"};
        return value;
    }

    [[nodiscard]] double eps() const
    {
        const auto found = m_values.find("eps");
        if (found == m_values.end())
            return 1e-6;
        const double value = found->is_number() ? found->get<double>() : 0;
        if (!(value >= kLeastEps && value <= kMostEps))
            throw Refusal{"eps is " + jsonInLine(*found) + ", models have 1e-12 to 0.001"};
        return value;
    }

    // Ascending, below `layers`, and as many as the weights have injectors.
    [[nodiscard]] std::vector<int64_t> audioLayers(int64_t layers) const
    {
        const char* const key = "audio_inject_layers";
        const auto found = m_values.find(key);
        if (found == m_values.end() || !found->is_array())
            throw Refusal{std::string(key) + " is missing, or no list"};
        std::vector<int64_t> result;
        for (const json& entry : *found) {
            const std::optional<int64_t> layer = wholeNumber(entry);
            if (!layer || *layer < 0 || *layer >= layers || (!result.empty() && *layer <= result.back()))
                throw Refusal{std::string(key) + " has " + jsonInLine(entry)
                              + " in it; they are numbers of layers, from 0 to " + std::to_string(layers - 1)
                              + ", each larger than the one before"};
            result.push_back(*layer);
        }
        const int64_t injectors = m_shapes.count("audio_injector.injector.");
        if (static_cast<int64_t>(result.size()) != injectors)
            throw Refusal{std::string(key) + " names " + std::to_string(result.size()) + " layers, the weights have "
                          + std::to_string(injectors) + " injectors"};
        return result;
    }

    void require() const
    {
        for (const auto& [key, value] : requirements()) {
            const auto found = m_values.find(key);
            if (found != m_values.end() && *found != value)
                throw Refusal{std::string(key) + " is " + jsonInLine(*found) + ", this program needs " + value.dump()};
        }
    }

private:
    const json& m_values;
    model::WeightShapes m_shapes;
};

int64_t readHeads(const Reader& reader, int64_t dim)
{
    const int64_t heads = reader.whole("num_heads", std::nullopt);
    const auto says
        = [&](const std::string& why) { return Refusal{"num_heads is " + std::to_string(heads) + ", " + why}; };
    const auto* const known
        = std::find_if(kKnownHeads.begin(), kKnownHeads.end(), [&](const KnownHeads& each) { return each.dim == dim; });
    if (known != kKnownHeads.end() && heads != known->heads)
        throw says("the model whose weights are " + std::to_string(dim) + " wide has " + std::to_string(known->heads));
    if (dim % heads != 0 || dim / heads % 2 != 0 || dim / heads < kLeastHeadDim || dim / heads > kMostHeadDim)
        throw says("which doesn't cut the width of the weights, " + std::to_string(dim) + ", into heads of "
                   + std::to_string(kLeastHeadDim) + " to " + std::to_string(kMostHeadDim));
    return heads;
}

DitConfig readConfig(const Reader& reader)
{
    constexpr const char* kLocal = "casual_audio_encoder.encoder.conv1_local.conv.weight";
    reader.require();
    DitConfig config;
    config.dim = reader.sized("dim", "patch_embedding.weight", 0, std::nullopt);
    if (config.dim % 4 != 0)
        throw Refusal{"dim is " + std::to_string(config.dim) + ", which is no multiple of 4"};
    config.heads = readHeads(reader, config.dim);
    config.ffnDim = reader.sized("ffn_dim", "blocks.0.ffn.0.weight", 0, std::nullopt);
    config.layers = reader.whole("num_layers", std::nullopt);
    if (const int64_t layers = reader.shapes().count("blocks."); config.layers != layers)
        throw Refusal{"num_layers is " + std::to_string(config.layers) + ", the weights have "
                      + std::to_string(layers)};
    config.audioLayers = reader.audioLayers(config.layers);
    config.audioDim = reader.sized("audio_dim", kLocal, 1, std::nullopt);
    config.audioTokens = reader.sized("num_audio_token", kLocal, 0, 4, config.dim / 4);
    config.freqDim = reader.sized("freq_dim", "time_embedding.0.weight", 1, 256);
    if (config.freqDim % 2 != 0)
        throw Refusal{"freq_dim is " + std::to_string(config.freqDim) + ", which is odd"};
    config.inChannels = reader.sized("in_dim", "patch_embedding.weight", 1, kLatentChannels);
    config.outChannels = reader.sized("out_dim", "head.head.weight", 0, kLatentChannels, kPatch * kPatch);
    config.condChannels = reader.sized("cond_dim", "cond_encoder.weight", 1, kLatentChannels);
    for (const auto& [key, channels] : {std::pair("in_dim", config.inChannels), {"out_dim", config.outChannels}}) {
        if (channels != kLatentChannels)
            throw Refusal{std::string(key) + " is " + std::to_string(channels) + ", the latents have "
                          + std::to_string(kLatentChannels) + " channels"};
    }
    config.textLength = reader.whole("text_len", kTextLength);
    if (config.textLength != kTextLength)
        throw Refusal{"text_len is " + std::to_string(config.textLength) + ", the model was trained with "
                      + std::to_string(kTextLength)};
    config.eps = reader.eps();
    // Not read from the file by the reference, whose class says 4096.
    config.textDim = reader.sized("text_dim", "text_embedding.0.weight", 1, 4096);
    config.audioStates = reader.shapes().numbers("casual_audio_encoder.weights").value_or(25);
    if (config.audioStates < 1)
        throw Refusal{"the weights mix no hidden state of the voice (casual_audio_encoder.weights)"};
    return config;
}

// What config.json would say of a published model. Other programs' files come without one.
Result<json> withoutFile(const fs::path& path, const model::StateDict& tensors)
{
    const model::WeightShapes shapes(tensors);
    const std::optional<int64_t> dim = shapes.size("patch_embedding.weight", 0);
    const int64_t layers = shapes.count("blocks.");
    const auto heads
        = std::find_if(kKnownHeads.begin(), kKnownHeads.end(), [&](const KnownHeads& each) { return each.dim == dim; });
    const auto model = std::find_if(knownModels().begin(), knownModels().end(),
                                    [&](const KnownModel& each) { return each.dim == dim && each.layers == layers; });
    if (heads == kKnownHeads.end() || model == knownModels().end())
        return Error{
            ErrorCode::CheckpointIncomplete, path.parent_path().string(),
            "missing: config.json. The weights don't tell the number of heads and the layers with a voice, and "
            "they are of no published model ("
                + (dim ? std::to_string(*dim) + " wide, " : std::string()) + std::to_string(layers) + " layers)"};
    return json{{"num_heads", heads->heads}, {"num_layers", layers}, {"audio_inject_layers", model->audioLayers}};
}

} // namespace

int64_t DitConfig::injectorOf(int64_t layer) const
{
    const auto found = std::find(audioLayers.begin(), audioLayers.end(), layer);
    return found == audioLayers.end() ? -1 : found - audioLayers.begin();
}

Result<DitConfig> readDitConfig(const fs::path& path, const model::StateDict& tensors)
{
    Result<json> values = readJsonObject<json>(path, {.bytes = kMaxBytes});
    if (!values && values.error().code == ErrorCode::FileMissing)
        values = withoutFile(path, tensors);
    if (!values)
        return values.error();
    try {
        return readConfig(Reader(*values, tensors));
    } catch (const Refusal& refusal) {
        return Error{ErrorCode::CheckpointMismatch, path.string(), refusal.detail};
    }
}

} // namespace studio::dit
