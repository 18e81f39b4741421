// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/vae/LightWeights.h"
#include "core/vae/VaeBackend.h"

#include <vector>

namespace studio::vae {

// Causal state of an encoder or decoder: for each convolution over time, in order of execution, the last input frames
// that the next chunk needs (MODEL.md 5.2): up to two, none at the beginning.
struct Caches {
    std::vector<FeatureMaps> slots; // empty before the first chunk

    bool started() const { return !slots.empty(); }
};

// One chunk of pixels (1 frame first, then 4 at a time) -> one frame of means and log variances, 1/8 of the size.
FeatureMaps encodeChunk(VaeBackend& backend, const VaeWeights& weights, Caches& caches, const FeatureMaps& pixels);

// One latent frame, not normalised -> its pixels (1 frame for the first, 4 for later ones), 8 times the size.
FeatureMaps decodeLatent(VaeBackend& backend, const VaeWeights& weights, Caches& caches, const FeatureMaps& latent);

// The same by a light decoder; the latent is in its convention (MODEL.md 5.4).
FeatureMaps decodeLatent(VaeBackend& backend, const LightWeights& weights, Caches& caches, const FeatureMaps& latent);

// Latents whose traces are in a decoder's caches: what it decodes depends on the last decoderReach() latents before and
// on no earlier ones, bit for bit.
int64_t decoderReach(const DecoderWeights& decoder);
int64_t decoderReach(const LightWeights& decoder);

// Whether these can be caches of this decoder, by their number, channels and sizes.
bool areCachesOf(const DecoderWeights& decoder, const Caches& caches);
bool areCachesOf(const LightWeights& decoder, const Caches& caches);

} // namespace studio::vae
