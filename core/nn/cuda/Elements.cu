// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/nn/cuda/Device.cuh"

#include <algorithm>

namespace studio::nn::cuda {
namespace {

constexpr int kThreads = 256;

template<typename X>
__global__ void quantiseTensorKernel(const X* x, int64_t vectors, const float* amax, Fp8* values, float* scale)
{
    const float s = fminf(__frcp_rn(fmaxf(*amax, 1e-12f)) * kFp8Max, kFp8Max);
    const int64_t step = static_cast<int64_t>(gridDim.x) * kThreads;
    for (int64_t i = static_cast<int64_t>(blockIdx.x) * kThreads + threadIdx.x; i < vectors; i += step)
        store8(values + 8 * i, load8(x + 8 * i), s);
    if (blockIdx.x == 0 && threadIdx.x == 0)
        *scale = __frcp_rn(s);
}

__global__ void scaleToFp8Kernel(const Bf16* x, int64_t vectors, float scale, Fp8* values)
{
    const int64_t i = static_cast<int64_t>(blockIdx.x) * kThreads + threadIdx.x;
    if (i < vectors)
        store8(values + 8 * i, load8(x + 8 * i), scale);
}

__global__ void scaleFromFp8Kernel(const Fp8* x, int64_t vectors, const float* scale, unsigned rowVectors, Bf16* out)
{
    const int64_t i = static_cast<int64_t>(blockIdx.x) * kThreads + threadIdx.x;
    if (i >= vectors)
        return;
    Eight e = load8(x + 8 * i);
    const float rowScale = scale[static_cast<unsigned>(i) / rowVectors];
#pragma unroll
    for (float& value : e.v)
        value *= rowScale;
    store8(out + 8 * i, e);
}

// `lanes` threads, a power of two within a warp, share a head.
__global__ void quantiseHeadsKernel(const Bf16* x, int64_t vectors, int lanes, Fp8* values, float* scales)
{
    const int64_t i = static_cast<int64_t>(blockIdx.x) * kThreads + threadIdx.x;
    Eight e{};
    if (i < vectors)
        e = load8(x + 8 * i);
    float most = largest(e);
    for (int offset = lanes / 2; offset > 0; offset /= 2)
        most = fmaxf(most, __shfl_xor_sync(0xffffffffu, most, offset));
    if (i >= vectors)
        return;
    // Up to the next power of two.
    const unsigned wanted = __float_as_uint(fmaxf(most / kFp8Max, 1e-30f));
    const float scale = __uint_as_float((wanted + 0x7fffffu) & 0x7f800000u);
    store8(values + 8 * i, e, 1.0f / scale);
    if (i % lanes == 0)
        scales[i / lanes] = scale;
}

__global__ void dequantiseHeadsKernel(const Fp8* values, const float* scales, int64_t vectors, int lanes, Bf16* out)
{
    const int64_t i = static_cast<int64_t>(blockIdx.x) * kThreads + threadIdx.x;
    if (i >= vectors)
        return;
    const float scale = scales[i / lanes];
    Eight e = load8(values + 8 * i);
#pragma unroll
    for (float& value : e.v)
        value *= scale;
    store8(out + 8 * i, e);
}

__device__ inline Eight clamped(Eight e, float most)
{
#pragma unroll
    for (float& value : e.v)
        value = fminf(fmaxf(value, -most), most);
    return e;
}

// Lanes threads, a warp or half of one, for each pixel; up to N vectors a thread. Groups that are rotated together lie
// in successive threads, since a group's vectors divide the lanes.
template<int N, int Lanes>
__global__ void normChannelsKernel(const Bf16* x, const float* gamma, int64_t rows, int vectors, bool silu,
                                   const ChannelOutput out)
{
    const int64_t index = (static_cast<int64_t>(blockIdx.x) * kThreads + threadIdx.x) / Lanes;
    if (index >= rows)
        return;
    const auto lane = static_cast<int>(threadIdx.x % Lanes);
    const int64_t start = index * vectors * 8;
    Eight e[N];
    float squares = 0;
#pragma unroll
    for (int n = 0; n < N; ++n) {
        if (lane + Lanes * n < vectors) {
            e[n] = load8(x + start + 8 * (lane + Lanes * n));
#pragma unroll
            for (const float value : e[n].v)
                squares = fmaf(value, value, squares);
        }
    }
    const unsigned together = Lanes == 32 ? 0xffffffffu : 0xffffu << (threadIdx.x & 16);
#pragma unroll
    for (int offset = Lanes / 2; offset > 0; offset /= 2)
        squares += __shfl_xor_sync(together, squares, offset);
    const float length = fmaxf(sqrtf(squares), 1e-12f);
    const float scale = sqrtf(static_cast<float>(8 * vectors)) / length;
#pragma unroll
    for (int n = 0; n < N; ++n) {
        if (lane + Lanes * n < vectors) {
            const Eight weight = load8(gamma + 8 * (lane + Lanes * n));
#pragma unroll
            for (int i = 0; i < 8; ++i) {
                const float y = e[n].v[i] * scale * weight.v[i];
                e[n].v[i] = silu ? y / (1.0f + __expf(-y)) : y;
            }
            const int64_t at = start + 8 * (lane + Lanes * n);
            if (out.int8)
                store8(out.int8 + at, clamped(rotated(e[n], out.group), kInt8Max / out.scale), out.scale);
            else
                store8(out.plain + at, e[n]);
        }
    }
}

struct Pictures {
    const Bf16* data[kMostTaps];
};

// A thread for each vector of a picture, which it moves for all of them, so that several reads are under way at once.
template<int Taps>
__global__ void interleaveKernel(const Pictures pictures, unsigned vectors, unsigned channelVectors, uint4* out)
{
    const unsigned i = blockIdx.x * kThreads + threadIdx.x;
    if (i >= vectors)
        return;
    uint4 values[Taps];
#pragma unroll
    for (int tap = 0; tap < Taps; ++tap)
        values[tap] = reinterpret_cast<const uint4*>(pictures.data[tap])[i];
    const unsigned pixel = i / channelVectors;
    uint4* const target = out + static_cast<int64_t>(pixel) * Taps * channelVectors + (i - pixel * channelVectors);
#pragma unroll
    for (int tap = 0; tap < Taps; ++tap)
        target[tap * channelVectors] = values[tap];
}

// A thread for each vector of the small picture. The grid's second dimension is its row.
__global__ void enlargeKernel(const uint4* x, unsigned rowVectors, unsigned channelVectors, uint4* out)
{
    const unsigned i = blockIdx.x * kThreads + threadIdx.x;
    if (i >= rowVectors)
        return;
    const unsigned pixel = i / channelVectors;
    const uint4 value = x[static_cast<int64_t>(blockIdx.y) * rowVectors + i];
    uint4* first = out + static_cast<int64_t>(4) * blockIdx.y * rowVectors + i + pixel * channelVectors;
    first[0] = value;
    first[channelVectors] = value;
    first[2 * rowVectors] = value;
    first[2 * rowVectors + channelVectors] = value;
}

__global__ void addChannelsKernel(Bf16* x, const Bf16* bias, const Bf16* add, int64_t vectors, unsigned channelVectors)
{
    const int64_t i = static_cast<int64_t>(blockIdx.x) * kThreads + threadIdx.x;
    if (i >= vectors)
        return;
    Eight e = load8(x + 8 * i);
    const Eight b = load8(bias + 8 * (static_cast<unsigned>(i) % channelVectors));
    Eight more{};
    if (add)
        more = load8(add + 8 * i);
#pragma unroll
    for (int n = 0; n < 8; ++n)
        e.v[n] = e.v[n] + b.v[n] + more.v[n];
    store8(x + 8 * i, e);
}

unsigned blocksFor(int64_t threads)
{
    return static_cast<unsigned>((threads + kThreads - 1) / kThreads);
}

} // namespace

void quantiseTensor(const void* x, Number number, int64_t count, const float* amax, Fp8* values, float* scale,
                    cudaStream_t stream)
{
    const int64_t vectors = count / 8;
    const unsigned blocks = std::min(blocksFor(vectors), 4096u);
    if (number == Number::BFloat16)
        quantiseTensorKernel<<<blocks, kThreads, 0, stream>>>(static_cast<const Bf16*>(x), vectors, amax, values,
                                                              scale);
    else
        quantiseTensorKernel<<<blocks, kThreads, 0, stream>>>(static_cast<const float*>(x), vectors, amax, values,
                                                              scale);
}

void scaleToFp8(const Bf16* x, int64_t count, float scale, Fp8* values, cudaStream_t stream)
{
    scaleToFp8Kernel<<<blocksFor(count / 8), kThreads, 0, stream>>>(x, count / 8, scale, values);
}

void scaleFromFp8(const Fp8* x, int64_t count, const float* scale, int64_t rows, Bf16* out, cudaStream_t stream)
{
    const int64_t vectors = count / 8;
    scaleFromFp8Kernel<<<blocksFor(vectors), kThreads, 0, stream>>>(x, vectors, scale,
                                                                    static_cast<unsigned>(vectors / rows), out);
}

void quantiseHeads(const Bf16* x, int64_t rows, int64_t headDim, Fp8* values, float* scales, cudaStream_t stream)
{
    const int64_t vectors = rows * headDim / 8;
    quantiseHeadsKernel<<<blocksFor(vectors), kThreads, 0, stream>>>(x, vectors, static_cast<int>(headDim / 8), values,
                                                                     scales);
}

void dequantiseHeads(const Fp8* values, const float* scales, int64_t rows, int64_t headDim, Bf16* out,
                     cudaStream_t stream)
{
    const int64_t vectors = rows * headDim / 8;
    dequantiseHeadsKernel<<<blocksFor(vectors), kThreads, 0, stream>>>(values, scales, vectors,
                                                                       static_cast<int>(headDim / 8), out);
}

void normChannels(const Bf16* x, const float* gamma, int64_t rows, int64_t dim, bool silu, const ChannelOutput& out,
                  cudaStream_t stream)
{
    const auto vectors = static_cast<int>(dim / 8);
    const unsigned blocks = blocksFor(rows * (vectors <= 16 ? 16 : 32));
    if (vectors <= 16)
        normChannelsKernel<1, 16><<<blocks, kThreads, 0, stream>>>(x, gamma, rows, vectors, silu, out);
    else if (vectors <= 32)
        normChannelsKernel<1, 32><<<blocks, kThreads, 0, stream>>>(x, gamma, rows, vectors, silu, out);
    else if (vectors <= 64)
        normChannelsKernel<2, 32><<<blocks, kThreads, 0, stream>>>(x, gamma, rows, vectors, silu, out);
    else
        normChannelsKernel<8, 32><<<blocks, kThreads, 0, stream>>>(x, gamma, rows, vectors, silu, out);
}

void interleavePictures(const Bf16* const* pictures, int taps, int64_t pixels, int64_t channels, Bf16* out,
                        cudaStream_t stream)
{
    Pictures copies{};
    std::copy_n(pictures, taps, copies.data);
    const int64_t vectors = pixels * channels / 8;
    const auto launch = [&](auto kernel) {
        kernel<<<blocksFor(vectors), kThreads, 0, stream>>>(
            copies, static_cast<unsigned>(vectors), static_cast<unsigned>(channels / 8), reinterpret_cast<uint4*>(out));
    };
    if (taps == 1)
        launch(interleaveKernel<1>);
    else if (taps == 2)
        launch(interleaveKernel<2>);
    else
        launch(interleaveKernel<3>);
}

void enlargePicture(const Bf16* x, int64_t height, int64_t width, int64_t channels, Bf16* out, cudaStream_t stream)
{
    const int64_t vectors = width * channels / 8;
    enlargeKernel<<<dim3(blocksFor(vectors), static_cast<unsigned>(height)), kThreads, 0, stream>>>(
        reinterpret_cast<const uint4*>(x), static_cast<unsigned>(vectors), static_cast<unsigned>(channels / 8),
        reinterpret_cast<uint4*>(out));
}

void addChannels(Bf16* x, const Bf16* bias, const Bf16* add, int64_t pixels, int64_t channels, cudaStream_t stream)
{
    const int64_t vectors = pixels * channels / 8;
    addChannelsKernel<<<blocksFor(vectors), kThreads, 0, stream>>>(x, bias, add, vectors,
                                                                   static_cast<unsigned>(channels / 8));
}

} // namespace studio::nn::cuda
