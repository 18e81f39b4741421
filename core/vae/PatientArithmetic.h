// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/tensor/Room.h"
#include "core/vae/Arithmetic.h"

namespace studio::vae {

// Another arithmetic, whose operations are repeated where memory didn't suffice and room could be made. Frames are
// never written to again, so that a network in the midst of a chunk goes on as if nothing had happened.
class PatientArithmetic final : public Arithmetic {
public:
    PatientArithmetic(std::unique_ptr<Arithmetic> inner, tensor::MakeRoom makeRoom)
        : m_inner(std::move(inner))
        , m_makeRoom(std::move(makeRoom))
    {
    }

    Frames imported(const at::Tensor& frames) override
    {
        return tried([&] { return m_inner->imported(frames); });
    }
    at::Tensor exported(const Frames& frames) override
    {
        return tried([&] { return m_inner->exported(frames); });
    }
    Frames convolve(const Frames& x, const ConvWeights& weights, Steps steps, const Frames* add) override
    {
        return tried([&] { return m_inner->convolve(x, weights, steps, add); });
    }
    Frames normalise(const Frames& x, const at::Tensor& gamma, Activation activation) override
    {
        return tried([&] { return m_inner->normalise(x, gamma, activation); });
    }
    Frames upsample(const Frames& x, const ConvWeights& weights) override
    {
        return tried([&] { return m_inner->upsample(x, weights); });
    }
    Frames downsample(const Frames& x, const ConvWeights& weights) override
    {
        return tried([&] { return m_inner->downsample(x, weights); });
    }
    Frames unfold(const Frames& x) override
    {
        return tried([&] { return m_inner->unfold(x); });
    }
    bool identical(const Frames& a, const Frames& b) override
    {
        return tried([&] { return m_inner->identical(a, b); });
    }
    at::Tensor compute(const std::function<at::Tensor()>& work) override
    {
        return tried([&] { return m_inner->compute(work); });
    }

private:
    template<typename Work>
    auto tried(Work&& work) -> decltype(work())
    {
        return tensor::withRoom(m_makeRoom, std::forward<Work>(work));
    }

    std::unique_ptr<Arithmetic> m_inner;
    tensor::MakeRoom m_makeRoom;
};

} // namespace studio::vae
