// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/vae/Arithmetic.h"

#include "core/vae/AtenArithmetic.h"
#include "core/vae/PlanarArithmetic.h"

namespace studio::vae {
namespace {

template<typename Function>
void forResidual(ResidualWeights& block, const Function& apply)
{
    apply(block.conv1, Form::Same);
    apply(block.conv2, Form::Same);
    if (block.shortcut.weight.defined())
        apply(block.shortcut, Form::Same);
}

// Every convolution but those of the attention, which are linear layers on tokens.
template<typename Network, typename Function>
void forNetwork(Network& network, Form resample, const Function& apply)
{
    apply(network.conv, Form::Same);
    forResidual(network.middle.first, apply);
    forResidual(network.middle.second, apply);
    for (StageWeights& stage : network.stages) {
        for (ResidualWeights& block : stage.blocks)
            forResidual(block, apply);
        if (stage.resample.time.weight.defined())
            apply(stage.resample.time, Form::Same);
        if (stage.resample.space.weight.defined())
            apply(stage.resample.space, resample);
    }
    apply(network.head.conv, Form::Same);
}

} // namespace

Arithmetic::~Arithmetic() = default;

std::unique_ptr<Arithmetic> makeArithmetic(ArithmeticKind kind, c10::Device device, at::ScalarType dtype)
{
    if (kind == ArithmeticKind::Planar)
        return std::make_unique<PlanarArithmetic>();
    return std::make_unique<AtenArithmetic>(device, dtype);
}

void prepare(VaeWeights& weights, ArithmeticKind kind)
{
    const auto apply = [kind](ConvWeights& conv, Form form) {
        if (kind == ArithmeticKind::Planar)
            PlanarArithmetic::prepare(conv, form);
        else
            AtenArithmetic::prepare(conv);
    };
    forNetwork(weights.encoder, Form::Down, apply);
    forNetwork(weights.decoder, Form::Up, apply);
    apply(weights.encoderOut, Form::Same);
    apply(weights.decoderIn, Form::Same);
}

} // namespace studio::vae
