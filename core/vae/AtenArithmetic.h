// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/vae/Arithmetic.h"

namespace studio::vae {

// libtorch's operations, on any device and in any dtype. A frame is [height, width, channels], which is what tensor
// cores and oneDNN read best.
class AtenArithmetic final : public Arithmetic {
public:
    AtenArithmetic(c10::Device device, at::ScalarType dtype)
        : m_device(device)
        , m_dtype(dtype)
    {
    }

    static void prepare(ConvWeights& weights);

    Frames imported(const at::Tensor& frames) override;
    at::Tensor exported(const Frames& frames) override;
    Frames convolve(const Frames& x, const ConvWeights& weights, Steps steps, const Frames* add) override;
    Frames normalise(const Frames& x, const at::Tensor& gamma, Activation activation) override;
    Frames upsample(const Frames& x, const ConvWeights& weights) override;
    Frames downsample(const Frames& x, const ConvWeights& weights) override;
    Frames unfold(const Frames& x) override;
    bool identical(const Frames& a, const Frames& b) override;

private:
    c10::Device m_device;
    at::ScalarType m_dtype;
};

} // namespace studio::vae
