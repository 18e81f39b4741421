// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cuda_fp16.h>
#include <cuda_fp8.h>

#include <cstdint>

// The warp-wide instructions of tensor cores from compute capability 8 on, and the copies that feed them. What a
// thread holds of a matrix is counted by its group g = lane / 4 and its place t = lane % 4.
namespace studio::nn::cuda {

// Four 8x8 matrices of 16-bit numbers in shared memory; lane i gives the address of row i % 8 of matrix i / 8, 16
// bytes. Result i is of matrix i: row g, numbers 2 t and 2 t + 1.
__device__ inline void loadMatrices(uint32_t (&x)[4], uint32_t address)
{
    asm volatile("ldmatrix.sync.aligned.m8n8.x4.shared.b16 {%0, %1, %2, %3}, [%4];"
                 : "=r"(x[0]), "=r"(x[1]), "=r"(x[2]), "=r"(x[3])
                 : "r"(address));
}

// The same, transposed: rows 2 t and 2 t + 1, number g.
__device__ inline void loadTransposed(uint32_t (&x)[4], uint32_t address)
{
    asm volatile("ldmatrix.sync.aligned.m8n8.x4.trans.shared.b16 {%0, %1, %2, %3}, [%4];"
                 : "=r"(x[0]), "=r"(x[1]), "=r"(x[2]), "=r"(x[3])
                 : "r"(address));
}

// 16 bytes from global to shared memory; zeros if `exists` is false.
__device__ inline void copyAsync(uint32_t to, const void* from, bool exists)
{
    asm volatile("cp.async.cg.shared.global [%0], [%1], 16, %2;" ::"r"(to), "l"(from), "r"(exists ? 16 : 0));
}

__device__ inline void commitCopies()
{
    asm volatile("cp.async.commit_group;");
}

// Waits until at most N groups of copies of this thread are under way.
template<int N>
__device__ inline void waitForCopies()
{
    asm volatile("cp.async.wait_group %0;" ::"n"(N));
}

// sum [16, 8] += a [16, 16] b [16, 8], all in fp16, two numbers in a register. a: rows g, g + 8, g, g + 8; columns 2 t
// and 2 t + 1, twice, then 8 more. b: rows 2 t and 2 t + 1, then 8 more, column g. sum: rows g, then g + 8; columns 2 t
// and 2 t + 1.
__device__ inline void multiplyHalves(uint32_t (&sum)[2], const uint32_t (&a)[4], uint32_t b0, uint32_t b1)
{
    asm("mma.sync.aligned.m16n8k16.row.col.f16.f16.f16.f16 {%0, %1}, {%2, %3, %4, %5}, {%6, %7}, {%0, %1};"
        : "+r"(sum[0]), "+r"(sum[1])
        : "r"(a[0]), "r"(a[1]), "r"(a[2]), "r"(a[3]), "r"(b0), "r"(b1));
}

// The same of e4m3, four numbers in a register, from compute capability 8.9 on: a [16, 32], b [32, 8]. a: columns 4 t
// to 4 t + 3, then 16 more. b: rows 4 t to 4 t + 3, then 16 more.
__device__ inline void multiplyFp8(uint32_t (&sum)[2], const uint32_t (&a)[4], uint32_t b0, uint32_t b1)
{
#if __CUDA_ARCH__ >= 890
    asm("mma.sync.aligned.m16n8k32.row.col.f16.e4m3.e4m3.f16 {%0, %1}, {%2, %3, %4, %5}, {%6, %7}, {%0, %1};"
        : "+r"(sum[0]), "+r"(sum[1])
        : "r"(a[0]), "r"(a[1]), "r"(a[2]), "r"(a[3]), "r"(b0), "r"(b1));
#endif
}

// The same of whole numbers in 8 bits, added in 32. sum: row g, columns 2 t and 2 t + 1, then row g + 8.
__device__ inline void multiplyInt8(int32_t (&sum)[4], const uint32_t (&a)[4], uint32_t b0, uint32_t b1)
{
    asm("mma.sync.aligned.m16n8k32.row.col.s32.s8.s8.s32 {%0, %1, %2, %3}, {%4, %5, %6, %7}, {%8, %9}, {%0, %1, %2, "
        "%3};"
        : "+r"(sum[0]), "+r"(sum[1]), "+r"(sum[2]), "+r"(sum[3])
        : "r"(a[0]), "r"(a[1]), "r"(a[2]), "r"(a[3]), "r"(b0), "r"(b1));
}

// Numbers 0 and 2, or 1 and 3, of four in e4m3, in fp16, times 2^-8: that much the exponents' origins lie apart.
__device__ inline uint32_t evenHalves(uint32_t fp8)
{
    return (fp8 << 8 & 0x80008000) | (fp8 << 7 & 0x3f803f80);
}
__device__ inline uint32_t oddHalves(uint32_t fp8)
{
    return (fp8 & 0x80008000) | (fp8 >> 1 & 0x3f803f80);
}

// Four numbers to e4m3, saturated, the first one lowest.
__device__ inline uint32_t toFp8(float a, float b, float c, float d)
{
    const __nv_fp8x2_storage_t low = __nv_cvt_float2_to_fp8x2(make_float2(a, b), __NV_SATFINITE, __NV_E4M3);
    const __nv_fp8x2_storage_t high = __nv_cvt_float2_to_fp8x2(make_float2(c, d), __NV_SATFINITE, __NV_E4M3);
    return static_cast<uint32_t>(low) | static_cast<uint32_t>(high) << 16;
}

__device__ inline uint32_t toHalves(float a, float b)
{
    const __half2 halves = __floats2half2_rn(a, b);
    return *reinterpret_cast<const uint32_t*>(&halves);
}

__device__ inline float2 wide(uint32_t halves)
{
    return __half22float2(*reinterpret_cast<const __half2*>(&halves));
}

__device__ inline float exp2Fast(float x)
{
    float y;
    asm("ex2.approx.ftz.f32 %0, %1;" : "=f"(y) : "f"(x));
    return y;
}

// Above 48 KB a kernel must ask for its shared memory, on each device. False reports through cudaGetLastError().
template<typename Kernel>
inline bool allowSharedMemory(Kernel kernel, int bytes)
{
    return cudaFuncSetAttribute(kernel, cudaFuncAttributeMaxDynamicSharedMemorySize, bytes) == cudaSuccess;
}

} // namespace studio::nn::cuda
