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
inline constexpr float kInt8Max = 127.0f;

struct Eight {
    float v[8];
};

// The same eight numbers as bf16 in half the registers: many can be under way to a thread before the first is needed.
struct EightBf16 {
    uint4 raw;
};
template<typename X>
using EightOf = std::conditional_t<std::is_same_v<X, float>, Eight, EightBf16>;

__device__ inline EightBf16 load(const Bf16* p)
{
    return {*reinterpret_cast<const uint4*>(p)};
}

__device__ inline Eight load(const float* p)
{
    const float4 a = reinterpret_cast<const float4*>(p)[0];
    const float4 b = reinterpret_cast<const float4*>(p)[1];
    return {{a.x, a.y, a.z, a.w, b.x, b.y, b.z, b.w}};
}

// Of numbers that are read once: what all rows read, such as modulations, keeps its place in the caches.
__device__ inline EightBf16 loadOnce(const Bf16* p)
{
    return {__ldcs(reinterpret_cast<const uint4*>(p))};
}

__device__ inline Eight loadOnce(const float* p)
{
    const float4 a = __ldcs(reinterpret_cast<const float4*>(p));
    const float4 b = __ldcs(reinterpret_cast<const float4*>(p) + 1);
    return {{a.x, a.y, a.z, a.w, b.x, b.y, b.z, b.w}};
}

__device__ inline Eight wide(const Eight& e)
{
    return e;
}

__device__ inline Eight wide(const EightBf16& x)
{
    const auto* pairs = reinterpret_cast<const __nv_bfloat162*>(&x.raw);
    Eight e;
#pragma unroll
    for (int i = 0; i < 4; ++i) {
        const float2 pair = __bfloat1622float2(pairs[i]);
        e.v[2 * i] = pair.x;
        e.v[2 * i + 1] = pair.y;
    }
    return e;
}

template<typename X>
__device__ inline Eight load8(const X* p)
{
    return wide(load(p));
}

// Rounds to bf16, two at a time: the conversion of a single number goes through the unit of the transcendental
// functions, at a quarter of the speed.
__device__ inline void assign(EightBf16& x, const Eight& e)
{
    auto* pairs = reinterpret_cast<__nv_bfloat162*>(&x.raw);
#pragma unroll
    for (int i = 0; i < 4; ++i)
        pairs[i] = __floats2bfloat162_rn(e.v[2 * i], e.v[2 * i + 1]);
}

__device__ inline void assign(Eight& x, const Eight& e)
{
    EightBf16 narrow;
    assign(narrow, e);
    x = wide(narrow);
}

__device__ inline void store8(Bf16* p, const EightBf16& x)
{
    *reinterpret_cast<uint4*>(p) = x.raw;
}

__device__ inline void store8(Bf16* p, const Eight& e)
{
    EightBf16 narrow;
    assign(narrow, e);
    store8(p, narrow);
}

__device__ inline void store8(float* p, const Eight& e)
{
    reinterpret_cast<float4*>(p)[0] = make_float4(e.v[0], e.v[1], e.v[2], e.v[3]);
    reinterpret_cast<float4*>(p)[1] = make_float4(e.v[4], e.v[5], e.v[6], e.v[7]);
}

__device__ inline float4 load4(const Bf16* p)
{
    const uint2 raw = *reinterpret_cast<const uint2*>(p);
    const auto* pairs = reinterpret_cast<const __nv_bfloat162*>(&raw);
    const float2 low = __bfloat1622float2(pairs[0]);
    const float2 high = __bfloat1622float2(pairs[1]);
    return make_float4(low.x, low.y, high.x, high.y);
}

