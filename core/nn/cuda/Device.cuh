// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/nn/cuda/RowKernels.h"

#include <cuda_bf16.h>
#include <cuda_fp8.h>

#include <type_traits>

// What the kernels share: eight numbers at a time, rounding, sums over a block.
namespace studio::nn::cuda {

inline constexpr float kFp8Max = 448.0f; // of e4m3fn

struct Eight {
    float v[8];
};

__device__ inline float rounded(float x)
{
    return __bfloat162float(__float2bfloat16_rn(x));
}

__device__ inline Eight load8(const Bf16* p)
{
    const uint4 raw = *reinterpret_cast<const uint4*>(p);
    const auto* pairs = reinterpret_cast<const __nv_bfloat162*>(&raw);
    Eight e;
#pragma unroll
    for (int i = 0; i < 4; ++i) {
        const float2 pair = __bfloat1622float2(pairs[i]);
        e.v[2 * i] = pair.x;
        e.v[2 * i + 1] = pair.y;
    }
    return e;
}

__device__ inline Eight load8(const float* p)
{
    const float4 a = reinterpret_cast<const float4*>(p)[0];
    const float4 b = reinterpret_cast<const float4*>(p)[1];
    return {{a.x, a.y, a.z, a.w, b.x, b.y, b.z, b.w}};
}

__device__ inline void store8(Bf16* p, const Eight& e)
{
    uint4 raw;
    auto* pairs = reinterpret_cast<__nv_bfloat162*>(&raw);
#pragma unroll
    for (int i = 0; i < 4; ++i)
        pairs[i] = __floats2bfloat162_rn(e.v[2 * i], e.v[2 * i + 1]);
    *reinterpret_cast<uint4*>(p) = raw;
}

__device__ inline void store8(float* p, const Eight& e)
{
    reinterpret_cast<float4*>(p)[0] = make_float4(e.v[0], e.v[1], e.v[2], e.v[3]);
    reinterpret_cast<float4*>(p)[1] = make_float4(e.v[4], e.v[5], e.v[6], e.v[7]);
}

// Saturated, as the products of a scale that was rounded can pass the largest number by a hair.
__device__ inline void store8(Fp8* p, const Eight& e, float scale)
{
    uint2 raw;
    auto* pairs = reinterpret_cast<__nv_fp8x2_storage_t*>(&raw);
#pragma unroll
    for (int i = 0; i < 4; ++i)
        pairs[i] = __nv_cvt_float2_to_fp8x2(make_float2(e.v[2 * i] * scale, e.v[2 * i + 1] * scale), __NV_SATFINITE,
                                            __NV_E4M3);
    *reinterpret_cast<uint2*>(p) = raw;
}

__device__ inline Eight load8(const Fp8* p)
{
    const uint2 raw = *reinterpret_cast<const uint2*>(p);
    const auto* pairs = reinterpret_cast<const __nv_fp8x2_storage_t*>(&raw);
    Eight e;
#pragma unroll
    for (int i = 0; i < 4; ++i) {
        const __half2_raw half = __nv_cvt_fp8x2_to_halfraw2(pairs[i], __NV_E4M3);
        const float2 pair = __half22float2(__half2(half));
        e.v[2 * i] = pair.x;
        e.v[2 * i + 1] = pair.y;
    }
    return e;
}

__device__ inline float largest(const Eight& e)
{
    float most = 0;
#pragma unroll
    for (int i = 0; i < 8; ++i)
        most = fmaxf(most, fabsf(e.v[i]));
    return most;
}

struct Add {
    static constexpr float kNeutral = 0;
    __device__ float operator()(float a, float b) const { return a + b; }
};
struct LargestMagnitude {
    static constexpr float kNeutral = 0;
    __device__ float operator()(float a, float b) const { return fmaxf(a, b); }
};

template<typename Operation>
__device__ inline float acrossWarp(float value, Operation operation)
{
#pragma unroll
    for (int offset = 16; offset > 0; offset /= 2)
        value = operation(value, __shfl_xor_sync(0xffffffffu, value, offset));
    return value;
}

// Over all threads of the block, whole warps of them; every thread gets the result. `scratch` has room for 32 numbers
// and is used once in a kernel.
template<typename Operation>
__device__ inline float acrossBlock(float value, Operation operation, float* scratch)
{
    value = acrossWarp(value, operation);
    if (threadIdx.x % 32 == 0)
        scratch[threadIdx.x / 32] = value;
    __syncthreads();
    const bool isOne = threadIdx.x % 32 < blockDim.x / 32;
    return acrossWarp(isOne ? scratch[threadIdx.x % 32] : Operation::kNeutral, operation);
}

// A row in the registers of a block: thread t holds the vectors t, t + blockDim, ... of eight numbers.
template<int N>
struct Row {
    Eight e[N];
    int vectors;

    template<typename Function>
    __device__ void forEach(Function&& function)
    {
#pragma unroll
        for (int i = 0; i < N; ++i) {
            const int vector = static_cast<int>(threadIdx.x) + i * static_cast<int>(blockDim.x);
            if (vector < vectors)
                function(e[i], 8 * vector);
        }
    }
};

// Leaves a row where `out` says. Reads of `out` are the same for the whole block.
template<int N>
__device__ inline void leave(Row<N>& row, int64_t index, int64_t dim, const RowOutput& out, float* scratch)
{
    if (out.fp8) {
        float most = 0;
        row.forEach([&](Eight& e, int) {
#pragma unroll
            for (float& value : e.v) {
                value = out.roundFirst ? rounded(value) : value;
                most = fmaxf(most, fabsf(value));
            }
        });
        most = fmaxf(acrossBlock(most, LargestMagnitude(), scratch), 1e-12f);
        const float scale = kFp8Max / most;
        row.forEach([&](Eight& e, int column) { store8(out.fp8 + index * dim + column, e, scale); });
        if (threadIdx.x == 0)
            out.factor[index] = most / kFp8Max;
        return;
    }
    if (!out.plain)
        return;
    float most = 0;
    row.forEach([&](Eight& e, int column) {
        if (out.plainNumber == Number::Float) {
            store8(static_cast<float*>(out.plain) + index * dim + column, e);
        } else {
#pragma unroll
            for (float& value : e.v)
                value = rounded(value);
            store8(static_cast<Bf16*>(out.plain) + index * dim + column, e);
        }
        most = fmaxf(most, largest(e));
    });
    if (out.amax) {
        most = acrossBlock(most, LargestMagnitude(), scratch);
        if (threadIdx.x == 0) // magnitudes are ordered as their bits are
            atomicMax(reinterpret_cast<int*>(out.amax), __float_as_int(most));
    }
}

// Calls function(std::integral_constant<int, N>, threads) with the fewest vectors a thread that need at most 320
// threads.
template<typename Function>
inline void forRowsOf(int64_t dim, Function&& function)
{
    const auto vectors = static_cast<int>(dim / 8);
    const auto threadsFor = [&](int n) { return ((vectors + n - 1) / n + 31) / 32 * 32; };
    const auto attempt = [&](auto n) {
        if (threadsFor(n) > 320)
            return false;
        function(n, threadsFor(n));
        return true;
    };
    (void)(attempt(std::integral_constant<int, 1>()) || attempt(std::integral_constant<int, 2>())
           || attempt(std::integral_constant<int, 4>()) || attempt(std::integral_constant<int, 6>())
           || attempt(std::integral_constant<int, 8>()));
}

} // namespace studio::nn::cuda
