// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/pipeline/WeightPreparation.h"

#include "core/dit/DitSlabs.h"
#include "core/pipeline/detail/CaughtError.h"
#include "core/pipeline/detail/ModelSlabs.h"
#include "core/tensor/Accelerator.h"
#include "core/tensor/Device.h"

#include <c10/core/InferenceMode.h>

#include <optional>

namespace studio::pipeline {
namespace {

namespace fs = std::filesystem;

// What becomes slabs, and how.
struct Task {
    std::shared_ptr<const dit::DitCheckpoint> checkpoint;
    dit::SlabLayout layout;
    dit::SlabOptions options;
};

// The processor whose kernels the device uses.
Result<Processor> kernelsOf(const std::string& device)
{
    if (const std::optional<Result<int64_t>> simulated = tensor::parseSimulated(device))
        return *simulated ? Result<Processor>(Processor::Cpu) : simulated->error();
    // Only the text: whether there is such a GPU is asked when it is opened.
    if (device == "cuda" || device.starts_with("cuda:"))
        return Processor::Gpu;
    if (device == "cpu")
        return Error{ErrorCode::Unsupported, "--device",
                     "weights are prepared for a GPU; the CPU reads the model's own files"};
    return Error{ErrorCode::BadOption, "--device", "'" + device + "' is no device"};
}

Result<Task> taskOf(const ModelOptions& model)
{
    const Result<Processor> kernels = kernelsOf(model.device);
    if (!kernels)
        return kernels.error();
    if (model.slabCache.empty())
        return Error{ErrorCode::BadOption, "--slab_cache", "there is no folder for prepared weights"};
    const Result<model::CheckpointFolder> folder
        = model::findCheckpoint(model.checkpoint, model.entry.files, model.parts);
    if (!folder)
        return folder.error();
    Result<std::shared_ptr<const dit::DitCheckpoint>> checkpoint = openDit(model, *folder);
    if (!checkpoint)
        return checkpoint.error();
    const dit::DitConfig& config = (*checkpoint)->config();
    return Task{.checkpoint = *checkpoint,
                .layout = dit::SlabLayout(config, computeDtype(model, *kernels), layerFormatOf(model, *kernels)),
                .options = {.cache = model.slabCache, .title = slabTitle(model, *folder)}};
}

// Of the disk that a folder is on, or will be.
int64_t freeOf(fs::path folder)
{
    std::error_code failed;
    folder = fs::absolute(folder, failed);
    while (!fs::exists(folder, failed) && folder.has_relative_path())
        folder = folder.parent_path();
    const fs::space_info space = fs::space(folder, failed);
    return failed ? 0 : static_cast<int64_t>(space.available);
}

} // namespace

Result<PreparedFile> preparedFile(const ModelOptions& model)
try {
    const Result<Task> task = taskOf(model);
    if (!task)
        return task.error();
    const Result<dit::CachedSlabs> slabs = dit::findSlabs(*task->checkpoint, task->layout, task->options);
    if (!slabs)
        return slabs.error();
    return PreparedFile{
        .path = slabs->path, .bytes = slabs->bytes, .isReady = slabs->isThere, .diskFree = freeOf(model.slabCache)};
} catch (...) {
    return caughtError();
}

Status prepareWeights(const ModelOptions& model, const PrepareProgress& progress, const std::stop_token& stop)
try {
    Result<Task> task = taskOf(model);
    if (!task)
        return task.error();
    const Result<std::unique_ptr<tensor::Accelerator>> device = tensor::openAccelerator(model.device);
    if (!device)
        return device.error();
    tensor::useExactFp32();
    task->options.computeOn = (*device)->device();
    Status prepared = kDone;
    {
        const c10::InferenceMode inference;
        const auto scope = (*device)->scope();
        const tensor::HostScope host; // As in a render: slabs are in RAM, and no work of the device.
        prepared = dit::prepareSlabs(*task->checkpoint, task->layout, task->options, progress, stop);
    }
    (*device)->trim();
    return prepared;
} catch (...) {
    return caughtError();
}

} // namespace studio::pipeline
