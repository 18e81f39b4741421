// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/nn/cuda/Int8Product.h"

#include "core/nn/cuda/Device.cuh"
#include "core/nn/cuda/Mma.cuh"

#include <algorithm>

namespace studio::nn::cuda {
namespace {

// A block of threads forms a tile of the result, each of its warps 64 rows of 64 columns in 128 registers a thread. It
// walks over the depth with four parts of both operands in shared memory: one in use, three on their way. Larger tiles
// have no registers, smaller ones read more from the L2 cache than an Ada card has bandwidth for: this one reads 12
// bytes a cycle for each multiprocessor.
constexpr int kWarpTile = 64;
constexpr int kWarpRows = 2;
constexpr int kWarpColumns = 4;
constexpr int kThreads = 32 * kWarpRows * kWarpColumns;
constexpr int kRowTile = kWarpTile * kWarpRows;
constexpr int kColumnTile = kWarpTile * kWarpColumns;
constexpr int kDepthTile = 64;
constexpr int kStages = 4;
constexpr int kChunks = kDepthTile / 16; // of a row in shared memory, 16 bytes each: what one thread copies
constexpr int kRowBytes = kRowTile * kDepthTile;
constexpr int kStageBytes = kRowBytes + kColumnTile * kDepthTile;
constexpr int kSharedBytes = kStages * kStageBytes;

// How many tiles below each other are formed at about the same time: they share columns, and the next ones their rows.
constexpr int kTilesTogether = 8;

// Two rows of shared memory share a line of its banks. Chunks change places so that those of one column in eight rows
// that a matrix is read from lie in different banks: rows that follow each other in `a`, and in `b` rows 8 n and 8 n +
// 1 for four n, see columnOf().
__device__ inline uint32_t placeOfRow(int row, int chunk)
{
    return static_cast<uint32_t>(row * kDepthTile + (chunk ^ (row / 2 % kChunks)) * 16);
}
__device__ inline uint32_t placeOfColumn(int column, int chunk)
{
    return static_cast<uint32_t>(column * kDepthTile + (chunk ^ (column / 8 % kChunks)) * 16);
}

// Column i of a product of eight columns, the n-th of four that lie together: thread t of a row then has columns 8 t to
// 8 t + 7 of 32, which it writes at once.
__device__ inline int columnOf(int n, int i)
{
    return i / 2 * 8 + 2 * n + i % 2;
}

// Copies part of `Rows` rows of an operand, of which `count` exist, `depth` bytes long. What doesn't exist is zero.
template<int Rows, typename Place>
__device__ inline void copy(uint32_t shared, const int8_t* from, int count, int depth, int first, Place placeOf)
{
#pragma unroll
    for (int i = 0; i < Rows * kChunks / kThreads; ++i) {
        const int index = i * kThreads + static_cast<int>(threadIdx.x);
        const int row = index / kChunks;
        const int chunk = index % kChunks;
        const int at = first + chunk * 16;
        const bool exists = row < count && at < depth;
        copyAsync(shared + placeOf(row, chunk), from + (exists ? static_cast<int64_t>(row) * depth + at : 0), exists);
    }
}

__global__ void __launch_bounds__(kThreads, 1) int8ProductKernel(const __grid_constant__ Int8Product p)
{
    extern __shared__ __align__(128) uint8_t memory[];
    const auto shared = static_cast<uint32_t>(__cvta_generic_to_shared(memory));
    const int rowTiles = (p.rows + kRowTile - 1) / kRowTile;
    const int columnTiles = (p.columns + kColumnTile - 1) / kColumnTile;
    const int inGroup = static_cast<int>(blockIdx.x) % (kTilesTogether * columnTiles);
    const int firstTile = static_cast<int>(blockIdx.x) / (kTilesTogether * columnTiles) * kTilesTogether;
    const int together = min(kTilesTogether, rowTiles - firstTile);
    const int firstRow = (firstTile + inGroup % together) * kRowTile;
    const int firstColumn = inGroup / together * kColumnTile;

    const int8_t* const a = p.a + static_cast<int64_t>(firstRow) * p.depth;
    const int8_t* const b = p.b + static_cast<int64_t>(firstColumn) * p.depth;
    const int parts = (p.depth + kDepthTile - 1) / kDepthTile;
    const auto copyPart = [&](int part) {
        if (part < parts) {
            const uint32_t to = shared + part % kStages * kStageBytes;
            const int first = part * kDepthTile;
            copy<kRowTile>(to, a, p.rows - firstRow, p.depth, first, placeOfRow);
            copy<kColumnTile>(to + kRowBytes, b, p.columns - firstColumn, p.depth, first, placeOfColumn);
        }
        commitCopies(); // an empty one too, so that their number says which part is complete
    };
#pragma unroll
    for (int part = 0; part < kStages - 1; ++part)
        copyPart(part);

    const int warp = static_cast<int>(threadIdx.x) / 32;
    const int lane = static_cast<int>(threadIdx.x) % 32;
    const int warpRow = warp % kWarpRows * kWarpTile;
    const int warpColumn = warp / kWarpRows * kWarpTile;
    const int matrixRow = lane % 8;
    const int matrix = lane / 8;
    int32_t sums[kWarpTile / 16][kWarpTile / 8][4] = {};

    // What 32 numbers of the depth need of both operands; the next 32 are read while these are multiplied.
    uint32_t x[2][kWarpTile / 16][4];
    uint32_t y[2][kWarpTile / 16][4]; // two products of eight columns each
    const auto read = [&](int part, int step) {
        const uint32_t rows = shared + part % kStages * kStageBytes;
        const uint32_t columns = rows + kRowBytes;
#pragma unroll
        for (int i = 0; i < kWarpTile / 16; ++i) {
            loadMatrices(x[step][i],
                         rows + placeOfRow(warpRow + 16 * i + matrix % 2 * 8 + matrixRow, 2 * step + matrix / 2));
            loadMatrices(y[step][i],
                         columns
                             + placeOfColumn(warpColumn + i / 2 * 32 + columnOf(i % 2 * 2 + matrix / 2, matrixRow),
                                             2 * step + matrix % 2));
        }
    };
    const auto multiply = [&](int step) {
#pragma unroll
        for (int i = 0; i < kWarpTile / 16; ++i) {
#pragma unroll
            for (int n = 0; n < kWarpTile / 8; ++n)
                multiplyInt8(sums[i][n], x[step][i], y[step][n / 2][n % 2 * 2], y[step][n / 2][n % 2 * 2 + 1]);
        }
    };
    waitForCopies<kStages - 2>();
    __syncthreads(); // all see the first part
    read(0, 0);
    for (int part = 0; part < parts; ++part) {
        copyPart(part + kStages - 1);
        read(part, 1);
        multiply(0);
        waitForCopies<kStages - 2>();
        __syncthreads(); // all see the next part, and nobody reads this one any more
        read(part + 1, 0); // behind the last part what it finds, which nobody uses
        multiply(1);
    }

    const int g = lane / 4;
    const int t = lane % 4;
#pragma unroll
    for (int half = 0; half < 2; ++half) {
        const int column = firstColumn + warpColumn + half * 32 + 8 * t;
        if (column >= p.columns)
            break;
        const Eight scales = load(p.epilogue.columns + column);
        Eight bias{};
        if (p.epilogue.bias)
            bias = load8(p.epilogue.bias + column);
#pragma unroll
        for (int i = 0; i < kWarpTile / 8; ++i) {
            const int row = firstRow + warpRow + 8 * i + g;
            if (row >= p.rows)
                break;
            const float rowScale = p.epilogue.rows[row];
            Eight values;
#pragma unroll
            for (int n = 0; n < 8; ++n) {
                const int32_t sum = sums[i / 2][half * 4 + n / 2][i % 2 * 2 + n % 2];
                values.v[n] = fmaf(static_cast<float>(sum) * rowScale, scales.v[n], bias.v[n]);
            }
            store8(p.out + static_cast<int64_t>(row) * p.columns + column, values);
        }
    }
}

} // namespace

void run(const Int8Product& product, cudaStream_t stream)
{
    // Above 48 KB a kernel must ask for its shared memory, on each device.
    if (cudaFuncSetAttribute(int8ProductKernel, cudaFuncAttributeMaxDynamicSharedMemorySize, kSharedBytes)
        != cudaSuccess)
        return;
    const int tiles = ((product.rows + kRowTile - 1) / kRowTile) * ((product.columns + kColumnTile - 1) / kColumnTile);
    int8ProductKernel<<<static_cast<unsigned>(tiles), kThreads, kSharedBytes, stream>>>(product);
}

} // namespace studio::nn::cuda
