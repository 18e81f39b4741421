// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/audio/SpeechFiles.h"

#include "core/model/NetworkPrefix.h"

#include <algorithm>
#include <array>
#include <string>
#include <string_view>

namespace studio::audio {
namespace {

namespace fs = std::filesystem;

constexpr const char* kSafetensors = "model.safetensors";
constexpr const char* kPickle = "pytorch_model.bin";
constexpr const char* kNeeded = "; this model needs a large wav2vec2 of the XLSR kind, such as "
                                "wav2vec2-large-xlsr-53-english or wav2vec2_large_english_fp16.safetensors";

constexpr std::array<std::string_view, 3> kMarks{"feature_extractor.conv_layers.0.conv.weight",
                                                 "feature_projection.projection.weight",
                                                 "encoder.pos_conv_embed.conv.bias"};

// The heads of other tasks, and what only training uses.
constexpr std::array<std::string_view, 5> kUnused{"lm_head.", "quantizer.", "project_hid.", "project_q.",
                                                  "masked_spec_embed"};

Result<fs::path> weightsIn(const fs::path& folder)
{
    std::error_code ignored;
    const fs::path safetensors = folder / kSafetensors;
    if (fs::exists(safetensors, ignored) || fs::exists(safetensors.string() + ".index.json", ignored))
        return safetensors;
    if (fs::exists(folder / kPickle, ignored))
        return folder / kPickle;
    return Error{ErrorCode::FileMissing, safetensors.string(), std::string("there is no ") + kPickle + " either"};
}

// What a file is if it is another speech model than a large wav2vec2, as the beginning of a sentence; empty if nothing
// tells. Names as in the file.
std::string anotherKind(const model::StateDict& tensors)
{
    struct Kind {
        std::string_view part; // of a name
        std::string_view what;
    };
    static constexpr std::array<Kind, 9> kKinds{{
        {"hubert.", "this is a HuBERT"},
        {"gru_rel_pos", "this is a WavLM"},
        {"wavlm.", "this is a WavLM"},
        {"data2vec_audio.", "this is a data2vec"},
        {"encoder.embed_positions.", "this is a Whisper encoder"},
        {"encoder.positional_embedding", "this is a Whisper encoder"},
        {".conv_module.", "this is a wav2vec2 of the Conformer kind"},
        {".adapter_layer.", "this is a wav2vec2 with adapters in its layers (MMS)"},
        {"conv_layers.0.0.weight", "this file has fairseq's names, and Hugging Face's are read"},
    }};
    for (const Kind& kind : kKinds) {
        const bool is = std::any_of(tensors.begin(), tensors.end(), [&](const auto& entry) {
            const size_t at = entry.first.find(kind.part);
            return at != std::string::npos && (at == 0 || kind.part.front() == '.' || entry.first[at - 1] == '.');
        });
        if (is)
            return std::string(kind.what);
    }
    return {};
}

// The same of what only sizes and gaps tell. Names without a prefix.
std::string anotherSize(const model::StateDict& tensors)
{
    constexpr int64_t kBaseWidth = 768;
    const auto has = [&](std::string_view prefix) {
        const auto at = tensors.lower_bound(prefix);
        return at != tensors.end() && at->first.starts_with(prefix);
    };
    if (!has("feature_extractor.") && !has("feature_projection."))
        return tensors.empty()
            ? std::string("this file has no tensors")
            : "this is no wav2vec2: its tensors are of other names, such as " + tensors.begin()->first;
    const auto norm = tensors.find("encoder.layer_norm.bias");
    if (norm != tensors.end() && norm->second.numel() == kBaseWidth)
        return "this is a base model, 768 wide; this one needs the large one, 1024 wide";
    const std::string convs = "feature_extractor.conv_layers.";
    if (has(convs + "0.layer_norm.") && has(convs + "1.conv.") && !has(convs + "1.layer_norm.")
        && !has(convs + "2.layer_norm."))
        return "this is a wav2vec2 with a group norm behind its first convolution and none behind the others";
    return {};
}

} // namespace

Result<SpeechModel> openSpeechModel(const fs::path& path)
{
    std::error_code ignored;
    const bool isFolder = fs::is_directory(path, ignored);
    const Result<fs::path> file = isFolder ? weightsIn(path) : Result<fs::path>(path);
    if (!file)
        return file.error();
    Result<model::TensorSource> source = model::openTensors(*file);
    if (!source)
        return source.error();
    const auto refused = [&](const std::string& what) {
        return Error{ErrorCode::CheckpointMismatch, file->string(), what + kNeeded};
    };
    if (const std::string kind = anotherKind(source->tensors); !kind.empty())
        return refused(kind);
    if (Status taken = model::takeNetwork(*source, kMarks, *file); !taken)
        return taken.error();
    const auto used = [](std::string_view name) {
        const bool isUnused = std::any_of(kUnused.begin(), kUnused.end(),
                                          [&](std::string_view prefix) { return name.starts_with(prefix); });
        return isUnused ? std::string() : std::string(name);
    };
    if (Status renamed = source->rename(used, *file); !renamed)
        return renamed.error();
    if (const std::string size = anotherSize(source->tensors); !size.empty())
        return refused(size);

    const fs::path folder = isFolder ? path : file->parent_path();
    const bool isPublishedName = file->filename() == kSafetensors || file->filename() == kPickle;
    const bool hasSettings
        = isFolder || (isPublishedName && fs::exists(folder / "config.json", ignored)) || isWav2Vec2Folder(folder);
    Result<Wav2Vec2Config> config
        = hasSettings ? readWav2Vec2Config(folder, source->tensors) : publishedWav2Vec2Config(source->tensors, *file);
    if (!config)
        return config.error();
    return SpeechModel{.file = *file, .source = *std::move(source), .config = std::move(*config)};
}

} // namespace studio::audio
