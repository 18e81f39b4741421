// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/nn/cuda/TiledAttention.h"

#include "core/nn/cuda/Mma.cuh"

#include <cmath>

namespace studio::nn::cuda {
namespace {

// A block of threads takes a tile of queries of one head, a warp 16 of them, and walks over its keys tile by tile, with
// a running maximum of each row's logits (Milakov and Gimelshein, "Online normalizer calculation for softmax", 2018).
constexpr int kWarps = 8;
constexpr int kThreads = 32 * kWarps;
constexpr int kQueryTile = 16 * kWarps;
constexpr int kKeyTile = 64;
constexpr int kStages = 3; // tiles of keys and values in shared memory: one in use, two on their way

constexpr int kLineBytes = 128; // of all banks of shared memory

// How the products of a warp's 16 rows with 32 columns are formed. `Rows` holds such an operand: queries, or softmax
// values. The 32 are taken in any order, if both operands have the same.
//
// Sums are in fp16 and must stay below 65504: those of a tile's values, weighted by at most 2^kExponent, do.

// In e4m3, from compute capability 8.9 on.
struct Fp8Products {
    static constexpr float kUnit = 1; // by which numbers are smaller than what they stand for
    static constexpr float kExponent
        = 1; // of softmax values, so that small ones keep their bits; 64 * 448 * 2 is least
    using Rows = uint32_t[4];

    __device__ static void makeQueries(Rows& rows, const uint32_t (&fp8)[4])
    {
#pragma unroll
        for (int i = 0; i < 4; ++i)
            rows[i] = fp8[i];
    }
    // Of keys 8 n + 2 t and the next, in rows g, g, g + 8, g + 8, for four n.
    __device__ static void makeWeights(Rows& rows, const float (*p)[4])
    {
#pragma unroll
        for (int i = 0; i < 4; ++i) {
            const float* first = p[i / 2 * 2] + i % 2 * 2;
            const float* second = p[i / 2 * 2 + 1] + i % 2 * 2;
            rows[i] = toFp8(first[0], first[1], second[0], second[1]);
        }
    }
    __device__ static void addLogits(uint32_t (&sum)[2], const Rows& queries, uint32_t key0, uint32_t key1)
    {
        multiplyFp8(sum, queries, key0, key1);
    }
    // A thread's columns 4 t to 4 t + 3 are the keys 2 t, 2 t + 1, 8 + 2 t and 9 + 2 t. Each pair holds two columns of
    // the values of keys 2 t and 2 t + 1: they are parted.
    __device__ static void addResults(uint32_t (&sums)[2][2], const Rows& weights, const uint32_t (&pairs)[4])
    {
        multiplyFp8(sums[0], weights, __byte_perm(pairs[0], pairs[1], 0x6420), __byte_perm(pairs[2], pairs[3], 0x6420));
        multiplyFp8(sums[1], weights, __byte_perm(pairs[0], pairs[1], 0x7531), __byte_perm(pairs[2], pairs[3], 0x7531));
    }
};

// In fp16, which holds every number of e4m3: where tensor cores don't multiply fp8.
struct HalfProducts {
    static constexpr float kUnit = 1.0f / 256;
    static constexpr float kExponent = 0;
    using Rows = uint32_t[2][4];

    __device__ static void makeQueries(Rows& rows, const uint32_t (&fp8)[4])
    {
#pragma unroll
        for (int i = 0; i < 8; ++i)
            rows[i / 4][i % 4] = i % 4 < 2 ? evenHalves(fp8[i / 4 * 2 + i % 2]) : oddHalves(fp8[i / 4 * 2 + i % 2]);
    }
    __device__ static void makeWeights(Rows& rows, const float (*p)[4])
    {
#pragma unroll
        for (int i = 0; i < 8; ++i) {
            const float* pair = p[i / 2] + i % 2 * 2;
            rows[i / 4][i % 4] = toHalves(pair[0], pair[1]);
        }
    }
    __device__ static void addLogits(uint32_t (&sum)[2], const Rows& queries, uint32_t key0, uint32_t key1)
    {
        multiplyHalves(sum, queries[0], evenHalves(key0), oddHalves(key0));
        multiplyHalves(sum, queries[1], evenHalves(key1), oddHalves(key1));
    }
    __device__ static void addResults(uint32_t (&sums)[2][2], const Rows& weights, const uint32_t (&pairs)[4])
    {
#pragma unroll
        for (int i = 0; i < 2; ++i) {
            multiplyHalves(sums[0], weights[i], evenHalves(pairs[2 * i]), evenHalves(pairs[2 * i + 1]));
            multiplyHalves(sums[1], weights[i], oddHalves(pairs[2 * i]), oddHalves(pairs[2 * i + 1]));
        }
    }
};

// Heads of HeadDim numbers in memory, and at most as many that exist: the rest are zeros.
template<int HeadDim>
struct Tile {
    static constexpr int kChunks = HeadDim / 16; // of a row, 16 bytes each: what one thread copies
    static constexpr int kRowsPerLine = kLineBytes / HeadDim;
    static constexpr int kQueryBytes = kQueryTile * HeadDim;
    static constexpr int kKeyBytes = kKeyTile * HeadDim;
    static constexpr int kSharedBytes = kQueryBytes + kStages * 2 * kKeyBytes;

