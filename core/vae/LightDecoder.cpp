// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/vae/LightDecoder.h"

#include "core/model/NetworkPrefix.h"
#include "core/model/PartWeights.h"
#include "core/model/TensorBinder.h"
#include "core/model/WeightLoader.h"
#include "core/tensor/FiniteNumbers.h"
#include "core/vae/LightModel.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/zeros.h>

#include <string_view>

namespace studio::vae {
namespace {

// Of the decoder, which files have without the encoder, too.
constexpr std::array<std::string_view, 2> kMarks{"decoder.3.conv.0.weight", "decoder.1.weight"};

// The layer that makes frames of one can have more than the decoder's rate needs; the last are the latest.
void dropSurplusFrames(model::StateDict& tensors, const LightPlan& plan)
{
    for (size_t s = 0; s < LightPlan::kStages; ++s) {
        const auto found = tensors.find("decoder." + std::to_string(7 + 6 * s) + ".conv.weight");
        const int64_t needed = plan.widths[s] * LightPlan::kFrames[s];
        if (found != tensors.end() && found->second.dim() == 4 && found->second.size(0) > needed
            && found->second.size(0) % plan.widths[s] == 0)
            found->second = found->second.narrow(0, found->second.size(0) - needed, needed);
    }
}

// The two inputs of a block's first convolution, this frame and the one before, as two frames of a convolution over
// time: [out, 2 in, 3, 3] -> [out, in, 2, 3, 3].
void overTime(ConvWeights& conv)
{
    auto& [out, in, frames, height, width] = conv.shape;
    frames = 2;
    in /= 2;
    conv.weight = conv.weight.view({out, 2, in, height, width}).flip(1).transpose(1, 2).contiguous();
}

} // namespace

LightPlan LightPlan::of(const model::StateDict& tensors)
{
    constexpr int64_t kMostWidth = 4096; // larger ones are a damaged file's
    LightPlan plan;
    for (size_t s = 0; s < plan.widths.size(); ++s) {
        const auto found
            = tensors.find("decoder." + (s == 0 ? std::string("1") : std::to_string(2 + 6 * s)) + ".weight");
        if (found != tensors.end() && found->second.dim() > 0 && found->second.size(0) > 0
            && found->second.size(0) <= kMostWidth)
            plan.widths[s] = found->second.size(0);
    }
    return plan;
}

LightDecoder::LightDecoder(std::shared_ptr<const Model> model)
    : m_model(std::move(model))
{
}

Result<LightDecoder> LightDecoder::load(const std::filesystem::path& path, c10::Device device, at::ScalarType dtype,
                                        Kernels kernels, const std::stop_token& stop)
{
    Result<model::TensorSource> source = model::openTensors(path);
    if (!source)
        return source.error();
    if (const WeightsKind kind = model::weightsKind(source->tensors); kind != WeightsKind::LightDecoder)
        return Error{ErrorCode::CheckpointForeign, path.string(),
                     std::string(kindName(kind)) + "; a light decoder, such as taew2_1 or lighttaew2_1, is needed"};
    if (Status taken = model::takeNetwork(*source, kMarks, path); !taken)
        return taken.error();
    return fromSource(std::move(*source), path.string(), device, dtype, kernels, stop);
}

Result<LightDecoder> LightDecoder::fromTensors(const model::StateDict& tensors, const std::string& file,
                                               c10::Device device, at::ScalarType dtype, Kernels kernels,
                                               const std::stop_token& stop)
{
    return fromSource({.tensors = tensors, .packed = {}}, file, device, dtype, kernels, stop);
}

Result<LightDecoder> LightDecoder::fromSource(model::TensorSource source, const std::string& file, c10::Device device,
                                              at::ScalarType dtype, Kernels kernels, const std::stop_token& stop)
{
    const LightPlan plan = LightPlan::of(source.tensors);
    dropSurplusFrames(source.tensors, plan);
    LightWeights weights;
    model::TensorBinder binder(source.tensors);
    binder.ignore("encoder.");
    weights.visit(binder, plan);
    if (const Status status = binder.finish(file); !status)
        return status.error();
    model::WeightLoader loader(device, dtype, nullptr, stop, &source.packed);
    weights.visit(loader, plan);
    if (stop.stop_requested())
        return Error{ErrorCode::Cancelled, {}, "stopped while the light decoder was read"};

    const BackendKind kind = backendFor(device, dtype, kernels);
    bool isFinite = true;
    for (LightStageWeights& stage : weights.stages) {
        for (MemoryBlockWeights& block : stage.blocks)
            overTime(block.convolutions[0]);
    }
    // The files' pictures are in 0..1, this program's in -1..1.
    weights.out.weight = weights.out.weight * 2;
    weights.out.bias = weights.out.bias * 2 - 1;
    forEach(weights, [&](ConvWeights& conv, Form form) {
        isFinite = isFinite && tensor::isFinite(conv.weight) && (!conv.bias.defined() || tensor::isFinite(conv.bias));
        if (!conv.bias.defined())
            conv.bias = at::zeros({conv.out()}, conv.weight.options());
        if (conv.weight.dim() == 4)
            conv.weight = conv.weight.unsqueeze(2);
        prepare(conv, form, kind);
    });
    if (!isFinite)
        return Error{ErrorCode::CheckpointDamaged, file, "its weights hold NaN or infinity"};
    return LightDecoder(std::make_shared<const Model>(
        Model{.weights = std::move(weights), .device = device, .dtype = dtype, .kind = kind, .file = file}));
}

const std::string& LightDecoder::file() const
{
    return m_model->file;
}

} // namespace studio::vae
