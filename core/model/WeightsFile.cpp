// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/model/WeightsFile.h"

#include "core/model/GgufMetadata.h"
#include "core/model/SafetensorsFile.h"

#include <algorithm>
#include <array>
#include <map>
#include <set>
#include <string_view>

namespace studio::model {
namespace {

namespace fs = std::filesystem;

constexpr int64_t kVaeChannels = 16; // of the latents

// The tensors of a file, asked by name. Names may have a prefix that isn't an original one.
class Names {
public:
    explicit Names(const StateDict& tensors)
        : m_tensors(tensors)
    {
    }

    // Whether a name ends so, at a border between its parts.
    [[nodiscard]] bool has(std::string_view ending) const { return find(ending) != nullptr; }
    [[nodiscard]] bool has(std::string_view one, std::string_view other) const { return has(one) && has(other); }

    // Of the tensor whose name ends so; 0 without one.
    [[nodiscard]] int64_t size(std::string_view ending, int64_t axis) const
    {
        const at::Tensor* const tensor = find(ending);
        return tensor && tensor->dim() > axis ? tensor->size(axis) : 0;
    }

    // Whether a name has this in it.
    [[nodiscard]] bool mentions(std::string_view part) const
    {
        return std::any_of(m_tensors.begin(), m_tensors.end(),
                           [&](const auto& each) { return each.first.find(part) != std::string::npos; });
    }

private:
    [[nodiscard]] const at::Tensor* find(std::string_view ending) const
    {
        if (const auto found = m_tensors.find(ending); found != m_tensors.end())
            return &found->second;
        for (const auto& [name, tensor] : m_tensors) {
            if (name.size() > ending.size() && name.ends_with(ending) && name[name.size() - ending.size() - 1] == '.')
                return &tensor;
        }
        return nullptr;
    }

