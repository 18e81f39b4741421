// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/model/BlockScaled.h"

#include "core/model/ComputeAs.h"
#include "core/model/TensorSource.h"
#include "core/model/WideRows.h"

#include <ATen/ops/bitwise_and.h>
#include <ATen/ops/bitwise_right_shift.h>
#include <ATen/ops/empty.h>
#include <ATen/ops/index_select.h>
#include <ATen/ops/stack.h>
#include <c10/util/Float8_e4m3fn.h>

#include <array>
#include <cmath>
#include <optional>
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

// [blockScales()] fp32, in the order of the tiles.
at::Tensor nvfp4Factors(const at::Tensor& scales, const at::Tensor& factor)
{
    return scales.to(at::kFloat).mul(factor).contiguous();
}

at::Tensor mxfp8Factors(const at::Tensor& scales)
{
    const at::Tensor exponents = scales.view(at::kByte).contiguous();
    at::Tensor factors = at::empty({exponents.numel()}, at::kFloat);
    const auto* const from = exponents.const_data_ptr<uint8_t>();
    auto* const to = factors.mutable_data_ptr<float>();
    for (int64_t i = 0; i < exponents.numel(); ++i)
        to[i] = std::ldexp(1.F, from[i] - 127);
    return factors;
}

// The numbers of the sixteen codes, [16] fp32.
at::Tensor e2m1Numbers()
{
    constexpr std::array<uint8_t, 8> kAll{0x01, 0x23, 0x45, 0x67, 0x89, 0xab, 0xcd, 0xef};
    const float one = 1;
    at::Tensor numbers = at::empty({16}, at::kFloat);
    wideNvfp4()(kAll.data(), 1, &one, numbers.mutable_data_ptr<float>());
    return numbers;
}

// wide: [rows, columns] fp32 on a GPU, is changed; factors: in the order of the tiles.
at::Tensor timesFactors(const at::Tensor& wide, const at::Tensor& factors, int64_t block)
{
    const int64_t rows = wide.size(0);
    const int64_t blocks = wide.size(1) / block;
    const int64_t tileRows = tilesOf(rows, kTileRows);
    const int64_t tileColumns = tilesOf(blocks, kTileColumns);
    const at::Tensor ofBlocks = factors.to(wide.device())
                                    .view({tileRows, tileColumns, 32, kTileRows / 32, kTileColumns})
                                    .permute({0, 3, 2, 1, 4})
                                    .reshape({tileRows * kTileRows, tileColumns * kTileColumns})
                                    .narrow(0, 0, rows)
                                    .narrow(1, 0, blocks);
    wide.view({rows, blocks, block}).mul_(ofBlocks.unsqueeze(-1));
    return wide;
}

} // namespace

int64_t blockScales(int64_t rows, int64_t columns, int64_t block)
{
    return tilesOf(rows, kTileRows) * kTileRows * tilesOf(columns / block, kTileColumns) * kTileColumns;
}

at::Tensor unpackNvfp4(const at::Tensor& packed, const at::Tensor& scales, const at::Tensor& factor,
                       at::ScalarType dtype, c10::Device device)
{
    const int64_t columns = packed.size(1) * 2;
    if (device.is_cpu())
        return scaledBlocks(packed, nvfp4Factors(scales, factor), columns, kNvfp4Block, wideNvfp4(), dtype, {});
    const at::Tensor bytes = packed.to(device);
    const at::Tensor codes = at::stack({at::bitwise_right_shift(bytes, 4), bytes.bitwise_and(0xF)}, -1).to(at::kLong);
    const at::Tensor wide = at::index_select(e2m1Numbers().to(device), 0, codes.reshape({-1})).view({-1, columns});
    return timesFactors(wide, nvfp4Factors(scales, factor), kNvfp4Block).to(dtype);
}

at::Tensor nvfp4Rows(const at::Tensor& packed, const at::Tensor& scales, const at::Tensor& factor,
                     const at::Tensor& chosen)
{
    return scaledBlocks(packed, nvfp4Factors(scales, factor), packed.size(1) * 2, kNvfp4Block, wideNvfp4(), at::kFloat,
                        chosen);
}

at::Tensor unpackMxfp8(const at::Tensor& numbers, const at::Tensor& scales, at::ScalarType dtype, c10::Device device)
{
    if (device.is_cpu())
        return scaledBlocks(numbers, mxfp8Factors(scales), numbers.size(1), kMxfp8Block, wideMxfp8(), dtype, {});
    return timesFactors(numbers.to(device).to(at::kFloat), mxfp8Factors(scales), kMxfp8Block).to(dtype);
}

at::Tensor mxfp8Rows(const at::Tensor& numbers, const at::Tensor& scales, const at::Tensor& chosen)
{
    return scaledBlocks(numbers, mxfp8Factors(scales), numbers.size(1), kMxfp8Block, wideMxfp8(), at::kFloat, chosen);
}

} // namespace studio::model
