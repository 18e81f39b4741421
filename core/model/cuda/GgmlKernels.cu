// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/model/cuda/GgmlKernels.h"

#include "core/model/GgmlUnpack.h"

namespace studio::model::cuda {
namespace {

constexpr int kThreads = 128;

// A thread for each block: its numbers wait in the caches until their lines are whole.
template<void (*unpackBlock)(const uint8_t*, float*), int bytes, int elements>
__global__ void unpackKernel(const uint8_t* blocks, int64_t count, Numbers to)
{
    const int64_t block = static_cast<int64_t>(blockIdx.x) * kThreads + threadIdx.x;
    if (block >= count)
        return;
    if (!to.isBf16) {
        unpackBlock(blocks + block * bytes, static_cast<float*>(to.numbers) + block * elements);
        return;
    }
    float numbers[elements];
    unpackBlock(blocks + block * bytes, numbers);
    auto* const rounded = static_cast<uint16_t*>(to.numbers) + block * elements;
    for (int i = 0; i < elements; ++i)
        rounded[i] = tensor::bits::toBf16(numbers[i]);
}

} // namespace

void unpackBlocks(uint32_t type, const uint8_t* blocks, int64_t count, const Numbers& to, cudaStream_t stream)
{
    const auto grid = static_cast<unsigned>((count + kThreads - 1) / kThreads);
    switch (type) {
#define STUDIO_LAUNCH(number, name, function, bytes, elements)                                                         \
    case number:                                                                                                       \
        unpackKernel<ggml::function, bytes, ggml::elements><<<grid, kThreads, 0, stream>>>(blocks, count, to);         \
        break;
        STUDIO_GGML_TYPES(STUDIO_LAUNCH)
#undef STUDIO_LAUNCH
    default: break;
    }
}

} // namespace studio::model::cuda
