// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/vae/VaeWeights.h"

#include "core/model/TensorBinder.h"
#include "core/model/WeightLoader.h"
#include "core/tensor/FiniteNumbers.h"

#include <string_view>

namespace studio::vae {
namespace {

constexpr int64_t kMostWidth = 65536; // larger ones are a damaged file's

// Output channels of a convolution, or `otherwise` where the file has no such tensor. Its bias tells, since GGUF files
// merge dimensions of the weight.
int64_t widthOf(const model::StateDict& tensors, const std::string& module, int64_t otherwise)
{
    for (const char* part : {".bias", ".weight"}) {
        const auto found = tensors.find(module + part);
        if (found != tensors.end() && found->second.dim() > 0 && found->second.size(0) > 0
            && found->second.size(0) <= kMostWidth)
            return found->second.size(0);
    }
    return otherwise;
}

// Unpacks and converts the bound tensors; see bindVaeWeights().
struct Converter {
    model::WeightLoader loader;
    std::stop_token stop;
    bool isFinite = true;

    template<typename Name>
    [[nodiscard]] auto scope(const Name& name)
    {
        return loader.scope(name);
    }

    void operator()(std::string_view name, at::Tensor& weight, c10::IntArrayRef shape)
    {
        if (stop.stop_requested())
            return; // The render is being stopped: the tensor won't be used.
        loader(name, weight, shape, name == "gamma" ? model::Precision::Fp32 : model::Precision::Model);
        if (!tensor::isFinite(weight))
            isFinite = false;
        if (name == "gamma")
            weight = weight.reshape({shape[0]});
        else if (shape.size() == 4 && name == "weight")
            weight = weight.unsqueeze(2);
    }
};

} // namespace

VaePlan VaePlan::of(int64_t base)
{
    return {.encoderIn = base,
            .encoder = {base, 2 * base, 4 * base, 4 * base},
            .decoderIn = 4 * base,
            .decoder = {4 * base, 4 * base, 2 * base, base},
            .decoderUp = {2 * base, 2 * base, base}};
}

VaePlan VaePlan::of(const model::StateDict& tensors)
{
    VaePlan plan = of(widthOf(tensors, "encoder.conv1", kPublishedWidth));
    plan.decoderIn = widthOf(tensors, "decoder.conv1", plan.decoderIn);
    for (size_t s = 0; s < plan.encoder.size(); ++s) {
        const auto block
            = [&](const char* part, size_t blocks) { return part + std::to_string(s * (blocks + 1)) + ".residual.2"; };
        plan.encoder[s] = widthOf(tensors, block("encoder.downsamples.", 2), plan.encoder[s]);
        plan.decoder[s] = widthOf(tensors, block("decoder.upsamples.", 3), plan.decoder[s]);
        if (s < plan.decoderUp.size()) {
            const std::string up = "decoder.upsamples." + std::to_string(4 * s + 3) + ".resample.1";
            plan.decoderUp[s] = widthOf(tensors, up, plan.decoderUp[s]);
        }
    }
    return plan;
}

Result<VaeWeights> bindVaeWeights(const model::TensorSource& source, const std::string& file, c10::Device device,
                                  at::ScalarType dtype, const std::stop_token& stop)
{
    const VaePlan plan = VaePlan::of(source.tensors);
    VaeWeights weights;
    model::TensorBinder binder(source.tensors);
    weights.visit(binder, plan);
    if (const Status status = binder.finish(file); !status)
        return status.error();
    Converter converter{.loader = model::WeightLoader(device, dtype, nullptr, {}, &source.packed), .stop = stop};
    weights.visit(converter, plan);
    if (stop.stop_requested())
        return Error{ErrorCode::Cancelled, {}, "stopped while the VAE was read"};
    if (!converter.isFinite) // Clamping the frames would hide NaN in the last convolution.
        return Error{ErrorCode::CheckpointDamaged, file, "its weights hold NaN or infinity"};
    return weights;
}

} // namespace studio::vae
