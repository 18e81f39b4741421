// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/model/WeightsFile.h"

#include "core/model/GgufMetadata.h"
#include "core/model/PartWeights.h"
#include "core/model/SafetensorsFile.h"

#include <algorithm>
#include <map>
#include <set>
#include <string_view>

namespace studio::model {
namespace {

namespace fs = std::filesystem;

std::string lowered(std::string_view name)
{
    std::string text(name);
    std::transform(text.begin(), text.end(), text.begin(),
                   [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; });
    return text;
}

std::string formatOf(const at::Tensor& tensor)
{
    switch (tensor.scalar_type()) {
    case at::kFloat: return "fp32";
    case at::kHalf: return "fp16";
    case at::kBFloat16: return "bf16";
    case at::kFloat8_e4m3fn:
    case at::kFloat8_e5m2: return "fp8";
    default: return lowered(c10::toString(tensor.scalar_type()));
    }
}

// The format that most numbers have: of the quantised ones, if there are any, which give such a file its name.
std::string mostlyStoredAs(const TensorSource& source)
{
    std::map<std::string, int64_t> numbers;
    for (const auto& [name, tensor] : source.packed)
        numbers[tensor.format] += source.tensors.at(name).numel();
    if (numbers.empty()) {
        for (const auto& [name, tensor] : source.tensors) {
            if (tensor.is_floating_point()) // others are no weights, such as a tokenizer
                numbers[formatOf(tensor)] += tensor.numel();
        }
    }
    const auto most = std::max_element(numbers.begin(), numbers.end(),
                                       [](const auto& a, const auto& b) { return a.second < b.second; });
    return most == numbers.end() ? std::string() : most->first;
}

// A tensor of bytes, as ComfyUI keeps it; with the encoder's prefix or without.
bool holdsTokenizer(const StateDict& tensors)
{
    return std::any_of(tensors.begin(), tensors.end(), [](const auto& each) {
        return each.first == "spiece_model" || each.first.ends_with(".spiece_model");
    });
}

uint64_t bytesOf(const fs::path& path)
{
    std::error_code code;
    const fs::path index = path.string() + ".index.json";
    uint64_t bytes = 0;
    if (!fs::exists(index, code)) {
        const uintmax_t size = fs::file_size(path, code);
        return code ? 0 : size;
    }
    if (const auto shardOf = readSafetensorsIndex(index)) {
        std::set<std::string> shards;
        for (const auto& [name, shard] : *shardOf)
            shards.insert(shard);
        for (const std::string& shard : shards) {
            const uintmax_t size = fs::file_size(path.parent_path() / shard, code);
            bytes += code ? 0 : size;
        }
    }
    return bytes;
}

} // namespace

WeightsFile identify(const fs::path& path, std::optional<ModelPart> wanted)
{
    WeightsFile file{.path = path, .bytes = bytesOf(path)};
    const Result<TensorSource> source = openTensors(path);
    if (!source) {
        file.problem = source.error();
        return file;
    }
    file.format = mostlyStoredAs(*source);
    const WeightsKind kind = weightsKind(source->tensors, wanted);
    file.part = partOf(kind);
    file.likeness = likenessOf(kind);
    if (!file.part || (wanted && file.part != wanted)) {
        file.problem
            = Error{ErrorCode::CheckpointForeign, path.string(), detailOf(wrongWeights(kind, source->tensors, wanted))};
        return file;
    }
    if (file.part == ModelPart::TextEncoder) {
        const Result<GgufMetadata> gguf = GgufMetadata::open(path);
        file.hasTokenizer = holdsTokenizer(source->tensors) || (gguf && gguf->contains("tokenizer.ggml.tokens"));
    }
    return file;
}

} // namespace studio::model
