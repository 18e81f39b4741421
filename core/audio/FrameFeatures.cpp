// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/audio/FrameFeatures.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/empty.h>
#include <ATen/ops/index_select.h>
#include <ATen/ops/tensor.h>
#include <ATen/ops/upsample_linear1d.h>
#include <ATen/ops/zeros.h>

#include <algorithm>

namespace studio::audio {
namespace {

constexpr double kStateRate = 50.0; // hidden states per second, as the reference rounds it
constexpr int64_t kFeatureRate = 30; // the speech rate that the picture model was trained with

// round(1.2 * frame): a fifth is never a half, so whole numbers say it exactly.
int64_t bucketIndex(int64_t frame)
{
    return (2 * kFeatureRate * frame + kVideoRate) / (2 * kVideoRate);
}

} // namespace

int64_t frames30(int64_t frames50)
{
    return static_cast<int64_t>(static_cast<double>(frames50) / kStateRate * kFeatureRate);
}

int64_t clipCount(int64_t frames30, int64_t framesPerClip)
{
    // In double and in this order, as in the reference: where the quotient is whole its rounding decides.
    const double perClip = static_cast<double>(framesPerClip) * (static_cast<double>(kFeatureRate) / kVideoRate);
    return static_cast<int64_t>(static_cast<double>(frames30) / perClip) + 1;
}

std::vector<int64_t> bucketIndices(int64_t clips, int64_t framesPerClip)
{
    std::vector<int64_t> indices(static_cast<size_t>(clips * framesPerClip));
    for (size_t frame = 0; frame < indices.size(); ++frame)
        indices[frame] = bucketIndex(static_cast<int64_t>(frame));
    return indices;
}

at::Tensor frameFeature(const at::Tensor& state, int64_t frameCount)
{
    const int64_t available = frames30(state.size(0));
    at::Tensor feature = at::zeros({state.size(1), frameCount}, state.options());
    std::vector<int64_t> indices30 = bucketIndices(1, frameCount);
    indices30.erase(std::lower_bound(indices30.begin(), indices30.end(), available), indices30.end());
    if (indices30.empty())
        return feature;
    const at::Tensor indices = at::tensor(indices30, at::kLong).to(state.device());
    const at::Tensor at30 = at::upsample_linear1d(state.unsqueeze(0).transpose(1, 2), {available},
                                                  /*align_corners=*/true); // [1, dim, available]
    feature.narrow(-1, 0, indices.size(0)).copy_(at30[0].index_select(-1, indices));
    return feature;
}

at::Tensor frameFeatures(const at::Tensor& hiddenStates, int64_t frameCount)
{
    const int64_t states = hiddenStates.size(0);
    at::Tensor features = at::empty({1, states, hiddenStates.size(2), frameCount}, hiddenStates.options());
    for (int64_t state = 0; state < states; ++state)
        features.select(1, state).copy_(frameFeature(hiddenStates[state], frameCount).unsqueeze(0));
    return features;
}

std::optional<StatePosition> statePosition(int64_t frame, int64_t states)
{
    const int64_t available = frames30(states);
    const int64_t index = bucketIndex(frame);
    if (index >= available)
        return {};
    if (available == 1)
        return StatePosition{};
    const int64_t scaled = index * (states - 1);
    const int64_t scale = available - 1;
    return StatePosition{.state = scaled / scale,
                         .next = static_cast<double>(scaled % scale) / static_cast<double>(scale)};
}

at::Tensor frameFeatureOfPart(const at::Tensor& part, int64_t first, int64_t states, int64_t frame, int64_t count)
{
    at::Tensor feature = at::zeros({part.size(1), count}, part.options());
    std::vector<int64_t> before;
    std::vector<int64_t> behind;
    std::vector<float> weights; // of the states behind
    for (int64_t i = 0; i < count; ++i) {
        const std::optional<StatePosition> position = statePosition(frame + i, states);
        if (!position)
            break;
        before.push_back(position->state - first);
        behind.push_back(std::min(position->state + 1, states - 1) - first);
        weights.push_back(static_cast<float>(position->next));
    }
    if (before.empty())
        return feature;
    const auto chosen = [&](const std::vector<int64_t>& indices) {
        return part.index_select(0, at::tensor(indices, at::kLong).to(part.device())).to(at::kFloat);
    };
    const at::Tensor weight = at::tensor(weights).to(part.device()).unsqueeze(1);
    const at::Tensor between = chosen(before) * (1 - weight) + chosen(behind) * weight; // [n, dim]
    feature.narrow(1, 0, between.size(0)).copy_(between.t());
    return feature;
}

int64_t voicedFrames(int64_t samples, int64_t rate)
{
    return (samples * kVideoRate + rate - 1) / rate;
}

int64_t voicedClipCount(int64_t voicedFrames, int64_t framesPerClip)
{
    return (voicedFrames + framesPerClip - 1) / framesPerClip;
}

} // namespace studio::audio
