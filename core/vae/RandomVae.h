// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/model/StateDict.h"
#include "core/vae/VaeWeights.h"

#include <ATen/Context.h>
#include <ATen/TensorOperators.h>
#include <ATen/ops/randn.h>

#include <cmath>
#include <string>

namespace studio::vae {

// A visitor that fills weights with random values: gammas near 1, the rest such that activations keep their magnitude.
class RandomTensors {
public:
    struct Scope {
        RandomTensors& owner;
        size_t length;
        ~Scope() { owner.m_prefix.resize(length); }
    };
    Scope scope(const std::string& name)
    {
        const size_t length = m_prefix.size();
        m_prefix += name + '.';
        return {*this, length};
    }
    Scope scope(int64_t index) { return scope(std::to_string(index)); }

    void operator()(const std::string& name, at::Tensor&, c10::IntArrayRef shape)
    {
        int64_t inputs = 1;
        for (const int64_t n : shape.slice(1))
            inputs *= n;
        at::Tensor values = at::randn(shape);
        if (name == "gamma")
            values = 1.0 + 0.1 * values;
        else if (name == "bias")
            values = 0.1 * values;
        else
            values = values / std::sqrt(static_cast<double>(inputs));
        tensors.emplace(m_prefix + name, values);
    }

    model::StateDict tensors;

private:
    std::string m_prefix;
};

// Random tensors of a VAE of the given base width, for benchmarks and tests; the same for the same seed.
inline model::StateDict randomVae(int64_t base, uint64_t seed = 1)
{
    at::manual_seed(seed);
    RandomTensors random;
    VaeWeights weights;
    weights.visit(random, VaePlan::of(base));
    return std::move(random.tensors);
}

} // namespace studio::vae
