// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/vae/PlanarKernels.h"

#include <algorithm>
#include <cstring>

// GCC's and Clang's vector types: one source for SSE, AVX2 and AVX-512, each compiled in a function of that target.
#define STUDIO_INLINE [[gnu::always_inline]] inline

namespace studio::vae::planar {
namespace {

template<int Lanes>
struct Vector;
template<>
struct Vector<4> {
    typedef float Floats __attribute__((vector_size(16)));
    typedef int32_t Ints __attribute__((vector_size(16)));
};
template<>
struct Vector<8> {
    typedef float Floats __attribute__((vector_size(32)));
    typedef int32_t Ints __attribute__((vector_size(32)));
};
template<>
struct Vector<16> {
    typedef float Floats __attribute__((vector_size(64)));
    typedef int32_t Ints __attribute__((vector_size(64)));
};

// Vectors per tile such that accumulators, inputs and one weight fit the registers: 32 with AVX-512, else 16.
template<int Lanes>
constexpr int vectorsFor(int block)
{
    return std::max(1, (Lanes == 16 ? 24 : 12) / block);
}

// The sums of a tile: a block of channels times some vectors of pixels. Small enough to stay in registers.
template<int Lanes, int Block>
struct Tile {
    using Floats = typename Vector<Lanes>::Floats;
    static constexpr int kVectors = vectorsFor<Lanes>(Block);
    static constexpr int64_t kPixels = kVectors * Lanes;

    Floats sums[Block][kVectors];

    STUDIO_INLINE void set(const float* values)
    {
#pragma GCC unroll 8
        for (int b = 0; b < Block; ++b) {
#pragma GCC unroll 8
            for (int v = 0; v < kVectors; ++v)
                sums[b][v] = Floats{} + values[b];
        }
    }

    // Only `present` of the channels exist in `from`; the sums of the others are unused.
    STUDIO_INLINE void add(const float* from, int64_t plane, int64_t present)
    {
#pragma GCC unroll 8
        for (int b = 0; b < Block; ++b) {
            const float* row = from + std::min<int64_t>(b, present - 1) * plane;
#pragma GCC unroll 8
            for (int v = 0; v < kVectors; ++v) {
                Floats x;
                std::memcpy(&x, row + v * Lanes, sizeof x);
                sums[b][v] += x;
            }
        }
    }

    STUDIO_INLINE void add(const float* const* taps, int64_t count, const float* weights, int64_t i)
    {
        for (int64_t k = 0; k < count; ++k, weights += Block) {
            const float* tap = taps[k] + i;
            Floats x[kVectors];
#pragma GCC unroll 8
            for (int v = 0; v < kVectors; ++v)
                std::memcpy(&x[v], tap + v * Lanes, sizeof x[v]);
#pragma GCC unroll 8
            for (int b = 0; b < Block; ++b) {
                const Floats weight = Floats{} + weights[b];
#pragma GCC unroll 8
                for (int v = 0; v < kVectors; ++v)
                    sums[b][v] += weight * x[v];
            }
        }
    }

