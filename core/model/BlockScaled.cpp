// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/model/BlockScaled.h"

#include "core/model/ComputeAs.h"
#include "core/model/TensorSource.h"
#include "core/model/WideRows.h"

#include <ATen/ops/empty.h>
#include <c10/util/Float8_e4m3fn.h>

#include <cmath>
#include <vector>

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

// The numbers of each row, times the scales of its blocks. The rows are `chosen` ones of the weight.
at::Tensor scaledBlocks(const at::Tensor& weight, const at::Tensor& factors, int64_t columns, int64_t block,
                        WideBlocks wide, at::ScalarType dtype, const std::optional<at::Tensor>& chosen)
{
    const at::Tensor numbers = (chosen ? rowsOf(weight, *chosen) : weight).contiguous();
    const at::Tensor indices = chosen ? chosen->contiguous() : at::Tensor();
    const int64_t* const weightRows = chosen ? indices.const_data_ptr<int64_t>() : nullptr;
    const int64_t rows = numbers.size(0);
    const int64_t rowBytes = numbers.size(1);
    const int64_t blocks = columns / block;
    const int64_t tiles = tilesOf(blocks, kTileColumns);
    const auto* const from = static_cast<const uint8_t*>(numbers.const_data_ptr());
    const auto* const scales = factors.const_data_ptr<float>();
    return computeAs({rows, columns}, dtype, columns, [&](int64_t begin, int64_t end, float* to) {
        std::vector<float> ofRow(static_cast<size_t>(blocks));
        for (int64_t row = begin; row < end; ++row) {
            const int64_t weightRow = weightRows != nullptr ? weightRows[row] : row;
            for (int64_t i = 0; i < blocks; ++i)
                ofRow[static_cast<size_t>(i)] = scales[placeOf(weightRow, i, tiles)];
            wide(from + row * rowBytes, blocks, ofRow.data(), to + (row - begin) * columns);
        }
    });
}

} // namespace

int64_t blockScales(int64_t rows, int64_t columns, int64_t block)
{
    return tilesOf(rows, kTileRows) * kTileRows * tilesOf(columns / block, kTileColumns) * kTileColumns;
}

at::Tensor unpackNvfp4(const at::Tensor& packed, const at::Tensor& scales, const at::Tensor& factor,
                       at::ScalarType dtype, const std::optional<at::Tensor>& chosen)
{
    return scaledBlocks(packed, scales.to(at::kFloat).mul(factor).contiguous(), packed.size(1) * 2, kNvfp4Block,
                        wideNvfp4(), dtype, chosen);
}

at::Tensor unpackMxfp8(const at::Tensor& numbers, const at::Tensor& scales, at::ScalarType dtype,
                       const std::optional<at::Tensor>& chosen)
{
    const at::Tensor exponents = scales.view(at::kByte).contiguous();
    at::Tensor factors = at::empty({exponents.numel()}, at::kFloat);
    const auto* const from = exponents.const_data_ptr<uint8_t>();
    auto* const to = factors.mutable_data_ptr<float>();
    for (int64_t i = 0; i < exponents.numel(); ++i)
        to[i] = std::ldexp(1.F, from[i] - 127);
    return scaledBlocks(numbers, factors, numbers.size(1), kMxfp8Block, wideMxfp8(), dtype, chosen);
}

} // namespace studio::model
