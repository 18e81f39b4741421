// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/vae/VaeBackend.h"

#include <vector>

namespace studio::vae {

// What a coder remembers of earlier chunks: for each convolution over time, in order of execution, the last input
// frames that the next chunk needs (MODEL.md 5.2). Up to two; none where there were none yet.
struct Caches {
    std::vector<FeatureMaps> slots; // empty before the first chunk

    bool started() const { return !slots.empty(); }
};

// One chunk of pixels (the first: 1 frame, later ones: 4) -> one frame of means and log variances, 1/8 the size.
FeatureMaps encodeChunk(VaeBackend& backend, const VaeWeights& weights, Caches& caches, const FeatureMaps& pixels);

// One latent frame, not normalised -> its pixels: 1 frame for the first one, 4 for later ones, 8 times the size.
FeatureMaps decodeLatent(VaeBackend& backend, const VaeWeights& weights, Caches& caches, const FeatureMaps& latent);

// Whether these could be the caches of this decoder: as many, of such channels and of sizes that belong together.
bool areCachesOf(const DecoderWeights& decoder, const Caches& caches);

} // namespace studio::vae
