// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/model/BlockScaled.h"

#include "core/model/TensorSource.h"

#include <ATen/Parallel.h>
#include <ATen/ops/empty.h>
#include <c10/util/Float8_e4m3fn.h>

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

// Multiplies each block of [rows, columns] fp32 by its scale: scaleAt(place). The rows are `chosen` ones of the weight.
template<typename ScaleAt>
void scaleBlocks(at::Tensor& numbers, int64_t block, const std::optional<at::Tensor>& chosen, const ScaleAt& scaleAt)
{
    const int64_t columns = numbers.size(1);
    const int64_t tiles = tilesOf(columns / block, kTileColumns);
    auto* const to = numbers.mutable_data_ptr<float>();
    const at::Tensor indices = chosen ? chosen->contiguous() : at::Tensor();
    const int64_t* const rows = chosen ? indices.const_data_ptr<int64_t>() : nullptr;
    at::parallel_for(0, numbers.size(0), 16, [&](int64_t begin, int64_t end) {
        for (int64_t row = begin; row < end; ++row) {
            for (int64_t first = 0; first < columns; first += block) {
                const float scale = scaleAt(placeOf(rows != nullptr ? rows[row] : row, first / block, tiles));
                for (int64_t column = first; column < first + block; ++column)
                    to[row * columns + column] *= scale;
            }
        }
    });
}

} // namespace

int64_t blockScales(int64_t rows, int64_t columns, int64_t block)
{
    return tilesOf(rows, kTileRows) * kTileRows * tilesOf(columns / block, kTileColumns) * kTileColumns;
}

at::Tensor unpackNvfp4(const at::Tensor& packed, const at::Tensor& scales, const at::Tensor& factor,
                       const std::optional<at::Tensor>& chosen)
{
    static constexpr std::array<float, 16> kNumbers{0,    0.5F,  1,  1.5F,  2,  3,  4,  6,
                                                    -0.F, -0.5F, -1, -1.5F, -2, -3, -4, -6};
    const at::Tensor bytes = (chosen ? rowsOf(packed, *chosen) : packed).contiguous();
    at::Tensor numbers = at::empty({bytes.size(0), bytes.size(1) * 2}, at::kFloat);
    const auto* const from = bytes.const_data_ptr<uint8_t>();
    auto* const to = numbers.mutable_data_ptr<float>();
    at::parallel_for(0, bytes.numel(), 1 << 16, [&](int64_t begin, int64_t end) {
        for (int64_t i = begin; i < end; ++i) {
            to[2 * i] = kNumbers[from[i] >> 4U];
            to[2 * i + 1] = kNumbers[from[i] & 0xFU];
        }
    });
    const at::Tensor stored = scales.contiguous();
    const auto* const scale = stored.const_data_ptr<c10::Float8_e4m3fn>();
    const auto ofAll = factor.item<float>();
    scaleBlocks(numbers, kNvfp4Block, chosen, [=](int64_t place) { return static_cast<float>(scale[place]) * ofAll; });
    return numbers;
}

at::Tensor unpackMxfp8(const at::Tensor& numbers, const at::Tensor& scales, const std::optional<at::Tensor>& chosen)
{
    const at::Tensor stored = scales.view(at::kByte).contiguous();
    const auto* const exponents = stored.const_data_ptr<uint8_t>();
    at::Tensor wide = (chosen ? rowsOf(numbers, *chosen) : numbers).to(at::kFloat, false, /*copy=*/true).contiguous();
    scaleBlocks(wide, kMxfp8Block, chosen, [=](int64_t place) { return std::ldexp(1.F, exponents[place] - 127); });
    return wide;
}

} // namespace studio::model
