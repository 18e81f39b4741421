// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/nn/cuda/Mma.cuh"

#include <cstdint>

// A tile of a product of whole numbers in 8 bits, added in 32, formed by a block of threads: what the products of
// linear layers and convolutions share. Each warp forms 64 rows of WarpTileColumns columns (64 or 48) in registers. The
// block walks over the depth with four parts of both operands in shared memory: one in use, three on their way.
namespace studio::nn::cuda {

template<int WarpRows, int WarpColumns, int WarpTileColumns>
struct Int8Tile {
    static constexpr int kWarpTileRows = 64;
    static constexpr int kThreads = 32 * WarpRows * WarpColumns;
    static constexpr int kRows = kWarpTileRows * WarpRows;
    static constexpr int kColumns = WarpTileColumns * WarpColumns;
    static constexpr int kDepth = 64; // of a part
    static constexpr int kStages = 4;
    static constexpr int kChunks = kDepth / 16; // of a row in shared memory, 16 bytes each: what one thread copies
    static constexpr int kRowBytes = kRows * kDepth;
    static constexpr int kStageBytes = kRowBytes + kColumns * kDepth;
    static constexpr int kSharedBytes = kStages * kStageBytes;
    // Products of eight columns that lie together: of 8 * kTogether columns a thread has 2 * kTogether neighbours,
    // which it writes at once.
    static constexpr int kTogether = WarpTileColumns % 32 == 0 ? 4 : 2;
    static constexpr int kNeighbours = 2 * kTogether;
    static_assert(WarpTileColumns % (8 * kTogether) == 0);

    int32_t sums[kWarpTileRows / 16][WarpTileColumns / 8][4] = {};

    // Two rows of shared memory share a line of its banks. Chunks change places so that those of one column in eight
    // rows that a matrix is read from lie in different banks: rows that follow each other in the first operand, and in
    // the second pairs of them that lie kNeighbours apart, see columnOf().
    __device__ static uint32_t placeOfRow(int row, int chunk)
    {
        return static_cast<uint32_t>(row * kDepth + (chunk ^ (row / 2 % kChunks)) * 16);
    }
    __device__ static uint32_t placeOfColumn(int column, int chunk)
    {
        return static_cast<uint32_t>(kRowBytes + column * kDepth + (chunk ^ (column / kNeighbours % kChunks)) * 16);
    }

    // Column i of the warp's product n of eight columns.
    __device__ static int columnOf(int n, int i)
    {
        return n / kTogether * 8 * kTogether + i / 2 * kNeighbours + n % kTogether * 2 + i % 2;
    }

    // The row, or the column, that this thread copies as its i-th, and the chunk of it. The last column may be one too
    // many, see copiesColumn().
    __device__ static int copiedRow(int i) { return (i * kThreads + static_cast<int>(threadIdx.x)) / kChunks; }
    __device__ static int copiedChunk() { return static_cast<int>(threadIdx.x) % kChunks; }
    __device__ static bool copiesColumn(int column) { return kColumns * kChunks % kThreads == 0 || column < kColumns; }
    static constexpr int kRowsCopied = kRows * kChunks / kThreads; // by each thread
    static constexpr int kColumnsCopied = (kColumns * kChunks + kThreads - 1) / kThreads;
    static_assert(kRows * kChunks % kThreads == 0);

    // sums += the operands' products. copyPart(part, address) begins to copy this thread's chunks of both operands'
    // part to shared memory at `address`; it is called once for each part, in order.
    template<typename CopyPart>
    __device__ void multiply(uint32_t shared, int parts, CopyPart copyPart)
    {
        const auto copy = [&](int part) {
            if (part < parts)
                copyPart(part, shared + part % kStages * kStageBytes);
            commitCopies(); // an empty one too, so that their number says which part is complete
        };
#pragma unroll
        for (int part = 0; part < kStages - 1; ++part)
            copy(part);

        const int warp = static_cast<int>(threadIdx.x) / 32;
        const int lane = static_cast<int>(threadIdx.x) % 32;
        const int warpRow = warp % WarpRows * kWarpTileRows;
        const int warpColumn = warp / WarpRows * WarpTileColumns;
        const int matrixRow = lane % 8;
        const int matrix = lane / 8;

        // What 32 numbers of the depth need of both operands; the next 32 are read while these are multiplied.
        uint32_t x[2][kWarpTileRows / 16][4];
        uint32_t y[2][WarpTileColumns / 16][4]; // two products of eight columns each
        const auto read = [&](int part, int step) {
            const uint32_t from = shared + part % kStages * kStageBytes;
#pragma unroll
            for (int i = 0; i < kWarpTileRows / 16; ++i)
                loadMatrices(x[step][i],
                             from + placeOfRow(warpRow + 16 * i + matrix % 2 * 8 + matrixRow, 2 * step + matrix / 2));
#pragma unroll
            for (int i = 0; i < WarpTileColumns / 16; ++i)
                loadMatrices(
                    y[step][i],
                    from + placeOfColumn(warpColumn + columnOf(2 * i + matrix / 2, matrixRow), 2 * step + matrix % 2));
        };
        const auto multiplyStep = [&](int step) {
#pragma unroll
            for (int i = 0; i < kWarpTileRows / 16; ++i) {
#pragma unroll
                for (int n = 0; n < WarpTileColumns / 8; ++n)
                    multiplyInt8(sums[i][n], x[step][i], y[step][n / 2][n % 2 * 2], y[step][n / 2][n % 2 * 2 + 1]);
            }
        };
        waitForCopies<kStages - 2>();
        __syncthreads(); // all see the first part
        read(0, 0);
        for (int part = 0; part < parts; ++part) {
            copy(part + kStages - 1);
            read(part, 1);
            multiplyStep(0);
            waitForCopies<kStages - 2>();
            __syncthreads(); // all see the next part, and nobody reads this one any more
            read(part + 1, 0); // behind the last part what it finds, which nobody uses
            multiplyStep(1);
        }
    }

    // For each kNeighbours columns that this thread has from `column` on: calls once `ofColumns(column)`, and with what
    // that returns function(row, column, returned, sum(v)) for each of its rows; sum(v) is the sum of the v-th of them.
    // Rows and columns are counted from the tile's first one.
    template<typename OfColumns, typename Function>
    __device__ void forResults(OfColumns ofColumns, Function function) const
    {
        const int warp = static_cast<int>(threadIdx.x) / 32;
        const int g = static_cast<int>(threadIdx.x) % 32 / 4;
        const int t = static_cast<int>(threadIdx.x) % 4;
#pragma unroll
        for (int group = 0; group < WarpTileColumns / (8 * kTogether); ++group) {
            const int column = warp / WarpRows * WarpTileColumns + group * 8 * kTogether + kNeighbours * t;
            const auto shared = ofColumns(column);
#pragma unroll
            for (int i = 0; i < kWarpTileRows / 8; ++i) {
                const int row = warp % WarpRows * kWarpTileRows + 8 * i + g;
                function(row, column, shared,
                         [&](int v) { return sums[i / 2][group * kTogether + v / 2][i % 2 * 2 + v % 2]; });
            }
        }
    }
};

} // namespace studio::nn::cuda
