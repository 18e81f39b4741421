// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/pipeline/detail/Residency.h"

#include "core/dit/DitConfig.h"

namespace studio::pipeline {

dit::LayerFormat layerFormat(NumberFormat weights, Processor kernels)
{
    if (weights == NumberFormat::Int8)
        return dit::LayerFormat::Int8Rows;
    if (weights != NumberFormat::Fp8)
        return dit::LayerFormat::AsModel;
    return kernels == Processor::Gpu ? dit::LayerFormat::Fp8Rows : dit::LayerFormat::Fp8;
}

offload::TieredKvStore::Options kvOptions(const Plan& plan)
{
    const PlanRequest& request = plan.request;
    // Values that attention consumes directly need no scales.
    if (request.kv == NumberFormat::Fp8 && request.attention == NumberFormat::Fp8)
        return {.format = offload::KvFormat::Model, .dtype = at::kFloat8_e4m3fn, .lanes = plan.lanes};
    return {.format = request.kv == NumberFormat::Fp8 ? offload::KvFormat::Fp8 : offload::KvFormat::Model,
            .dtype = request.model == NumberFormat::Fp32 ? at::kFloat : at::kBFloat16,
            .lanes = plan.lanes};
}

offload::KvShape kvShapeOf(const ModelShape& shape, const PlanRequest& request)
{
    constexpr int64_t kPixelsPerToken = int64_t{16} * 16;
    const int64_t frame = (int64_t{request.width} * request.height + kPixelsPerToken - 1) / kPixelsPerToken;
    return {.steps = request.steps,
            .layers = static_cast<int>(shape.layers),
            .refTokens = frame,
            .conditionTokens = (5 * frame + 1) / 2,
            .ringTokens = request.windowBlocks * dit::kBlockLatents * frame,
            .ringBlocks = request.windowBlocks,
            .heads = shape.heads,
            .headDim = shape.dim / shape.heads};
}

} // namespace studio::pipeline
