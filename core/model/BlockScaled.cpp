// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/model/BlockScaled.h"

#include <ATen/Parallel.h>
#include <ATen/ops/empty.h>

#include <array>
#include <cmath>

namespace studio::model {
namespace {

constexpr int64_t kTileRows = 128;
constexpr int64_t kTileColumns = 4;

int64_t tilesOf(int64_t count, int64_t ofTile)
{
    return (count + ofTile - 1) / ofTile;
}

// Where the scale of a row and a block is. `tiles`: across the columns.
int64_t placeOf(int64_t row, int64_t block, int64_t tiles)
{
    const int64_t tile = row / kTileRows * tiles + block / kTileColumns;
    return tile * kTileRows * kTileColumns + row % 32 * 16 + row % kTileRows / 32 * kTileColumns + block % kTileColumns;
}

// Multiplies each block of [rows, columns] fp32 by its scale.
void scaleBlocks(at::Tensor& numbers, const at::Tensor& scales, int64_t block)
{
    const int64_t columns = numbers.size(1);
    const int64_t tiles = tilesOf(columns / block, kTileColumns);
    auto* const to = numbers.mutable_data_ptr<float>();
    const auto* const factors = scales.const_data_ptr<float>();
    at::parallel_for(0, numbers.size(0), 16, [&](int64_t begin, int64_t end) {
        for (int64_t row = begin; row < end; ++row) {
            for (int64_t column = 0; column < columns; ++column)
                to[row * columns + column] *= factors[placeOf(row, column / block, tiles)];
        }
    });
}

} // namespace

int64_t blockScales(int64_t rows, int64_t columns, int64_t block)
{
    return tilesOf(rows, kTileRows) * kTileRows * tilesOf(columns / block, kTileColumns) * kTileColumns;
}

at::Tensor unpackNvfp4(const at::Tensor& packed, const at::Tensor& scales, const at::Tensor& factor)
{
    static constexpr std::array<float, 16> kNumbers{0,    0.5F,  1,  1.5F,  2,  3,  4,  6,
                                                    -0.F, -0.5F, -1, -1.5F, -2, -3, -4, -6};
    const at::Tensor bytes = packed.contiguous();
    at::Tensor numbers = at::empty({packed.size(0), packed.size(1) * 2}, at::kFloat);
    const auto* const from = bytes.const_data_ptr<uint8_t>();
    auto* const to = numbers.mutable_data_ptr<float>();
    at::parallel_for(0, bytes.numel(), 1 << 16, [&](int64_t begin, int64_t end) {
        for (int64_t i = begin; i < end; ++i) {
            to[2 * i] = kNumbers[from[i] >> 4U];
            to[2 * i + 1] = kNumbers[from[i] & 0xFU];
        }
    });
    scaleBlocks(numbers, scales.to(at::kFloat).mul(factor).contiguous(), kNvfp4Block);
    return numbers;
}

at::Tensor unpackMxfp8(const at::Tensor& numbers, const at::Tensor& scales)
{
    const at::Tensor exponents = scales.view(at::kByte).contiguous();
    at::Tensor factors = at::empty({exponents.numel()}, at::kFloat);
    const auto* const from = exponents.const_data_ptr<uint8_t>();
    auto* const to = factors.mutable_data_ptr<float>();
    for (int64_t i = 0; i < exponents.numel(); ++i)
        to[i] = std::ldexp(1.F, from[i] - 127);
    at::Tensor wide = numbers.to(at::kFloat, /*non_blocking=*/false, /*copy=*/true).contiguous();
    scaleBlocks(wide, factors, kMxfp8Block);
    return wide;
}

} // namespace studio::model
