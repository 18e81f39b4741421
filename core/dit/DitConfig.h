// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/Result.h"
#include "core/model/StateDict.h"

#include <cstdint>
#include <filesystem>
#include <vector>

namespace studio::dit {

inline constexpr int64_t kBlockLatents = 3; // latent frames of a block
inline constexpr int64_t kBlockAudioFrames = 12; // audio frames of a block, at 25 per second
inline constexpr int64_t kMotionLatents = 19; // motion latents in use: the last ones of those given
inline constexpr int64_t kPatch = 2; // height and width of a patch

// The dimensions of a model (MODEL.md 1.2), from config.json, or from tensor shapes for keys it lacks.
struct DitConfig {
    int64_t dim = 0;
    int64_t heads = 0;
    int64_t ffnDim = 0;
    int64_t layers = 0;
    int64_t freqDim = 0;
    int64_t textDim = 0;
    int64_t textLength = 0; // tokens that the text is padded to
    int64_t inChannels = 0;
    int64_t outChannels = 0;
    int64_t condChannels = 0;
    int64_t audioDim = 0;
    int64_t audioStates = 0; // hidden states that the audio encoder mixes
    int64_t audioTokens = 0; // local audio tokens per latent, without the padding token
    double eps = 1e-6;
    std::vector<int64_t> audioLayers; // layers that an audio injector follows

    [[nodiscard]] int64_t headDim() const { return dim / heads; }
    // Index of the injector after this layer, or -1.
    [[nodiscard]] int64_t injectorOf(int64_t layer) const;

    // Token counts for a latent of h x w.
    [[nodiscard]] static int64_t frameTokens(int64_t h, int64_t w) { return (h / kPatch) * (w / kPatch); }
    [[nodiscard]] static int64_t conditionTokens(int64_t h, int64_t w)
    {
        const int64_t frame = frameTokens(h, w); // reference, newest motion latent, 1/4 for two, 4/16 for sixteen
        return 2 * frame + (h / 4) * (w / 4) + 4 * (h / 8) * (w / 8);
    }
};

// Reads config.json. Missing keys come from `tensors`; a missing file does if they are of a published model; every
// value is checked against the tensors, or against the published models if no tensor depends on it. Errors:
// CheckpointIncomplete (no file), FileUnreadable, CheckpointDamaged (not JSON), CheckpointMismatch naming the key, its
// value and the expected one.
Result<DitConfig> readDitConfig(const std::filesystem::path& path, const model::StateDict& tensors);

} // namespace studio::dit
