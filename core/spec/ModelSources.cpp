// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/spec/ModelSources.h"

#include "core/spec/ModelCatalogue.h"

#include <algorithm>
#include <numeric>

namespace studio {
namespace {

constexpr const char* kWan = "Wan-AI/Wan2.2-S2V-14B";
constexpr const char* kComfy22 = "Comfy-Org/Wan_2.2_ComfyUI_Repackaged";

SourceFile lora()
{
    return {.part = ModelPart::Lora,
            .repository = "Quark-Vision/Live-Avatar",
            .path = "liveavatar.safetensors",
            .bytes = 1'350'000'000};
}

// The published folder, but for pictures, readmes and wav2vec2's language model.
PublishedVariant bf16()
{
    PublishedVariant variant{.id = "bf16", .title = "bf16", .files = {}};
    const auto add = [&](ModelPart part, const char* path, uint64_t bytes) -> SourceFile& {
        return variant.files.emplace_back(SourceFile{.part = part, .repository = kWan, .path = path, .bytes = bytes});
    };
    add(ModelPart::VideoModel, "config.json", 1'000);
    add(ModelPart::VideoModel, "diffusion_pytorch_model.safetensors.index.json", 113'000);
    add(ModelPart::VideoModel, "diffusion_pytorch_model-00001-of-00004.safetensors", 9'970'000'000);
    add(ModelPart::VideoModel, "diffusion_pytorch_model-00002-of-00004.safetensors", 9'890'000'000);
    add(ModelPart::VideoModel, "diffusion_pytorch_model-00003-of-00004.safetensors", 9'960'000'000);
    add(ModelPart::VideoModel, "diffusion_pytorch_model-00004-of-00004.safetensors", 2'770'000'000);
    add(ModelPart::TextEncoder, "models_t5_umt5-xxl-enc-bf16.pth", 11'400'000'000);
    add(ModelPart::Tokenizer, "google/umt5-xxl/tokenizer.json", 16'800'000);
    add(ModelPart::Tokenizer, "google/umt5-xxl/spiece.model", 4'550'000);
    add(ModelPart::Tokenizer, "google/umt5-xxl/tokenizer_config.json", 10'000).needed = false;
    add(ModelPart::Tokenizer, "google/umt5-xxl/special_tokens_map.json", 10'000).needed = false;
    add(ModelPart::VoiceEncoder, "wav2vec2-large-xlsr-53-english/config.json", 2'000);
    // Which of both the repository has is not verified: one or the other, or both.
    add(ModelPart::VoiceEncoder, "wav2vec2-large-xlsr-53-english/model.safetensors", 1'262'000'000).instead
        = "wav2vec2-large-xlsr-53-english/pytorch_model.bin";
    add(ModelPart::VoiceEncoder, "wav2vec2-large-xlsr-53-english/preprocessor_config.json", 1'000).needed = false;
    add(ModelPart::PictureDecoder, "Wan2.1_VAE.pth", 508'000'000);
    variant.files.push_back(lora());
    return variant;
}

// What both repackaged variants share.
void addComfyParts(PublishedVariant& variant)
{
    variant.files.push_back({.part = ModelPart::VoiceEncoder,
                             .repository = kComfy22,
                             .path = "split_files/audio_encoders/wav2vec2_large_english_fp16.safetensors",
                             .bytes = 631'000'000});
    variant.files.push_back({.part = ModelPart::PictureDecoder,
                             .repository = kComfy22,
                             .path = "split_files/vae/wan_2.1_vae.safetensors",
                             .bytes = 254'000'000}); // not verified
    variant.files.push_back(lora());
}

PublishedVariant fp8()
{
    PublishedVariant variant{.id = "fp8", .title = "fp8 scaled", .files = {}};
    variant.files.push_back({.part = ModelPart::VideoModel,
                             .repository = kComfy22,
                             .path = "split_files/diffusion_models/wan2.2_s2v_14B_fp8_scaled.safetensors",
                             .bytes = 16'400'000'000});
    variant.files.push_back({.part = ModelPart::TextEncoder, // Its tokenizer is in the file.
                             .repository = kComfy22,
                             .path = "split_files/text_encoders/umt5_xxl_fp8_e4m3fn_scaled.safetensors",
                             .bytes = 6'740'000'000});
    addComfyParts(variant);
    return variant;
}

// Q8_0, as people with 24 GB take it: the others save memory, which the planner does by itself, and lose detail. The
// sizes are derived from those of Q4_0.
PublishedVariant gguf()
{
    PublishedVariant variant{.id = "gguf", .title = "GGUF Q8_0", .files = {}};
    variant.files.push_back({.part = ModelPart::VideoModel,
                             .repository = "QuantStack/Wan2.2-S2V-14B-GGUF",
                             .path = "Wan2.2-S2V-14B-Q8_0.gguf",
                             .bytes = 19'600'000'000});
    variant.files.push_back({.part = ModelPart::TextEncoder, // Its tokenizer is in the file.
                             .repository = "city96/umt5-xxl-encoder-gguf",
                             .path = "umt5-xxl-encoder-Q8_0.gguf",
                             .bytes = 6'040'000'000});
    addComfyParts(variant);
    return variant;
}

} // namespace

uint64_t PublishedVariant::bytes() const
{
    return std::accumulate(files.begin(), files.end(), uint64_t{0},
                           [](uint64_t sum, const SourceFile& file) { return sum + file.bytes; });
}

std::vector<std::string> PublishedVariant::repositories() const
{
    std::vector<std::string> names;
    for (const SourceFile& file : files) {
        if (std::find(names.begin(), names.end(), file.repository) == names.end())
            names.push_back(file.repository);
    }
    return names;
}

const std::vector<PublishedVariant>& publishedVariants(std::string_view model)
{
    static const std::vector<PublishedVariant> liveAvatar{bf16(), gguf(), fp8()};
    static const std::vector<PublishedVariant> none;
    return model == kLiveAvatarModel ? liveAvatar : none;
}

const PublishedVariant* findVariant(std::string_view model, std::string_view id)
{
    const std::vector<PublishedVariant>& variants = publishedVariants(model);
    const auto found = std::find_if(variants.begin(), variants.end(),
                                    [&](const PublishedVariant& variant) { return variant.id == id; });
    return found == variants.end() ? nullptr : &*found;
}

} // namespace studio
