// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
// The layouts are those of ggml (https://github.com/ggml-org/ggml).
#pragma once

#include <c10/util/Half.h>

#include <array>
#include <cstdint>
#include <cstring>
#include <string_view>

// ggml's quantised types written down number by number, a block at a time: what model::ggmlTypes() computes in loops
// for vectors, bit for bit.
namespace studio::test::ggml {

inline constexpr int kSmall = 32; // elements of a block
inline constexpr int kSuper = 256; // elements of a block whose type ends in K

inline float half(const uint8_t* at)
{
    uint16_t bits = 0;
    std::memcpy(&bits, at, sizeof(bits));
    return c10::detail::fp16_ieee_to_fp32_value(bits);
}

inline int low(uint8_t byte)
{
    return byte & 0xF;
}

inline int high(uint8_t byte)
{
    return byte >> 4;
}

// Two elements in a byte: the first 16 in the low halves, the others in the high halves.

// f16 scale, 16 bytes
inline void unpackQ40(const uint8_t* block, float* numbers)
{
    const float scale = half(block);
    const uint8_t* const bytes = block + 2;
    for (int i = 0; i < kSmall / 2; ++i) {
        numbers[i] = scale * static_cast<float>(low(bytes[i]) - 8);
        numbers[i + 16] = scale * static_cast<float>(high(bytes[i]) - 8);
    }
}

// f16 scale, f16 minimum, 16 bytes
inline void unpackQ41(const uint8_t* block, float* numbers)
{
    const float scale = half(block);
    const float least = half(block + 2);
    const uint8_t* const bytes = block + 4;
    for (int i = 0; i < kSmall / 2; ++i) {
        numbers[i] = scale * static_cast<float>(low(bytes[i])) + least;
        numbers[i + 16] = scale * static_cast<float>(high(bytes[i])) + least;
    }
}

// The fifth bit of element i is bit i of four bytes.
inline int fifth(const uint8_t* bits, int element)
{
    return (bits[element / 8] >> (element % 8) & 1) << 4;
}

// f16 scale, fifth bits, 16 bytes
inline void unpackQ50(const uint8_t* block, float* numbers)
{
    const float scale = half(block);
    const uint8_t* const bits = block + 2;
    const uint8_t* const bytes = block + 6;
    for (int i = 0; i < kSmall / 2; ++i) {
        numbers[i] = scale * static_cast<float>((low(bytes[i]) | fifth(bits, i)) - 16);
        numbers[i + 16] = scale * static_cast<float>((high(bytes[i]) | fifth(bits, i + 16)) - 16);
    }
}

// f16 scale, f16 minimum, fifth bits, 16 bytes
inline void unpackQ51(const uint8_t* block, float* numbers)
{
    const float scale = half(block);
    const float least = half(block + 2);
    const uint8_t* const bits = block + 4;
    const uint8_t* const bytes = block + 8;
    for (int i = 0; i < kSmall / 2; ++i) {
        numbers[i] = scale * static_cast<float>(low(bytes[i]) | fifth(bits, i)) + least;
        numbers[i + 16] = scale * static_cast<float>(high(bytes[i]) | fifth(bits, i + 16)) + least;
    }
}

// f16 scale, 32 int8
inline void unpackQ80(const uint8_t* block, float* numbers)
{
    const float scale = half(block);
    for (int i = 0; i < kSmall; ++i)
        numbers[i] = scale * static_cast<float>(static_cast<int8_t>(block[2 + i]));
}

// 16 bytes of scales (low half) and minima (high half) for 16 elements each, 64 bytes, f16 scale of the scales, f16
// scale of the minima. Of 128 elements, 32 bytes hold the first 32 in their lowest two bits, and so on.
inline void unpackQ2K(const uint8_t* block, float* numbers)
{
    const float scale = half(block + 80);
    const float least = half(block + 82);
    for (int i = 0; i < kSuper; ++i) {
        const uint8_t factors = block[i / 16];
        const uint8_t byte = block[16 + i / 128 * 32 + i % 32];
        const int bits = byte >> (i % 128 / 32 * 2) & 3;
        numbers[i] = scale * static_cast<float>(low(factors)) * static_cast<float>(bits)
            - least * static_cast<float>(high(factors));
    }
}

// 32 bytes of third bits, 64 bytes of the lower two bits as in Q2_K, 12 bytes of sixteen 6-bit scales, f16 scale of the
// scales
inline void unpackQ3K(const uint8_t* block, float* numbers)
{
    const uint8_t* const scales = block + 96;
    std::array<float, 16> factors{};
    for (int i = 0; i < 16; ++i) {
        const int lower = i < 8 ? low(scales[i]) : high(scales[i - 8]);
        const int upper = scales[8 + i % 4] >> (i / 4 * 2) & 3;
        factors[static_cast<size_t>(i)] = half(block + 108) * static_cast<float>((lower | upper << 4) - 32);
    }
    for (int i = 0; i < kSuper; ++i) {
        const int bits = block[32 + i / 128 * 32 + i % 32] >> (i % 128 / 32 * 2) & 3;
        const int third = block[i % 32] >> (i / 32) & 1;
        numbers[i] = factors[static_cast<size_t>(i / 16)] * static_cast<float>(bits - (third != 0 ? 0 : 4));
    }
}

struct Factors {
    std::array<float, 8> scales{};
    std::array<float, 8> least{};
};

// Of Q4_K and Q5_K: f16 scale of the scales, f16 scale of the minima, 12 bytes of eight 6-bit scales and minima.
inline Factors factorsOf(const uint8_t* block)
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
inline void unpackQ4K(const uint8_t* block, float* numbers)
{
    const Factors factors = factorsOf(block);
    for (int i = 0; i < kSuper; ++i) {
        const uint8_t byte = block[16 + i / 64 * 32 + i % 32];
        const int bits = i % 64 < 32 ? low(byte) : high(byte);
        const auto part = static_cast<size_t>(i / 32);
        numbers[i] = factors.scales[part] * static_cast<float>(bits) - factors.least[part];
    }
}

// Factors, 32 bytes of fifth bits, 128 bytes as in Q4_K
inline void unpackQ5K(const uint8_t* block, float* numbers)
{
    const Factors factors = factorsOf(block);
    for (int i = 0; i < kSuper; ++i) {
        const uint8_t byte = block[48 + i / 64 * 32 + i % 32];
        const int upper = (block[16 + i % 32] >> (i / 32) & 1) << 4;
        const int bits = (i % 64 < 32 ? low(byte) : high(byte)) | upper;
        const auto part = static_cast<size_t>(i / 32);
        numbers[i] = factors.scales[part] * static_cast<float>(bits) - factors.least[part];
    }
}

// 128 bytes of lower four bits, 64 bytes of upper two, 16 int8 scales, f16 scale of the scales. Of 128 elements, 64
// bytes hold the first 64 in their low halves, and 32 bytes the upper bits of the first 32 in their lowest two.
inline void unpackQ6K(const uint8_t* block, float* numbers)
{
    const float scale = half(block + 208);
    for (int i = 0; i < kSuper; ++i) {
        const uint8_t byte = block[i / 128 * 64 + i % 64];
        const int lower = i % 128 < 64 ? low(byte) : high(byte);
        const int upper = block[128 + i / 128 * 32 + i % 32] >> (i % 128 / 32 * 2) & 3;
        const auto factor = static_cast<int8_t>(block[192 + i / 16]);
        numbers[i] = scale * static_cast<float>(factor) * static_cast<float>((lower | upper << 4) - 32);
    }
}

struct Definition {
    std::string_view name;
    void (*unpack)(const uint8_t* block, float* numbers);
};

inline constexpr std::array<Definition, 10> kDefinitions{{
    {"Q4_0", unpackQ40},
    {"Q4_1", unpackQ41},
    {"Q5_0", unpackQ50},
    {"Q5_1", unpackQ51},
    {"Q8_0", unpackQ80},
    {"Q2_K", unpackQ2K},
    {"Q3_K", unpackQ3K},
    {"Q4_K", unpackQ4K},
    {"Q5_K", unpackQ5K},
    {"Q6_K", unpackQ6K},
}};

} // namespace studio::test::ggml
