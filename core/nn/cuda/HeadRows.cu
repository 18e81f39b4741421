// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/nn/cuda/Device.cuh"

#include <algorithm>

namespace studio::nn::cuda {
namespace {

constexpr int kJobsAtOnce = 24; // what fits well into a kernel's arguments

struct Jobs {
    HeadsArguments job[kJobsAtOnce];
    HeadsLayout layout;
};

__device__ inline EightBf16 loadOnce(const HeadsArguments& a, int64_t offset)
{
    return a.x ? cuda::loadOnce(a.x + offset) : cuda::loadOnce(a.x8 + offset);
}

// A block for each row of each job, one job after the other.
template<int N, bool Full>
__global__ void __launch_bounds__(kRowThreads<N>) headRowsKernel(const __grid_constant__ Jobs jobs)
{
    __shared__ float scratch[kMostWarps];
    int64_t index = blockIdx.x;
    int which = 0;
    while (index >= jobs.job[which].rows)
        index -= jobs.job[which++].rows;
    const HeadsArguments& a = jobs.job[which];
    const int64_t start = index * jobs.layout.dim;
    const auto vectors = static_cast<int>(jobs.layout.dim / 8);
    const auto headDim = static_cast<int>(jobs.layout.headDim);

    EightBf16 x[N];
    forVectors<N, Full>(vectors, [&](int i, int column) { x[i] = loadOnce(a, start + column); });
    if (a.epilogue.rows) {
        const float rowScale = a.epilogue.rows[index];
        forVectors<N, Full>(vectors, [&](int i, int column) {
            Eight e = wide(x[i]);
            applyEpilogue(e, a.epilogue, rowScale, column);
            assign(x[i], e);
        });
    }
    float inverse = 1;
    if (a.weight) {
        float squares = 0;
        forVectors<N, Full>(vectors, [&](int i, int) {
#pragma unroll
            for (const float value : wide(x[i]).v)
                squares = fmaf(value, value, squares);
        });
        squares = acrossBlock(squares, Add(), scratch);
        inverse = rsqrtf(squares / static_cast<float>(jobs.layout.dim) + jobs.layout.eps);
    }
    const float* rope = a.rope ? a.rope + index % a.ropeRows * headDim : nullptr;
    forVectors<N, Full>(vectors, [&](int i, int column) {
        Eight e = wide(x[i]);
        if (a.weight) {
            const Eight weight = load8(a.weight + column);
#pragma unroll
            for (float& value : e.v)
                value *= inverse;
            assign(e, e);
#pragma unroll
            for (int n = 0; n < 8; ++n)
                e.v[n] *= weight.v[n];
            assign(e, e);
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
    });
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
        forRowsOf<1, 4, 8>(layout.dim, [&](auto n, int threads) {
            whetherFull<n>(layout.dim, [&](auto full) {
                headRowsKernel<n, full><<<static_cast<unsigned>(rows), threads, 0, stream>>>(arguments);
            });
        });
    }
}

} // namespace studio::nn::cuda
