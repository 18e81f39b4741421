// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/pipeline/DeviceChoice.h"

#include "core/nn/Fp8Attention.h"
#include "core/nn/Int8Rows.h"
#include "core/tensor/Accelerator.h"
#include "core/tensor/Device.h"

#include <algorithm>
#include <vector>

namespace studio::pipeline {
namespace {

DeviceChoice choiceOf(const tensor::Gpu& gpu)
{
    const c10::Device device(c10::kCUDA, static_cast<c10::DeviceIndex>(gpu.index));
    return {.device = device.str(),
            .gpu = gpu.name,
            .bytes = gpu.bytes,
            .fp8Attention = nn::Fp8Attention::isFastOn(device),
            .prefersInt8 = nn::prefersInt8(device),
            .int8Decoder = nn::hasInt8Kernels(device)};
}

} // namespace

Result<DeviceChoice> chooseDevice(std::string_view wanted)
{
    if (const auto simulated = tensor::parseSimulated(wanted)) {
        if (!*simulated)
            return simulated->error();
        return DeviceChoice{.device = std::string(wanted), .gpu = {}, .bytes = **simulated};
    }
    if (wanted == kAutomaticDevice) {
        const std::vector<tensor::Gpu> gpus = tensor::usableGpus();
        const auto largest = std::max_element(
            gpus.begin(), gpus.end(), [](const tensor::Gpu& a, const tensor::Gpu& b) { return a.bytes < b.bytes; });
        return largest == gpus.end() ? DeviceChoice{} : choiceOf(*largest);
    }
    const Result<c10::Device> device = tensor::parseDevice(wanted);
    if (!device)
        return device.error();
    if (device->is_cpu())
        return DeviceChoice{};
    const int index = device->has_index() ? device->index() : 0;
    for (const tensor::Gpu& gpu : tensor::usableGpus()) {
        if (gpu.index == index)
            return choiceOf(gpu);
    }
    return Error{ErrorCode::Unsupported, "--device", "this GPU is older than those that libtorch has kernels for"};
}

} // namespace studio::pipeline
