// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/vae/VaeBackend.h"

#include "core/vae/AtenBackend.h"
#include "core/vae/CpuBackend.h"
#include "core/vae/Vae.h"

namespace studio::vae {
namespace {

template<typename Function>
void forBlock(ResidualWeights& block, Form form, const Function& apply)
{
    apply(block.conv1, form);
    apply(block.conv2, form);
    if (block.shortcut.weight.defined())
        apply(block.shortcut, Form::Same);
}

// Calls function for every convolution except the attention's, which are linear layers on tokens. From the encoder's
// last stage to the decoder's first, frames are at the latents' rate, so chunks have one frame.
template<typename Function>
void forEach(VaeWeights& weights, const Function& apply)
{
    const auto network = [&](auto& coder, Form resample, size_t slowStage) {
        const auto formOf = [&](size_t stage) { return stage == slowStage ? Form::Same : Form::SamePairs; };
        const size_t last = coder.stages.size() - 1;
        apply(coder.conv, slowStage == 0 ? Form::Same : Form::SamePairs);
        forBlock(coder.middle.first, Form::Same, apply);
        forBlock(coder.middle.second, Form::Same, apply);
        for (size_t s = 0; s < coder.stages.size(); ++s) {
            StageWeights& stage = coder.stages[s];
            for (ResidualWeights& block : stage.blocks)
                forBlock(block, formOf(s), apply);
            if (stage.resample.time.weight.defined())
                apply(stage.resample.time, Form::Same);
            if (stage.resample.space.weight.defined())
                apply(stage.resample.space, resample);
        }
        apply(coder.head.conv, formOf(last));
    };
    network(weights.encoder, Form::Down, weights.encoder.stages.size() - 1);
    network(weights.decoder, Form::Up, 0);
    apply(weights.encoderOut, Form::Same);
    apply(weights.decoderIn, Form::Same);
}

} // namespace

VaeBackend::~VaeBackend() = default;

std::unique_ptr<VaeBackend> makeBackend(BackendKind kind, c10::Device device, at::ScalarType dtype)
{
    if (kind == BackendKind::Cpu)
        return std::make_unique<CpuBackend>();
    return std::make_unique<AtenBackend>(device, dtype);
}

BackendKind backendFor(c10::Device device, at::ScalarType dtype, Kernels kernels)
{
    const bool planar = kernels == Kernels::Fastest && device.is_cpu() && dtype == at::kFloat;
    return planar ? BackendKind::Cpu : BackendKind::Aten;
}

void prepare(ConvWeights& weights, Form form, BackendKind kind)
{
    if (kind == BackendKind::Cpu)
        CpuBackend::prepare(weights, form);
    else
        AtenBackend::prepare(weights);
}

void prepare(VaeWeights& weights, BackendKind kind)
{
    forEach(weights, [kind](ConvWeights& conv, Form form) { prepare(conv, form, kind); });
}

} // namespace studio::vae
