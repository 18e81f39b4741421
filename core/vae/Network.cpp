// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/vae/Network.h"

#include "core/nn/Attention.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/linear.h>

#include <algorithm>
#include <iterator>
#include <utility>

namespace studio::vae {
namespace {

FeatureMaps joined(FeatureMaps a, const FeatureMaps& b)
{
    if (a.items.empty())
        return b;
    a.items.insert(a.items.end(), b.items.begin(), b.items.end());
    return a;
}

FeatureMaps lastOf(FeatureMaps x, int64_t count)
{
    const int64_t surplus = std::max<int64_t>(0, x.count() - count);
    x.items.erase(x.items.begin(), x.items.begin() + surplus);
    return x;
}

bool isInt8(const FeatureMaps& x)
{
    return x.items.front().scalar_type() == at::kChar;
}

// Runs one chunk through a network.
class Walk {
public:
    Walk(VaeBackend& backend, Caches& caches)
        : m_backend(backend)
        , m_caches(caches)
        , m_first(!caches.started())
    {
    }

    // A causal convolution over a frame and the two before it.
    FeatureMaps causal(const FeatureMaps& x, const ConvWeights& weights, const FeatureMaps* add = nullptr)
    {
        FeatureMaps& past = nextSlot();
        const int64_t missing = weights.frames() - 1 - past.count();
        const FeatureMaps seen = joined(past, x);
        past = lastOf(seen, weights.frames() - 1);
        return m_backend.convolve(seen, weights, {.missing = missing}, add);
    }

    FeatureMaps residual(const FeatureMaps& x, const ResidualWeights& weights)
    {
        const bool projected = weights.shortcut.weight.defined();
        const FeatureMaps shortcut = projected ? m_backend.convolve(x, weights.shortcut, {}) : x;
        const FeatureMaps h
            = causal(m_backend.normalise(x, weights.norm1, Activation::Silu, weights.conv1), weights.conv1);
        return causal(m_backend.normalise(h, weights.norm2, Activation::Silu, weights.conv2), weights.conv2, &shortcut);
    }

    // Single-head self-attention over the pixels of each frame.
    FeatureMaps attention(const FeatureMaps& x, const AttentionWeights& weights)
    {
        const FeatureMaps normed = m_backend.normalise(x, weights.norm, Activation::None, weights.qkv);
        const at::Tensor sum = m_backend.compute([&] {
            const at::Tensor pictures = m_backend.exported(normed);
            const at::Tensor tokens = pictures.flatten(2).transpose(1, 2); // [frames, tokens, channels]
            const auto linear = [](const at::Tensor& input, const ConvWeights& conv) {
                return at::linear(input, conv.weight.flatten(1), conv.bias);
            };
            const std::vector<at::Tensor> qkv = linear(tokens, weights.qkv).unsqueeze(2).chunk(3, -1); // one head each
            const at::Tensor y = linear(nn::attention(qkv[0], qkv[1], qkv[2]), weights.proj);
            return m_backend.exported(x) + y.transpose(1, 2).view_as(pictures);
        });
        return m_backend.imported(sum);
    }

    FeatureMaps middle(const FeatureMaps& x, const MiddleWeights& weights)
    {
        return residual(attention(residual(x, weights.first), weights.attention), weights.second);
    }

    FeatureMaps head(const FeatureMaps& x, const HeadWeights& weights)
    {
        return causal(m_backend.normalise(x, weights.norm, Activation::Silu, weights.conv), weights.conv);
    }

    // Halves the size; with a time convolution, also the number of frames after the very first one.
    FeatureMaps shrink(const FeatureMaps& x, const ResampleWeights& weights)
    {
        const FeatureMaps small = m_backend.downsample(x, weights.space);
        if (!weights.time.weight.defined())
            return small;
        FeatureMaps& past = nextSlot();
        const FeatureMaps seen = joined(past, small);
        past = lastOf(small, 1);
        return m_first ? small : m_backend.convolve(seen, weights.time, {.stride = 2});
    }

    // Doubles the size; with a time convolution, also the number of frames after the film's first one, which the
    // convolutions of later frames don't see.
    FeatureMaps grow(const FeatureMaps& x, const ResampleWeights& weights)
    {
        if (!weights.time.weight.defined())
            return m_backend.upsample(x, weights.space);
        if (m_first) {
            nextSlot() = {.items = {}, .channels = x.channels, .height = x.height, .width = x.width};
            return m_backend.upsample(x, weights.space);
        }
        return m_backend.upsample(m_backend.unfold(causal(x, weights.time)), weights.space);
    }

    FeatureMaps withMemory(const FeatureMaps& x, const MemoryBlockWeights& weights)
    {
        const auto& [first, second, third] = weights.convolutions;
        const FeatureMaps h = m_backend.rectify(causal(x, first));
        return m_backend.rectify(
            m_backend.convolve(m_backend.rectify(m_backend.convolve(h, second, {})), third, {}, &x));
    }

    [[nodiscard]] bool isFirst() const { return m_first; }

private:
    FeatureMaps& nextSlot()
    {
        if (m_first)
            return m_caches.slots.emplace_back();
        return m_caches.slots.at(m_next++);
    }

