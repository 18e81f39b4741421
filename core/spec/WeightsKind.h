// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/spec/ModelParts.h"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace studio {

// What a file of weights is. model::weightsKind() recognises it; its names are here, where the window can read them.
enum class WeightsKind {
    // Video models.
    SpeechToVideo, // this model's
    WanAnimate,
    WanVace,
    OtherSpeechToVideo,
    Wan22Small,
    ImageToVideo,
    TextToVideo,
    // Picture decoders.
    Wan21Vae, // this model's
    Wan22Vae,
    OtherWanVae,
    ImageVae,
    VideoVae,
    LightDecoder,
    // Text encoders.
    Umt5, // this model's
    OtherT5,
    Clip,
    LanguageModel,
    // Voice encoders.
    LargeWav2Vec2, // this model's
    BaseWav2Vec2,
    GroupNormWav2Vec2,
    ConformerWav2Vec2,
    AdapterWav2Vec2,
    FairseqWav2Vec2,
    Hubert,
    WavLm,
    Data2Vec,
    Whisper,
    // LoRAs.
    InjectorLora, // this model's: for the layers that only S2V models have
    OtherLora,
    // None of them.
    VisionModel,
    Empty, // no tensors
    Unknown,
};

// All of them, in this order.
[[nodiscard]] const std::vector<WeightsKind>& weightsKinds();

// The part of this model that it is; nullopt for those of other models.
[[nodiscard]] std::optional<ModelPart> partOf(WeightsKind kind);

// The part that it is for this model or another one: a VAE, whichever, is a PictureDecoder. nullopt if it is none.
[[nodiscard]] std::optional<ModelPart> likenessOf(WeightsKind kind);

// A file that isn't the part that it is taken for.
struct WrongWeights {
    WeightsKind kind = WeightsKind::Unknown;
    std::optional<ModelPart> wanted{}; // the part that it is taken for; none if nothing tells
    std::string example{}; // name of one of its tensors, of an unknown kind
};

// The detail of CheckpointForeign: "a CLIP text encoder; this model's text encoder is umT5-xxl". In English; a sentence
// in which the file "is" this.
[[nodiscard]] std::string detailOf(const WrongWeights& wrong);

// What a detail says that detailOf() made, without the example; nullopt for others, such as kindName()'s.
[[nodiscard]] std::optional<WrongWeights> wrongWeights(std::string_view detail);

// The pieces of the detail. Their translations are in the context "WeightsKind".
[[nodiscard]] const char* kindName(WeightsKind kind); // "a CLIP text encoder"
[[nodiscard]] const char* neededName(ModelPart part); // "this model's text encoder is umT5-xxl"

} // namespace studio
