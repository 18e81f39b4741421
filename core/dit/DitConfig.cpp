// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/dit/DitConfig.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <fstream>

namespace studio::dit {
namespace {

using nlohmann::json;

// What the file may say of the architecture, and the only value that this is.
struct Requirement {
    const char* key;
    json value;
};

const std::vector<Requirement>& requirements()
{
    static const std::vector<Requirement> all{
        {"model_type", "s2v"},      {"enable_adain", true},     {"adain_mode", "attn_norm"},
        {"zero_timestep", true},    {"enable_framepack", true}, {"framepack_drop_mode", "padd"},
        {"enable_motioner", false}, {"add_last_motion", true},
    };
    return all;
}

int64_t sizeOf(const model::StateDict& tensors, const char* name, int64_t axis, int64_t otherwise)
{
    const auto found = tensors.find(name);
    return found != tensors.end() && found->second.dim() > axis ? found->second.size(axis) : otherwise;
}

} // namespace

int64_t DitConfig::injectorOf(int64_t layer) const
{
    const auto found = std::find(audioLayers.begin(), audioLayers.end(), layer);
    return found == audioLayers.end() ? -1 : found - audioLayers.begin();
}

Result<DitConfig> readDitConfig(const std::filesystem::path& path, const model::StateDict& tensors)
{
    std::error_code code;
    if (!std::filesystem::exists(path, code))
        return Error{ErrorCode::FileMissing, path.string(), "no such file"};
    std::ifstream file(path);
    if (!file)
        return Error{ErrorCode::FileUnreadable, path.string(), "it can't be opened for reading"};

    DitConfig config;
    try {
        const json read = json::parse(file);
        for (const auto& [key, value] : requirements()) {
            if (read.contains(key) && read.at(key) != value)
                return Error{ErrorCode::CheckpointMismatch, path.string(),
                             std::string(key) + " is " + read.at(key).dump() + ", this program needs " + value.dump()};
        }
        config.dim = read.at("dim").get<int64_t>();
        config.heads = read.at("num_heads").get<int64_t>();
        config.ffnDim = read.at("ffn_dim").get<int64_t>();
        config.layers = read.at("num_layers").get<int64_t>();
        config.audioLayers = read.at("audio_inject_layers").get<std::vector<int64_t>>();
        config.audioDim = read.at("audio_dim").get<int64_t>();
        config.freqDim = read.value("freq_dim", sizeOf(tensors, "time_embedding.0.weight", 1, 256));
        config.textLength = read.value("text_len", int64_t{512});
        config.inChannels = read.value("in_dim", sizeOf(tensors, "patch_embedding.weight", 1, 16));
        config.outChannels = read.value("out_dim", int64_t{16});
        config.condChannels = read.value("cond_dim", sizeOf(tensors, "cond_encoder.weight", 1, 16));
        config.audioTokens = read.value("num_audio_token", int64_t{4});
        config.eps = read.value("eps", 1e-6);
        // Never read from the file by the reference, whose class says 4096.
        config.textDim = sizeOf(tensors, "text_embedding.0.weight", 1, 4096);
        config.audioStates = sizeOf(tensors, "casual_audio_encoder.weights", 1, 25);
    } catch (const std::exception& error) {
        return Error{ErrorCode::CheckpointDamaged, path.string(), error.what()};
    }

    const auto positive = {config.dim,         config.heads,       config.ffnDim,      config.layers,  config.freqDim,
                           config.textLength,  config.inChannels,  config.outChannels, config.textDim, config.audioDim,
                           config.audioStates, config.audioTokens, config.condChannels};
    const auto outside = [&](int64_t layer) { return layer < 0 || layer >= config.layers; };
    if (std::any_of(positive.begin(), positive.end(), [](int64_t value) { return value <= 0; })
        || config.dim % config.heads != 0 || config.headDim() % 2 != 0 || config.dim % 4 != 0 || config.freqDim % 2 != 0
        || std::any_of(config.audioLayers.begin(), config.audioLayers.end(), outside))
        return Error{ErrorCode::CheckpointDamaged, path.string(), "its dimensions contradict each other"};
    return config;
}

} // namespace studio::dit