    VaeBackend& m_backend;
    Caches& m_caches;
    const bool m_first;
    size_t m_next = 0;
};

} // namespace

FeatureMaps encodeChunk(VaeBackend& backend, const VaeWeights& weights, Caches& caches, const FeatureMaps& pixels)
{
    const EncoderWeights& encoder = weights.encoder;
    Walk walk(backend, caches);
    FeatureMaps x = walk.causal(pixels, encoder.conv);
    for (const StageWeights& stage : encoder.stages) {
        for (const ResidualWeights& block : stage.blocks)
            x = walk.residual(x, block);
        if (stage.resample.space.weight.defined())
            x = walk.shrink(x, stage.resample);
    }
    return backend.convolve(walk.head(walk.middle(x, encoder.middle), encoder.head), weights.encoderOut, {});
}

FeatureMaps decodeLatent(VaeBackend& backend, const VaeWeights& weights, Caches& caches, const FeatureMaps& latent)
{
    const DecoderWeights& decoder = weights.decoder;
    Walk walk(backend, caches);
    FeatureMaps x
        = walk.middle(walk.causal(backend.convolve(latent, weights.decoderIn, {}), decoder.conv), decoder.middle);
    for (const StageWeights& stage : decoder.stages) {
        for (const ResidualWeights& block : stage.blocks)
            x = walk.residual(x, block);
        if (stage.resample.space.weight.defined())
            x = walk.grow(x, stage.resample);
    }
    return walk.head(x, decoder.head);
}

FeatureMaps decodeLatent(VaeBackend& backend, const LightWeights& weights, Caches& caches, const FeatureMaps& latent)
{
    Walk walk(backend, caches);
    FeatureMaps x = backend.rectify(backend.convolve(latent, weights.in, {}));
    for (size_t s = 0; s < weights.stages.size(); ++s) {
        const LightStageWeights& stage = weights.stages[s];
        for (const MemoryBlockWeights& block : stage.blocks)
            x = walk.withMemory(x, block);
        // Files have the doubling of the size before the 1x1 convolution, which changes nothing but the work.
        x = backend.convolve(x, stage.frames, {});
        if (LightPlan::kFrames[s] > 1)
            x = backend.unfold(x);
        x = backend.upsample(x, stage.space);
    }
    x = backend.convolve(backend.rectify(std::move(x)), weights.out, {});
    return walk.isFirst() ? lastOf(std::move(x), 1) : x; // The first latent is of one frame.
}

int64_t decoderReach(const LightWeights& decoder)
{
    int64_t reach = 0; // in frames of the current rate
    int64_t rate = 1; // frames per latent
    for (size_t s = 0; s < decoder.stages.size(); ++s) {
        reach = (reach + std::ssize(decoder.stages[s].blocks)) * LightPlan::kFrames[s];
        rate *= LightPlan::kFrames[s];
    }
    return (reach + rate - 1) / rate;
}

bool areCachesOf(const LightWeights& decoder, const Caches& caches)
{
    size_t next = 0;
    int64_t scale = 1;
    for (const LightStageWeights& stage : decoder.stages) {
        for (const MemoryBlockWeights& block : stage.blocks) {
            if (next >= caches.slots.size())
                return false;
            const FeatureMaps& slot = caches.slots[next++];
            const FeatureMaps& latent = caches.slots.front();
            if (slot.channels != block.convolutions[0].in() || slot.height != latent.height * scale
                || slot.width != latent.width * scale || slot.count() != 1)
                return false;
        }
        scale *= 2;
    }
    return next == caches.slots.size();
}

int64_t decoderReach(const DecoderWeights& decoder)
{
    int64_t reach = 0; // in frames of the current rate
    int64_t rate = 1; // frames per latent
    const auto pass = [&](const ConvWeights& conv) { reach += conv.frames() - 1; };
    const auto passBlock = [&](const ResidualWeights& block) {
        pass(block.conv1);
        pass(block.conv2);
    };
    pass(decoder.conv);
    passBlock(decoder.middle.first);
    passBlock(decoder.middle.second);
    for (const StageWeights& stage : decoder.stages) {
        std::for_each(stage.blocks.begin(), stage.blocks.end(), passBlock);
        if (!stage.resample.time.weight.defined())
            continue;
        pass(stage.resample.time);
        reach *= 2;
        rate *= 2;
    }
    pass(decoder.head.conv);
    return (reach + rate - 1) / rate;
}

bool areCachesOf(const DecoderWeights& decoder, const Caches& caches)
{
    size_t next = 0;
    int64_t scale = 1;
    const auto fits = [&](const ConvWeights& conv) {
        if (next >= caches.slots.size())
            return false;
        const FeatureMaps& slot = caches.slots[next++];
        const FeatureMaps& latent = caches.slots.front();
        return slot.channels == conv.in() && slot.height == latent.height * scale && slot.width == latent.width * scale
            && slot.count() < conv.frames() && (slot.items.empty() || isInt8(slot) == conv.isInt8());
    };
    const auto blockFits = [&](const ResidualWeights& block) { return fits(block.conv1) && fits(block.conv2); };

    bool all = fits(decoder.conv) && blockFits(decoder.middle.first) && blockFits(decoder.middle.second);
    for (const StageWeights& stage : decoder.stages) {
        all = all && std::all_of(stage.blocks.begin(), stage.blocks.end(), blockFits)
            && (!stage.resample.time.weight.defined() || fits(stage.resample.time));
        scale *= stage.resample.space.weight.defined() ? 2 : 1;
    }
    return all && fits(decoder.head.conv) && next == caches.slots.size();
}

} // namespace studio::vae
