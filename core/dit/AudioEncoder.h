// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/dit/DitWeights.h"

namespace studio::dit {

// The audio tokens of one block (MODEL.md 3.3), fp32.
struct AudioTokens {
    at::Tensor local; // [3, tokens + 1, dim]: per latent frame, the last is the padding token
    at::Tensor global; // [3, dim]
};

// features [states, audioDim, 12]: one block's 25 fps frames, on the weights' device.
[[nodiscard]] AudioTokens encodeAudio(const at::Tensor& features, const AudioEncoderWeights& weights);

} // namespace studio::dit
