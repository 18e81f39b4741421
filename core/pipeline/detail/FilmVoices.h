// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/audio/VoiceFeatures.h"
#include "core/dit/DitModel.h"
#include "core/pipeline/Render.h"

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

namespace studio::pipeline {

// Of each token of a latent frame, row after row, the index of the person whose area its middle lies in; -1: none.
// Where areas overlap, the one whose middle is nearer, in parts of its size. A person has the token in the middle of
// its area, if no other one has it.
[[nodiscard]] std::vector<int> peopleOfTokens(std::span<const Person> people, int64_t rows, int64_t columns);

// What the blocks of a film hear: its voice, or those of its people, and silence where nobody speaks.
class FilmVoices {
public:
    // `request`: borrowed. `whole`: whether no voice is divided into windows. `frames`, `dtype`, `encoder`: as
    // audio::VoiceFeatures has them. h, w of the latents.
    FilmVoices(const RenderRequest& request, const audio::Wav2Vec2Config& config, int64_t frames, at::ScalarType dtype,
               int64_t h, int64_t w, audio::VoiceFeatures::Encoder encoder);

    // The features of frames [begin, end) of the film, as audio::VoiceFeatures::frames() gives each voice's.
    Result<std::vector<dit::HeardVoice>> frames(int64_t begin, int64_t end, const audio::EncodeOptions& options = {});

    // As audio::VoiceFeatures has them, of all voices.
    [[nodiscard]] int64_t samplesFor(int64_t begin, int64_t end) const;
    [[nodiscard]] bool isComplete() const;
    [[nodiscard]] int64_t encodedSamples() const;

private:
    struct Voice {
        audio::VoiceFeatures features;
        at::Tensor tokens; // as dit::HeardVoice's
        std::optional<int64_t> onlyFrame{}; // of silence, where it stands for all
    };
    void add(std::span<const float> samples, const at::Tensor& tokens);

    audio::Wav2Vec2Config m_config;
    const ReferenceCompat m_compat;
    int64_t m_frames;
    at::ScalarType m_dtype;
    audio::VoiceFeatures::Encoder m_encoder;
    std::vector<float> m_silence; // samples
    std::vector<Voice> m_voices;
};

} // namespace studio::pipeline
