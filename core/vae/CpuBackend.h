// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/vae/Helpers.h"
#include "core/vae/VaeBackend.h"

namespace studio::vae {

// fp32 on a CPU. Frames have the layout of planar::Grid; all convolutions are sums of shifted planes (PlanarKernels.h).
// - Upsampling by 2 and a 3x3 convolution become four 2x2 convolutions of the small frame, one for each pixel of a 2x2
//   square: 4/9 of the work.
// - Two successive outputs of a convolution over three frames share their products (Winograd): 2/3 of the work.
// - A convolution with stride 2 convolves the four half-size frames of even and odd rows and columns.
class CpuBackend final : public VaeBackend {
public:
    CpuBackend(); // Uses at::get_num_threads() threads.

    static void prepare(ConvWeights& weights, Form form);

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
    void convolvePairs(const FeatureMaps& x, const ConvWeights& weights, const FeatureMaps* add,
                       const FeatureMaps& out);

    // Zero padding, uninitialised content.
    FeatureMaps allocate(int64_t count, int64_t channels, int64_t height, int64_t width);

    Helpers m_helpers;
    std::vector<at::Tensor> m_memory; // Reused once nobody else refers to it: fresh pages cost more than a convolution.
};

} // namespace studio::vae
