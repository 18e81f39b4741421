// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/nn/cuda/Int8Convolution.h"

#include "core/nn/cuda/Device.cuh"
#include "core/nn/cuda/Int8Tiles.cuh"

namespace studio::nn::cuda {
namespace {

// Tiles as wide as the VAE's channels: 96, or 192 and twice that.
using NarrowTile = Int8Tile<4, 2, 48>;
using WideTile = Int8Tile<2, 4, 48>;

// Where 16 bytes of a convolution's depth come from, in order of its weights: frame, row, column, channels.
struct Place {
    int frame = 0;
    int dy = -1;
    int dx = -1;
    int channel = 0;

    // As many bytes further.
    __device__ void advance(int bytes, int channels)
    {
        channel += bytes;
        while (channel >= channels) {
            channel -= channels;
            if (++dx > 1) {
                dx = -1;
                if (++dy > 1) {
                    dy = -1;
                    ++frame;
                }
            }
        }
    }
};

template<typename Tile>
__global__ void __launch_bounds__(Tile::kThreads, 1) int8ConvolutionKernel(const __grid_constant__ Int8Convolution c)
{
    extern __shared__ __align__(128) uint8_t memory[];
    const int columnTiles = (c.columns + Tile::kColumns - 1) / Tile::kColumns;
    const int firstPixel = static_cast<int>(blockIdx.x) / columnTiles * Tile::kRows;
    const int firstColumn = static_cast<int>(blockIdx.x) % columnTiles * Tile::kColumns;
    const int frame = static_cast<int>(blockIdx.y);
    const int pixels = c.height * c.width;
    const int depth = c.taps * kConvolutionTaps * c.channels;

    // This thread's pixels.
    int rows[Tile::kRowsCopied];
    int columns[Tile::kRowsCopied];
#pragma unroll
    for (int i = 0; i < Tile::kRowsCopied; ++i) {
        const int pixel = firstPixel + Tile::copiedRow(i);
        rows[i] = pixel < pixels ? pixel / c.width : -2; // -2: beyond the picture wherever a tap is
        columns[i] = pixel % c.width;
    }
    const int chunk = Tile::copiedChunk();
    Place place;
    place.advance(16 * chunk, c.channels);
    int at = 16 * chunk; // in the depth

    const int8_t* const weights = c.weights + static_cast<int64_t>(firstColumn) * c.weightStride;
    Tile tile;
    tile.multiply(static_cast<uint32_t>(__cvta_generic_to_shared(memory)), (depth + Tile::kDepth - 1) / Tile::kDepth,
                  [&](int, uint32_t to) {
                      const bool isInDepth = at < depth;
                      const int8_t* const in = c.in[frame + (isInDepth ? place.frame : 0)];
#pragma unroll
                      for (int i = 0; i < Tile::kRowsCopied; ++i) {
                          const int y = rows[i] + place.dy;
                          const int x = columns[i] + place.dx;
                          const bool exists = isInDepth && static_cast<unsigned>(y) < static_cast<unsigned>(c.height)
                              && static_cast<unsigned>(x) < static_cast<unsigned>(c.width);
                          const int64_t from = (static_cast<int64_t>(y) * c.width + x) * c.channels + place.channel;
                          copyAsync(to + Tile::placeOfRow(Tile::copiedRow(i), chunk), in + (exists ? from : 0), exists);
                      }
#pragma unroll
                      for (int i = 0; i < Tile::kColumnsCopied; ++i) {
                          const int column = Tile::copiedRow(i);
                          if (!Tile::copiesColumn(column))
                              break;
                          const bool exists = isInDepth && firstColumn + column < c.columns;
                          copyAsync(to + Tile::placeOfColumn(column, chunk),
                                    weights + (exists ? static_cast<int64_t>(column) * c.weightStride + at : 0),
                                    exists);
                      }
                      at += Tile::kDepth;
                      place.advance(Tile::kDepth, c.channels);
                  });

    struct OfColumns {
        float4 scales{};
        float4 bias{};
    };
    static_assert(Tile::kNeighbours == 4);
    const Bf16* const add = c.add[frame];
    Bf16* const out = c.out[frame];
    tile.forResults(
        [&](int columnInTile) {
            const int column = firstColumn + columnInTile;
            OfColumns of;
            if (column >= c.columns)
                return of;
            of.scales = *reinterpret_cast<const float4*>(c.scales + column);
            if (c.bias)
                of.bias = load4(c.bias + column);
            return of;
        },
        [&](int pixelInTile, int columnInTile, const OfColumns& of, auto sum) {
            const int pixel = firstPixel + pixelInTile;
            const int column = firstColumn + columnInTile;
            if (pixel >= pixels || column >= c.columns)
                return;
            const int64_t target = static_cast<int64_t>(pixel) * c.columns + column;
            float4 more = of.bias;
            if (add) {
                const float4 added = load4(add + target);
                more = make_float4(more.x + added.x, more.y + added.y, more.z + added.z, more.w + added.w);
            }
            store4(out + target,
                   make_float4(fmaf(static_cast<float>(sum(0)), of.scales.x, more.x),
                               fmaf(static_cast<float>(sum(1)), of.scales.y, more.y),
                               fmaf(static_cast<float>(sum(2)), of.scales.z, more.z),
                               fmaf(static_cast<float>(sum(3)), of.scales.w, more.w)));
        });
}

template<typename Tile>
void launch(const Int8Convolution& c, cudaStream_t stream)
{
    const auto kernel = int8ConvolutionKernel<Tile>;
    if (!allowSharedMemory(kernel, Tile::kSharedBytes))
        return;
    const int tiles
        = ((c.height * c.width + Tile::kRows - 1) / Tile::kRows) * ((c.columns + Tile::kColumns - 1) / Tile::kColumns);
    const dim3 grid(static_cast<unsigned>(tiles), static_cast<unsigned>(c.frames));
    kernel<<<grid, Tile::kThreads, Tile::kSharedBytes, stream>>>(c);
}

} // namespace

void run(const Int8Convolution& convolution, cudaStream_t stream)
{
    if (convolution.columns <= NarrowTile::kColumns)
        launch<NarrowTile>(convolution, stream);
    else
        launch<WideTile>(convolution, stream);
}

} // namespace studio::nn::cuda
