// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
// The layouts are those of ggml (https://github.com/ggml-org/ggml).
#pragma once

#include "core/tensor/NumberBits.h"

#include <array>
#include <cstring>

#ifdef __CUDACC__
#define STUDIO_KEEP_LOOP
#else
#define STUDIO_KEEP_LOOP _Pragma("GCC unroll 1")
#endif

// What a block of each of ggml's quantised types holds, for the loops of a CPU and for kernels. Numbers are computed in
// fp32, and are the same on both if products and sums stay apart.
namespace studio::model::ggml {

inline constexpr int kSmall = 32; // elements of a block
inline constexpr int kSuper = 256; // elements of a block whose type ends in K

STUDIO_INLINE float half(const uint8_t* at)
{
    uint16_t bits = 0;
    std::memcpy(&bits, at, sizeof(bits));
    return tensor::bits::fromFp16(bits);
}

STUDIO_INLINE int low(uint8_t byte)
{
    return byte & 0xF;
}

STUDIO_INLINE int high(uint8_t byte)
{
    return byte >> 4;
}

// Some loops are kept from being unrolled: GCC 12 would do it before it makes vectors, and then makes poor ones.

// Two elements in a byte: the first 16 in the low halves, the others in the high halves.

// f16 scale, 16 bytes
STUDIO_INLINE void unpackQ40(const uint8_t* block, float* numbers)
{
    const float scale = half(block);
    const uint8_t* const bytes = block + 2;
    STUDIO_KEEP_LOOP
    for (int i = 0; i < kSmall / 2; ++i) {
        numbers[i] = scale * static_cast<float>(low(bytes[i]) - 8);
        numbers[i + 16] = scale * static_cast<float>(high(bytes[i]) - 8);
    }
}

// f16 scale, f16 minimum, 16 bytes
STUDIO_INLINE void unpackQ41(const uint8_t* block, float* numbers)
{
    const float scale = half(block);
    const float least = half(block + 2);
    const uint8_t* const bytes = block + 4;
    STUDIO_KEEP_LOOP
    for (int i = 0; i < kSmall / 2; ++i) {
        numbers[i] = scale * static_cast<float>(low(bytes[i])) + least;
        numbers[i + 16] = scale * static_cast<float>(high(bytes[i])) + least;
    }
}

// The fifth bit of element i is bit i of four bytes.
STUDIO_INLINE uint32_t fifths(const uint8_t* at)
{
    uint32_t bits = 0;
    std::memcpy(&bits, at, sizeof(bits));
    return bits;
}

STUDIO_INLINE int fifth(uint32_t bits, int element)
{
    return static_cast<int>(bits >> element & 1U) << 4;
}

// f16 scale, fifth bits, 16 bytes
STUDIO_INLINE void unpackQ50(const uint8_t* block, float* numbers)
{
    const float scale = half(block);
    const uint32_t bits = fifths(block + 2);
    const uint8_t* const bytes = block + 6;
    for (int i = 0; i < kSmall / 2; ++i) {
        numbers[i] = scale * static_cast<float>((low(bytes[i]) | fifth(bits, i)) - 16);
        numbers[i + 16] = scale * static_cast<float>((high(bytes[i]) | fifth(bits, i + 16)) - 16);
    }
}

// f16 scale, f16 minimum, fifth bits, 16 bytes
STUDIO_INLINE void unpackQ51(const uint8_t* block, float* numbers)
{
    const float scale = half(block);
    const float least = half(block + 2);
    const uint32_t bits = fifths(block + 4);
    const uint8_t* const bytes = block + 8;
    for (int i = 0; i < kSmall / 2; ++i) {
        numbers[i] = scale * static_cast<float>(low(bytes[i]) | fifth(bits, i)) + least;
        numbers[i + 16] = scale * static_cast<float>(high(bytes[i]) | fifth(bits, i + 16)) + least;
    }
}

// f16 scale, 32 int8
STUDIO_INLINE void unpackQ80(const uint8_t* block, float* numbers)
{
    const float scale = half(block);
    for (int i = 0; i < kSmall; ++i)
        numbers[i] = scale * static_cast<float>(static_cast<int8_t>(block[2 + i]));
}

// 16 bytes of scales (low half) and minima (high half) for 16 elements each, 64 bytes, f16 scale of the scales, f16
// scale of the minima. Of 128 elements, 32 bytes hold the first 32 in their lowest two bits, and so on.
STUDIO_INLINE void unpackQ2K(const uint8_t* block, float* numbers)
{
    const float scale = half(block + 80);
    const float least = half(block + 82);
    for (int64_t part = 0; part < kSuper / 16; ++part) {
        const float factor = scale * static_cast<float>(low(block[part]));
        const float minimum = least * static_cast<float>(high(block[part]));
        const uint8_t* const bytes = block + 16 + part / 8 * 32 + part % 2 * 16;
        const auto shift = static_cast<int>(part % 8 / 2 * 2);
        STUDIO_KEEP_LOOP
        for (int i = 0; i < 16; ++i)
            numbers[part * 16 + i] = factor * static_cast<float>(bytes[i] >> shift & 3) - minimum;
    }
}

// 32 bytes of third bits, 64 bytes of the lower two bits as in Q2_K, 12 bytes of sixteen 6-bit scales, f16 scale of the
// scales
STUDIO_INLINE void unpackQ3K(const uint8_t* block, float* numbers)
{
    const uint8_t* const scales = block + 96;
    const float scale = half(block + 108);
    for (int64_t part = 0; part < kSuper / 16; ++part) {
        const int lower = part < 8 ? low(scales[part]) : high(scales[part - 8]);
        const int upper = scales[8 + part % 4] >> (part / 4 * 2) & 3;
        const float factor = scale * static_cast<float>((lower | upper << 4) - 32);
        const uint8_t* const thirds = block + part % 2 * 16;
        const auto bit = static_cast<int>(part / 2);
        const uint8_t* const bytes = block + 32 + part / 8 * 32 + part % 2 * 16;
        const auto shift = static_cast<int>(part % 8 / 2 * 2);
        for (int i = 0; i < 16; ++i) {
            const int third = (thirds[i] >> bit & 1) << 2;
            numbers[part * 16 + i] = factor * static_cast<float>((bytes[i] >> shift & 3) + third - 4);
        }
    }
}

struct Factors {
    std::array<float, 8> scales{};
    std::array<float, 8> least{};
};

// Of Q4_K and Q5_K: f16 scale of the scales, f16 scale of the minima, 12 bytes of eight 6-bit scales and minima.
STUDIO_INLINE Factors factorsOf(const uint8_t* block)
{
    const float scale = half(block);
    const float least = half(block + 2);
    const uint8_t* const bytes = block + 4;
    Factors factors;
    for (size_t i = 0; i < 8; ++i) {
        const int ofScale = i < 4 ? bytes[i] & 63 : low(bytes[i + 4]) | bytes[i - 4] >> 6 << 4;
        const int ofLeast = i < 4 ? bytes[i + 4] & 63 : high(bytes[i + 4]) | bytes[i] >> 6 << 4;
        factors.scales[i] = scale * static_cast<float>(ofScale);
        factors.least[i] = least * static_cast<float>(ofLeast);
    }
    return factors;
}

// Factors, 128 bytes: of 64 elements, 32 bytes hold the first 32 in their low halves.
STUDIO_INLINE void unpackQ4K(const uint8_t* block, float* numbers)
{
    const Factors factors = factorsOf(block);
    for (size_t part = 0; part < 8; ++part) {
        const uint8_t* const bytes = block + 16 + part / 2 * 32;
        const int shift = part % 2 == 0 ? 0 : 4;
        for (size_t i = 0; i < 32; ++i)
            numbers[part * 32 + i]
                = factors.scales[part] * static_cast<float>(bytes[i] >> shift & 0xF) - factors.least[part];
    }
}

// Factors, 32 bytes of fifth bits, 128 bytes as in Q4_K
STUDIO_INLINE void unpackQ5K(const uint8_t* block, float* numbers)
{
    const Factors factors = factorsOf(block);
    for (size_t part = 0; part < 8; ++part) {
        const uint8_t* const bytes = block + 48 + part / 2 * 32;
        const int shift = part % 2 == 0 ? 0 : 4;
        for (size_t i = 0; i < 32; ++i) {
            const int upper = (block[16 + i] >> part & 1) << 4;
            numbers[part * 32 + i]
                = factors.scales[part] * static_cast<float>((bytes[i] >> shift & 0xF) | upper) - factors.least[part];
        }
    }
}

// 128 bytes of lower four bits, 64 bytes of upper two, 16 int8 scales, f16 scale of the scales. Of 128 elements, 64
// bytes hold the first 64 in their low halves, and 32 bytes the upper bits of the first 32 in their lowest two.
STUDIO_INLINE void unpackQ6K(const uint8_t* block, float* numbers)
{
    const float scale = half(block + 208);
    for (int64_t part = 0; part < kSuper / 16; ++part) {
        const float factor = scale * static_cast<float>(static_cast<int8_t>(block[192 + part]));
        const uint8_t* const bytes = block + part / 8 * 64 + part % 4 * 16;
        const uint8_t* const uppers = block + 128 + part / 8 * 32 + part % 2 * 16;
        const int shift = part % 8 < 4 ? 0 : 4;
        const auto upperShift = static_cast<int>(part % 8 / 2 * 2);
        for (int i = 0; i < 16; ++i) {
            const int bits = (bytes[i] >> shift & 0xF) | (uppers[i] >> upperShift & 3) << 4;
            numbers[part * 16 + i] = factor * static_cast<float>(bits - 32);
        }
    }
}

// X(number in a GGUF file, name, function, bytes of a block, elements of a block)
#define STUDIO_GGML_TYPES(X)                                                                                           \
    X(2, "Q4_0", unpackQ40, 18, kSmall)                                                                                \
    X(3, "Q4_1", unpackQ41, 20, kSmall)                                                                                \
    X(6, "Q5_0", unpackQ50, 22, kSmall)                                                                                \
    X(7, "Q5_1", unpackQ51, 24, kSmall)                                                                                \
    X(8, "Q8_0", unpackQ80, 34, kSmall)                                                                                \
    X(10, "Q2_K", unpackQ2K, 84, kSuper)                                                                               \
    X(11, "Q3_K", unpackQ3K, 110, kSuper)                                                                              \
    X(12, "Q4_K", unpackQ4K, 144, kSuper)                                                                              \
    X(13, "Q5_K", unpackQ5K, 176, kSuper)                                                                              \
    X(14, "Q6_K", unpackQ6K, 210, kSuper)

} // namespace studio::model::ggml
