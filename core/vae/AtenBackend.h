// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/vae/VaeBackend.h"

namespace studio::vae {

// libtorch's operations, on any device and in any dtype. A frame is [height, width, channels], the fastest layout for
// tensor cores and oneDNN.
class AtenBackend : public VaeBackend {
public:
    AtenBackend(c10::Device device, at::ScalarType dtype)
        : m_device(device)
        , m_dtype(dtype)
    {
    }

    static void prepare(ConvWeights& weights);

    FeatureMaps imported(const at::Tensor& frames) override;
    at::Tensor exported(const FeatureMaps& frames) override;
    FeatureMaps convolve(const FeatureMaps& x, const ConvWeights& weights, Steps steps,
                         const FeatureMaps* add) override;
    FeatureMaps normalise(const FeatureMaps& x, const at::Tensor& gamma, Activation activation,
                          const ConvWeights& reader) override;
    FeatureMaps rectify(FeatureMaps x) override;
    FeatureMaps upsample(const FeatureMaps& x, const ConvWeights& weights) override;
    FeatureMaps downsample(const FeatureMaps& x, const ConvWeights& weights) override;
    FeatureMaps unfold(const FeatureMaps& x) override;
    bool identical(const FeatureMaps& a, const FeatureMaps& b) override;

private:
    c10::Device m_device;
    at::ScalarType m_dtype;
};

} // namespace studio::vae
