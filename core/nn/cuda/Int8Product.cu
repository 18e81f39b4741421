// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/nn/cuda/Int8Product.h"

#include "core/nn/cuda/Device.cuh"
#include "core/nn/cuda/Int8Tiles.cuh"

namespace studio::nn::cuda {
namespace {

// Larger tiles have no registers, smaller ones read more from the L2 cache than an Ada card has bandwidth for: this one
// reads 12 bytes a cycle for each multiprocessor.
using Tile = Int8Tile<2, 4, 64>;

// How many tiles below each other are formed at about the same time: they share columns, and the next ones their rows.
constexpr int kTilesTogether = 8;

// Copies this thread's chunks of a part of an operand of which `count` rows exist, `depth` bytes long. What doesn't
// exist is zero.
template<int Copied, typename Place>
__device__ inline void copy(uint32_t shared, const int8_t* from, int count, int depth, int first, Place placeOf)
{
    const int chunk = Tile::copiedChunk();
    const int at = first + chunk * 16;
#pragma unroll
    for (int i = 0; i < Copied; ++i) {
        const int row = Tile::copiedRow(i);
        const bool exists = row < count && at < depth;
        copyAsync(shared + placeOf(row, chunk), from + (exists ? static_cast<int64_t>(row) * depth + at : 0), exists);
    }
}

__global__ void __launch_bounds__(Tile::kThreads, 1) int8ProductKernel(const __grid_constant__ Int8Product p)
{
    extern __shared__ __align__(128) uint8_t memory[];
    const int rowTiles = (p.rows + Tile::kRows - 1) / Tile::kRows;
    const int columnTiles = (p.columns + Tile::kColumns - 1) / Tile::kColumns;
    const int inGroup = static_cast<int>(blockIdx.x) % (kTilesTogether * columnTiles);
    const int firstTile = static_cast<int>(blockIdx.x) / (kTilesTogether * columnTiles) * kTilesTogether;
    const int together = min(kTilesTogether, rowTiles - firstTile);
    const int firstRow = (firstTile + inGroup % together) * Tile::kRows;
    const int firstColumn = inGroup / together * Tile::kColumns;

    const int8_t* const a = p.a + static_cast<int64_t>(firstRow) * p.depth;
    const int8_t* const b = p.b + static_cast<int64_t>(firstColumn) * p.depth;
    Tile tile;
    tile.multiply(static_cast<uint32_t>(__cvta_generic_to_shared(memory)), (p.depth + Tile::kDepth - 1) / Tile::kDepth,
                  [&](int part, uint32_t to) {
                      const int first = part * Tile::kDepth;
                      copy<Tile::kRowsCopied>(to, a, p.rows - firstRow, p.depth, first, Tile::placeOfRow);
                      copy<Tile::kColumnsCopied>(to, b, p.columns - firstColumn, p.depth, first, Tile::placeOfColumn);
                  });

    struct OfColumns {
        Eight scales{};
        Eight bias{};
    };
    tile.forResults(
        [&](int columnInTile) {
            const int column = firstColumn + columnInTile;
            OfColumns of;
            if (column >= p.columns)
                return of;
            of.scales = load(p.epilogue.columns + column);
            if (p.epilogue.bias)
                of.bias = load8(p.epilogue.bias + column);
            return of;
        },
        [&](int rowInTile, int columnInTile, const OfColumns& of, auto sum) {
            const int row = firstRow + rowInTile;
            const int column = firstColumn + columnInTile;
            if (row >= p.rows || column >= p.columns)
                return;
            const float rowScale = p.epilogue.rows[row];
            Eight values;
#pragma unroll
            for (int n = 0; n < 8; ++n)
                values.v[n] = fmaf(static_cast<float>(sum(n)) * rowScale, of.scales.v[n], of.bias.v[n]);
            store8(p.out + static_cast<int64_t>(row) * p.columns + column, values);
        });
}

} // namespace

void run(const Int8Product& product, cudaStream_t stream)
{
    if (!allowSharedMemory(int8ProductKernel, Tile::kSharedBytes))
        return;
    const int tiles
        = ((product.rows + Tile::kRows - 1) / Tile::kRows) * ((product.columns + Tile::kColumns - 1) / Tile::kColumns);
    int8ProductKernel<<<static_cast<unsigned>(tiles), Tile::kThreads, Tile::kSharedBytes, stream>>>(product);
}

} // namespace studio::nn::cuda
