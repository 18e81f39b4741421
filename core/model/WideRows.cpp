// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/model/WideRows.h"

#include "core/tensor/NumberBits.h"

#include <bit>

namespace studio::model {
namespace {

// 0, 0.5, 1, 1.5, 2, 3, 4, 6 and their negatives.
STUDIO_INLINE float fromE2m1(uint32_t code)
{
    const uint32_t magnitude = code & 7U;
    const uint32_t normal = (magnitude << 22U) + (126U << 23U);
    const uint32_t small = magnitude * std::bit_cast<uint32_t>(0.5F);
    return std::bit_cast<float>((magnitude < 2 ? small : normal) | (code & 8U) << 28U);
}

STUDIO_INLINE float fromInt8(uint8_t bits)
{
    return static_cast<float>(static_cast<int8_t>(bits));
}

template<float (*wide)(uint8_t)>
STUDIO_INLINE void scaleAll(const uint8_t* numbers, int64_t count, float scale, float* to)
{
    for (int64_t i = 0; i < count; ++i)
        to[i] = wide(numbers[i]) * scale;
}

// Some blocks at once, so that both loops are long enough for vectors: one spreads the halves of bytes, the other
// widens them.
STUDIO_INLINE void scaleNvfp4(const uint8_t* numbers, int64_t blocks, const float* scales, float* to)
{
    constexpr int64_t kBlock = 16;
    constexpr int64_t kBlocksAtOnce = 64;
    uint8_t codes[kBlocksAtOnce * kBlock];
    for (int64_t first = 0; first < blocks; first += kBlocksAtOnce) {
        const int64_t count = blocks - first < kBlocksAtOnce ? blocks - first : kBlocksAtOnce;
        const uint8_t* const bytes = numbers + first * kBlock / 2;
        for (int64_t i = 0; i < count * kBlock / 2; ++i) {
            codes[2 * i] = static_cast<uint8_t>(bytes[i] >> 4);
            codes[2 * i + 1] = bytes[i] & 0xF;
        }
        for (int64_t block = 0; block < count; ++block) {
            const float scale = scales[first + block];
#pragma GCC unroll 1
            for (int64_t i = 0; i < kBlock; ++i)
                to[(first + block) * kBlock + i] = fromE2m1(codes[block * kBlock + i]) * scale;
        }
    }
}

STUDIO_INLINE void scaleMxfp8(const uint8_t* numbers, int64_t blocks, const float* scales, float* to)
{
    constexpr int kBlock = 32;
    for (int64_t block = 0; block < blocks; ++block, numbers += kBlock, to += kBlock) {
        const float scale = scales[block];
#pragma GCC unroll 1
        for (int i = 0; i < kBlock; ++i)
            to[i] = tensor::bits::fromE4m3(numbers[i]) * scale;
    }
}

struct Rows {
    WideRow e4m3;
    WideRow e5m2;
    WideRow int8;
    WideBlocks nvfp4;
    WideBlocks mxfp8;
};

// The loops are plain, so that the compiler makes vectors of them: for AVX2 where the processor has it.
#define STUDIO_ROWS(Name, target)                                                                                      \
    target void e4m3##Name(const uint8_t* __restrict numbers, int64_t count, float scale, float* __restrict to)        \
    {                                                                                                                  \
        scaleAll<tensor::bits::fromE4m3>(numbers, count, scale, to);                                                   \
    }                                                                                                                  \
    target void e5m2##Name(const uint8_t* __restrict numbers, int64_t count, float scale, float* __restrict to)        \
    {                                                                                                                  \
        scaleAll<tensor::bits::fromE5m2>(numbers, count, scale, to);                                                   \
    }                                                                                                                  \
    target void int8##Name(const uint8_t* __restrict numbers, int64_t count, float scale, float* __restrict to)        \
    {                                                                                                                  \
        scaleAll<fromInt8>(numbers, count, scale, to);                                                                 \
    }                                                                                                                  \
    target void nvfp4##Name(const uint8_t* __restrict numbers, int64_t blocks, const float* __restrict scales,         \
                            float* __restrict to)                                                                      \
    {                                                                                                                  \
        scaleNvfp4(numbers, blocks, scales, to);                                                                       \
    }                                                                                                                  \
    target void mxfp8##Name(const uint8_t* __restrict numbers, int64_t blocks, const float* __restrict scales,         \
                            float* __restrict to)                                                                      \
    {                                                                                                                  \
        scaleMxfp8(numbers, blocks, scales, to);                                                                       \
    }                                                                                                                  \
    constexpr Rows k##Name{e4m3##Name, e5m2##Name, int8##Name, nvfp4##Name, mxfp8##Name};

STUDIO_ROWS(Anywhere, )
#if defined(__x86_64__)
STUDIO_ROWS(Avx2, __attribute__((target("avx2"))))
#endif

const Rows& rows()
{
#if defined(__x86_64__)
    if (__builtin_cpu_supports("avx2"))
        return kAvx2;
#endif
    return kAnywhere;
}

} // namespace

WideRow wideRow(at::ScalarType dtype)
{
    switch (dtype) {
    case at::kFloat8_e4m3fn: return rows().e4m3;
    case at::kFloat8_e5m2: return rows().e5m2;
    default: return rows().int8;
    }
}

WideBlocks wideNvfp4()
{
    return rows().nvfp4;
}

WideBlocks wideMxfp8()
{
    return rows().mxfp8;
}

} // namespace studio::model
