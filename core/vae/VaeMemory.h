// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>

namespace studio::vae {

// GPU memory of a VAE of the published proportions in addition to its weights, in values of its dtype. Counted from the
// live tensors of Network.cpp with AtenBackend, not fitted: if those change, this must change too, and tst_VaeMemory
// fails. Without input and output pixels.
struct VaeMemory {
    int64_t decoderCaches = 0; // of a StreamDecoder, from its third latent on
    int64_t decoding = 0; // temporary memory beyond the caches
    int64_t encoderCaches = 0;
    int64_t encoding = 0;
    int64_t encodingStill = 0; // both of these, and the previous latent's caches
};

// Bytes of what vae::Vae::decodingInInt8() makes: the weights of the residual blocks' convolutions, which are there in
// the VAE's dtype, too. What it computes with takes no more than the VAE, whose peak is that of the pictures that it
// measures with first.
[[nodiscard]] int64_t int8DecoderBytes(int64_t base);

// `base`: channels at full size; 2 and 4 times that at lower resolutions. `pixels`: of a frame.
[[nodiscard]] VaeMemory vaeMemory(int64_t base, int64_t pixels);

} // namespace studio::vae
