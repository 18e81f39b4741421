// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/vae/Network.h"

#include "core/nn/Attention.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/linear.h>

#include <algorithm>

namespace studio::vae {
namespace {

Frames joined(Frames a, const Frames& b)
{
    if (a.items.empty())
        return b;
    a.items.insert(a.items.end(), b.items.begin(), b.items.end());
    return a;
}

Frames lastOf(Frames x, int64_t count)
{
    const int64_t surplus = std::max<int64_t>(0, x.count() - count);
    x.items.erase(x.items.begin(), x.items.begin() + surplus);
    return x;
}

// One chunk's way through a network.
class Walk {
public:
    Walk(Arithmetic& arithmetic, Caches& caches)
        : m_arithmetic(arithmetic)
        , m_caches(caches)
        , m_first(!caches.started())
    {
    }

    // A convolution that sees its own frame and the two before it.
    Frames causal(const Frames& x, const ConvWeights& weights, const Frames* add = nullptr)
    {
        Frames& past = nextSlot();
        const int64_t missing = weights.frames() - 1 - past.count();
        const Frames seen = joined(past, x);
        past = lastOf(seen, weights.frames() - 1);
        return m_arithmetic.convolve(seen, weights, {.missing = missing}, add);
    }

    Frames residual(const Frames& x, const ResidualWeights& weights)
    {
        const bool projected = weights.shortcut.weight.defined();
        const Frames shortcut = projected ? m_arithmetic.convolve(x, weights.shortcut, {}) : x;
        const Frames h = causal(m_arithmetic.normalise(x, weights.norm1, Activation::Silu), weights.conv1);
        return causal(m_arithmetic.normalise(h, weights.norm2, Activation::Silu), weights.conv2, &shortcut);
    }

    // One head over the pixels of each frame.
    Frames attention(const Frames& x, const AttentionWeights& weights)
    {
        const Frames normed = m_arithmetic.normalise(x, weights.norm, Activation::None);
        const at::Tensor sum = m_arithmetic.compute([&] {
            const at::Tensor pictures = m_arithmetic.exported(normed);
            const at::Tensor tokens = pictures.flatten(2).transpose(1, 2); // [frames, tokens, channels]
            const auto linear = [](const at::Tensor& input, const ConvWeights& conv) {
                return at::linear(input, conv.weight.flatten(1), conv.bias);
            };
            const std::vector<at::Tensor> qkv = linear(tokens, weights.qkv).unsqueeze(2).chunk(3, -1); // one head each
            const at::Tensor y = linear(nn::attention(qkv[0], qkv[1], qkv[2]), weights.proj);
            return m_arithmetic.exported(x) + y.transpose(1, 2).view_as(pictures);
        });
        return m_arithmetic.imported(sum);
    }

    Frames middle(const Frames& x, const MiddleWeights& weights)
    {
        return residual(attention(residual(x, weights.first), weights.attention), weights.second);
    }

    Frames head(const Frames& x, const HeadWeights& weights)
    {
        return causal(m_arithmetic.normalise(x, weights.norm, Activation::Silu), weights.conv);
    }

    // Halves the size; with a time convolution, also the number of frames after the very first one.
    Frames shrink(const Frames& x, const ResampleWeights& weights)
    {
        const Frames small = m_arithmetic.downsample(x, weights.space);
        if (!weights.time.weight.defined())
            return small;
        Frames& past = nextSlot();
        const Frames seen = joined(past, small);
        past = lastOf(small, 1);
        return m_first ? small : m_arithmetic.convolve(seen, weights.time, {.stride = 2});
    }

    // Doubles the size; with a time convolution, also the number of frames after the very first one, which takes no
    // part in the convolutions of later ones either.
    Frames grow(const Frames& x, const ResampleWeights& weights)
    {
        if (!weights.time.weight.defined())
            return m_arithmetic.upsample(x, weights.space);
        if (m_first) {
            nextSlot() = {.items = {}, .channels = x.channels, .height = x.height, .width = x.width};
            return m_arithmetic.upsample(x, weights.space);
        }
        return m_arithmetic.upsample(m_arithmetic.unfold(causal(x, weights.time)), weights.space);
    }

private:
    Frames& nextSlot()
    {
        if (m_first)
            return m_caches.slots.emplace_back();
        return m_caches.slots.at(m_next++);
    }

    Arithmetic& m_arithmetic;
    Caches& m_caches;
    const bool m_first;
    size_t m_next = 0;
};

} // namespace

Frames encodeChunk(Arithmetic& arithmetic, const VaeWeights& weights, Caches& caches, const Frames& pixels)
{
    const EncoderWeights& encoder = weights.encoder;
    Walk walk(arithmetic, caches);
    Frames x = walk.causal(pixels, encoder.conv);
    for (const StageWeights& stage : encoder.stages) {
        for (const ResidualWeights& block : stage.blocks)
            x = walk.residual(x, block);
        if (stage.resample.space.weight.defined())
            x = walk.shrink(x, stage.resample);
    }
    return arithmetic.convolve(walk.head(walk.middle(x, encoder.middle), encoder.head), weights.encoderOut, {});
}

Frames decodeLatent(Arithmetic& arithmetic, const VaeWeights& weights, Caches& caches, const Frames& latent)
{
    const DecoderWeights& decoder = weights.decoder;
    Walk walk(arithmetic, caches);
    Frames x
        = walk.middle(walk.causal(arithmetic.convolve(latent, weights.decoderIn, {}), decoder.conv), decoder.middle);
    for (const StageWeights& stage : decoder.stages) {
        for (const ResidualWeights& block : stage.blocks)
            x = walk.residual(x, block);
        if (stage.resample.space.weight.defined())
            x = walk.grow(x, stage.resample);
    }
    return walk.head(x, decoder.head);
}

bool areCachesOf(const DecoderWeights& decoder, const Caches& caches)
{
    size_t next = 0;
    int64_t scale = 1;
    const auto fits = [&](const ConvWeights& conv) {
        if (next >= caches.slots.size())
            return false;
        const Frames& slot = caches.slots[next++];
        const Frames& latent = caches.slots.front();
        return slot.channels == conv.in() && slot.height == latent.height * scale && slot.width == latent.width * scale
            && slot.count() < conv.frames();
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
