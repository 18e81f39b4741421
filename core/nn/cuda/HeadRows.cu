// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/nn/cuda/Device.cuh"

#include <algorithm>

namespace studio::nn::cuda {
namespace {

constexpr int kMostThreads = 320; // see forRowsOf()
constexpr int kJobsAtOnce = 24; // what fits well into a kernel's arguments

struct Jobs {
    HeadsArguments job[kJobsAtOnce];
    HeadsLayout layout;
};

// Eight numbers as they lie in memory, in bf16, which holds every number of e4m3. A row takes half the registers so.
__device__ inline uint4 raw8(const HeadsArguments& a, int64_t offset)
{
    if (a.x)
        return *reinterpret_cast<const uint4*>(a.x + offset);
    const Eight e = load8(a.x8 + offset);
    uint4 raw;
    store8(reinterpret_cast<Bf16*>(&raw), e);
    return raw;
}

__device__ inline Eight wide(const uint4& raw)
{
    return load8(reinterpret_cast<const Bf16*>(&raw));
}

// A block for each row of each job, one after the other. All that a row needs is asked for before it is waited for.
template<int N>
__global__ __launch_bounds__(kMostThreads) void headRowsKernel(const __grid_constant__ Jobs jobs)
{
    __shared__ float scratch[32];
    int64_t index = blockIdx.x;
    int which = 0;
    while (index >= jobs.job[which].rows)
        index -= jobs.job[which++].rows;
    const HeadsArguments& a = jobs.job[which];
    const int64_t start = index * jobs.layout.dim;
    const auto vectors = static_cast<int>(jobs.layout.dim / 8);
    const auto headDim = static_cast<int>(jobs.layout.headDim);
    const auto vectorOf = [](int i) { return static_cast<int>(threadIdx.x) + i * static_cast<int>(blockDim.x); };

    uint4 x[N], weight[N];
#pragma unroll
    for (int i = 0; i < N; ++i) {
        if (vectorOf(i) < vectors)
            x[i] = raw8(a, start + 8 * vectorOf(i));
    }
    float inverse = 1;
    if (a.weight) {
        float squares = 0;
#pragma unroll
        for (int i = 0; i < N; ++i) {
            if (vectorOf(i) < vectors)
                weight[i] = *reinterpret_cast<const uint4*>(a.weight + 8 * vectorOf(i));
        }
#pragma unroll
        for (int i = 0; i < N; ++i) {
            if (vectorOf(i) >= vectors)
                continue;
            const Eight e = wide(x[i]);
#pragma unroll
            for (const float value : e.v)
                squares = fmaf(value, value, squares);
        }
        inverse = rsqrtf(acrossBlock(squares, Add(), scratch) / static_cast<float>(jobs.layout.dim) + jobs.layout.eps);
    }
    const float* rope = a.rope ? a.rope + index % a.ropeRows * headDim : nullptr;
#pragma unroll
    for (int i = 0; i < N; ++i) {
        if (vectorOf(i) >= vectors)
            continue;
        const int column = 8 * vectorOf(i);
        Eight e = wide(x[i]);
        if (a.weight) {
            const Eight w = wide(weight[i]);
#pragma unroll
            for (int n = 0; n < 8; ++n)
                e.v[n] = rounded(rounded(e.v[n] * inverse) * w.v[n]);
        }
        if (rope) {
            const Eight factor = load8(rope + column % headDim);
#pragma unroll
            for (int n = 0; n < 8; n += 2) {
                const float re = e.v[n];
                const float im = e.v[n + 1];
                e.v[n] = re * factor.v[n] - im * factor.v[n + 1];
                e.v[n + 1] = re * factor.v[n + 1] + im * factor.v[n];
            }
        }
        if (a.out8)
            store8(a.out8 + start + column, e, a.scale);
        else
            store8(a.out + start + column, e);
    }
}

} // namespace

void headRows(const HeadsArguments* jobs, int count, const HeadsLayout& layout, cudaStream_t stream)
{
    for (int first = 0; first < count; first += kJobsAtOnce) {
        const int together = std::min(count - first, kJobsAtOnce);
        Jobs arguments{};
        arguments.layout = layout;
        int64_t rows = 0;
        for (int i = 0; i < together; ++i) {
            arguments.job[i] = jobs[first + i];
            rows += arguments.job[i].rows;
        }
        forRowsOf(layout.dim, [&](auto n, int threads) {
            headRowsKernel<n><<<static_cast<unsigned>(rows), threads, 0, stream>>>(arguments);
        });
    }
}

} // namespace studio::nn::cuda
