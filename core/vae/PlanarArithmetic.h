// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/vae/Arithmetic.h"
#include "core/vae/Helpers.h"

namespace studio::vae {

// What a convolution does to the picture's size; its numbers are arranged accordingly. SamePairs is Same for chunks of
// more than one frame.
enum class Form { Same, SamePairs, Up, Down };

// fp32 on a CPU: frames lie as planar::Grid says, and all convolutions are sums of shifted planes (PlanarKernels.h).
// - Doubling the size and then convolving 3x3 is done as four 2x2 convolutions of the small picture, one for each
//   position of a pixel within its 2x2 square: 4/9 of the work.
// - Two successive outputs of a convolution over three frames share their products: 2/3 of the work.
// - Halving convolves the four half-size pictures of even and odd rows and columns.
class PlanarArithmetic final : public Arithmetic {
public:
    PlanarArithmetic(); // Computes on at::get_num_threads() threads.

    static void prepare(ConvWeights& weights, Form form);

    Frames imported(const at::Tensor& frames) override;
    at::Tensor exported(const Frames& frames) override;
    Frames convolve(const Frames& x, const ConvWeights& weights, Steps steps, const Frames* add) override;
    Frames normalise(const Frames& x, const at::Tensor& gamma, Activation activation) override;
    Frames upsample(const Frames& x, const ConvWeights& weights) override;
    Frames downsample(const Frames& x, const ConvWeights& weights) override;
    Frames unfold(const Frames& x) override;
    bool identical(const Frames& a, const Frames& b) override;

private:
    void convolvePairs(const Frames& x, const ConvWeights& weights, const Frames* add, const Frames& out);

    // Frames with zeros around the pictures and anything in them.
    Frames allocate(int64_t count, int64_t channels, int64_t height, int64_t width);

    Helpers m_helpers;
    std::vector<at::Tensor> m_memory; // What nobody else holds is used again: fresh pages cost more than a convolution.
};

} // namespace studio::vae