    const StateDict& m_tensors;
};

bool isLora(const Names& names)
{
    return names.mentions(".lora_A") || names.mentions(".lora_B") || names.mentions(".lora_down")
        || names.mentions(".lora_up") || names.mentions(".lora.down") || names.mentions(".lora.up");
}

bool isTransformer(const Names& names)
{
    return names.has("patch_embedding.weight", "head.head.weight");
}

bool isSpeech2Video(const Names& names)
{
    return names.mentions("casual_audio_encoder.") && names.mentions("audio_injector.");
}

bool isWanVae(const Names& names)
{
    return names.has("decoder.middle.0.residual.0.gamma")
        || names.has("decoder.mid_block.resnets.0.norm1.gamma", "post_quant_conv.weight");
}

int64_t vaeChannels(const Names& names)
{
    return std::max(names.size("conv2.weight", 0), names.size("post_quant_conv.weight", 0));
}

// In the original names, Hugging Face's, or llama.cpp's.
bool isT5(const Names& names)
{
    return names.has("blocks.0.attn.q.weight", "token_embedding.weight")
        || names.has("block.0.layer.0.SelfAttention.q.weight") || names.has("enc.blk.0.attn_q.weight");
}

// umT5 has a table of relative positions in every layer, other T5 models one for all.
bool isUmt5(const Names& names)
{
    return names.has("blocks.1.pos_embedding.embedding.weight")
        || names.has("block.1.layer.0.SelfAttention.relative_attention_bias.weight")
        || names.has("enc.blk.1.attn_rel_b.weight");
}

bool isSpeechModel(const Names& names)
{
    return names.mentions("feature_extractor.conv_layers.0.conv.weight");
}

// The large models have a norm after each convolution; small ones, as in tests, are told by it.
bool isLargeSpeechModel(const Names& names)
{
    return names.mentions("feature_extractor.conv_layers.1.layer_norm.weight");
}

bool isPictureVae(const Names& names)
{
    return names.mentions("decoder.up.0.block.0.") || names.mentions("decoder.up_blocks.0.resnets.0.");
}

bool isLightDecoder(const Names& names)
{
    return names.mentions("decoder.1.weight") || names.mentions("taehv.");
}

bool isClip(const Names& names)
{
    return names.mentions("text_model.encoder.layers.0.");
}

bool isLanguageModel(const Names& names)
{
    return names.mentions("layers.0.self_attn.q_proj.weight") && names.mentions("mlp.gate_proj");
}

bool isWhisper(const Names& names)
{
    return names.mentions("encoder.layers.0.self_attn.k_proj.weight") && names.mentions("encoder.conv1.weight");
}

std::string foreignTransformer(const Names& names)
{
    if (names.mentions("face_adapter.") || names.mentions("motion_encoder."))
        return "a Wan Animate model, not the S2V model: it has no audio injector";
    if (names.mentions("vace_blocks."))
        return "a Wan VACE model, not the S2V model: it has no audio injector";
    if (names.mentions("audio_cross_attn") || names.mentions("audio_proj."))
        return "a model of another speech-to-video program (MultiTalk, InfiniteTalk or FantasyTalking), not Wan's S2V";
    if (names.size("patch_embedding.weight", 1) == 48)
        return "Wan 2.2 TI2V 5B, not the S2V model: it has no audio injector";
    if (names.mentions("img_emb.") || names.size("patch_embedding.weight", 1) == 36)
        return "a Wan image-to-video (I2V) model, not the S2V model: it has no audio injector";
    return "a Wan text-to-video (T2V) model, not the S2V model: it has no audio injector";
}

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

std::optional<ModelPart> partOf(const StateDict& tensors)
{
    const Names names(tensors);
    if (isLora(names))
        return ModelPart::Lora;
    if (isTransformer(names))
        return isSpeech2Video(names) ? std::optional(ModelPart::VideoModel) : std::nullopt;
    if (isWanVae(names))
        return vaeChannels(names) == kVaeChannels ? std::optional(ModelPart::PictureDecoder) : std::nullopt;
    if (isT5(names))
        return isUmt5(names) ? std::optional(ModelPart::TextEncoder) : std::nullopt;
    if (isSpeechModel(names))
        return isLargeSpeechModel(names) ? std::optional(ModelPart::VoiceEncoder) : std::nullopt;
    return std::nullopt;
}

std::optional<ModelPart> likenessOf(const StateDict& tensors)
{
    const Names names(tensors);
    if (isLora(names))
        return ModelPart::Lora;
    if (isTransformer(names))
        return ModelPart::VideoModel;
    if (isWanVae(names) || names.mentions("decoder.upsamples.0.upsamples.") || isPictureVae(names)
        || isLightDecoder(names))
        return ModelPart::PictureDecoder;
    if (isT5(names) || isClip(names) || isLanguageModel(names))
        return ModelPart::TextEncoder;
    if (isSpeechModel(names) || isWhisper(names))
        return ModelPart::VoiceEncoder;
    return std::nullopt;
}

std::string foreignWeights(const StateDict& tensors)
{
    if (partOf(tensors))
        return {};
    const Names names(tensors);
    if (isTransformer(names))
        return foreignTransformer(names);
    if (names.mentions("decoder.upsamples.0.upsamples.") || (isWanVae(names) && vaeChannels(names) == 48))
        return "the VAE of Wan 2.2 5B, which has 48 latent channels; this model's is that of Wan 2.1 and has 16";
    if (isWanVae(names))
        return "a VAE of " + std::to_string(vaeChannels(names)) + " latent channels; this model's has 16";
    if (isPictureVae(names))
        return "a VAE for pictures; this model's is that of Wan 2.1";
    if (isLightDecoder(names))
        return "a light decoder, which can't take the VAE's place: it doesn't encode the portrait";
    if (isT5(names))
        return "another T5 encoder (T5 v1.1, FLAN-T5 or mT5); this model's is umT5-xxl";
    if (isClip(names))
        return "a CLIP model; this model's text encoder is umT5-xxl";
    if (isLanguageModel(names))
        return "a language model; this model's text encoder is umT5-xxl";
    if (isSpeechModel(names))
        return "the base model of wav2vec2 or a relative; this model's is wav2vec2-large-xlsr-53-english";
    if (isWhisper(names))
        return "a Whisper model; this model's voice encoder is wav2vec2-large-xlsr-53-english";
    return "no part of this model";
}

WeightsFile identify(const fs::path& path)
{
    WeightsFile file{.path = path, .bytes = bytesOf(path)};
    const Result<TensorSource> source = openTensors(path);
    if (!source) {
        file.problem = source.error();
        return file;
    }
    file.format = mostlyStoredAs(*source);
    file.part = partOf(source->tensors);
    file.likeness = likenessOf(source->tensors);
    if (!file.part) {
        file.problem = Error{ErrorCode::CheckpointForeign, path.string(), foreignWeights(source->tensors)};
        return file;
    }
    const Names names(source->tensors);
    file.hasInjectors = file.part == ModelPart::Lora && names.mentions("audio_injector");
    if (file.part == ModelPart::TextEncoder) {
        const Result<GgufMetadata> gguf = GgufMetadata::open(path);
        file.hasTokenizer = names.has("spiece_model") || (gguf && gguf->contains("tokenizer.ggml.tokens"));
    }
    return file;
}

} // namespace studio::model
