// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <c10/core/ScalarType.h>

#include <cstdint>

namespace studio::model {

// Computes number * scale in fp32.
using WideRow = void (*)(const uint8_t* numbers, int64_t count, float scale, float* to);

// For numbers of a byte: float8_e4m3fn, float8_e5m2, int8.
[[nodiscard]] WideRow wideRow(at::ScalarType dtype);

// Computes number * scale in fp32, with a scale for each block of numbers.
using WideBlocks = void (*)(const uint8_t* numbers, int64_t blocks, const float* scales, float* to);

// nvfp4: blocks of 16 numbers e2m1, two in a byte, the first in its high half. mxfp8: blocks of 32 numbers e4m3fn.
[[nodiscard]] WideBlocks wideNvfp4();
[[nodiscard]] WideBlocks wideMxfp8();

} // namespace studio::model
