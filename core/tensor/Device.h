// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/Result.h"

#include <ATen/core/Tensor.h>

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace studio::tensor {

// Parses "cpu", "cuda" or "cuda:n". Errors: BadOption for anything else, Unsupported if the device doesn't exist.
Result<c10::Device> parseDevice(std::string_view text);

// An NVIDIA GPU supported by this libtorch.
struct Gpu {
    int index = 0; // as in "cuda:n"
    std::string name; // from the driver
    int64_t bytes = 0; // of its memory
};
// The GPUs of this machine, in the driver's order; none where there is no driver, or no CUDA in this build.
[[nodiscard]] std::vector<Gpu> usableGpus();

// Disables TF32, to which libtorch otherwise rounds the inputs of convolutions. For the whole process.
void useExactFp32();

// Compute capability of an NVIDIA GPU as major * 10 + minor, 90 for example; 0 for the CPU and without CUDA. The
// environment variable STUDIO_GPU_CAPABILITY is an upper bound, so that tests can treat a newer GPU as an older one.
int computeCapability(c10::Device device);

// Peak bytes in use by this process on the device since start; 0 for the CPU.
int64_t peakBytes(c10::Device device);

// Waits until all work queued on the device is done. Nothing to do on the CPU.
void synchronize(c10::Device device);

} // namespace studio::tensor
