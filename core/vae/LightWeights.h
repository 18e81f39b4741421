// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/vae/VaeBackend.h"

#include <array>
#include <cstdint>
#include <string>

namespace studio::vae {

// The channel counts of a light decoder; everything else about it is fixed (MODEL.md 5.4).
struct LightPlan {
    static constexpr size_t kStages = 3; // each doubles the size
    static constexpr std::array<int64_t, kStages> kFrames{1, 2, 2}; // made of one, at the end of a stage

    std::array<int64_t, kStages + 1> widths{256, 128, 64, 64}; // of the stages, and behind the last

    // From the tensors, without a prefix; missing ones are assumed to have the published widths.
    static LightPlan of(const model::StateDict& tensors);
};

// Three 3x3 convolutions with ReLU behind each; the first sees the frame before, too. The input is added before the
// last ReLU.
struct MemoryBlockWeights {
    std::array<ConvWeights, 3> convolutions;
};

struct LightStageWeights {
    std::array<MemoryBlockWeights, 3> blocks;
    ConvWeights frames; // 1x1, without a bias: the channels of all frames that are made of one
    ConvWeights space; // 3x3, without a bias, after the doubling of height and width
};

struct LightWeights {
    ConvWeights in;
    std::array<LightStageWeights, LightPlan::kStages> stages;
    ConvWeights out;

    // With names and shapes of the files: one list of layers, in which the activations and doublings count.
    template<typename Visitor>
    void visit(Visitor& visitor, const LightPlan& plan)
    {
        constexpr int64_t kLayersOfStage = 6;
        const auto decoder = visitor.scope("decoder");
        const auto convolution
            = [&](const std::string& layer, ConvWeights& conv, int64_t made, int64_t seen, int64_t side, bool hasBias) {
                  const auto scope = visitor.scope(layer);
                  conv.shape = {made, seen, 1, side, side};
                  visitor("weight", conv.weight, {made, seen, side, side});
                  if (hasBias)
                      visitor("bias", conv.bias, {made});
              };
        convolution("1", in, plan.widths[0], VaePlan::kLatentChannels, 3, true);
        int64_t layer = 3;
        for (size_t s = 0; s < stages.size(); ++s, layer += kLayersOfStage) {
            const int64_t width = plan.widths[s];
            for (size_t b = 0; b < stages[s].blocks.size(); ++b) {
                auto& [first, second, third] = stages[s].blocks[b].convolutions;
                const std::string block = std::to_string(layer + static_cast<int64_t>(b)) + ".conv.";
                convolution(block + "0", first, width, 2 * width, 3, true);
                convolution(block + "2", second, width, width, 3, true);
                convolution(block + "4", third, width, width, 3, true);
            }
            convolution(std::to_string(layer + 4) + ".conv", stages[s].frames, LightPlan::kFrames[s] * width, width, 1,
                        false);
            convolution(std::to_string(layer + 5), stages[s].space, plan.widths[s + 1], width, 3, false);
        }
        convolution(std::to_string(layer + 1), out, 3, plan.widths.back(), 3, true);
    }
};

// Calls function(convolution, form) for every convolution.
template<typename Function>
void forEach(LightWeights& weights, const Function& function)
{
    function(weights.in, Form::Same);
    for (LightStageWeights& stage : weights.stages) {
        for (MemoryBlockWeights& block : stage.blocks) {
            for (ConvWeights& convolution : block.convolutions)
                function(convolution, Form::Same);
        }
        function(stage.frames, Form::Same);
        function(stage.space, Form::Up);
    }
    function(weights.out, Form::Same);
}

} // namespace studio::vae
