// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/tensor/Device.h"

#include <ATen/Context.h>
#include <ATen/DeviceAccelerator.h>
#include <c10/core/impl/VirtualGuardImpl.h>

#include <algorithm>
#include <cstdlib>
#include <limits>

#ifdef STUDIO_HAVE_CUDART
#include <c10/cuda/CUDAException.h>
#include <cuda_runtime_api.h>
#endif

namespace studio::tensor {
namespace {

[[maybe_unused]] constexpr int kLeastCapability = 75; // of the GPUs that libtorch's CUDA 13 is compiled for

[[maybe_unused]] int mostCapability()
{
    static const char* const most = std::getenv("STUDIO_GPU_CAPABILITY");
    return most ? std::atoi(most) : std::numeric_limits<int>::max();
}

} // namespace

Result<c10::Device> parseDevice(std::string_view text)
{
    const std::string name(text);
    if (name == "cpu")
        return c10::Device(c10::kCPU);
    if (name != "cuda" && name.rfind("cuda:", 0) != 0)
        return Error{ErrorCode::BadOption, "--device", "'" + name + "' is neither auto nor cpu nor cuda nor cuda:n"};
    try {
        const c10::Device device(name);
        const int count
            = at::hasCUDA() ? at::globalContext().getAcceleratorHooksInterface(c10::kCUDA).deviceCount() : 0;
        const int index = device.has_index() ? device.index() : 0;
        if (index >= count)
            return Error{ErrorCode::Unsupported, name,
                         "this machine has " + std::to_string(count) + " NVIDIA GPUs that can be used"};
        return c10::Device(c10::kCUDA, static_cast<c10::DeviceIndex>(index));
    } catch (const c10::Error& error) {
        return Error{ErrorCode::BadOption, "--device", error.what_without_backtrace()};
    }
}

std::vector<Gpu> usableGpus()
{
    std::vector<Gpu> gpus;
#ifdef STUDIO_HAVE_CUDART
    int count = 0;
    if (!at::hasCUDA() || cudaGetDeviceCount(&count) != cudaSuccess)
        count = 0;
    for (int index = 0; index < count; ++index) {
        cudaDeviceProp properties{};
        if (cudaGetDeviceProperties(&properties, index) == cudaSuccess
            && 10 * properties.major + properties.minor >= kLeastCapability)
            gpus.push_back({index, properties.name, static_cast<int64_t>(properties.totalGlobalMem)});
    }
    (void)cudaGetLastError(); // A missing driver is an answer here, and no error of the next call.
#endif
    return gpus;
}

void useExactFp32()
{
    at::globalContext().setAllowTF32CuDNN(false);
    at::globalContext().setAllowTF32CuBLAS(false);
}

int computeCapability([[maybe_unused]] c10::Device device)
{
#ifdef STUDIO_HAVE_CUDART
    if (device.is_cuda()) {
        int major = 0;
        int minor = 0;
        const int index = device.has_index() ? device.index() : 0;
        C10_CUDA_CHECK(cudaDeviceGetAttribute(&major, cudaDevAttrComputeCapabilityMajor, index));
        C10_CUDA_CHECK(cudaDeviceGetAttribute(&minor, cudaDevAttrComputeCapabilityMinor, index));
        return std::min(10 * major + minor, mostCapability());
    }
#endif
    return 0;
}

int64_t peakBytes(c10::Device device)
{
    if (device.is_cpu())
        return 0;
    return at::accelerator::getDeviceStats(device.index()).allocated_bytes[0].peak;
}

void synchronize(c10::Device device)
{
    if (!device.is_cpu())
        c10::impl::VirtualGuardImpl(device.type()).synchronizeDevice(device.index());
}

} // namespace studio::tensor
