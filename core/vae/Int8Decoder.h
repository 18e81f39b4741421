// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/vae/AtenBackend.h"

#include <ATen/core/Tensor.h>

#include <unordered_map>

namespace studio::vae {

// Measures how large the inputs of convolutions become, in the channels that int8 rounds (nn::rotated()).
class PeakRecorder final : public AtenBackend {
public:
    using AtenBackend::AtenBackend;

    FeatureMaps normalise(const FeatureMaps& x, const at::Tensor& gamma, Activation activation,
                          const ConvWeights& reader) override;

    // The largest magnitude that this convolution, or one with the same weights, has read so far; 0 if it read nothing.
    [[nodiscard]] double peakOf(const ConvWeights& reader) const;

private:
    std::unordered_map<const void*, at::Tensor> m_peaks; // by the weights' address; [] fp32
};

// The same decoder with the convolutions of its residual blocks in int8: nine tenths of its work. They round as finely
// as the peaks that were recorded of `decoder` with some headroom allow.
[[nodiscard]] DecoderWeights inInt8(const DecoderWeights& decoder, const PeakRecorder& peaks);

} // namespace studio::vae
