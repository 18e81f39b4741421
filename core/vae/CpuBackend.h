// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/vae/Helpers.h"
#include "core/vae/VaeBackend.h"

namespace studio::vae {

// What a convolution does to the picture's size; its numbers are arranged accordingly. SamePairs is Same for chunks of
// more than one frame.
enum class Form { Same, SamePairs, Up, Down };

// fp32 on a CPU: frames lie as planar::Grid says, and all convolutions are sums of shifted planes (PlanarKernels.h).
// - Doubling the size and then convolving 3x3 is done as four 2x2 convolutions of the small picture, one for each
//   position of a pixel within its 2x2 square: 4/9 of the work.
// - Two successive outputs of a convolution over three frames share their products: 2/3 of the work.
// - Halving convolves the four half-size pictures of even and odd rows and columns.
class CpuBackend final : public VaeBackend {
public:
    CpuBackend(); // Computes on at::get_num_threads() threads.

    static void prepare(ConvWeights& weights, Form form);

    FeatureMaps imported(const at::Tensor& frames) override;
    at::Tensor exported(const FeatureMaps& frames) override;
    FeatureMaps convolve(const FeatureMaps& x, const ConvWeights& weights, Steps steps,
                         const FeatureMaps* add) override;
    FeatureMaps normalise(const FeatureMaps& x, const at::Tensor& gamma, Activation activation) override;
    FeatureMaps upsample(const FeatureMaps& x, const ConvWeights& weights) override;
    FeatureMaps downsample(const FeatureMaps& x, const ConvWeights& weights) override;
    FeatureMaps unfold(const FeatureMaps& x) override;
    bool identical(const FeatureMaps& a, const FeatureMaps& b) override;

private:
    void convolvePairs(const FeatureMaps& x, const ConvWeights& weights, const FeatureMaps* add,
                       const FeatureMaps& out);

    // Frames with zeros around the pictures and anything in them.
    FeatureMaps allocate(int64_t count, int64_t channels, int64_t height, int64_t width);

    Helpers m_helpers;
    std::vector<at::Tensor> m_memory; // What nobody else holds is used again: fresh pages cost more than a convolution.
};

} // namespace studio::vae
