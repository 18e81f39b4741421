// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>

namespace studio::vae {

// What a VAE of the published proportions holds on a GPU beside its weights, in numbers of its dtype. Counted from the
// tensors that live at once in Network.cpp with AtenBackend, not fitted: a change there is a change here, which
// tst_VaeMemory finds. Pixels in and out are the caller's.
struct VaeMemory {
    int64_t decoderCaches = 0; // of a StreamDecoder, from its third latent on
    int64_t decoding = 0; // what comes and goes beside them
    int64_t encoderCaches = 0;
    int64_t encoding = 0;
    int64_t encodingStill = 0; // both of these, and the caches of the latent before
};

// `base`: of the full-size stage, 2 and 4 times that below it. `pixels` of a frame.
[[nodiscard]] VaeMemory vaeMemory(int64_t base, int64_t pixels);

} // namespace studio::vae
