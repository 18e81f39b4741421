// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/model/Lora.h"

#include "core/base/Json.h"
#include "core/base/Log.h"
#include "core/model/PthFile.h"
#include "core/model/SafetensorsFile.h"

#include <ATen/ops/mm.h>

#include <nlohmann/json.hpp>

#include <array>
#include <charconv>
#include <cmath>
#include <sstream>

namespace studio::model {
namespace {

namespace fs = std::filesystem;

enum class Role { A, B, Alpha, Whole };

struct Key {
    std::string target; // the model's tensor
    Role role;
};

// What a tensor of the file is for.
Key interpret(std::string_view name)
{
    for (const std::string_view prefix : {"base_model.model.", "diffusion_model."}) {
        if (name.starts_with(prefix))
            name.remove_prefix(prefix.size());
    }
    struct Suffix {
        std::string_view text;
        Role role;
        std::string_view replacement;
    };
    static constexpr std::array<Suffix, 16> kSuffixes{{
        {".lora_A.default.weight", Role::A, ".weight"},
        {".lora_A.weight", Role::A, ".weight"},
        {".lora_down.default.weight", Role::A, ".weight"},
        {".lora_down.weight", Role::A, ".weight"},
        {".lora_B.default.weight", Role::B, ".weight"},
        {".lora_B.weight", Role::B, ".weight"},
        {".lora_up.default.weight", Role::B, ".weight"},
        {".lora_up.weight", Role::B, ".weight"},
        {".alpha", Role::Alpha, ".weight"},
        {".base_layer.weight", Role::Whole, ".weight"},
        {".base_layer.bias", Role::Whole, ".bias"},
        {".modules_to_save.default.weight", Role::Whole, ".weight"},
        {".modules_to_save.default.bias", Role::Whole, ".bias"},
        {".modules_to_save.weight", Role::Whole, ".weight"},
        {".modules_to_save.bias", Role::Whole, ".bias"},
        {"", Role::Whole, ""},
    }};
    for (const Suffix& suffix : kSuffixes) {
        if (name.ends_with(suffix.text)) {
            name.remove_suffix(suffix.text.size());
            return {std::string(name) + std::string(suffix.replacement), suffix.role};
        }
    }
    return {std::string(name), Role::Whole};
}

std::string describe(const at::Tensor& tensor)
{
    std::ostringstream text;
    text << tensor.sizes();
    return text.str();
}

std::optional<double> positive(double value)
{
    return std::isfinite(value) && value > 0 ? std::optional(value) : std::nullopt;
}

std::optional<double> alphaOfMetadata(const fs::path& path)
{
    const auto metadata = readSafetensorsMetadata(path);
    if (!metadata)
        return std::nullopt;
    for (const char* const key : {"lora_alpha", "alpha", "ss_network_alpha"}) {
        const auto found = metadata->find(key);
        double value = 0;
        if (found != metadata->end()
            && std::from_chars(found->second.data(), found->second.data() + found->second.size(), value).ec
                == std::errc())
            return positive(value);
    }
    return std::nullopt;
}

std::optional<double> alphaOfConfig(const fs::path& folder)
{
    const Result<nlohmann::json> config = readJsonObject<nlohmann::json>(folder / "adapter_config.json");
    if (!config)
        return std::nullopt;
    const auto found = config->find("lora_alpha");
    return found != config->end() && found->is_number() ? positive(found->get<double>()) : std::nullopt;
}

} // namespace

Result<Lora> Lora::open(const fs::path& path, const LoraOptions& options)
{
    const bool isSafetensors = path.extension() == ".safetensors";
    const auto tensors = isSafetensors ? openSafetensors(path) : openPth(path);
    if (!tensors)
        return tensors.error();

    Lora lora;
    lora.m_path = path.string();
    std::vector<std::string> wrong;
    std::map<std::string, double> alphas;
    const auto put = [&](at::Tensor& target, const at::Tensor& tensor, const std::string& name) {
        if (target.defined())
            wrong.push_back(name + " is there twice, under different prefixes");
        target = tensor;
    };
    for (const auto& [name, tensor] : *tensors) {
        const Key key = interpret(name);
        if (!tensor.is_floating_point() && key.role != Role::Alpha)
            wrong.push_back(name + " holds no floating-point numbers");
        else if (key.role == Role::A)
            put(lora.m_pairs[key.target].a, tensor, name);
        else if (key.role == Role::B)
            put(lora.m_pairs[key.target].b, tensor, name);
        else if (key.role == Role::Whole)
            put(lora.m_whole[key.target], tensor, name);
        else if (tensor.numel() != 1 || !std::isfinite(tensor.item().toDouble()))
            wrong.push_back(name + " should be one number");
        else
            alphas[key.target] = tensor.item().toDouble();
    }

    std::optional<double> alpha = options.alpha;
    if (!alpha && isSafetensors)
        alpha = alphaOfMetadata(path);
    if (!alpha)
        alpha = alphaOfConfig(path.parent_path());
    for (auto& [name, pair] : lora.m_pairs) {
        if (!pair.a.defined() || !pair.b.defined()) {
            wrong.push_back(name + " has only one half of its pair");
            continue;
        }
        if (pair.a.dim() != 2 || pair.b.dim() != 2 || pair.a.size(0) != pair.b.size(1) || pair.a.size(0) == 0) {
            wrong.push_back(name + ": A " + describe(pair.a) + " and B " + describe(pair.b) + " have no common rank");
            continue;
        }
        const auto rank = static_cast<double>(pair.a.size(0));
        const auto own = alphas.find(name);
        const bool useOwn = !options.alpha && own != alphas.end();
        pair.scale = (useOwn ? own->second : alpha.value_or(rank / 2)) / rank;
    }
    for (const auto& [name, value] : alphas) {
        if (!lora.m_pairs.contains(name))
            wrong.push_back(name + " has an alpha and no pair that this program can apply");
    }
    if (tensors->empty())
        wrong.emplace_back("the file holds no tensor");
    if (!wrong.empty())
        return Error{ErrorCode::LoraMismatch, path.string(), summedUp(wrong)};
    return lora;
}

at::Tensor Lora::merged(std::string_view name, const at::Tensor& base, at::ScalarType accumulateAs) const
{
    const auto replacement = m_whole.find(name);
    const at::Tensor start = replacement == m_whole.end() ? base : replacement->second.to(base.device());
    const auto pair = m_pairs.find(name);
    if (pair == m_pairs.end())
        return start;
    // The product is ours to change, `start` may be a view of a file.
    const at::Tensor a = pair->second.a.to(base.device(), accumulateAs);
    const at::Tensor b = pair->second.b.to(base.device(), accumulateAs);
    return at::mm(b, a).mul_(pair->second.scale).add_(start.to(accumulateAs));
}

bool Lora::touches(std::string_view name) const
{
    return m_pairs.contains(name) || m_whole.contains(name);
}

std::string Lora::scales() const
{
    std::ostringstream text;
    text << std::hexfloat;
    for (const auto& [name, pair] : m_pairs)
        text << name << '=' << pair.scale << ' ';
    return text.str();
}

Lora::Report Lora::report(const StateDict& base) const
{
    Report report;
    for (const auto& [name, pair] : m_pairs) {
        const auto found = base.find(name);
        if (found == base.end())
            report.unused.push_back(name);
        else if (found->second.dim() != 2 || found->second.size(0) != pair.b.size(0)
                 || found->second.size(1) != pair.a.size(1))
            report.misfits.push_back(name + ": A " + describe(pair.a) + " and B " + describe(pair.b)
                                     + " do not fit the model's " + describe(found->second));
        else
            report.used += 2;
    }
    for (const auto& [name, tensor] : m_whole) {
        const auto found = base.find(name);
        if (found == base.end())
            report.unused.push_back(name);
        else if (found->second.sizes() != tensor.sizes())
            report.misfits.push_back(name + ": " + describe(tensor) + " does not fit the model's "
                                     + describe(found->second));
        else
            ++report.used;
    }
    return report;
}

Status Lora::check(const StateDict& base) const
{
    const Report found = report(base);
    if (!found.misfits.empty())
        return Error{ErrorCode::LoraMismatch, m_path, summedUp(found.misfits)};
    if (found.used == 0)
        return Error{ErrorCode::LoraMismatch, m_path,
                     "the model has none of the tensors that it changes:\n" + summedUp(found.unused)};
    if (!found.unused.empty())
        return Error{ErrorCode::LoraMismatch, m_path,
                     "these would be left out, since the model has no such tensor or this program can't apply them:\n"
                         + summedUp(found.unused)};
    log::info(m_path + ": " + std::to_string(found.used) + " tensors used");
    return kDone;
}

} // namespace studio::model
