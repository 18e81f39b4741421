// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <bit>
#include <cstdint>

// Conversions between the bits of small floating-point numbers and fp32, for loops on a CPU and for kernels. All are
// exact, or round to the nearest with ties to even, as c10's types do. Selections are of integers, so that a compiler
// makes vectors of them.
#ifdef __CUDACC__
#define STUDIO_INLINE __host__ __device__ __forceinline__
#else
#define STUDIO_INLINE [[gnu::always_inline]] inline
#endif

namespace studio::tensor::bits {

STUDIO_INLINE float fromBf16(uint16_t bits)
{
    return std::bit_cast<float>(static_cast<uint32_t>(bits) << 16U);
}

STUDIO_INLINE uint16_t toBf16(float number)
{
    const auto bits = std::bit_cast<uint32_t>(number);
    const uint32_t rounded = (bits + 0x7fffU + (bits >> 16U & 1U)) >> 16U;
    const bool isNan = (bits & 0x7fffffffU) > 0x7f800000U;
    return static_cast<uint16_t>(isNan ? 0x7fc0U : rounded);
}

// A finite number of fewer bits, from its sign (0 or 1) and what lies below: exponent and mantissa.
template<int exponentBits, int mantissaBits>
STUDIO_INLINE float widened(uint32_t sign, uint32_t magnitude)
{
    constexpr uint32_t kBias = (1U << (exponentBits - 1)) - 1U;
    constexpr uint32_t kShift = 23U - mantissaBits;
    const uint32_t wide = magnitude << kShift;
    const uint32_t normal = wide + ((127U - kBias) << 23U);
    const float base = std::bit_cast<float>((128U - kBias) << 23U); // A subnormal number is the mantissa after it.
    const auto small = std::bit_cast<uint32_t>(std::bit_cast<float>(wide + ((128U - kBias) << 23U)) - base);
    return std::bit_cast<float>((wide < 1U << 23U ? small : normal) | sign << 31U);
}

// fp16: infinity and NaN have the largest exponent.
STUDIO_INLINE float fromFp16(uint16_t bits)
{
    const uint32_t magnitude = bits & 0x7fffU;
    const uint32_t sign = static_cast<uint32_t>(bits) >> 15U;
    const uint32_t special = ((magnitude << 13U) + (224U << 23U)) | sign << 31U;
    return std::bit_cast<float>(magnitude < 0x7c00U ? std::bit_cast<uint32_t>(widened<5, 10>(sign, magnitude))
                                                    : special);
}

// fp8 e5m2 is the upper half of fp16.
STUDIO_INLINE float fromE5m2(uint8_t bits)
{
    return fromFp16(static_cast<uint16_t>(static_cast<uint32_t>(bits) << 8U));
}

// fp8 e4m3fn has no infinity, and two NaN.
STUDIO_INLINE float fromE4m3(uint8_t bits)
{
    const uint32_t magnitude = bits & 0x7fU;
    const uint32_t sign = static_cast<uint32_t>(bits) >> 7U;
    const auto number = std::bit_cast<uint32_t>(widened<4, 3>(sign, magnitude));
    return std::bit_cast<float>(magnitude == 0x7fU ? 0x7fc00000U | sign << 31U : number);
}

// To fp8 e4m3fn. Saturated: what is beyond 448, infinity too, becomes 448; NaN stays.
STUDIO_INLINE uint8_t toE4m3(float number)
{
    constexpr uint32_t kInfinity = 255U << 23U;
    constexpr uint32_t kMost = 0x43e00000U; // 448
    constexpr uint32_t kNormal = 121U << 23U; // 2^-6
    constexpr uint32_t kShift = 141U << 23U; // Adding it leaves the digits of a subnormal number.
    const auto bits = std::bit_cast<uint32_t>(number);
    const uint32_t given = bits & 0x7fffffffU;
    const uint32_t magnitude = given < kMost ? given : kMost;
    const uint32_t small
        = std::bit_cast<uint32_t>(std::bit_cast<float>(magnitude) + std::bit_cast<float>(kShift)) - kShift;
    const uint32_t normal = (magnitude + (magnitude >> 20U & 1U) + 0x7ffffU - (120U << 23U)) >> 20U;
    const uint32_t rounded = given > kInfinity ? 0x7fU : magnitude < kNormal ? small : normal;
    return static_cast<uint8_t>(rounded | (bits & 0x80000000U) >> 24U);
}

} // namespace studio::tensor::bits
