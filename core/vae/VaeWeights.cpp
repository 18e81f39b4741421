// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/vae/VaeWeights.h"

#include "core/model/TensorBinder.h"
#include "core/tensor/FiniteNumbers.h"

#include <string_view>

namespace studio::vae {
namespace {

// Output channels of a convolution, or `otherwise` where the file has no such tensor.
int64_t widthOf(const model::StateDict& tensors, const std::string& name, int64_t otherwise)
{
    const auto found = tensors.find(name);
    return found == tensors.end() || found->second.dim() == 0 ? otherwise : found->second.size(0);
}

// Converts the bound tensors; see bindVaeWeights().
struct Converter {
    c10::Device device;
    at::ScalarType dtype;
    std::stop_token stop;
    bool isFinite = true;

    struct Scope {
        ~Scope() { } // Non-trivial, so that an unused scope variable is no warning.
    };
    template<typename Name>
    [[nodiscard]] Scope scope(const Name&) const
    {
        return {};
    }

    void operator()(std::string_view name, at::Tensor& weight, c10::IntArrayRef shape)
    {
        if (stop.stop_requested())
            return; // The render is being stopped: the tensor won't be used.
        if (!tensor::isFinite(weight))
            isFinite = false;
        if (name == "gamma")
            weight = weight.to(device, at::kFloat).reshape({shape[0]});
        else
            weight = weight.to(device, dtype).contiguous();
        if (shape.size() == 4 && name == "weight")
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
    VaePlan plan = of(widthOf(tensors, "encoder.conv1.weight", widthOf(tensors, "decoder.head.2.weight", 96)));
    plan.decoderIn = widthOf(tensors, "decoder.conv1.weight", plan.decoderIn);
    for (size_t s = 0; s < plan.encoder.size(); ++s) {
        const auto block = [&](const char* part, size_t blocks) {
            return part + std::to_string(s * (blocks + 1)) + ".residual.2.weight";
        };
        plan.encoder[s] = widthOf(tensors, block("encoder.downsamples.", 2), plan.encoder[s]);
        plan.decoder[s] = widthOf(tensors, block("decoder.upsamples.", 3), plan.decoder[s]);
        if (s < plan.decoderUp.size()) {
            const std::string up = "decoder.upsamples." + std::to_string(4 * s + 3) + ".resample.1.weight";
            plan.decoderUp[s] = widthOf(tensors, up, plan.decoderUp[s]);
        }
    }
    return plan;
}

Result<VaeWeights> bindVaeWeights(const model::StateDict& tensors, const std::string& file, c10::Device device,
                                  at::ScalarType dtype, const std::stop_token& stop)
{
    const VaePlan plan = VaePlan::of(tensors);
    VaeWeights weights;
    model::TensorBinder binder(tensors);
    weights.visit(binder, plan);
    if (const Status status = binder.finish(file); !status)
        return status.error();
    Converter converter{.device = device, .dtype = dtype, .stop = stop};
    weights.visit(converter, plan);
    if (stop.stop_requested())
        return Error{ErrorCode::Cancelled, {}, "stopped while the VAE was read"};
    if (!converter.isFinite) // Clamping the frames would hide NaN in the last convolution.
        return Error{ErrorCode::CheckpointDamaged, file, "its weights hold NaN or infinity"};
    return weights;
}

} // namespace studio::vae
