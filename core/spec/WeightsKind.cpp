// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/spec/WeightsKind.h"

#include <array>

// Qt's mark of a text that is translated elsewhere: packaging/translate.sh finds it here, and this room has no Qt.
#define QT_TRANSLATE_NOOP(context, text) text

namespace studio {
namespace {

struct Needed {
    ModelPart part;
    const char* words;
};

constexpr auto kNeeded = std::to_array<Needed>({
    {ModelPart::VideoModel,
     QT_TRANSLATE_NOOP("WeightsKind", "this model's video model is Wan's S2V, which has an audio injector")},
    {ModelPart::TextEncoder, QT_TRANSLATE_NOOP("WeightsKind", "this model's text encoder is umT5-xxl")},
    {ModelPart::Tokenizer, QT_TRANSLATE_NOOP("WeightsKind", "this model's tokenizer is that of umT5-xxl")},
    {ModelPart::VoiceEncoder,
     QT_TRANSLATE_NOOP("WeightsKind",
                       "this model's voice encoder is a large wav2vec2 of the XLSR kind, such as "
                       "wav2vec2-large-xlsr-53-english or wav2vec2_large_english_fp16.safetensors")},
    {ModelPart::PictureDecoder,
     QT_TRANSLATE_NOOP("WeightsKind",
                       "this model's picture decoder is the VAE of Wan 2.1, such as Wan2.1_VAE.pth or "
                       "wan_2.1_vae.safetensors")},
    {ModelPart::Lora, QT_TRANSLATE_NOOP("WeightsKind", "this model's LoRA changes the audio injector")},
});

// A separator that no name has in it.
constexpr std::string_view kNext = "; ";
constexpr size_t kMostOfExample = 80; // characters of a tensor's name

} // namespace

const std::vector<WeightsKind>& weightsKinds()
{
    static const std::vector<WeightsKind> all = [] {
        std::vector<WeightsKind> kinds;
        for (int kind = 0; kind <= static_cast<int>(WeightsKind::Unknown); ++kind)
            kinds.push_back(static_cast<WeightsKind>(kind));
        return kinds;
    }();
    return all;
}

std::optional<ModelPart> partOf(WeightsKind kind)
{
    switch (kind) {
    case WeightsKind::SpeechToVideo: return ModelPart::VideoModel;
    case WeightsKind::Wan21Vae: return ModelPart::PictureDecoder;
    case WeightsKind::Umt5: return ModelPart::TextEncoder;
    case WeightsKind::LargeWav2Vec2: return ModelPart::VoiceEncoder;
    case WeightsKind::InjectorLora: return ModelPart::Lora;
    default: return std::nullopt;
    }
}

std::optional<ModelPart> likenessOf(WeightsKind kind)
{
    switch (kind) {
    case WeightsKind::SpeechToVideo:
    case WeightsKind::WanAnimate:
    case WeightsKind::WanVace:
    case WeightsKind::OtherSpeechToVideo:
    case WeightsKind::Wan22Small:
    case WeightsKind::ImageToVideo:
    case WeightsKind::TextToVideo: return ModelPart::VideoModel;
    case WeightsKind::Wan21Vae:
    case WeightsKind::Wan22Vae:
    case WeightsKind::OtherWanVae:
    case WeightsKind::ImageVae:
    case WeightsKind::VideoVae:
    case WeightsKind::LightDecoder: return ModelPart::PictureDecoder;
    case WeightsKind::Umt5:
    case WeightsKind::OtherT5:
    case WeightsKind::Clip:
    case WeightsKind::LanguageModel: return ModelPart::TextEncoder;
    case WeightsKind::LargeWav2Vec2:
    case WeightsKind::BaseWav2Vec2:
    case WeightsKind::GroupNormWav2Vec2:
    case WeightsKind::ConformerWav2Vec2:
    case WeightsKind::AdapterWav2Vec2:
    case WeightsKind::FairseqWav2Vec2:
    case WeightsKind::Hubert:
    case WeightsKind::WavLm:
    case WeightsKind::Data2Vec:
    case WeightsKind::Whisper: return ModelPart::VoiceEncoder;
    case WeightsKind::InjectorLora:
    case WeightsKind::OtherLora: return ModelPart::Lora;
    case WeightsKind::VisionModel:
    case WeightsKind::Empty:
    case WeightsKind::Unknown: break;
    }
    return std::nullopt;
}

const char* kindName(WeightsKind kind)
{
    switch (kind) {
    case WeightsKind::SpeechToVideo: return QT_TRANSLATE_NOOP("WeightsKind", "Wan's speech-to-video (S2V) model");
    case WeightsKind::WanAnimate: return QT_TRANSLATE_NOOP("WeightsKind", "a Wan Animate model");
    case WeightsKind::WanVace: return QT_TRANSLATE_NOOP("WeightsKind", "a Wan VACE model");
    case WeightsKind::OtherSpeechToVideo:
        return QT_TRANSLATE_NOOP(
            "WeightsKind", "a model of another speech-to-video program (MultiTalk, InfiniteTalk or FantasyTalking)");
    case WeightsKind::Wan22Small: return QT_TRANSLATE_NOOP("WeightsKind", "Wan 2.2 TI2V 5B");
    case WeightsKind::ImageToVideo: return QT_TRANSLATE_NOOP("WeightsKind", "a Wan image-to-video (I2V) model");
    case WeightsKind::TextToVideo: return QT_TRANSLATE_NOOP("WeightsKind", "a Wan text-to-video (T2V) model");
    case WeightsKind::Wan21Vae: return QT_TRANSLATE_NOOP("WeightsKind", "the VAE of Wan 2.1");
    case WeightsKind::Wan22Vae:
        return QT_TRANSLATE_NOOP("WeightsKind", "the VAE of Wan 2.2 5B, which has 48 latent channels and not 16");
    case WeightsKind::OtherWanVae:
        return QT_TRANSLATE_NOOP("WeightsKind", "a VAE of Wan's kind with another number of latent channels than 16");
    case WeightsKind::ImageVae:
        return QT_TRANSLATE_NOOP("WeightsKind", "the VAE of an image model, such as Stable Diffusion or Flux");
    case WeightsKind::VideoVae: return QT_TRANSLATE_NOOP("WeightsKind", "the VAE of another video model");
    case WeightsKind::LightDecoder:
        return QT_TRANSLATE_NOOP("WeightsKind",
                                 "a light decoder, such as taew2_1 or lighttaew2_1, which can't take the VAE's place");
    case WeightsKind::Umt5: return QT_TRANSLATE_NOOP("WeightsKind", "the text encoder umT5");
    case WeightsKind::OtherT5:
        return QT_TRANSLATE_NOOP("WeightsKind", "another T5 encoder (T5 v1.1, FLAN-T5 or mT5) than umT5");
    case WeightsKind::Clip: return QT_TRANSLATE_NOOP("WeightsKind", "a CLIP text encoder");
    case WeightsKind::LanguageModel:
        return QT_TRANSLATE_NOOP("WeightsKind", "a language model, such as Llama, Qwen, Gemma or Phi");
    case WeightsKind::LargeWav2Vec2: return QT_TRANSLATE_NOOP("WeightsKind", "a large wav2vec2");
    case WeightsKind::BaseWav2Vec2:
        return QT_TRANSLATE_NOOP("WeightsKind", "a base model of wav2vec2, 768 wide and not 1024");
    case WeightsKind::GroupNormWav2Vec2:
        return QT_TRANSLATE_NOOP(
            "WeightsKind", "a wav2vec2 with a group norm behind its first convolution and none behind the others");
    case WeightsKind::ConformerWav2Vec2: return QT_TRANSLATE_NOOP("WeightsKind", "a wav2vec2 of the Conformer kind");
    case WeightsKind::AdapterWav2Vec2:
        return QT_TRANSLATE_NOOP("WeightsKind", "a wav2vec2 with adapters in its layers (MMS)");
    case WeightsKind::FairseqWav2Vec2:
        return QT_TRANSLATE_NOOP("WeightsKind",
                                 "a speech model with fairseq's names, of which only Hugging Face's "
                                 "conversion is read");
    case WeightsKind::Hubert: return QT_TRANSLATE_NOOP("WeightsKind", "a HuBERT");
    case WeightsKind::WavLm: return QT_TRANSLATE_NOOP("WeightsKind", "a WavLM");
    case WeightsKind::Data2Vec: return QT_TRANSLATE_NOOP("WeightsKind", "a data2vec");
    case WeightsKind::Whisper: return QT_TRANSLATE_NOOP("WeightsKind", "a Whisper model");
    case WeightsKind::InjectorLora: return QT_TRANSLATE_NOOP("WeightsKind", "a LoRA for this model");
    case WeightsKind::OtherLora: return QT_TRANSLATE_NOOP("WeightsKind", "a LoRA for another model");
    case WeightsKind::VisionModel: return QT_TRANSLATE_NOOP("WeightsKind", "a vision model, such as CLIP's");
    case WeightsKind::Empty: return QT_TRANSLATE_NOOP("WeightsKind", "a file without any tensor");
    case WeightsKind::Unknown: break;
    }
    return QT_TRANSLATE_NOOP("WeightsKind", "of no kind that this program knows");
}

const char* neededName(ModelPart part)
{
    for (const Needed& needed : kNeeded) {
        if (needed.part == part)
            return needed.words;
    }
    return "";
}

std::string detailOf(const WrongWeights& wrong)
{
    std::string text = kindName(wrong.kind);
    if (!wrong.example.empty())
        text.append(kNext).append("it has tensors such as ").append(wrong.example, 0, kMostOfExample);
    if (wrong.wanted)
        text.append(kNext).append(neededName(*wrong.wanted));
    return text;
}

std::optional<WrongWeights> wrongWeights(std::string_view detail)
{
    const std::string_view first = detail.substr(0, detail.find(kNext));
    for (const WeightsKind kind : weightsKinds()) {
        if (first != kindName(kind))
            continue;
        WrongWeights wrong{.kind = kind, .wanted = std::nullopt, .example = {}};
        for (const Needed& needed : kNeeded) {
            if (detail.ends_with(std::string(kNext) + needed.words))
                wrong.wanted = needed.part;
        }
        return wrong;
    }
    return std::nullopt;
}

} // namespace studio
