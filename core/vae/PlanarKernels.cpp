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

template<int Lanes, int Block>
STUDIO_INLINE void convolveTile(const Convolution& c, int64_t first, int64_t i, int64_t valid)
{
    using Floats = typename Vector<Lanes>::Floats;
    constexpr int kVectors = vectorsFor<Lanes>(Block);

    Floats sums[Block][kVectors];
    const int64_t present = std::min<int64_t>(Block, c.channels - first);
#pragma GCC unroll 8
    for (int b = 0; b < Block; ++b) {
#pragma GCC unroll 8
        for (int v = 0; v < kVectors; ++v)
            sums[b][v] = Floats{} + c.bias[first + b];
    }
    if (c.add) {
#pragma GCC unroll 8
        for (int b = 0; b < Block; ++b) {
            // A channel too many adds the last one: its sum is dropped.
            const float* add = c.add + (first + std::min<int64_t>(b, present - 1)) * c.plane + i;
#pragma GCC unroll 8
            for (int v = 0; v < kVectors; ++v) {
                Floats x;
                std::memcpy(&x, add + v * Lanes, sizeof x);
                sums[b][v] += x;
            }
        }
    }

    const float* weights = c.weights + first / Block * c.weightStride;
    for (int64_t k = 0; k < c.count; ++k, weights += Block) {
        const float* tap = c.taps[k] + i;
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

    float* out = c.out + first * c.plane + i;
    if (valid == kVectors * Lanes && present == Block) {
#pragma GCC unroll 8
        for (int b = 0; b < Block; ++b) {
#pragma GCC unroll 8
            for (int v = 0; v < kVectors; ++v)
                std::memcpy(out + b * c.plane + v * Lanes, &sums[b][v], sizeof sums[b][v]);
        }
    } else {
        float rows[Block][kVectors * Lanes];
#pragma GCC unroll 8
        for (int b = 0; b < Block; ++b) {
#pragma GCC unroll 8
            for (int v = 0; v < kVectors; ++v)
                std::memcpy(&rows[b][v * Lanes], &sums[b][v], sizeof sums[b][v]);
        }
        for (int64_t b = 0; b < present; ++b)
            std::memcpy(out + b * c.plane, rows[b], static_cast<size_t>(valid) * sizeof(float));
    }
}

template<int Lanes, int Block>
STUDIO_INLINE void convolveRange(const Convolution& c, int64_t begin, int64_t end)
{
    constexpr int64_t kTile = vectorsFor<Lanes>(Block) * Lanes;
    for (int64_t i = begin; i < end; i += kTile) {
        const int64_t valid = std::min(kTile, end - i);
        for (int64_t first = 0; first < c.channels; first += Block)
            convolveTile<Lanes, Block>(c, first, i, valid);
        for (int64_t edge = i + c.row - 1 - i % c.row; edge < i + valid; edge += c.row) {
            for (int64_t channel = 0; channel < c.channels; ++channel)
                c.out[channel * c.plane + edge] = 0.0f;
        }
    }
}

template<int Lanes>
STUDIO_INLINE void convolve(const Convolution& c, int64_t begin, int64_t end)
{
    switch (c.block) {
    case 8: return convolveRange<Lanes, 8>(c, begin, end);
    case 4: return convolveRange<Lanes, 4>(c, begin, end);
    default: return convolveRange<Lanes, 3>(c, begin, end);
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

void convolveAnywhere(const Convolution& c, int64_t begin, int64_t end)
{
    convolve<4>(c, begin, end);
}
void normaliseAnywhere(const Norm& norm, int64_t begin, int64_t end)
{
    normalise<4>(norm, begin, end);
}

#if defined(__x86_64__)
__attribute__((target("avx2,fma"))) void convolveAvx2(const Convolution& c, int64_t begin, int64_t end)
{
    convolve<8>(c, begin, end);
}
__attribute__((target("avx2,fma"))) void normaliseAvx2(const Norm& norm, int64_t begin, int64_t end)
{
    normalise<8>(norm, begin, end);
}
__attribute__((target("avx512f,avx512vl,avx512dq,avx2,fma"))) void convolveAvx512(const Convolution& c, int64_t begin,
                                                                                  int64_t end)
{
    convolve<16>(c, begin, end);
}
__attribute__((target("avx512f,avx512vl,avx512dq,avx2,fma"))) void normaliseAvx512(const Norm& norm, int64_t begin,
                                                                                   int64_t end)
{
    normalise<16>(norm, begin, end);
}
#endif

Kernels choose()
{
#if defined(__x86_64__)
    if (__builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512vl") && __builtin_cpu_supports("avx512dq"))
        return {"avx512", 16, tile<16>, convolveAvx512, normaliseAvx512};
    if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma"))
        return {"avx2", 8, tile<8>, convolveAvx2, normaliseAvx2};
#endif
    return {"generic", 4, tile<4>, convolveAnywhere, normaliseAnywhere};
}

} // namespace

const Kernels& kernels()
{
    static const Kernels chosen = choose();
    return chosen;
}

} // namespace studio::vae::planar
