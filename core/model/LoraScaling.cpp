// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/model/LoraScaling.h"

#include "core/base/Json.h"
#include "core/model/SafetensorsFile.h"

#include <nlohmann/json.hpp>

#include <charconv>
#include <cmath>

namespace studio::model {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;

std::optional<double> positive(double value)
{
    return std::isfinite(value) && value > 0 ? std::optional(value) : std::nullopt;
}

std::optional<double> positive(const json& value)
{
    return value.is_number() ? positive(value.get<double>()) : std::nullopt;
}

// Of a metadata string. Trainers also write "None" for a number that they don't have.
std::optional<double> positive(const std::string& text)
{
    double value = 0;
    const char* const end = text.data() + text.size();
    const auto [parsed, error] = std::from_chars(text.data(), end, value);
    return error == std::errc() && parsed == end ? positive(value) : std::nullopt;
}

} // namespace

Result<LoraScaling> LoraScaling::read(const fs::path& file)
{
    json config = json::object();
    std::string prefix;
    LoraScaling scaling;
    if (file.extension() == ".safetensors") {
        const auto metadata = readSafetensorsMetadata(file);
        if (!metadata)
            return metadata.error();
        for (const char* const key : {"lora_alpha", "network_alpha", "alpha", "ss_network_alpha"}) {
            const auto found = metadata->find(key);
            if (found != metadata->end() && !scaling.m_alpha)
                scaling.m_alpha = positive(found->second);
        }
        if (const auto found = metadata->find("lora_adapter_metadata"); found != metadata->end()) { // diffusers
            Result<json> parsed = parseJson<json>(found->second);
            if (!parsed || !parsed->is_object())
                return Error{ErrorCode::LoraMismatch, file.string(), "its lora_adapter_metadata is no JSON object"};
            config = std::move(*parsed);
            for (const char* const network : {"transformer.", "unet."}) {
                if (config.contains(std::string(network) + "lora_alpha"))
                    prefix = network;
            }
        }
    }
    if (config.empty() && !scaling.m_alpha) {
        Result<json> beside = readJsonObject<json>(file.parent_path() / "adapter_config.json");
        if (beside)
            config = std::move(*beside);
        else if (beside.error().code != ErrorCode::FileMissing)
            return beside.error();
    }

    const auto refused = [&](const std::string& key) {
        return Error{ErrorCode::LoraMismatch, file.string(),
                     "its configuration says " + key + ": " + jsonInLine(config.at(key))
                         + ", which this program can't honour"};
    };
    if (const std::string key = prefix + "lora_alpha"; config.contains(key)) {
        scaling.m_alpha = positive(config.at(key));
        if (!scaling.m_alpha)
            return refused(key);
    }
    if (const std::string key = prefix + "use_rslora"; config.contains(key))
        scaling.m_rankStabilised = config.at(key) == true;
    if (const std::string key = prefix + "alpha_pattern"; config.contains(key) && !config.at(key).empty()) {
        if (!config.at(key).is_object())
            return refused(key);
        for (const auto& [layer, alpha] : config.at(key).items()) {
            const std::optional<double> value = positive(alpha);
            if (!value || layer.find_first_of("^$*+?()[]{}|\\") != std::string::npos) // PEFT takes it as an expression.
                return refused(key);
            scaling.m_ofLayers[layer] = *value;
        }
    }
    return scaling;
}

double LoraScaling::scale(std::string_view layer, int64_t rank) const
{
    std::optional<double> alpha = m_alpha;
    for (size_t begin = 0; begin != std::string_view::npos;) {
        if (const auto own = m_ofLayers.find(layer.substr(begin)); own != m_ofLayers.end()) {
            alpha = own->second;
            break;
        }
        const size_t dot = layer.find('.', begin);
        begin = dot == std::string_view::npos ? dot : dot + 1;
    }
    const auto size = static_cast<double>(rank);
    if (!alpha)
        return 0.5;
    return *alpha / (m_rankStabilised ? std::sqrt(size) : size);
}

} // namespace studio::model
