// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/Result.h"
#include "core/model/StateDict.h"
#include "core/nn/Linear.h"

#include <cstdint>
#include <filesystem>
#include <vector>

namespace studio::audio {

inline constexpr int64_t kHop = 320; // samples from one hidden state to the next: 50 states a second
// How many states the feature extractor makes at once: its first layer holds 64 vectors for each.
inline constexpr int64_t kConvFramesPerPass = 256;

// How a file stores the weight of the positional convolution: whole, or as a direction and a gain per tap (weight
// norm), under the names of older or newer versions of the library.
enum class WeightNorm { None, Classic, Parametrised };

// The dimensions and settings of a wav2vec2 encoder (MODEL.md 1.5, 3.1).
struct Wav2Vec2Config {
    struct Conv {
        int64_t channels = 0;
        int64_t kernel = 0;
        int64_t stride = 0;
    };
    std::vector<Conv> convs; // of the feature extractor
    nn::Bias convBias = nn::Bias::Yes;
    int64_t dim = 0;
    int64_t ffnDim = 0;
    int64_t layers = 0;
    int64_t heads = 0;
    int64_t positionKernel = 0;
    int64_t positionGroups = 0;
    WeightNorm weightNorm = WeightNorm::Classic;
    double layerNormEps = 1e-5; // of all norms outside the feature extractor
    bool normalise = true; // the samples, to zero mean and unit variance

    // Number of hidden states for `samples`; 0 if there are too few for one.
    [[nodiscard]] int64_t frameCount(int64_t samples) const;
    // Samples that one hidden state depends on, and the distance to the next state's.
    [[nodiscard]] int64_t receptiveField() const;
    [[nodiscard]] int64_t hop() const;
};

// Reads config.json and preprocessor_config.json of a Hugging Face folder; without the latter, samples are normalised.
// Sizes come from the tensors, which have Wav2Vec2Model's names, and from config.json only for missing tensors. Errors:
// FileMissing, FileUnreadable; CheckpointDamaged (not JSON); CheckpointMismatch, naming the key, for an architecture
// other than the one with a norm after each convolution and before each part of a layer.
Result<Wav2Vec2Config> readWav2Vec2Config(const std::filesystem::path& folder, const model::StateDict& tensors);

// The settings of the published models of that architecture, for tensors without a config.json. Errors for `file`:
// CheckpointMismatch if no published model is as wide, or has such sizes.
Result<Wav2Vec2Config> publishedWav2Vec2Config(const model::StateDict& tensors, const std::filesystem::path& file);

// Whether the folder has a config.json that says it is a wav2vec2's.
[[nodiscard]] bool isWav2Vec2Folder(const std::filesystem::path& folder);

} // namespace studio::audio
