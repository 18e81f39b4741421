// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/tensor/OomRetry.h"
#include "core/vae/VaeBackend.h"

namespace studio::vae {

// Wraps a backend: repeats an operation that ran out of memory, as long as memory can be freed. Feature maps are
// immutable, so a network in the middle of a chunk continues correctly.
class OomRetryBackend final : public VaeBackend {
public:
    OomRetryBackend(std::unique_ptr<VaeBackend> inner, tensor::FreeMemory freeMemory)
        : m_inner(std::move(inner))
        , m_freeMemory(std::move(freeMemory))
    {
    }

    FeatureMaps imported(const at::Tensor& frames) override
    {
        return tried([&] { return m_inner->imported(frames); });
    }
    at::Tensor exported(const FeatureMaps& frames) override
    {
        return tried([&] { return m_inner->exported(frames); });
    }
    FeatureMaps convolve(const FeatureMaps& x, const ConvWeights& weights, Steps steps, const FeatureMaps* add) override
    {
        return tried([&] { return m_inner->convolve(x, weights, steps, add); });
    }
    FeatureMaps normalise(const FeatureMaps& x, const at::Tensor& gamma, Activation activation,
                          const ConvWeights& reader) override
    {
        return tried([&] { return m_inner->normalise(x, gamma, activation, reader); });
    }
    FeatureMaps rectify(FeatureMaps x) override { return m_inner->rectify(std::move(x)); } // needs no memory
    FeatureMaps upsample(const FeatureMaps& x, const ConvWeights& weights) override
    {
        return tried([&] { return m_inner->upsample(x, weights); });
    }
    FeatureMaps downsample(const FeatureMaps& x, const ConvWeights& weights) override
    {
        return tried([&] { return m_inner->downsample(x, weights); });
    }
    FeatureMaps unfold(const FeatureMaps& x) override
    {
        return tried([&] { return m_inner->unfold(x); });
    }
    bool identical(const FeatureMaps& a, const FeatureMaps& b) override
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
        return tensor::retryOnOom(m_freeMemory, std::forward<Work>(work));
    }

    std::unique_ptr<VaeBackend> m_inner;
    tensor::FreeMemory m_freeMemory;
};

} // namespace studio::vae
