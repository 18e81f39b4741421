// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/model/GgmlBlocks.h"

#include "core/model/ComputeAs.h"
#include "core/model/GgmlUnpack.h"

#ifdef STUDIO_HAVE_CUDA
#include "core/model/cuda/GgmlKernels.h"

#include <ATen/ops/empty.h>
#include <c10/cuda/CUDAException.h>
#include <c10/cuda/CUDAGuard.h>
#endif

#include <array>

namespace studio::model {
namespace {

// The loops are plain, so that the compiler makes vectors of them: for AVX2 where the processor has it.
using Unpack = void (*)(const uint8_t* blocks, int64_t count, float* numbers);
// NOLINTBEGIN(bugprone-macro-parentheses): an attribute can't have them.
#define STUDIO_UNPACKERS(Name, target)                                                                                 \
    template<void (*unpackBlock)(const uint8_t*, float*), int bytes, int elements>                                     \
    target void unpack##Name(const uint8_t* __restrict blocks, int64_t count, float* __restrict numbers)               \
    {                                                                                                                  \
        for (int64_t i = 0; i < count; ++i)                                                                            \
            unpackBlock(blocks + i * bytes, numbers + i * elements);                                                   \
    }
// NOLINTEND(bugprone-macro-parentheses)

STUDIO_UNPACKERS(Anywhere, )
#if defined(__x86_64__)
STUDIO_UNPACKERS(Avx2, __attribute__((target("avx2"))))
#endif

template<void (*unpackBlock)(const uint8_t*, float*), int bytes, int elements>
GgmlType typeOf(uint32_t number, std::string_view name)
{
    Unpack unpack = unpackAnywhere<unpackBlock, bytes, elements>;
#if defined(__x86_64__)
    if (__builtin_cpu_supports("avx2"))
        unpack = unpackAvx2<unpackBlock, bytes, elements>;
#endif
    return {.number = number, .name = name, .elements = elements, .bytes = bytes, .unpack = unpack};
}

} // namespace

std::span<const GgmlType> ggmlTypes()
{
#define STUDIO_TYPE(number, name, function, bytes, elements)                                                           \
    typeOf<ggml::function, bytes, ggml::elements>(number, name),
    static const std::array kTypes{STUDIO_GGML_TYPES(STUDIO_TYPE)};
#undef STUDIO_TYPE
    return kTypes;
}

at::Tensor unpackBlocks(const GgmlType& type, const at::Tensor& bytes, c10::IntArrayRef shape, at::ScalarType dtype,
                        c10::Device device)
{
#ifdef STUDIO_HAVE_CUDA
    if (device.is_cuda()) {
        const at::Tensor blocks = bytes.to(device);
        const bool isBf16 = dtype == at::kBFloat16;
        at::Tensor numbers = at::empty(shape, at::TensorOptions(isBf16 ? at::kBFloat16 : at::kFloat).device(device));
        const c10::cuda::CUDAGuard onDevice(device);
        cuda::unpackBlocks(type.number, blocks.const_data_ptr<uint8_t>(), numbers.numel() / type.elements,
                           {.numbers = numbers.mutable_data_ptr(), .isBf16 = isBf16},
                           c10::cuda::getCurrentCUDAStream(device.index()));
        C10_CUDA_KERNEL_LAUNCH_CHECK();
        return numbers.to(dtype);
    }
#endif
    const auto* const from = bytes.const_data_ptr<uint8_t>();
    return computeAs(
               shape, dtype, type.elements,
               [&](int64_t begin, int64_t end, float* to) { type.unpack(from + begin * type.bytes, end - begin, to); })
        .to(device);
}

} // namespace studio::model
