// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/model/PartWeights.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <string>
#include <string_view>

namespace studio::model {
namespace {

// The tensors of a file, asked by name. Names may have a prefix that isn't an original one.
class Names {
public:
    explicit Names(const StateDict& tensors)
        : m_tensors(tensors)
    {
    }

    [[nodiscard]] bool isEmpty() const { return m_tensors.empty(); }

    // Whether a name ends so, at a border between its parts.
    [[nodiscard]] bool has(std::string_view ending) const { return find(ending) != nullptr; }

    // Of the tensor whose name ends so; 0 without one.
    [[nodiscard]] int64_t size(std::string_view ending, int64_t axis) const
    {
        const at::Tensor* const tensor = find(ending);
        return tensor && tensor->dim() > axis ? tensor->size(axis) : 0;
    }

    template<typename Is>
    [[nodiscard]] bool any(const Is& is) const
    {
        return std::any_of(m_tensors.begin(), m_tensors.end(),
                           [&](const auto& each) { return is(std::string_view(each.first), each.second); });
    }

    // Whether a name has this in it; both of them.
    [[nodiscard]] bool mentions(std::string_view part, std::string_view other = {}) const
    {
        return any([&](std::string_view name, const at::Tensor&) {
            return name.find(part) != std::string_view::npos && name.find(other) != std::string_view::npos;
        });
    }

    // Whether a part of a name begins so.
    [[nodiscard]] bool hasPart(std::string_view beginning) const
    {
        return any([&](std::string_view name, const at::Tensor&) {
            const size_t at = name.find(beginning);
            return at == 0 || (at != std::string_view::npos && isBorder(name[at - 1]));
        });
    }

    // What stands before `mark` in a name; nullopt if none has it.
    [[nodiscard]] std::optional<std::string> prefixOf(std::string_view mark) const
    {
        for (const auto& [name, tensor] : m_tensors) {
            const size_t at = name.find(mark);
            if (at == 0 || (at != std::string::npos && isBorder(name[at - 1])))
                return name.substr(0, at);
        }
        return std::nullopt;
    }

    // The tensor of exactly this name; null without one.
    [[nodiscard]] const at::Tensor* exactly(const std::string& name) const
    {
        const auto found = m_tensors.find(name);
        return found == m_tensors.end() ? nullptr : &found->second;
    }

private:
    static bool isBorder(char before) { return before == '.' || before == '/'; }