    // The chunks of a row change places from line to line of the memory's banks: those of one column in eight
    // neighbouring rows lie in different banks.
    __device__ static uint32_t placeOf(int row, int chunk)
    {
        return static_cast<uint32_t>(row * HeadDim + (chunk ^ (row / kRowsPerLine % kChunks)) * 16);
    }

    // Copies `Rows` rows of one head, of which `count` exist, of `bytes` bytes.
    template<int Rows>
    __device__ static void copy(uint32_t shared, const Fp8* from, int64_t stride, int count, int bytes)
    {
#pragma unroll
        for (int i = 0; i < Rows * kChunks / kThreads; ++i) {
            const int index = i * kThreads + static_cast<int>(threadIdx.x);
            const int row = index / kChunks;
            const int chunk = index % kChunks;
            const bool exists = row < count && chunk * 16 < bytes;
            copyAsync(shared + placeOf(row, chunk), from + (exists ? row * stride + chunk * 16 : 0), exists);
        }
    }
};

template<typename Products, int HeadDim>
__global__ void __launch_bounds__(kThreads) attentionKernel(const __grid_constant__ TiledAttention a)
{
    extern __shared__ __align__(128) uint8_t memory[];
    const auto shared = static_cast<uint32_t>(__cvta_generic_to_shared(memory));
    using Tile = Tile<HeadDim>;
    constexpr int kChunks = Tile::kChunks;
    const int warp = static_cast<int>(threadIdx.x) / 32;
    const int lane = static_cast<int>(threadIdx.x) % 32;
    const int g = lane / 4;
    const int t = lane % 4;
    const int firstQuery = static_cast<int>(blockIdx.x) * kQueryTile;
    const int head = static_cast<int>(blockIdx.y);
    const int sequence = static_cast<int>(blockIdx.z);
    const int64_t stride = static_cast<int64_t>(a.heads) * a.headDim;
    const int64_t offset = (static_cast<int64_t>(sequence) * a.queries + firstQuery) * stride + head * a.headDim;
    const TiledAttention::Window window = a.windows[sequence];
    const int tiles = (window.count + kKeyTile - 1) / kKeyTile;

    const auto keysOf = [&](int tile) { return shared + Tile::kQueryBytes + tile % kStages * 2 * Tile::kKeyBytes; };
    const auto copyTile = [&](int tile) {
        if (tile < tiles) {
            const int first = tile * kKeyTile;
            const int64_t from = first * stride + head * a.headDim;
            Tile::template copy<kKeyTile>(keysOf(tile), window.k + from, stride, window.count - first, a.headDim);
            Tile::template copy<kKeyTile>(keysOf(tile) + Tile::kKeyBytes, window.v + from, stride, window.count - first,
                                          a.headDim);
        }
        commitCopies(); // an empty one too, so that their number says which tile is complete
    };
    Tile::template copy<kQueryTile>(shared, a.q + offset, stride, a.queries - firstQuery, a.headDim);
#pragma unroll
    for (int tile = 0; tile < kStages - 1; ++tile)
        copyTile(tile);

    // Within a matrix row, the lane's part of its address.
    const int matrixRow = lane % 8;
    const int matrix = lane / 8;
    typename Products::Rows q[kChunks / 2]; // by 32 columns
    float out[HeadDim / 8][4] = {};
    float most[2] = {-INFINITY, -INFINITY}; // of rows g and g + 8, times scale; the same in a row's four threads
    float total[2] = {0, 0}; // each thread's share
    const float scale = a.scale * 1.44269504f / (Products::kUnit * Products::kUnit); // for powers of two

    for (int tile = 0; tile < tiles; ++tile) {
        waitForCopies<kStages - 2>();
        __syncthreads(); // all see the tile, and nobody reads the one before it any more
        copyTile(tile + kStages - 1);
        if (tile == 0) {
#pragma unroll
            for (int k = 0; k < kChunks / 2; ++k) {
                uint32_t rows[4];
                loadMatrices(rows, shared + Tile::placeOf(warp * 16 + matrix % 2 * 8 + matrixRow, 2 * k + matrix / 2));
                Products::makeQueries(q[k], rows);
            }
        }
        const uint32_t keys = keysOf(tile);
        const uint32_t values = keys + Tile::kKeyBytes;

        float p[kKeyTile / 8][4]; // logits, then softmax values; columns: keys 8 n + 2 t and the next
#pragma unroll
        for (int n = 0; n < kKeyTile / 8; ++n) {
            uint32_t sum[2] = {0, 0};
#pragma unroll
            for (int k = 0; k < kChunks / 2; k += 2) {
                uint32_t key[4];
                loadMatrices(key, keys + Tile::placeOf(8 * n + matrixRow, 2 * k + matrix));
                Products::addLogits(sum, q[k], key[0], key[1]);
                Products::addLogits(sum, q[k + 1], key[2], key[3]);
            }
#pragma unroll
            for (int i = 0; i < 2; ++i) {
                const float2 pair = wide(sum[i]);
                p[n][2 * i] = pair.x;
                p[n][2 * i + 1] = pair.y;
            }
        }
        if (const int valid = window.count - tile * kKeyTile; valid < kKeyTile) {
#pragma unroll
            for (int n = 0; n < kKeyTile / 8; ++n) {
#pragma unroll
                for (int i = 0; i < 4; ++i) {
                    if (8 * n + 2 * t + i % 2 >= valid)
                        p[n][i] = -INFINITY;
                }
            }
        }
        float tileMost[2] = {most[0], most[1]};
#pragma unroll
        for (int n = 0; n < kKeyTile / 8; ++n) {
#pragma unroll
            for (int i = 0; i < 4; ++i)
                tileMost[i / 2] = fmaxf(tileMost[i / 2], p[n][i]);
        }
#pragma unroll
        for (int i = 0; i < 2; ++i) {
            tileMost[i] = fmaxf(tileMost[i], __shfl_xor_sync(0xffffffffu, tileMost[i], 1));
            tileMost[i] = fmaxf(tileMost[i], __shfl_xor_sync(0xffffffffu, tileMost[i], 2));
        }
        if (__any_sync(0xffffffffu, tileMost[0] > most[0] || tileMost[1] > most[1])) {
#pragma unroll
            for (int i = 0; i < 2; ++i) {
                const float factor = exp2Fast((most[i] - tileMost[i]) * scale);
                most[i] = tileMost[i];
                total[i] *= factor;
#pragma unroll
                for (float(&each)[4] : out) {
                    each[2 * i] *= factor;
                    each[2 * i + 1] *= factor;
                }
            }
        }
        const float below[2] = {Products::kExponent - most[0] * scale, Products::kExponent - most[1] * scale};
#pragma unroll
        for (int n = 0; n < kKeyTile / 8; ++n) {
#pragma unroll
            for (int i = 0; i < 4; ++i) {
                p[n][i] = exp2Fast(fmaf(p[n][i], scale, below[i / 2]));
                total[i / 2] += p[n][i];
            }
        }

        typename Products::Rows weights[kKeyTile / 32];
#pragma unroll
        for (int k = 0; k < kKeyTile / 32; ++k)
            Products::makeWeights(weights[k], p + 4 * k);
#pragma unroll
        for (int chunk = 0; chunk < kChunks; ++chunk) {
            uint32_t sums[2][2] = {}; // of even and odd columns
#pragma unroll
            for (int k = 0; k < kKeyTile / 32; ++k) {
                uint32_t pairs[4];
                loadTransposed(pairs, values + Tile::placeOf(32 * k + 8 * matrix + matrixRow, chunk));
                Products::addResults(sums, weights[k], pairs);
            }
#pragma unroll
            for (int odd = 0; odd < 2; ++odd) {
                float(&sum)[4] = out[2 * chunk + odd];
#pragma unroll
                for (int i = 0; i < 2; ++i) {
                    const float2 pair = wide(sums[odd][i]);
                    sum[2 * i] += pair.x;
                    sum[2 * i + 1] += pair.y;
                }
            }
        }
    }

#pragma unroll
    for (int i = 0; i < 2; ++i) {
        total[i] += __shfl_xor_sync(0xffffffffu, total[i], 1);
        total[i] += __shfl_xor_sync(0xffffffffu, total[i], 2);
        const float inverse = 1 / (total[i] * Products::kUnit);
        const int row = warp * 16 + 8 * i + g;
        if (firstQuery + row >= a.queries)
            continue;
        Fp8* to = a.out + offset + row * stride + 4 * t;
#pragma unroll
        for (int chunk = 0; chunk < kChunks; ++chunk) {
            if (16 * chunk >= a.headDim)
                break;
            const float(&even)[4] = out[2 * chunk];
            const float(&odd)[4] = out[2 * chunk + 1];
            *reinterpret_cast<uint32_t*>(to + 16 * chunk) = toFp8(even[2 * i] * inverse, odd[2 * i] * inverse,
                                                                  even[2 * i + 1] * inverse, odd[2 * i + 1] * inverse);
        }
    }
}

template<typename Products, int HeadDim>
void launch(const TiledAttention& a, cudaStream_t stream)
{
    constexpr int kBytes = Tile<HeadDim>::kSharedBytes;
    const auto kernel = attentionKernel<Products, HeadDim>;
    if (!allowSharedMemory(kernel, kBytes))
        return;
    const dim3 grid(static_cast<unsigned>((a.queries + kQueryTile - 1) / kQueryTile), static_cast<unsigned>(a.heads),
                    static_cast<unsigned>(a.sequences));
    kernel<<<grid, kThreads, kBytes, stream>>>(a);
}

template<typename Products>
void launch(const TiledAttention& a, cudaStream_t stream)
{
    (a.headDim > 64 ? launch<Products, 128> : launch<Products, 64>)(a, stream);
}

} // namespace

void run(const TiledAttention& attention, cudaStream_t stream)
{
    (attention.multipliesFp8 ? launch<Fp8Products> : launch<HalfProducts>)(attention, stream);
}

} // namespace studio::nn::cuda
