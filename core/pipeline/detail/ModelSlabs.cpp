// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/pipeline/detail/ModelSlabs.h"

#include "core/pipeline/RenderPlan.h"
#include "core/pipeline/detail/Residency.h"

namespace studio::pipeline {

Result<std::shared_ptr<const dit::DitCheckpoint>> openDit(const ModelOptions& model,
                                                          const model::CheckpointFolder& folder)
{
    std::optional<dit::LoraFile> lora;
    if (!model.lora.empty()) {
        const Result<std::filesystem::path> file = model::findLora(model.lora, model.entry.files);
        if (!file)
            return file.error();
        lora = dit::LoraFile{*file, model.loraAlpha};
    }
    Result<dit::DitCheckpoint> checkpoint = dit::DitCheckpoint::open(folder, lora);
    if (!checkpoint)
        return checkpoint.error();
    return std::make_shared<const dit::DitCheckpoint>(std::move(*checkpoint));
}

at::ScalarType computeDtype(const ModelOptions& model, Processor kernels)
{
    return computeFormat(model, kernels) == NumberFormat::Fp32 ? at::kFloat : at::kBFloat16;
}

dit::LayerFormat layerFormatOf(const ModelOptions& model, Processor kernels)
{
    return layerFormat(weightFormat(model), kernels);
}

std::string slabTitle(const ModelOptions& model, const model::CheckpointFolder& folder)
{
    std::string title = folder.root.filename().string();
    if (!model.lora.empty())
        title += ", " + model.lora.filename().string();
    const NumberFormat weights = weightFormat(model);
    return title + (weights == NumberFormat::Fp8 ? ", fp8" : weights == NumberFormat::Int8 ? ", int8" : "");
}

} // namespace studio::pipeline
