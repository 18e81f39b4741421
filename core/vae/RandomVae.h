// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/model/StateDict.h"
#include "core/model/TensorNames.h"
#include "core/vae/VaeWeights.h"

#include <ATen/Context.h>
#include <ATen/TensorOperators.h>
#include <ATen/ops/randn.h>

#include <cmath>
#include <string_view>

namespace studio::vae {

// A visitor that fills weights with random values: gammas near 1, the rest such that activations keep their magnitude.
class RandomTensors : public model::TensorNames {
public:
    void operator()(std::string_view name, at::Tensor&, c10::IntArrayRef shape)
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
        tensors.emplace(whole(name), values);
    }

    model::StateDict tensors;
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