__device__ inline void store4(Bf16* p, float4 e)
{
    uint2 raw;
    auto* pairs = reinterpret_cast<__nv_bfloat162*>(&raw);
    pairs[0] = __floats2bfloat162_rn(e.x, e.y);
    pairs[1] = __floats2bfloat162_rn(e.z, e.w);
    *reinterpret_cast<uint2*>(p) = raw;
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

// In bf16, which holds every number of e4m3.
__device__ inline EightBf16 loadOnce(const Fp8* p)
{
    EightBf16 x;
    assign(x, load8(p));
    return x;
}

// To whole numbers, the nearest ones: a sum with 1.5 * 2^23 has them in its lowest bits.
__device__ inline void store8(int8_t* p, const Eight& e, float scale)
{
    constexpr float kWhole = 12582912.0f;
    uint32_t bits[8];
#pragma unroll
    for (int i = 0; i < 8; ++i)
        bits[i] = __float_as_uint(fmaf(e.v[i], scale, kWhole));
    uint2 raw;
    raw.x = __byte_perm(__byte_perm(bits[0], bits[1], 0x0040), __byte_perm(bits[2], bits[3], 0x0040), 0x5410);
    raw.y = __byte_perm(__byte_perm(bits[4], bits[5], 0x0040), __byte_perm(bits[6], bits[7], 0x0040), 0x5410);
    *reinterpret_cast<uint2*>(p) = raw;
}

// Keeps numbers as they are, or rounded to bf16 where that is what they are held in.
__device__ inline void keep(Eight& x, const Eight& e)
{
    x = e;
}
__device__ inline void keep(EightBf16& x, const Eight& e)
{
    assign(x, e);
}

// nn::rotated() for a group of neighbours, a power of two from 8 to 256: a thread has eight of them, the next ones the
// others.
__device__ inline Eight rotated(Eight e, int group)
{
    const int lanes = group / 8;
    const int lane = static_cast<int>(threadIdx.x) % 32;
    const int first = 8 * (lane & (lanes - 1)); // in the group
#pragma unroll
    for (int i = 0; i < 8; ++i) {
        const int place = first + i;
        if ((__popc(place & place >> 1) & 1) != 0)
            e.v[i] = -e.v[i];
    }
#pragma unroll
    for (int apart = 1; apart < 8; apart *= 2) {
#pragma unroll
        for (int i = 0; i < 8; ++i) {
            if ((i & apart) == 0) {
                const float sum = e.v[i] + e.v[i + apart];
                e.v[i + apart] = e.v[i] - e.v[i + apart];
                e.v[i] = sum;
            }
        }
    }
    const unsigned together = lanes == 32 ? 0xffffffffu : ((1u << lanes) - 1u) << (lane & ~(lanes - 1));
    for (int apart = 1; apart < lanes; apart *= 2) {
        const float sign = (lane & apart) != 0 ? -1.0f : 1.0f;
#pragma unroll
        for (float& value : e.v)
            value = fmaf(sign, value, __shfl_xor_sync(together, value, apart));
    }
    const float scale = rsqrtf(static_cast<float>(group));
#pragma unroll
    for (float& value : e.v)
        value *= scale;
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

__device__ inline float largest(const EightBf16& x)
{
    const auto* pairs = reinterpret_cast<const __nv_bfloat162*>(&x.raw);
    __nv_bfloat162 most = __habs2(pairs[0]);
#pragma unroll
    for (int i = 1; i < 4; ++i)
        most = __hmax2(most, __habs2(pairs[i]));
    const float2 pair = __bfloat1622float2(most);
    return fmaxf(fmaxf(pair.x, pair.y), 0.0f);
}

struct Add {
    __device__ float operator()(float a, float b) const { return a + b; }
};
struct LargestMagnitude {
    __device__ float operator()(float a, float b) const { return fmaxf(a, b); }
};

// Of magnitudes, whose bits are ordered as they are, NaN above all.
struct LargestOrNan {
    __device__ float operator()(float a, float b) const
    {
        return __uint_as_float(max(__float_as_uint(a), __float_as_uint(b)));
    }
};

// Over `Lanes` neighbours, a power of two; every thread gets the result.
template<int Lanes = 32, typename Operation>
__device__ inline float acrossWarp(float value, Operation operation)
{
#pragma unroll
    for (int offset = Lanes / 2; offset > 0; offset /= 2)
        value = operation(value, __shfl_xor_sync(0xffffffffu, value, offset));
    return value;
}

// Of a block that holds rows in its registers, N vectors a thread. Few threads of several vectors each share a row's
// reductions, and several blocks on a multiprocessor are each in a phase of their own.
template<int N>
inline constexpr int kRowThreads = N <= 4 ? 160
    : N == 6                              ? 288
                                          : 320;
inline constexpr int kMostWarps = 16; // of those; a power of two

// Over all threads of the block, whole warps of them; every thread gets the result. `scratch` is used once in a kernel.
template<typename Operation>
__device__ inline float acrossBlock(float value, Operation operation, float (&scratch)[kMostWarps])
{
    const unsigned lane = threadIdx.x % 32;
    value = acrossWarp(value, operation);
    if (lane == 0)
        scratch[threadIdx.x / 32] = value;
    __syncthreads();
    const unsigned warp = lane % kMostWarps;
    return acrossWarp<kMostWarps>(warp < blockDim.x / 32 ? scratch[warp] : 0.0f, operation);
}

// A row in the registers of a block: thread t holds the vectors t, t + threads, ... of eight numbers, N at most. Calls
// function(i, column) for each. A row is `Full` if all of kRowThreads<N> threads hold N, which the compiler then knows.
template<int N, bool Full, typename Function>
__device__ inline void forVectors(int vectors, Function&& function)
{
    const int threads = Full ? kRowThreads<N> : static_cast<int>(blockDim.x);
#pragma unroll
    for (int i = 0; i < N; ++i) {
        const int vector = static_cast<int>(threadIdx.x) + i * threads;
        if (Full || vector < vectors)
            function(i, 8 * vector);
    }
}

// Applies the epilogue to the values at a column of a row with this scale.
__device__ inline void applyEpilogue(Eight& e, const Epilogue& epilogue, float rowScale, int column)
{
    const Eight columns = load(epilogue.columns + column);
    const Eight bias = load8(epilogue.bias + column);
#pragma unroll
    for (int n = 0; n < 8; ++n)
        e.v[n] = fmaf(e.v[n] * rowScale, columns.v[n], bias.v[n]);
}

// How many numbers of a row a warp holds; at least one vector.
template<int N, bool Full>
__device__ inline float numbersOfWarp(int warp, int vectors)
{
    if (Full)
        return 8 * 32 * N;
    int count = 0;
#pragma unroll
    for (int i = 0; i < N; ++i)
        count += min(max(vectors - i * static_cast<int>(blockDim.x) - 32 * warp, 0), 32);
    return static_cast<float>(8 * count);
}

__device__ inline void raiseTo(float* amax, float most)
{
    atomicMax(reinterpret_cast<int*>(amax), __float_as_int(most)); // magnitudes are ordered as their bits are
}

// Calls function(std::integral_constant<int, N>, threads) with the first N, of those given from the least, for which a
// block has enough threads.
template<int... Vectors, typename Function>
inline void forRowsOf(int64_t dim, Function&& function)
{
    const auto vectors = static_cast<int>(dim / 8);
    const auto attempt = [&](auto n) {
        const int threads = ((vectors + n - 1) / n + 31) / 32 * 32;
        if (threads > kRowThreads<n>)
            return false;
        function(n, threads);
        return true;
    };
    (void)(attempt(std::integral_constant<int, Vectors>()) || ...);
}

// Calls function(std::bool_constant<Full>()) for rows of N vectors a thread.
template<int N, typename Function>
inline void whetherFull(int64_t dim, Function&& function)
{
    if (dim == 8 * N * kRowThreads<N>)
        function(std::true_type());
    else
        function(std::false_type());
}

} // namespace studio::nn::cuda
