// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/tensor/Accelerator.h"

#include "core/base/Units.h"
#include "core/tensor/CudaDevice.h"
#include "core/tensor/Device.h"
#include "core/tensor/SimulatedDevice.h"

#include <ATen/ops/empty.h>

#include <charconv>

namespace studio::tensor {

std::optional<Result<int64_t>> parseSimulated(std::string_view text)
{
    constexpr std::string_view kPrefix = "sim:";
    if (text.substr(0, kPrefix.size()) != kPrefix)
        return std::nullopt;
    const std::string_view number = text.substr(kPrefix.size());
    double gigabytes = 0;
    const auto [end, error] = std::from_chars(number.data(), number.data() + number.size(), gigabytes);
    if (error != std::errc() || end != number.data() + number.size() || !(gigabytes > 0 && gigabytes < 1e6))
        return Result<int64_t>(Error{ErrorCode::BadOption, "--device",
                                     "'" + std::string(text) + "' should be sim: and a number of GB, as in sim:0.5"});
    return Result<int64_t>(bytesOfGigabytes(gigabytes));
}

Result<std::unique_ptr<Accelerator>> openAccelerator(std::string_view text)
{
    if (const auto simulated = parseSimulated(text)) {
        if (!*simulated)
            return simulated->error();
        return std::unique_ptr<Accelerator>(
            std::make_unique<SimulatedDevice>(SimulatedDevice::Options{.bytes = **simulated, .rates = {}, .seed = {}}));
    }
    const Result<c10::Device> device = parseDevice(text);
    if (!device)
        return device.error();
    return device->is_cpu() ? std::unique_ptr<Accelerator>() : openCudaDevice(*device);
}

at::Tensor toHost(const at::Tensor& tensor)
{
    // The copy is the compute queue's work, its memory the host's.
    at::Tensor copy;
    {
        const HostScope host;
        copy = at::empty(tensor.sizes(), tensor.options().device(c10::kCPU));
    }
    copy.copy_(tensor);
    return copy;
}

at::Tensor toDevice(const at::Tensor& tensor, c10::Device device)
{
    return at::empty(tensor.sizes(), tensor.options().device(device)).copy_(tensor);
}

} // namespace studio::tensor
