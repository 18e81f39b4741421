// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/audio/SpeechFiles.h"

#include "core/model/NetworkPrefix.h"
#include "core/model/PartWeights.h"

#include <algorithm>
#include <array>
#include <string>
#include <string_view>

namespace studio::audio {
namespace {

namespace fs = std::filesystem;

constexpr const char* kSafetensors = "model.safetensors";
constexpr const char* kPickle = "pytorch_model.bin";

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

} // namespace

Result<SpeechModel> openSpeechModel(const fs::path& path)
{
    std::error_code ignored;
    const bool isFolder = fs::is_directory(path, ignored);
    const Result<fs::path> file = isFolder ? weightsIn(path) : Result<fs::path>(path);
    if (!file)
        return file.error();
    Result<model::TensorSource> source = model::openPart(*file, ModelPart::VoiceEncoder);
    if (!source)
        return source.error();
    if (Status taken = model::takeNetwork(*source, kMarks, *file); !taken)
        return taken.error();
    const auto used = [](std::string_view name) {
        const bool isUnused = std::any_of(kUnused.begin(), kUnused.end(),
                                          [&](std::string_view prefix) { return name.starts_with(prefix); });
        return isUnused ? std::string() : std::string(name);
    };
    if (Status renamed = source->rename(used, *file); !renamed)
        return renamed.error();

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
