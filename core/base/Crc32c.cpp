// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/Crc32c.h"

#include <array>
#include <cstring>

#if defined(__x86_64__)
#include <nmmintrin.h>
#endif

namespace studio {
namespace {

constexpr uint32_t kPolynomial = 0x82f63b78; // 0x1edc6f41, reflected

constexpr std::array<uint32_t, 256> makeTable()
{
    std::array<uint32_t, 256> table{};
    for (uint32_t byte = 0; byte < 256; ++byte) {
        uint32_t rest = byte;
        for (int bit = 0; bit < 8; ++bit)
            rest = (rest & 1U) != 0 ? rest >> 1U ^ kPolynomial : rest >> 1U;
        table[byte] = rest;
    }
    return table;
}

uint32_t byTable(std::span<const std::byte> bytes, uint32_t crc)
{
    static constexpr std::array<uint32_t, 256> kTable = makeTable();
    for (const std::byte byte : bytes)
        crc = kTable[(crc ^ static_cast<uint32_t>(byte)) & 0xffU] ^ crc >> 8U;
    return crc;
}

#if defined(__x86_64__)
__attribute__((target("sse4.2"))) uint32_t byInstruction(std::span<const std::byte> bytes, uint32_t crc)
{
    uint64_t wide = crc;
    size_t at = 0;
    for (; at + 8 <= bytes.size(); at += 8) {
        uint64_t word = 0;
        std::memcpy(&word, bytes.data() + at, 8);
        wide = _mm_crc32_u64(wide, word);
    }
    crc = static_cast<uint32_t>(wide);
    for (; at < bytes.size(); ++at)
        crc = _mm_crc32_u8(crc, static_cast<uint8_t>(bytes[at]));
    return crc;
}
#endif

} // namespace

uint32_t crc32c(std::span<const std::byte> bytes, uint32_t before)
{
#if defined(__x86_64__)
    static const bool kHasInstruction = __builtin_cpu_supports("sse4.2") != 0;
    if (kHasInstruction)
        return ~byInstruction(bytes, ~before);
#endif
    return ~byTable(bytes, ~before);
}

} // namespace studio