    STUDIO_INLINE void store(float* out, int64_t plane, int64_t present, int64_t valid) const
    {
        if (valid == kPixels && present == Block) {
#pragma GCC unroll 8
            for (int b = 0; b < Block; ++b) {
#pragma GCC unroll 8
                for (int v = 0; v < kVectors; ++v)
                    std::memcpy(out + b * plane + v * Lanes, &sums[b][v], sizeof sums[b][v]);
            }
        } else {
            float rows[Block][kPixels];
#pragma GCC unroll 8
            for (int b = 0; b < Block; ++b) {
#pragma GCC unroll 8
                for (int v = 0; v < kVectors; ++v)
                    std::memcpy(&rows[b][v * Lanes], &sums[b][v], sizeof sums[b][v]);
            }
            for (int64_t b = 0; b < present; ++b)
                std::memcpy(out + b * plane, rows[b], static_cast<size_t>(valid) * sizeof(float));
        }
    }
};

template<int Lanes, int Block>
STUDIO_INLINE void convolveTile(const Convolution& c, int64_t first, int64_t i, int64_t valid)
{
    const int64_t present = std::min<int64_t>(Block, c.channels - first);
    Tile<Lanes, Block> tile;
    tile.set(c.bias + first);
    if (c.add)
        tile.add(c.add + first * c.plane + i, c.plane, present);
    tile.add(c.taps, c.count, c.weights + first / Block * c.weightStride, i);
    tile.store(c.out + first * c.plane + i, c.plane, present, valid);
}

template<int Lanes, int Block>
STUDIO_INLINE void convolvePairTile(const PairConvolution& pair, int64_t first, int64_t i, int64_t valid)
{
    using Floats = typename Vector<Lanes>::Floats;
    using Sums = Tile<Lanes, Block>;
    const Convolution& c = pair.first;
    const int64_t present = std::min<int64_t>(Block, c.channels - first);
    const int64_t offset = first * c.plane + i;
    const float* weights = c.weights + first / Block * c.weightStride;
    constexpr float kNothing[Block] = {};

    Floats kept[2][Block][Sums::kVectors]; // In memory, since the registers hold the running sums.
    for (int product = 0; product < 4; ++product) {
        Sums tile;
        tile.set(product == 0 || product == 3 ? c.bias + first : kNothing);
        if (product == 0 && c.add)
            tile.add(c.add + offset, c.plane, present);
        tile.add(c.taps + product * c.count, c.count, weights + product * c.count * Block, i);
        if (product == 0) {
            std::memcpy(kept[0], tile.sums, sizeof tile.sums);
        } else if (product == 1) {
#pragma GCC unroll 8
            for (int b = 0; b < Block; ++b) {
#pragma GCC unroll 8
                for (int v = 0; v < Sums::kVectors; ++v) {
                    kept[0][b][v] += tile.sums[b][v];
                    kept[1][b][v] = tile.sums[b][v];
                }
            }
        } else if (product == 2) {
#pragma GCC unroll 8
            for (int b = 0; b < Block; ++b) {
#pragma GCC unroll 8
                for (int v = 0; v < Sums::kVectors; ++v) {
                    kept[1][b][v] -= tile.sums[b][v];
                    tile.sums[b][v] += kept[0][b][v];
                }
            }
            tile.store(c.out + offset, c.plane, present, valid);
        } else {
#pragma GCC unroll 8
            for (int b = 0; b < Block; ++b) {
#pragma GCC unroll 8
                for (int v = 0; v < Sums::kVectors; ++v)
                    tile.sums[b][v] += kept[1][b][v];
            }
            if (pair.secondAdd)
                tile.add(pair.secondAdd + offset, c.plane, present);
            tile.store(pair.secondOut + offset, c.plane, present, valid);
        }
    }
}

STUDIO_INLINE void clearRowEnds(const Convolution& c, float* out, int64_t begin, int64_t end)
{
    for (int64_t edge = begin + c.row - 1 - begin % c.row; edge < end; edge += c.row) {
        for (int64_t channel = 0; channel < c.channels; ++channel)
            out[channel * c.plane + edge] = 0.0f;
    }
}

template<int Lanes, int Block>
STUDIO_INLINE void convolveRange(const Convolution& c, int64_t begin, int64_t end)
{
    constexpr int64_t kPixels = Tile<Lanes, Block>::kPixels;
    for (int64_t i = begin; i < end; i += kPixels) {
        const int64_t valid = std::min(kPixels, end - i);
        for (int64_t first = 0; first < c.channels; first += Block)
            convolveTile<Lanes, Block>(c, first, i, valid);
        clearRowEnds(c, c.out, i, i + valid);
    }
}

template<int Lanes, int Block>
STUDIO_INLINE void convolveRange(const PairConvolution& pair, int64_t begin, int64_t end)
{
    const Convolution& c = pair.first;
    constexpr int64_t kPixels = Tile<Lanes, Block>::kPixels;
    for (int64_t i = begin; i < end; i += kPixels) {
        const int64_t valid = std::min(kPixels, end - i);
        for (int64_t first = 0; first < c.channels; first += Block)
            convolvePairTile<Lanes, Block>(pair, first, i, valid);
        clearRowEnds(c, c.out, i, i + valid);
        clearRowEnds(c, pair.secondOut, i, i + valid);
    }
}

template<int Lanes, typename AnyConvolution>
STUDIO_INLINE void convolve(const AnyConvolution& c, int block, int64_t begin, int64_t end)
{
    switch (block) {
    case 8: return convolveRange<Lanes, 8>(c, begin, end);
    case 4: return convolveRange<Lanes, 4>(c, begin, end);
    default: return convolveRange<Lanes, 3>(c, begin, end);
    }
}

template<int Lanes>
STUDIO_INLINE void combine(const PairInputs& inputs, int64_t begin, int64_t end)
{
    using Floats = typename Vector<Lanes>::Floats;
    for (int64_t i = begin; i < end; i += Lanes) {
        Floats d[4];
#pragma GCC unroll 4
        for (int f = 0; f < 4; ++f)
            std::memcpy(&d[f], inputs.in[f] + i, sizeof d[f]);
        const Floats sums[4] = {d[0] - d[2], d[1] + d[2], d[2] - d[1], d[1] - d[3]};
#pragma GCC unroll 4
        for (int f = 0; f < 4; ++f)
            std::memcpy(inputs.out[f] + i, &sums[f], sizeof sums[f]);
    }
}

// x becomes e^x to about 1e-7: 2^n times a polynomial on [-ln2/2, ln2/2].
template<int Lanes>
STUDIO_INLINE void exponentiate(typename Vector<Lanes>::Floats& x)
{
    using Floats = typename Vector<Lanes>::Floats;
    using Ints = typename Vector<Lanes>::Ints;
    x = x > 88.0f ? Floats{} + 88.0f : x;
    x = x < -87.0f ? Floats{} - 87.0f : x;
    const Floats shifted = x * 1.44269504088896341f + 12582912.0f; // Rounds to an integer in the low bits.
    const Floats n = shifted - 12582912.0f;
    Floats r = x - n * 0.693359375f;
    r = r + n * 2.12194440e-4f;
    Floats p = r * 1.9875691500e-4f + 1.3981999507e-3f;
    p = p * r + 8.3334519073e-3f;
    p = p * r + 4.1665795894e-2f;
    p = p * r + 1.6666665459e-1f;
    p = p * r + 5.0000001201e-1f;
    p = p * (r * r) + r + 1.0f;
    const Ints power = (reinterpret_cast<Ints>(shifted) - 0x4B400000) << 23;
    x = reinterpret_cast<Floats>(reinterpret_cast<Ints>(p) + power);
}

template<int Lanes>
STUDIO_INLINE void normalise(const Norm& norm, int64_t begin, int64_t end)
{
    using Floats = typename Vector<Lanes>::Floats;
    using Ints = typename Vector<Lanes>::Ints;
    for (int64_t i = begin; i < end; i += Lanes) {
        Floats sum{};
        for (int64_t c = 0; c < norm.channels; ++c) {
            Floats x;
            std::memcpy(&x, norm.in + c * norm.plane + i, sizeof x);
            sum += x * x;
        }
        // 1 / sqrt by Newton's method: four steps from the well-known guess are exact to the last bits.
        sum = sum < 1e-24f ? Floats{} + 1e-24f : sum;
        Floats inverse = reinterpret_cast<Floats>(0x5F3759DF - (reinterpret_cast<Ints>(sum) >> 1));
        const Floats half = sum * 0.5f;
        for (int step = 0; step < 4; ++step)
            inverse = inverse * (1.5f - half * inverse * inverse);

        for (int64_t c = 0; c < norm.channels; ++c) {
            Floats x;
            std::memcpy(&x, norm.in + c * norm.plane + i, sizeof x);
            x = x * inverse * norm.scale[c];
            if (norm.silu) {
                Floats power = -x;
                exponentiate<Lanes>(power);
                x = x / (1.0f + power);
            }
            std::memcpy(norm.out + c * norm.plane + i, &x, sizeof x);
        }
    }
}

template<int Lanes>
int tile(int block)
{
    return vectorsFor<Lanes>(block) * Lanes;
}

// The same four functions for each instruction set.
#define STUDIO_KERNELS(name, lanes, target)                                                                            \
    target void convolve##name(const Convolution& c, int64_t begin, int64_t end)                                       \
    {                                                                                                                  \
        convolve<lanes>(c, c.block, begin, end);                                                                       \
    }                                                                                                                  \
    target void convolvePair##name(const PairConvolution& c, int64_t begin, int64_t end)                               \
    {                                                                                                                  \
        convolve<lanes>(c, c.first.block, begin, end);                                                                 \
    }                                                                                                                  \
    target void combine##name(const PairInputs& inputs, int64_t begin, int64_t end)                                    \
    {                                                                                                                  \
        combine<lanes>(inputs, begin, end);                                                                            \
    }                                                                                                                  \
    target void normalise##name(const Norm& norm, int64_t begin, int64_t end)                                          \
    {                                                                                                                  \
        normalise<lanes>(norm, begin, end);                                                                            \
    }                                                                                                                  \
    constexpr Kernels k##name{#name,         lanes,          tile<lanes>, convolve##name, convolvePair##name,          \
                              combine##name, normalise##name};

STUDIO_KERNELS(Anywhere, 4, )
#if defined(__x86_64__)
STUDIO_KERNELS(Avx2, 8, __attribute__((target("avx2,fma"))))
STUDIO_KERNELS(Avx512, 16, __attribute__((target("avx512f,avx512vl,avx512dq,avx2,fma"))))
#endif

const Kernels& choose()
{
#if defined(__x86_64__)
    if (__builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512vl") && __builtin_cpu_supports("avx512dq"))
        return kAvx512;
    if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma"))
        return kAvx2;
#endif
    return kAnywhere;
}

} // namespace

const Kernels& kernels()
{
    static const Kernels& chosen = choose();
    return chosen;
}

} // namespace studio::vae::planar