    [[nodiscard]] const at::Tensor* find(std::string_view ending) const
    {
        if (const auto found = m_tensors.find(ending); found != m_tensors.end())
            return &found->second;
        for (const auto& [name, tensor] : m_tensors) {
            if (name.size() > ending.size() && name.ends_with(ending)
                && isBorder(name[name.size() - ending.size() - 1]))
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

// Two of three tensors that only Wan's transformers have together: one may be missing in a damaged file.
bool isTransformer(const Names& names)
{
    const int found = static_cast<int>(names.has("patch_embedding.weight"))
        + static_cast<int>(names.has("head.head.weight")) + static_cast<int>(names.has("blocks.0.self_attn.q.weight"));
    return found > 1;
}

bool isSpeechToVideo(const Names& names)
{
    return isTransformer(names) && (names.mentions("casual_audio_encoder.") || names.mentions("audio_injector."));
}

int64_t patchChannels(const Names& names)
{
    return names.size("patch_embedding.weight", 1);
}

// A network's tensors of Wan's kind: originally named, or by diffusers, whose RMS norms have a gamma.
constexpr std::array<std::string_view, 2> kMiddles{"decoder.middle.0.residual.", "encoder.middle.0.residual."};
constexpr std::array<std::string_view, 2> kMidBlocks{"decoder.mid_block.resnets.", "encoder.mid_block.resnets."};

bool isWanVae(const Names& names)
{
    return std::any_of(kMiddles.begin(), kMiddles.end(), [&](std::string_view mark) { return names.mentions(mark); })
        || std::any_of(kMidBlocks.begin(), kMidBlocks.end(),
                       [&](std::string_view mark) { return names.mentions(mark, ".gamma"); });
}

// Channels of the latents, by the convolution before the decoder, which has as many inputs as outputs; 0 without it.
int64_t latentChannels(const Names& names)
{
    for (const auto& marks : {kMiddles, kMidBlocks}) {
        for (const std::string_view mark : marks) {
            const std::optional<std::string> prefix = names.prefixOf(mark);
            if (!prefix)
                continue;
            for (const char* const conv : {"conv2.weight", "post_quant_conv.weight"}) {
                const at::Tensor* const weight = names.exactly(*prefix + conv);
                if (weight && weight->dim() >= 2 && weight->size(0) == weight->size(1))
                    return weight->size(0);
            }
        }
    }
    return 0;
}

constexpr int64_t kVaeChannels = 16; // of this model's latents
constexpr int64_t kWan22Channels = 48;

// The large VAE halves the picture twice more: its stages are lists in a list.
bool isWan22Vae(const Names& names)
{
    return names.mentions("decoder.upsamples.0.upsamples.") || names.mentions("encoder.downsamples.0.downsamples.")
        || names.mentions("encoder.down_blocks.0.resnets.", ".gamma")
        || (isWanVae(names) && latentChannels(names) == kWan22Channels);
}

bool isOtherWanVae(const Names& names)
{
    const int64_t channels = latentChannels(names);
    return isWanVae(names) && channels != 0 && channels != kVaeChannels;
}

// With group norms, which have a weight and a bias.
bool isOtherVae(const Names& names)
{
    return names.mentions("decoder.mid.block_1.") || names.mentions("decoder.up.0.block.")
        || names.mentions("decoder.up_blocks.0.resnets.");
}

bool isVideoVae(const Names& names)
{
    return isOtherVae(names) && names.any([](std::string_view name, const at::Tensor& tensor) {
        return name.find("decoder.") != std::string_view::npos && tensor.dim() == 5;
    });
}

// "decoder.3.conv.0.weight": a network that is one list of layers.
bool isLightDecoder(const Names& names)
{
    constexpr std::string_view kList = "decoder.";
    return names.any([&](std::string_view name, const at::Tensor&) {
        const size_t at = name.starts_with(kList) ? 0 : name.find(".decoder.");
        if (at == std::string_view::npos)
            return false;
        const std::string_view rest = name.substr(name.find(kList, at) + kList.size());
        int index = 0;
        const auto [end, error] = std::from_chars(rest.data(), rest.data() + rest.size(), index);
        return error == std::errc() && end != rest.data() + rest.size() && *end == '.';
    });
}

// In the original names, Hugging Face's, or llama.cpp's.
bool isT5(const Names& names)
{
    return names.mentions("block.0.layer.0.SelfAttention.") || names.mentions("enc.blk.0.attn_")
        || ((names.has("blocks.0.attn.q.weight") || names.has("blocks.0.attn.k.weight"))
            && (names.has("token_embedding.weight") || names.mentions("pos_embedding.embedding.")));
}

// umT5 has a table of relative positions in every block, other T5 models one for all; the first of them has no gate.
bool isOtherT5(const Names& names)
{
    static constexpr std::array<std::string_view, 3> kTables{"relative_attention_bias.", "pos_embedding.embedding.",
                                                             "attn_rel_b."};
    static constexpr std::array<std::string_view, 3> kBlocks{"block.", "blocks.", "blk."};
    // The index of the block that a name is of; -1 for none.
    const auto blockOf = [](std::string_view name) {
        for (const std::string_view blocks : kBlocks) {
            const size_t at = name.find(blocks);
            int index = -1;
            if (at != std::string_view::npos)
                std::from_chars(name.data() + at + blocks.size(), name.data() + name.size(), index);
            if (index >= 0)
                return index;
        }
        return -1;
    };
    const auto isTable = [](std::string_view name) {
        return std::any_of(kTables.begin(), kTables.end(),
                           [&](std::string_view table) { return name.find(table) != std::string_view::npos; });
    };
    const bool hasBlocks = names.any([&](std::string_view name, const at::Tensor&) { return blockOf(name) > 0; });
    const bool hasTable = names.any([&](std::string_view name, const at::Tensor&) { return isTable(name); });
    const bool hasTables
        = names.any([&](std::string_view name, const at::Tensor&) { return isTable(name) && blockOf(name) > 0; });
    return isT5(names) && (names.mentions(".DenseReluDense.wi.") || (hasBlocks && hasTable && !hasTables));
}

bool isWav2Vec2(const Names& names)
{
    return names.mentions("feature_extractor.conv_layers.") || names.mentions("feature_projection.");
}

bool isBaseWav2Vec2(const Names& names)
{
    constexpr int64_t kBaseWidth = 768;
    return isWav2Vec2(names) && names.size("encoder.layer_norm.bias", 0) == kBaseWidth;
}

bool isGroupNormWav2Vec2(const Names& names)
{
    const std::string convs = "feature_extractor.conv_layers.";
    return names.mentions(convs + "0.layer_norm.") && names.mentions(convs + "1.conv.")
        && !names.mentions(convs + "1.layer_norm.") && !names.mentions(convs + "2.layer_norm.");
}

bool isWhisper(const Names& names)
{
    return names.mentions("encoder.embed_positions.") || names.mentions("encoder.positional_embedding")
        || (names.mentions("encoder.layers.0.self_attn.k_proj.weight") && names.mentions("encoder.conv1.weight"));
}

bool isLanguageModel(const Names& names)
{
    return ((names.mentions("layers.0.self_attn.q_proj.") || names.mentions("layers.0.self_attn.qkv_proj."))
            && !names.mentions("encoder.layers."))
        || names.has("blk.0.attn_q.weight") || names.has("blk.0.attn_qkv.weight");
}

struct Rule {
    WeightsKind kind;
    bool (*is)(const Names&);
};

// The first that holds is the kind: a rule may rely on those before it.
constexpr auto kRules = std::to_array<Rule>({
    {WeightsKind::InjectorLora, [](const Names& n) { return isLora(n) && n.mentions("audio_injector"); }},
    {WeightsKind::OtherLora, isLora},
    {WeightsKind::SpeechToVideo, isSpeechToVideo},
    {WeightsKind::WanAnimate,
     [](const Names& n) { return isTransformer(n) && (n.mentions("face_adapter.") || n.mentions("motion_encoder.")); }},
    {WeightsKind::WanVace, [](const Names& n) { return isTransformer(n) && n.mentions("vace_blocks."); }},
    {WeightsKind::OtherSpeechToVideo,
     [](const Names& n) { return isTransformer(n) && (n.mentions("audio_cross_attn") || n.mentions("audio_proj.")); }},
    {WeightsKind::Wan22Small, [](const Names& n) { return isTransformer(n) && patchChannels(n) == 48; }},
    {WeightsKind::ImageToVideo,
     [](const Names& n) { return isTransformer(n) && (n.mentions("img_emb.") || patchChannels(n) == 36); }},
    {WeightsKind::TextToVideo, isTransformer},
    {WeightsKind::Wan22Vae, isWan22Vae},
    {WeightsKind::OtherWanVae, isOtherWanVae},
    {WeightsKind::Wan21Vae, isWanVae},
    {WeightsKind::VideoVae, isVideoVae},
    {WeightsKind::ImageVae, isOtherVae},
    {WeightsKind::LightDecoder, isLightDecoder},
    {WeightsKind::OtherT5, isOtherT5},
    {WeightsKind::Umt5, isT5},
    {WeightsKind::Clip,
     [](const Names& n) { return n.mentions("text_model.encoder.layers.") || n.mentions("transformer.resblocks."); }},
    {WeightsKind::FairseqWav2Vec2, [](const Names& n) { return n.mentions("conv_layers.0.0.weight"); }},
    {WeightsKind::Hubert, [](const Names& n) { return isWav2Vec2(n) && n.hasPart("hubert."); }},
    {WeightsKind::WavLm,
     [](const Names& n) { return isWav2Vec2(n) && (n.hasPart("wavlm.") || n.hasPart("gru_rel_pos")); }},
    {WeightsKind::Data2Vec, [](const Names& n) { return isWav2Vec2(n) && n.hasPart("data2vec_audio."); }},
    {WeightsKind::ConformerWav2Vec2, [](const Names& n) { return isWav2Vec2(n) && n.mentions(".conv_module."); }},
    {WeightsKind::AdapterWav2Vec2, [](const Names& n) { return isWav2Vec2(n) && n.mentions(".adapter_layer."); }},
    {WeightsKind::BaseWav2Vec2, isBaseWav2Vec2},
    {WeightsKind::GroupNormWav2Vec2, isGroupNormWav2Vec2},
    {WeightsKind::LargeWav2Vec2, isWav2Vec2},
    {WeightsKind::Whisper, isWhisper},
    {WeightsKind::VisionModel, [](const Names& n) { return n.mentions("vision_model."); }},
    {WeightsKind::LanguageModel, isLanguageModel},
    {WeightsKind::Empty, [](const Names& n) { return n.isEmpty(); }},
});

} // namespace

WeightsKind weightsKind(const StateDict& tensors, std::optional<ModelPart> wanted)
{
    const Names names(tensors);
    if (wanted) {
        for (const Rule& rule : kRules) {
            if (likenessOf(rule.kind) == wanted && rule.is(names))
                return rule.kind;
        }
    }
    const auto* const rule
        = std::find_if(kRules.begin(), kRules.end(), [&](const Rule& each) { return each.is(names); });
    return rule == kRules.end() ? WeightsKind::Unknown : rule->kind;
}

WrongWeights wrongWeights(WeightsKind kind, const StateDict& tensors, std::optional<ModelPart> wanted)
{
    return {.kind = kind,
            .wanted = wanted ? wanted : likenessOf(kind),
            .example = kind == WeightsKind::Unknown && !tensors.empty() ? tensors.begin()->first : std::string()};
}

Result<TensorSource> openPart(const std::filesystem::path& path, ModelPart part)
{
    Result<TensorSource> source = openTensors(path);
    if (!source)
        return source;
    const WeightsKind kind = weightsKind(source->tensors, part);
    if (partOf(kind) != part)
        return Error{ErrorCode::CheckpointForeign, path.string(), detailOf(wrongWeights(kind, source->tensors, part))};
    return source;
}

} // namespace studio::model
