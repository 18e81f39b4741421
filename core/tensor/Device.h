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

// "cpu", "cuda" or "cuda:n". Error: BadOption for anything else, Unsupported where the device isn't there.
Result<c10::Device> parseDevice(std::string_view text);

// An NVIDIA GPU that libtorch has kernels for.
struct Gpu {
    int index = 0; // as in "cuda:n"
    std::string name; // the driver's
    int64_t bytes = 0; // of its memory
};
// The GPUs of this machine, in the driver's order; none where there is no driver, or no CUDA in this build.
[[nodiscard]] std::vector<Gpu> usableGpus();

// Makes fp32 on a GPU mean fp32: libtorch lets convolutions round their inputs to TF32 otherwise. For the process.
void useExactFp32();

// Major times ten plus minor of an NVIDIA GPU's generation, 90 say; 0 for the CPU and where CUDA isn't built in. At
// most what STUDIO_GPU_CAPABILITY in the environment says, so that a newer GPU can stand in for an older one in tests.
int computeCapability(c10::Device device);

// Highest number of bytes that this process has held on the device since start; 0 for the CPU.
int64_t peakBytes(c10::Device device);

// Waits until all work that was given to the device is done. Nothing on the CPU.
void synchronize(c10::Device device);

} // namespace studio::tensor
